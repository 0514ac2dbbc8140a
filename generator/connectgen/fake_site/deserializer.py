"""Deserialize request bodies to records, and merge patches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.ids import entry_key
from connectgen.fake_site.references import ReferenceResolver
from connectgen.fake_site.resource_schema import COMMON, Path, ResourceSchema, entry_path

__all__ = ["BodyDeserializer", "merge_patch", "unknown_members"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDeserializer:
    """Deserializer of one body."""

    shape: ResourceSchema
    direction: ir.Direction
    references: ReferenceResolver
    whole: bool = False
    """True to keep fields that only the site sets, too."""

    def deserialize_members(self, path: Path, body: JsonObject) -> JsonObject:
        """Return the members of *body*, the model at *path*, to store.

        Read-only members are ignored unless `whole`: clients send back what they have read.

        Raises:
            Problem: a reference points to no record.
        """
        kept: JsonObject = {}
        fields = self.shape.fields_at(self.direction, path)
        for name, value in body.items():
            field = fields.get(name) or (self.shape.field_at(path, name) if self.whole else None)
            if field is not None:
                kept[name] = self._deserialize_value(field.type, value)
            elif not self.shape.has_field(path, name):
                kept[name] = value
        return kept

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


def unknown_members(
    shapes: Mapping[str, ResourceSchema], direction: ir.Direction, path: Path, body: JsonObject
) -> Iterator[tuple[Path, str]]:
    """Yield path and name of each member that the model at *path*, or a part of it, does not have.

    Args:
        shapes: resources of the site.
        direction: view that *body* is written for.
        path: path of the model of *body*.
        body: members as they are written.
    """
    shape = shapes.get(path[0])  # of a record inside another one: its own
    if shape is None:
        return
    is_open = shape.is_open(path)
    always = (*COMMON, "links") if len(path) == 1 else ("links",)
    for name, value in body.items():
        field = shape.fields_at(direction, path).get(name) or shape.field_at(path, name)
        if field is None and name not in always and not is_open:
            yield path, name
        kind = field.type if field is not None else None
        model = kind.item if isinstance(kind, ir.ListType) else kind
        if isinstance(model, ir.ModelType):
            for entry in value if is_array(value) else [value]:
                if is_object(entry):
                    yield from unknown_members(shapes, direction, model.model, entry)


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
        key = entry_key(entry)
        same = [index for index, known in enumerate(result) if entry_key(known) == key]
        if key is None and entry in result:
            continue  # nothing identifies it, and it is there already
        if key is None or not same:
            result.append(entry)
        else:
            result[same[0]] = merge_patch(shape, path, result[same[0]], entry)
    return result
