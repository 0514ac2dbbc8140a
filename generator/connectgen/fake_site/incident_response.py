"""Handler of `POST incidentResponse`: save an incident and keep the e-mail to its customer."""

from __future__ import annotations

from typing import Any

from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.core.sub_collections import FILES
from connectgen.fake_site.ids import is_id
from connectgen.fake_site.list_entries import attach_files
from connectgen.fake_site.menus import EMAIL_CHANNEL, PRIVATE_NOTE
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import RecordService, current_time

__all__ = ["RESPONSE", "handle_incident_response"]

RESPONSE = "incidentResponse"
_THREADS = "namedIDs/incidents/threads"


def handle_incident_response(records: RecordService, body: JsonObject) -> JsonObject:
    """Save the incident in *body*, keep the e-mail that a site would send, and return the incident.

    Raises:
        Problem: the body is invalid, or the incident or its contact does not exist.
    """
    records.check_body(RESPONSE, "create", body, 12)
    written = body.get("incident")
    if not is_object(written):
        raise Problem(400, 12, "An incidentResponse needs an incident")
    with records.store.transaction():
        incident = _save_incident(records, written)
        threads = [entry for entry in _as_list(written.get("threads")) if is_object(entry)]
        names: list[str] = []
        if EMAIL_CHANNEL in (_menu_id(records, thread, "channel") for thread in threads):
            names = attach_files(records.store, incident, _as_list(body.get(FILES)), current_time())
            incident = records.replace_record("incidents", incident)
        texts = [
            thread.get("text")
            for thread in threads
            if _menu_id(records, thread, "entryType") != PRIVATE_NOTE
        ]
        if texts:
            records.store.put_message(_outgoing_message(records, incident, body, texts, names))
    return incident


def _save_incident(records: RecordService, written: JsonObject) -> JsonObject:
    """Return the incident that *written* creates, or changes if it names one."""
    number = _existing_id(records, written)
    if number is not None:
        return records.change_record("incidents", number, written, "create")
    if not is_object(written.get("primaryContact")):
        raise Problem(400, 12, "A new incident needs a primaryContact")
    return records.add_record("incidents", written)


def _existing_id(records: RecordService, written: JsonObject) -> int | None:
    number, name = written.get("id"), written.get("lookupName")
    if number is not None:
        if not is_id(number) or records.store.get_record("incidents", number) is None:
            raise Problem(400, 6, f"Invalid ID: No such Incident with ID = {number}")
        return number
    if not isinstance(name, str):
        return None
    found = records.store.ids_by_name("incidents", name)
    if len(found) != 1:
        raise Problem(400, 6, f"There is no single incident with lookupName {name!r}")
    return found[0]


def _menu_id(records: RecordService, thread: JsonObject, field: str) -> int | None:
    """Return the id of a named ID of a thread, which may be written by its name."""
    value = thread.get(field)
    if not is_object(value):
        return None
    number = records.menus.resolve_entry(f"{_THREADS}/{field}", value)["id"]
    return int(number)


def _outgoing_message(
    records: RecordService,
    incident: JsonObject,
    body: JsonObject,
    texts: list[Any],
    files: list[str],
) -> JsonObject:
    contact = incident.get("primaryContact")
    return {
        "incident": incident["id"],
        "lookupName": incident["lookupName"],
        "subject": incident.get("subject"),
        "primaryContact": contact,
        "to": _contact_addresses(records, contact),
        "cc": _copy_addresses(body.get("cc")),
        "bcc": _copy_addresses(body.get("bcc")),
        "texts": texts,
        "attachments": files,
        "useEmailSignature": body.get("useEmailSignature") is True,
    }


def _contact_addresses(records: RecordService, contact: Any) -> list[str]:
    """Return the e-mail addresses of the primary contact that the site knows."""
    number = contact.get("id") if is_object(contact) else None
    known = records.store.get_record("contacts", number) if is_id(number) else None
    entries = _as_list(known.get("emails")) if known else []
    return [str(e["address"]) for e in entries if is_object(e) and e.get("address")]


def _copy_addresses(copy: Any) -> list[str]:
    found = copy.get("emailAddresses") if is_object(copy) else None
    return [address for address in _as_list(found) if isinstance(address, str)]


def _as_list(value: Any) -> list[Any]:
    return value if is_array(value) else [] if value is None else [value]
