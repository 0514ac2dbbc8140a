"""`POST incidentResponse`: an incident is saved, and its customer would get an e-mail."""

from __future__ import annotations

from typing import Any

from connectgen.fake_site.json_types import JsonObject, is_id, is_list, is_object
from connectgen.fake_site.list_entries import FILES, attach_files
from connectgen.fake_site.menus import EMAIL_CHANNEL, PRIVATE_NOTE
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import Records, now

__all__ = ["RESPONSE", "respond"]

RESPONSE = "incidentResponse"
_THREADS = "namedIDs/incidents/threads"


def respond(records: Records, body: JsonObject) -> JsonObject:
    """Save the incident in *body*, keep what would be e-mailed, and return the incident.

    Raises:
        Problem: the generated rules refuse the body, or the incident or its contact is not there.
    """
    records.check(RESPONSE, "create", body, 12)
    written = body.get("incident")
    if not is_object(written):
        raise Problem(400, 12, "An incidentResponse needs an incident")
    with records.store.transaction():
        incident = _saved(records, written)
        threads = [entry for entry in _list(written.get("threads")) if is_object(entry)]
        names: list[str] = []
        if EMAIL_CHANNEL in (_menu_id(records, thread, "channel") for thread in threads):
            names = attach_files(records.store, incident, _list(body.get(FILES)), now())
            incident = records.replace("incidents", incident)
        texts = [
            thread.get("text")
            for thread in threads
            if _menu_id(records, thread, "entryType") != PRIVATE_NOTE
        ]
        if texts:
            records.store.put_message(_message(records, incident, body, texts, names))
    return incident


def _saved(records: Records, written: JsonObject) -> JsonObject:
    """Return the incident that *written* makes, or changes where it names one."""
    number = _existing(records, written)
    if number is not None:
        return records.change("incidents", number, written, "create")
    if not is_object(written.get("primaryContact")):
        raise Problem(400, 12, "A new incident needs a primaryContact")
    return records.add("incidents", written)


def _existing(records: Records, written: JsonObject) -> int | None:
    number, name = written.get("id"), written.get("lookupName")
    if number is not None:
        if not is_id(number) or records.store.get("incidents", number) is None:
            raise Problem(400, 6, f"Invalid ID: No such Incident with ID = {number}")
        return number
    if not isinstance(name, str):
        return None
    found = records.store.named("incidents", name)
    if len(found) != 1:
        raise Problem(400, 6, f"There is no single incident with lookupName {name!r}")
    return found[0]


def _menu_id(records: Records, thread: JsonObject, field: str) -> int | None:
    """Return the id of a named ID of a thread, which may be written by its name."""
    value = thread.get(field)
    if not is_object(value):
        return None
    number = records.menus.resolve(f"{_THREADS}/{field}", value)["id"]
    return int(number)


def _message(
    records: Records, incident: JsonObject, body: JsonObject, texts: list[Any], files: list[str]
) -> JsonObject:
    contact = incident.get("primaryContact")
    return {
        "incident": incident["id"],
        "lookupName": incident["lookupName"],
        "subject": incident.get("subject"),
        "primaryContact": contact,
        "to": _addresses_of(records, contact),
        "cc": _addresses(body.get("cc")),
        "bcc": _addresses(body.get("bcc")),
        "texts": texts,
        "attachments": files,
        "useEmailSignature": body.get("useEmailSignature") is True,
    }


def _addresses_of(records: Records, contact: Any) -> list[str]:
    """Return the e-mail addresses of the primary contact, where the site knows them."""
    number = contact.get("id") if is_object(contact) else None
    known = records.store.get("contacts", number) if is_id(number) else None
    entries = _list(known.get("emails")) if known else []
    return [str(e["address"]) for e in entries if is_object(e) and e.get("address")]


def _addresses(copy: Any) -> list[str]:
    found = copy.get("emailAddresses") if is_object(copy) else None
    return [address for address in _list(found) if isinstance(address, str)]


def _list(value: Any) -> list[Any]:
    return value if is_list(value) else [] if value is None else [value]
