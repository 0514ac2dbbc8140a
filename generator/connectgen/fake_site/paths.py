"""Look up dotted paths in a record: `emails.address`, `primaryContact.name.first`."""

from __future__ import annotations

from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.resource_schema import COMMON, Path, ResourceSchema

__all__ = ["normalize_path", "values_at"]

_NAMED_PATHS: tuple[Path, ...] = (("id",), ("lookupName",))
"""What every reference has."""

_UNKNOWN: Path = ("",)
"""The model of an object that no document describes."""


def normalize_path(records: RecordService, shape: ResourceSchema, steps: Path) -> Path:
    """Return *steps* as the documents spell them.

    ROQL ignores case, and allows the name of the resource in front.

    Raises:
        Problem: the resource has no such field.
    """
    first, *others = steps
    if others and first.casefold() == shape.name.casefold():
        return normalize_path(records, shape, tuple(others))
    spelled = _spell_path(records, shape, shape.root, steps)
    if spelled is None and shape.complete:
        raise Problem(400, 7, f"{shape.name} has no attribute {'.'.join(steps)!r}")
    return spelled or steps


def _spell_path(
    records: RecordService, shape: ResourceSchema, path: Path, steps: Path
) -> Path | None:
    name, rest = shape.spell_name(path, steps[0]), steps[1:]
    field = shape.field_at(path, name)
    if field is None:
        return (name,) if path == shape.root and name in COMMON and not rest else None
    kind = field.type.item if isinstance(field.type, ir.ListType) else field.type
    below: Path | None = None
    if not rest:
        below = ()
    elif isinstance(kind, ir.ModelType):
        below = _spell_path(records, shape, kind.model, rest)
    elif isinstance(kind, ir.ReferenceType):
        below = next((one for one in _NAMED_PATHS if one[0].casefold() == rest[0].casefold()), None)
        other = records.shapes.get(kind.target)
        if len(rest) > 1 or (below is None and not kind.named_id and other is not None):
            below = None if other is None else _spell_path(records, other, other.root, rest)
    return None if below is None else (name, *below)


def values_at(
    records: RecordService,
    shape: ResourceSchema,
    record: JsonObject,
    steps: Path,
    path: Path | None = None,
) -> list[Any]:
    """Return the values of a field of *record*; of a reference, its id.

    Args:
        records: all records, to follow references in.
        shape: shape of the resource that *record* belongs to.
        record: the record, or the part of it that *path* names.
        steps: the field, relative to *record*.
        path: path of the model of *record*; None for the resource itself.
    """
    path = path or shape.root
    value = record.get(steps[0])
    field = shape.field_at(path, steps[0])
    kind = field.type if field is not None else None
    if isinstance(kind, ir.ListType):
        kind = kind.item
    found: list[Any] = []
    for entry in value if is_array(value) else [value]:
        found += _values_in(records, shape, kind, entry, steps[1:])
    return found


def _values_in(
    records: RecordService, shape: ResourceSchema, kind: ir.Type | None, value: Any, steps: Path
) -> list[Any]:
    if value is None:
        return []
    if not is_object(value):
        return [] if steps else [value]
    if not steps:
        number = value.get("id")
        return [] if number is None else [number]
    if isinstance(kind, ir.ReferenceType) and not kind.named_id and steps != ("id",):
        other = records.shapes.get(kind.target)
        target = (
            records.store.get_record(kind.target, value["id"]) if other and "id" in value else None
        )
        return values_at(records, other, target, steps) if other and target else []
    model = kind.model if isinstance(kind, ir.ModelType) else _UNKNOWN
    return values_at(records, shape, value, steps, model)
