"""Create, change and delete records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.core.menus import Menu
from connectgen.core.suggestions import did_you_mean
from connectgen.fake_site.deserializer import (
    BodyDeserializer,
    merge_patch,
    unknown_members,
)
from connectgen.fake_site.ids import is_id
from connectgen.fake_site.list_entries import complete_entries
from connectgen.fake_site.menus import MenuStore
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.references import ReferenceResolver, record_class_name
from connectgen.fake_site.resource_schema import COMMON, ResourceSchema
from connectgen.fake_site.store import Store

__all__ = ["RecordService", "current_time"]


def current_time() -> str:
    """Return the time as the site writes it: UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class RecordService:
    """The records of one site.

    Args:
        store: database of the site.
        shapes: resources of the site, by name.
        violations: returns the violations of a body, for a resource, a view and the body.
        menus: menus whose entries are known, by path.
    """

    def __init__(
        self,
        store: Store,
        shapes: Mapping[str, ResourceSchema],
        violations: Callable[[str, str, Any], list[str]],
        menus: Mapping[str, Menu] | None = None,
    ) -> None:
        self.store = store
        self.shapes = shapes
        self.menus = MenuStore(store, menus)
        self._references = ReferenceResolver(store, self.menus, frozenset(shapes))
        self._violations = violations

    def get_record(self, resource: str, number: int) -> JsonObject:
        """Return a record.

        Raises:
            Problem: there is none.
        """
        record = self.store.get_record(resource, number)
        if record is None:
            what = record_class_name(resource)
            raise Problem(404, 5, f"Invalid ID: No such {what} with ID = {number}")
        return record

    def create_record(self, resource: str, body: JsonObject) -> JsonObject:
        """Create a record from a request body, and return it.

        Raises:
            Problem: the body is invalid.
        """
        self.check_body(resource, "create", body, 12)
        return self.add_record(resource, {name: body[name] for name in body if name not in COMMON})

    def add_record(self, resource: str, body: JsonObject, *, whole: bool = False) -> JsonObject:
        """Create a record without validation; its `id` is kept if it has one.

        Args:
            resource: name of its resource.
            body: the record.
            whole: True to keep fields that only the site sets, too.
        """
        shape = self.shapes[resource]
        with self.store.transaction():
            kept = self._deserialize(shape, "create", body, whole=whole)
            number = body.get("id")
            if not is_id(number):
                number = self.store.next_id(resource)
            self.store.reserve_id(resource, number)
            name = body.get("lookupName") or _make_lookup_name(self.store, resource, kept, number)
            if shape.has_field(shape.root, "displayOrder"):
                kept.setdefault("displayOrder", self.store.count_records(resource) + 1)
            kept |= {"id": number, "lookupName": name}
            return self._store_record(shape, kept, updated=kept.get("updatedTime"))

    def update_record(self, resource: str, number: int, body: JsonObject) -> JsonObject:
        """Change a record by a request body, and return it.

        Raises:
            Problem: there is no such record, or the body is invalid.
        """
        self.check_body(resource, "patch", body, 6)
        return self.change_record(resource, number, body, "patch")

    def change_record(
        self, resource: str, number: int, body: JsonObject, view: ir.Direction
    ) -> JsonObject:
        """Change a record by a body that is valid for *view*."""
        shape = self.shapes[resource]
        with self.store.transaction():
            old = self.get_record(resource, number)
            new = self._deserialize(shape, view, {n: body[n] for n in body if n not in COMMON})
            changed = merge_patch(shape, shape.root, old, new)
            if old["lookupName"] == _own_name(old) != _own_name(changed):
                changed["lookupName"] = _own_name(changed) or str(number)
            return self._store_record(shape, changed)

    def replace_record(self, resource: str, record: JsonObject) -> JsonObject:
        """Store a record that was changed in place."""
        return self._store_record(self.shapes[resource], record)

    def delete_record(self, resource: str, number: int) -> None:
        """Delete a record.

        Raises:
            Problem: there is none.
        """
        with self.store.transaction():
            self.get_record(resource, number)
            self.store.delete_record(resource, number)

    def check_body(self, resource: str, view: ir.Direction, body: JsonObject, code: int) -> None:
        """Validate *body* against one view.

        Raises:
            Problem: a member is unknown to the documents, or the body is invalid: then it has that
                *code* and lists the violations.
        """
        for _, name in unknown_members(self.shapes, view, (resource,), body):
            raise Problem(400, 13, f"Invalid property specified: {name}")
        found = self._violations(resource, view, body)
        if found:
            raise Problem(400, code, "; ".join(found))

    def check_record(self, resource: str, record: JsonObject) -> None:
        """Validate a whole record that somebody adds, with the fields that only the site sets.

        Raises:
            Problem: a member is unknown to the documents, or the record is invalid.
        """
        shape = self.shapes[resource]
        found = [
            f"{'.'.join(path)} has no field {name!r}"
            f"{did_you_mean(name, sorted(shape.fields_at('read', path)))}"
            for path, name in unknown_members(self.shapes, "create", shape.root, record)
        ]
        written = shape.fields_at("create", shape.root)
        views: dict[str, JsonObject] = {"create": {}, "read": {}}
        for name, value in record.items():
            views["create" if name in written else "read"][name] = value
        known = {view.direction for view in shape.resource.views}
        for view, members in views.items():
            if members and view in known:
                found += self._violations(resource, view, members)
        if found:
            raise Problem(400, 12, "; ".join(found))

    def _deserialize(
        self,
        shape: ResourceSchema,
        view: ir.Direction,
        body: JsonObject,
        *,
        whole: bool = False,
    ) -> JsonObject:
        writing = BodyDeserializer(
            shape=shape, direction=view, references=self._references, whole=whole
        )
        return writing.deserialize_members(shape.root, body)

    def _store_record(
        self, shape: ResourceSchema, record: JsonObject, updated: str | None = None
    ) -> JsonObject:
        time = current_time()
        times = {"createdTime": record.get("createdTime") or time, "updatedTime": updated or time}
        record = record | {name: times[name] for name in times if name in shape.common}
        if shape.has_field(shape.root, "referenceNumber"):
            record["referenceNumber"] = record["lookupName"]
        if shape.has_field(shape.root, "names") and shape.has_field(shape.root, "name"):
            record["name"] = record["lookupName"]
        complete_entries(self.store, shape, record, time)
        self.store.put_record(shape.name, record)
        return record


def _make_lookup_name(store: Store, resource: str, body: JsonObject, number: int) -> str:
    """Return the `lookupName` of a new record: a reference number, its own name, or its ID."""
    if resource == "incidents":
        today = datetime.now(UTC).strftime("%y%m%d")
        return f"{today}-{store.next_id(f'references/{today}', at_least=0):06d}"
    return _own_name(body) or str(number)


def _own_name(body: JsonObject) -> str | None:
    """Return the name that a record has itself: its label, its person's name, its login or title.

    The first label of `names` counts before `name`, which the site derives from it.
    """
    name = body.get("name", body.get("Name"))
    if is_object(name):
        name = " ".join(str(name[part]) for part in ("first", "last") if name.get(part))
    labels = body.get("names")
    first = labels[0] if is_array(labels) and labels else None
    label = first.get("labelText") if is_object(first) else None
    for candidate in (label, name, body.get("login"), body.get("title")):
        if isinstance(candidate, str) and candidate:
            return candidate
    return None
