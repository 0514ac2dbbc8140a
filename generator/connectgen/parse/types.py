"""The type of a property: a scalar with its limits, a nested model, a reference or a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from connectgen.core import ir
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.json_schema.ecma_regex import PatternError, translate
from connectgen.json_schema.keywords import ANNOTATIONS, STRUCTURE, in_order, row
from connectgen.jsonio.documents import is_count
from connectgen.parse.diagnostics import Findings
from connectgen.parse.schema import Schema

__all__ = ["as_base64", "constraints", "default", "is_link", "scalar"]

_MARKERS = {
    "minimumDateTime": "date-time",
    "maximumDateTime": "date-time",
    "minimumDate": "date",
    "maximumDate": "date",
}
"""The dialect's own marks of dates; `format` is normally absent on live sites."""


def scalar(schema: Schema, kinds: frozenset[str], findings: Findings) -> ir.Scalar:
    """Return the scalar type of *schema*, whose types other than null are *kinds*."""
    return ir.Scalar(kinds=tuple(sorted(kinds)), constraints=constraints(schema, kinds, findings))


_LINK = frozenset({"href", "mediaType", "rel"})


def is_link(schema: Schema, findings: Findings) -> bool:
    """Tell whether *schema* describes a hyperlink: `href`, `rel` and `mediaType`, all text."""
    parts = dict(schema.properties(findings))
    texts = all(part.members.get("type") == "string" for part in parts.values())
    return {"href", "rel"} <= parts.keys() <= _LINK and texts and "allOf" not in schema.members


def as_base64(kind: ir.Type) -> ir.Type:
    """Return *kind* with the limit that it is Base64, where it is text."""
    if not isinstance(kind, ir.Scalar) or kind.kinds != ("string",):
        return kind
    limits = {limit.keyword: limit for limit in kind.constraints}
    limits["contentEncoding"] = ir.Constraint(keyword="contentEncoding", limit="base64")
    return replace(kind, constraints=tuple(limits[keyword] for keyword in in_order(limits)))


def constraints(
    schema: Schema, kinds: frozenset[str], findings: Findings
) -> tuple[ir.Constraint, ...]:
    """Return the limits in *schema* that apply to values of *kinds*."""
    found: dict[str, ir.Constraint] = {}
    marks = {_MARKERS[keyword] for keyword in schema.members if keyword in _MARKERS}
    if len(marks) == 1 and "string" in kinds:
        found["format"] = ir.Constraint(keyword="format", limit=next(iter(marks)))
    for keyword, limit in schema.members.items():
        if keyword in STRUCTURE or keyword in ANNOTATIONS:
            continue
        constraint = _constraint(keyword, limit, schema.location.child(keyword), kinds, findings)
        if constraint is not None:
            found[keyword] = constraint
    return tuple(found[keyword] for keyword in in_order(found))


def _constraint(
    keyword: str, limit: Json, location: Location, kinds: frozenset[str], findings: Findings
) -> ir.Constraint | None:
    known = row(keyword, limit)
    if known is None:
        shown = keyword if keyword.isprintable() else ascii(keyword)
        findings.note(location, f"unknown keyword, ignored: {shown} = {str(limit)[:80]!r}")
        return None
    if known.takes == "count":
        limit = _count(limit)
    if isinstance(limit, list | dict | None) or not _TAKES[known.takes](limit):
        findings.error(location, f"{keyword} must be {_WANTED.get(known.takes, 'a string')}")
        return None
    if limit is False:  # a flag that is not set
        return None
    if kinds and not kinds & known.kinds:
        findings.note(location, f"{keyword} says nothing about {' or '.join(sorted(kinds))}")
        return None
    return _enforceable(ir.Constraint(keyword=keyword, limit=limit), location, findings)


def _enforceable(
    constraint: ir.Constraint, location: Location, findings: Findings
) -> ir.Constraint:
    """Return *constraint*, marked where Python cannot check it."""
    if constraint.keyword != "pattern":
        return constraint
    try:
        translate(str(constraint.limit))
    except PatternError as error:
        findings.note(location, f"the pattern is documented but not checked: {error}")
        return ir.Constraint(keyword="pattern", limit=constraint.limit, enforced=False)
    return constraint


def _count(limit: Json) -> Json:
    """Return *limit* as a number where it is a numeric string, as live sites send it."""
    return int(limit) if isinstance(limit, str) and is_count(limit) else limit


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


_TAKES: dict[str, Callable[[Json], bool]] = {
    "count": _is_count,
    "date": _is_date,
    "date-time": _is_date_time,
    "flag": _is_flag,
    "name": _is_text,
    "number": _is_number,
    "pattern": _is_text,
}
_WANTED = {
    "count": "a whole number from 0",
    "date": "a date, such as 1970-01-02",
    "date-time": "a date and time, such as 1970-01-02T00:00:00.000Z",
    "flag": "true or false",
    "number": "a number",
}


def default(schema: Schema, findings: Findings) -> bool | int | float | str | None:
    """Return the documented default, or None where there is none."""
    value = schema.members.get("default")
    if isinstance(value, list | dict):
        findings.note(schema.location.child("default"), "a default of this type is ignored")
        return None
    return value
