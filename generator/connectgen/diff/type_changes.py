"""Compare two types of a field in one view."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core import ir
from connectgen.diff.constraint_changes import Difference, limit_differences

__all__ = ["type_differences"]

_TYPE = frozenset({"type"})
_SHAPE = frozenset(
    {
        *("type", "$ref", "items", "properties", "allOf", "x-connectgen-embed"),
        *("isEnumerable", "isMenu"),
    }
)
_DATES = frozenset({"date", "date-time"})


def type_differences(old: ir.Type, new: ir.Type) -> Iterator[Difference]:
    """Yield the differences from type *old* to type *new*.

    Args:
        old: type of a field in one view.
        new: its type in the same view of the new side.
    """
    if old == new:
        return
    if _is_hidden(old) or _is_hidden(new):
        yield Difference(
            kind="part-shown" if _is_hidden(old) else "part-hidden",
            effect="none",
            keywords=_SHAPE,
            reason="One of the two sites denied access to this type: its fields are unknown there.",
        )
    elif isinstance(old, ir.Scalar) and isinstance(new, ir.Scalar):
        yield from _scalar_differences(old, new)
    elif isinstance(old, ir.ListType) and isinstance(new, ir.ListType):
        yield from _list_differences(old, new)
    elif isinstance(old, ir.ReferenceType) and isinstance(new, ir.ReferenceType):
        yield from _reference_differences(old, new)
    elif isinstance(old, ir.ModelType) and isinstance(new, ir.ModelType):
        if old.model != new.model:
            yield _other_difference("part-replaced", _SHAPE)
    else:
        yield _other_difference(
            _change_kind(old, new), _limit_keywords(old) | _limit_keywords(new) | _SHAPE
        )


def _other_difference(kind: str, keywords: frozenset[str]) -> Difference:
    return Difference(kind=kind, effect="other", keywords=keywords, whole=True)


def _is_hidden(type_: ir.Type) -> bool:
    """Return whether *type_* is the placeholder of a nested type that the site denied access to."""
    return isinstance(type_, ir.Scalar) and type_.unavailable


def _change_kind(old: ir.Type, new: ir.Type) -> str:
    if isinstance(new, ir.ListType):
        return "single-to-list"
    if isinstance(old, ir.ListType):
        return "list-to-single"
    if _is_text(old) and isinstance(new, ir.ReferenceType):
        return "text-to-menu" if new.named_id else "text-to-relationship"
    if isinstance(old, ir.ReferenceType) and _is_text(new):
        return "menu-to-text" if old.named_id else "relationship-to-text"
    return "type-changed"


def _is_text(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Scalar) and type_.kinds == ("string",)


def _limit_keywords(type_: ir.Type) -> frozenset[str]:
    """Return the keywords of the constraints of *type_*."""
    limits = type_.constraints if isinstance(type_, ir.Scalar | ir.ListType) else ()
    bounds = {f"{end}{kind}" for end in ("minimum", "maximum") for kind in ("Date", "DateTime")}
    return frozenset({limit.keyword for limit in limits} | bounds)


def _reference_differences(old: ir.ReferenceType, new: ir.ReferenceType) -> Iterator[Difference]:
    if old.named_id != new.named_id:
        yield _other_difference(
            "menu-to-relationship" if old.named_id else "relationship-to-menu", _SHAPE
        )
    elif old.target != new.target:
        kind = "menu-replaced" if old.named_id else "reference-retargeted"
        yield Difference(kind=kind, effect="other", keywords=frozenset({"$ref"}))


def _list_differences(old: ir.ListType, new: ir.ListType) -> Iterator[Difference]:
    if old.or_single != new.or_single:
        yield Difference(
            kind="single-allowed" if new.or_single else "single-refused",
            effect="wider" if new.or_single else "narrower",
            keywords=_TYPE,
        )
    yield from type_differences(old.item, new.item)
    yield from limit_differences(old.constraints, new.constraints)


def _scalar_differences(old: ir.Scalar, new: ir.Scalar) -> Iterator[Difference]:
    marks = [
        {limit.limit for limit in one.constraints if limit.keyword == "format"}
        for one in (old, new)
    ]
    if marks[0] != marks[1] and all(mark and mark <= _DATES for mark in marks):
        yield _other_difference(
            "type-changed", _limit_keywords(old) | _limit_keywords(new) | {"format"}
        )
        return
    before, after = _legal_types(old), _legal_types(new)
    if before == after:
        yield from limit_differences(old.constraints, new.constraints)
    elif before < after or after < before:
        wider = before < after
        yield Difference(
            kind="type-widened" if wider else "type-narrowed",
            effect="wider" if wider else "narrower",
            keywords=_TYPE,
        )
        yield from limit_differences(old.constraints, new.constraints)
    else:
        yield _other_difference("type-changed", _TYPE | _limit_keywords(old) | _limit_keywords(new))


_ANY = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def _legal_types(scalar: ir.Scalar) -> frozenset[str]:
    """Return the JSON types that *scalar* accepts; every integer is a number."""
    kinds = frozenset(scalar.kinds) or _ANY
    return kinds | {"integer"} if "number" in kinds else kinds
