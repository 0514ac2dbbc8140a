"""Deserialize request bodies to records, and merge patches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_integer, is_object
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.references import ReferenceResolver
from connectgen.fake_site.resource_schema import Path, ResourceSchema, entry_path

__all__ = ["BodyDeserializer", "merge_patch"]

_ENTRY_KEYS = ("id", "addressType", "phoneType")
"""Members that identify an entry of a list; the first one that it has counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDeserializer:
    """Deserializer of one body."""

    shape: ResourceSchema
    direction: ir.Direction
    references: ReferenceResolver

    def deserialize_members(self, path: Path, body: JsonObject) -> JsonObject:
        """Return the members of *body*, the model at *path*, to store.

        Read-only members are ignored, because clients send back what they have read.

        Raises:
            Problem: a reference points to no record, or a member is unknown to a complete catalog.
        """
        kept: JsonObject = {}
        fields = self.shape.fields_at(self.direction, path)
        for name, value in body.items():
            if name in fields:
                kept[name] = self._deserialize_value(fields[name].type, value)
            elif not self.shape.has_field(path, name):
                kept[name] = self._deserialize_unknown(path, name, value)
        return kept

    def _deserialize_unknown(self, path: Path, name: str, value: Any) -> Any:
        if self.shape.closed:
            code = 12 if self.direction == "create" else 6
            raise Problem(400, code, f"{'.'.join(path)} has no attribute {name!r}")
        return value

    def _deserialize_value(self, kind: ir.Type, value: Any) -> Any:
        if isinstance(kind, ir.ListType):
            entries = value if is_array(value) else [] if value is None else [value]
            return [self._deserialize_value(kind.item, entry) for entry in entries]
        if not is_object(value):
            return value
        if isinstance(kind, ir.ModelType):
            return self.deserialize_members(kind.model, value)
        if isinstance(kind, ir.ReferenceType):
            return self.references.resolve_reference(kind, value)
        return value


def merge_patch(shape: ResourceSchema, path: Path, old: JsonObject, new: JsonObject) -> JsonObject:
    """Return *old* changed by *new*, as PATCH does.

    Objects are merged, and null clears a field. An entry of a list changes the entry with the same
    `id` (e-mail addresses and phones: the same type), or is added if there is none.
    """
    result = dict(old)
    for name, value in new.items():
        there = old.get(name)
        field = shape.field_at(path, name)
        kind = field.type if field is not None else None
        if isinstance(kind, ir.ListType) and is_array(there) and is_array(value):
            result[name] = _merge_entries(shape, entry_path(kind), there, value)
        elif isinstance(kind, ir.ModelType) and is_object(there) and is_object(value):
            result[name] = merge_patch(shape, kind.model, there, value)
        else:
            result[name] = value
    return result


def _merge_entries(
    shape: ResourceSchema, path: Path | None, old: list[Any], new: list[Any]
) -> list[Any]:
    if path is None:
        return [*old, *(entry for entry in new if entry not in old)]
    result = list(old)
    for entry in new:
        key = _entry_key(entry)
        same = [index for index, known in enumerate(result) if _entry_key(known) == key]
        if key is None and entry in result:
            continue  # nothing identifies it, and it is there already
        if key is None or not same:
            result.append(entry)
        else:
            result[same[0]] = merge_patch(shape, path, result[same[0]], entry)
    return result


def _entry_key(entry: Any) -> tuple[str, int] | None:
    if not is_object(entry):
        return None
    for name in _ENTRY_KEYS:
        value = entry.get(name)
        number = value.get("id") if is_object(value) else value
        if is_integer(number):
            return name, number
    return None
