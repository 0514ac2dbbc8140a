"""Complete the entries of a record's lists, and store the content of attached files."""

from __future__ import annotations

import binascii
from base64 import b64decode
from mimetypes import guess_type
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.core.sub_collections import FILES
from connectgen.fake_site.ids import is_id
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.resource_schema import Path, ResourceSchema, entry_path
from connectgen.fake_site.store import Store

__all__ = ["attach_files", "complete_entries"]


def complete_entries(store: Store, shape: ResourceSchema, record: JsonObject, time: str) -> None:
    """Add IDs and times to the entries in *record*, and store the content of files.

    Raises:
        Problem: the content of a file is not Base64.
    """
    _complete_members(store, shape, shape.root, record, record["id"], time)


def attach_files(store: Store, record: JsonObject, entries: list[Any], time: str) -> list[str]:
    """Add files to the incident *record*, and return their names."""
    files = record.setdefault(FILES, [])
    added = [dict(entry) for entry in entries if is_object(entry)]
    for entry in added:
        entry |= {"id": store.next_id(f"incidents/{FILES}"), "createdTime": time}
        entry["updatedTime"] = time
        if isinstance(entry.get("data"), str):
            _store_file(store, "incidents", record["id"], entry)
    files.extend(added)
    return [str(entry.get("fileName")) for entry in added]


def _complete_members(
    store: Store, shape: ResourceSchema, path: Path, members: JsonObject, record: int, time: str
) -> None:
    for name, value in members.items():
        field = shape.field_at(path, name)
        kind = field.type if field is not None else None
        if isinstance(kind, ir.ModelType) and is_object(value):
            _complete_members(store, shape, kind.model, value, record, time)
        if isinstance(kind, ir.ListType) and is_array(value):
            _complete_list(store, shape, kind, value, record, time)


def _complete_list(
    store: Store,
    shape: ResourceSchema,
    kind: ir.ListType,
    entries: list[Any],
    record: int,
    time: str,
) -> None:
    path = entry_path(kind)
    for order, entry in enumerate(entries, 1):
        if path is None or not is_object(entry):
            continue
        _complete_members(store, shape, path, entry, record, time)
        if shape.has_field(path, "id") and not is_id(entry.get("id")):
            entry["id"] = store.next_id("/".join(path))
            # Only records that are added to the site itself still have times of their own.
            times = {name: entry.get(name) or time for name in ("createdTime", "updatedTime")}
            added = {**times, "displayOrder": order}
            entry |= {name: added[name] for name in added if shape.has_field(path, name)}
        if path[-1] == FILES and isinstance(entry.get("data"), str):
            _store_file(store, shape.name, record, entry)


def _store_file(store: Store, resource: str, record: int, entry: JsonObject) -> None:
    try:
        content = b64decode(entry.pop("data"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(400, 6, f"fileAttachments: data is not Base64: {error}") from error
    name = entry.get("fileName") or f"file{entry['id']}"
    kind = entry.get("contentType") or guess_type(name)[0] or "application/octet-stream"
    entry |= {"fileName": name, "contentType": kind, "size": len(content)}
    store.put_file(resource, record, entry["id"], content)
