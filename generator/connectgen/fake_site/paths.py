"""Look up dotted paths in a record: `emails.address`, `primaryContact.name.first`."""

from __future__ import annotations

from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.resource_schema import COMMON, Path, ResourceSchema

__all__ = ["normalize_path", "values_at"]

_NAMED = ("id", "lookupName")
_UNKNOWN: Path = ("",)
"""The model of an object that no document describes."""

_NAMED_PATHS = tuple((name,) for name in _NAMED)


def normalize_path(records: RecordService, shape: ResourceSchema, steps: Path) -> Path:
    """Return *steps* without the name of the resource in front, which ROQL allows.

    Raises:
        Problem: the resource has no such field.
    """
    first, *others = steps
    if others and first.casefold() == shape.name.casefold():
        return normalize_path(records, shape, tuple(others))
    if (
        first not in COMMON
        and shape.closed
        and not _is_valid_path(records, shape, shape.root, steps)
    ):
        raise Problem(400, 7, f"{shape.name} has no attribute {'.'.join(steps)!r}")
    return steps


def _is_valid_path(records: RecordService, shape: ResourceSchema, path: Path, steps: Path) -> bool:
    field = shape.field_at(path, steps[0])
    if field is None:
        return path == shape.root and steps[0] in COMMON
    if len(steps) == 1:
        return True
    kind = field.type.item if isinstance(field.type, ir.ListType) else field.type
    if isinstance(kind, ir.ModelType):
        return _is_valid_path(records, shape, kind.model, steps[1:])
    if isinstance(kind, ir.ReferenceType):
        other = records.shapes.get(kind.target)
        if steps[1:] in _NAMED_PATHS or kind.named_id or other is None:
            return len(steps) == 2 and steps[1] in _NAMED
        return _is_valid_path(records, other, other.root, steps[1:])
    return False


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
