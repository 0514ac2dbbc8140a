"""The type of a property: a scalar with its limits, a nested model, a reference or a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from connectgen.core import ir
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.json_schema.ecma_regex import PatternError, translate_pattern
from connectgen.json_schema.keywords import ANNOTATIONS, STRUCTURE, find_keyword, order_keywords
from connectgen.jsonio.documents import is_numeric_string
from connectgen.parse.diagnostics import Diagnostics
from connectgen.parse.schema import SchemaNode

__all__ = ["as_base64", "is_link", "parse_constraints", "parse_default", "parse_scalar"]

_MARKERS = {
    "minimumDateTime": "date-time",
    "maximumDateTime": "date-time",
    "minimumDate": "date",
    "maximumDate": "date",
}
"""The dialect's own marks of dates; `format` is normally absent on live sites."""


def parse_scalar(schema: SchemaNode, kinds: frozenset[str], diagnostics: Diagnostics) -> ir.Scalar:
    """Return the scalar type of *schema*, whose types other than null are *kinds*."""
    return ir.Scalar(
        kinds=tuple(sorted(kinds)), constraints=parse_constraints(schema, kinds, diagnostics)
    )


_LINK = frozenset({"href", "mediaType", "rel"})


def is_link(schema: SchemaNode, diagnostics: Diagnostics) -> bool:
    """Tell whether *schema* describes a hyperlink: `href`, `rel` and `mediaType`, all text."""
    parts = dict(schema.read_properties(diagnostics))
    texts = all(part.members.get("type") == "string" for part in parts.values())
    return {"href", "rel"} <= parts.keys() <= _LINK and texts and "allOf" not in schema.members


def as_base64(kind: ir.Type) -> ir.Type:
    """Return *kind* with the limit that it is Base64, where it is text."""
    if not isinstance(kind, ir.Scalar) or kind.kinds != ("string",):
        return kind
    limits = {limit.keyword: limit for limit in kind.constraints}
    limits["contentEncoding"] = ir.Constraint(keyword="contentEncoding", limit="base64")
    return replace(kind, constraints=tuple(limits[keyword] for keyword in order_keywords(limits)))


def parse_constraints(
    schema: SchemaNode, kinds: frozenset[str], diagnostics: Diagnostics
) -> tuple[ir.Constraint, ...]:
    """Return the limits in *schema* that apply to values of *kinds*."""
    found: dict[str, ir.Constraint] = {}
    marks = {_MARKERS[keyword] for keyword in schema.members if keyword in _MARKERS}
    if len(marks) == 1 and "string" in kinds:
        found["format"] = ir.Constraint(keyword="format", limit=next(iter(marks)))
    for keyword, limit in schema.members.items():
        if keyword in STRUCTURE or keyword in ANNOTATIONS:
            continue
        constraint = _parse_constraint(
            keyword, limit, schema.location.child(keyword), kinds, diagnostics
        )
        if constraint is not None:
            found[keyword] = constraint
    return tuple(found[keyword] for keyword in order_keywords(found))


def _parse_constraint(
    keyword: str, limit: Json, location: Location, kinds: frozenset[str], diagnostics: Diagnostics
) -> ir.Constraint | None:
    known = find_keyword(keyword, limit)
    if known is None:
        shown = keyword if keyword.isprintable() else ascii(keyword)
        diagnostics.add_warning(
            location, f"unknown keyword, ignored: {shown} = {str(limit)[:80]!r}"
        )
        return None
    if known.limit_type == "count":
        limit = _parse_count(limit)
    if isinstance(limit, list | dict | None) or not _LIMIT_TESTS[known.limit_type](limit):
        diagnostics.add_error(
            location, f"{keyword} must be {_LIMIT_PHRASES.get(known.limit_type, 'a string')}"
        )
        return None
    if limit is False:  # a flag that is not set
        return None
    if kinds and not kinds & known.json_types:
        diagnostics.add_warning(
            location, f"{keyword} says nothing about {' or '.join(sorted(kinds))}"
        )
        return None
    return _mark_unenforceable(ir.Constraint(keyword=keyword, limit=limit), location, diagnostics)


def _mark_unenforceable(
    constraint: ir.Constraint, location: Location, diagnostics: Diagnostics
) -> ir.Constraint:
    """Return *constraint*, marked where Python cannot check it."""
    if constraint.keyword != "pattern":
        return constraint
    try:
        translate_pattern(str(constraint.limit))
    except PatternError as error:
        diagnostics.add_warning(location, f"the pattern is documented but not checked: {error}")
        return ir.Constraint(keyword="pattern", limit=constraint.limit, enforced=False)
    return constraint


def _parse_count(limit: Json) -> Json:
    """Return *limit* as a number where it is a numeric string, as live sites send it."""
    return int(limit) if isinstance(limit, str) and is_numeric_string(limit) else limit


def _is_number(limit: Json) -> bool:
    return isinstance(limit, int | float) and not isinstance(limit, bool)


def _is_count(limit: Json) -> bool:
    return isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0


def _is_flag(limit: Json) -> bool:
    return isinstance(limit, bool)


def _is_text(limit: Json) -> bool:
    return isinstance(limit, str)


def _is_date(limit: Json) -> bool:
    try:
        return isinstance(limit, str) and bool(date.fromisoformat(limit)) and len(limit) == 10
    except ValueError:
        return False


def _is_date_time(limit: Json) -> bool:
    try:
        return isinstance(limit, str) and datetime.fromisoformat(limit).tzinfo is not None
    except ValueError:
        return False


_LIMIT_TESTS: dict[str, Callable[[Json], bool]] = {
    "count": _is_count,
    "date": _is_date,
    "date-time": _is_date_time,
    "flag": _is_flag,
    "name": _is_text,
    "number": _is_number,
    "pattern": _is_text,
}
_LIMIT_PHRASES = {
    "count": "a non-negative integer",
    "date": "a date, such as 1970-01-02",
    "date-time": "a date and time, such as 1970-01-02T00:00:00.000Z",
    "flag": "true or false",
    "number": "a number",
}


def parse_default(schema: SchemaNode, diagnostics: Diagnostics) -> bool | int | float | str | None:
    """Return the documented default, or None where there is none."""
    value = schema.members.get("default")
    if isinstance(value, list | dict):
        diagnostics.add_warning(
            schema.location.child("default"), "a default of this type is ignored"
        )
        return None
    return value
