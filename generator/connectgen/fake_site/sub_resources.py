"""Resolve a URL below a record to a nested object, a list, an entry, or another record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.ids import read_id
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.resource_schema import Path, ResourceSchema

__all__ = ["SubResource", "nest_value", "resolve_sub_resource"]


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
    """Id of the entry, if the place is one: then `kind` and `value` are the list's."""

    @property
    def entry_value(self) -> JsonObject:
        """The entry.

        Raises:
            Problem: the list has no entry with that id.
        """
        for entry in self.value if is_array(self.value) else ():
            if is_object(entry) and entry.get("id") == self.entry:
                return entry
        raise Problem(404, 5, f"{'/'.join(self.names)} has no entry {self.entry}")


def resolve_sub_resource(
    records: RecordService, shape: ResourceSchema, record: JsonObject, steps: Path
) -> SubResource:
    """Return the place that *steps* lead to; a reference leads into the record that it names.

    Raises:
        Problem: no such place exists.
    """
    members, path = record, shape.root
    for index, step in enumerate(steps):
        field = shape.field_at(path, step)
        if field is None and (shape.closed or step not in members):
            raise Problem(404, 13, f"{'/'.join(path)} has no {step!r}")
        kind = field.type if field is not None else None
        names, rest = steps[: index + 1], steps[index + 1 :]
        place = SubResource(
            shape=shape, record=record, names=names, kind=kind, value=members.get(step)
        )
        if isinstance(kind, ir.ReferenceType) and not kind.named_id and is_object(place.value):
            return _follow_reference(records, kind, place, rest)
        if not rest:
            return place
        if isinstance(kind, ir.ListType) or is_array(place.value):
            return _list_entry(place, rest)
        if not isinstance(kind, ir.ModelType) or not is_object(place.value):
            break
        members, path = place.value, kind.model
    raise Problem(404, 13, f"{shape.name}/{record['id']} has no {'/'.join(steps)}")


def _list_entry(place: SubResource, rest: Path) -> SubResource:
    first, *others = rest
    number = read_id(first)
    if others or number is None:
        raise Problem(404, 13, f"{'/'.join(place.names)} has no {'/'.join(rest)}")
    return SubResource(
        shape=place.shape,
        record=place.record,
        names=place.names,
        kind=place.kind,
        value=place.value,
        entry=number,
    )


def _follow_reference(
    records: RecordService, kind: ir.ReferenceType, place: SubResource, rest: Path
) -> SubResource:
    shape = records.shapes.get(kind.target)
    if shape is None or "id" not in place.value:
        raise Problem(404, 13, f"The site has no {kind.target}")
    record = records.get_record(kind.target, place.value["id"])
    if rest:
        return resolve_sub_resource(records, shape, record, rest)
    return SubResource(shape=shape, record=record, names=(), kind=None, value=record)


def nest_value(names: tuple[str, ...], value: Any) -> JsonObject:
    """Return a body that contains only *value*, at the place *names*."""
    for name in reversed(names):
        value = {name: value}
    body: JsonObject = value
    return body
