"""Resolve a URL below a record to a nested object, a list, an entry, or another record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.ids import entry_key, read_id
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.resource_schema import Path, ResourceSchema

__all__ = ["SubResource", "nest_value", "resolve_sub_resource"]

_UNKNOWN: Path = ("",)
"""Path of an entry that no document describes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubResource:
    """A place in a record."""

    shape: ResourceSchema
    record: JsonObject
    names: tuple[str, ...]
    """Names of members from the record down to the place, or to the list that it is an entry of."""

    kind: ir.Type | None
    value: Any
    entry: int | None = None
    """Number of the entry, if the place is one: then `kind` and `value` are the list's."""

    @property
    def entry_value(self) -> JsonObject:
        """The entry.

        Raises:
            Problem: the list has no entry with that id.
        """
        for entry in self.value if is_array(self.value) else ():
            key = entry_key(entry)
            if is_object(entry) and key is not None and key[1] == self.entry:
                return entry
        raise Problem(404, 5, f"{'/'.join(self.names)} has no entry {self.entry}")


def resolve_sub_resource(
    records: RecordService, shape: ResourceSchema, record: JsonObject, steps: Path
) -> SubResource:
    """Return the place that *steps* lead to; a reference leads into the record that it names.

    Raises:
        Problem: no such place exists.
    """
    members, path, at = record, shape.root, 0
    while at < len(steps):
        step, rest = steps[at], steps[at + 1 :]
        field = shape.field_at(path, step)
        if field is None and (shape.complete or step not in members):
            raise Problem(404, 13, f"{'/'.join(path)} has no {step!r}")
        kind = field.type if field is not None else None
        place = SubResource(
            shape=shape,
            record=record,
            names=steps[: at + 1],
            kind=kind,
            value=members.get(step),
        )
        if isinstance(kind, ir.ReferenceType) and not kind.named_id and is_object(place.value):
            return _follow_reference(records, kind, place.value, rest)
        if not rest:
            return place
        if isinstance(kind, ir.ListType) or is_array(place.value):
            entry = _list_entry(place, rest[0])
            item = kind.item if isinstance(kind, ir.ListType) else None
            if len(rest) == 1:
                return entry
            if isinstance(item, ir.ReferenceType) and not item.named_id:
                return _follow_reference(records, item, entry.entry_value, rest[1:])
            members, at = entry.entry_value, at + 2
            path = item.model if isinstance(item, ir.ModelType) else _UNKNOWN
        elif isinstance(kind, ir.ModelType):
            members, path, at = place.value if is_object(place.value) else {}, kind.model, at + 1
        else:
            break
    raise Problem(404, 13, f"{shape.name}/{record['id']} has no {'/'.join(steps)}")


def _list_entry(place: SubResource, step: str) -> SubResource:
    number = read_id(step)
    if number is None:
        raise Problem(404, 13, f"{'/'.join(place.names)} has no {step}")
    return replace(place, entry=number)


def _follow_reference(
    records: RecordService, kind: ir.ReferenceType, value: JsonObject, rest: Path
) -> SubResource:
    shape = records.shapes.get(kind.target)
    if shape is None or "id" not in value:
        raise Problem(404, 13, f"The site has no {kind.target}")
    record = records.get_record(kind.target, value["id"])
    if rest:
        return resolve_sub_resource(records, shape, record, rest)
    return SubResource(shape=shape, record=record, names=(), kind=None, value=record)


def nest_value(names: tuple[str, ...], value: Any) -> JsonObject:
    """Return a body that contains only *value*, at the place *names*."""
    for name in reversed(names):
        value = {name: value}
    body: JsonObject = value
    return body
