"""What a consumer of a whole site's package writes, held to `mypy --strict` and pyright."""

from __future__ import annotations

from datetime import date
from enum import IntEnum

from sample_site import CoWarranty, Entries, Incident, IncidentCreate, IncidentPatch, Reference
from sample_site.models.incidents import (
    CustomFieldsCCreate,
    CustomFieldsCoCreate,
    CustomFieldsCreate,
    Thread,
    ThreadCreate,
    ThreadPatch,
)


class Channel(IntEnum):
    """Entries of the menu that this program knows."""

    EMAIL = 9


def ask(contact: int, text: str) -> IncidentCreate:
    """Describe a new incident, with custom fields."""
    return IncidentCreate(
        primary_contact=Reference(id=contact),
        subject="Router keeps rebooting",
        threads=[ThreadCreate(text=text, channel=Reference(id=Channel.EMAIL))],
        custom_fields=CustomFieldsCreate(
            c=CustomFieldsCCreate(visit_date=date(2026, 1, 2), tags=["router"], class_=None),
            co=CustomFieldsCoCreate(warranty=Reference(lookup_name="W-17")),
        ),
    )


def same_contact(incident: Incident) -> IncidentPatch:
    """Write back what a reply referred to, whichever way it did."""
    changes = IncidentPatch(threads=[ThreadPatch(text="More")])
    if incident.primary_contact:
        changes.primary_contact = incident.primary_contact.for_writing()
    return changes


def reopen(incident: Incident) -> IncidentPatch:
    """Return the changes that write back what was read, in another queue."""
    changes: IncidentPatch = incident.to_patch()
    changes.queue = Reference(id=1)
    return changes


def copies(incident: Incident, thread: Thread) -> tuple[IncidentCreate, ThreadPatch]:
    """Return bodies of what was read."""
    return incident.to_create(), thread.to_patch()


def texts(incident: Incident) -> list[str]:
    """Return the texts of the messages that a reply holds."""
    threads: Entries[Thread] = incident.threads or Entries()
    if not threads.loaded and threads.href is not None:
        return [f"see {threads.href}"]
    return [thread.text for thread in threads if thread.text]


def came_by_mail(thread: Thread) -> bool:
    """Tell whether a message came by mail."""
    return bool(thread.channel and thread.channel.id == Channel.EMAIL)


def owner(warranty: CoWarranty) -> int | None:
    """Return the number of the contact whom a warranty belongs to."""
    return warranty.customer.record_id if warranty.customer else None
