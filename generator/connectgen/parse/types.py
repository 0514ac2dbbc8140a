"""Types of properties: scalars, links and constraints.

`directions.py` parses nested models, references and lists.
"""

from __future__ import annotations

from dataclasses import replace

from connectgen.core import ir
from connectgen.core.diagnostics import Diagnostics
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.core.terminal_text import escape_control_chars
from connectgen.json_schema.ecma_regex import PatternError, hanging_reason, translate_pattern
from connectgen.json_schema.keywords import ANNOTATIONS, STRUCTURE, find_keyword, order_keywords
from connectgen.parse.schema import SchemaNode

__all__ = [
    "as_base64",
    "describe_schema",
    "is_link",
    "parse_constraints",
    "parse_default",
    "parse_scalar",
]

_MARKERS = {
    "minimumDateTime": "date-time",
    "maximumDateTime": "date-time",
    "minimumDate": "date",
    "maximumDate": "date",
}
"""Keywords of the dialect that mark dates, because live sites rarely send `format`."""


def parse_scalar(schema: SchemaNode, kinds: frozenset[str], diagnostics: Diagnostics) -> ir.Scalar:
    """Return the scalar type of *schema*, whose types other than null are *kinds*."""
    return ir.Scalar(
        kinds=tuple(sorted(kinds)), constraints=parse_constraints(schema, kinds, diagnostics)
    )


_CONTAINERS = frozenset({"array", "object"})

_LINK = frozenset({"href", "mediaType", "rel"})


def is_link(schema: SchemaNode) -> bool:
    """Return whether *schema* is a hyperlink: `href`, `rel` and `mediaType`, all strings.

    Links are recognized by their shape, so that 130 nested types share the runtime's class `Link`.
    """
    parts = dict(schema.read_properties())
    texts = all(part.members.get("type") == ["string"] for part in parts.values())
    return {"href", "rel"} <= parts.keys() <= _LINK and texts and "allOf" not in schema.members


def as_base64(kind: ir.Type) -> ir.Type:
    """Return *kind* with the constraint that it is Base64, if it is a string."""
    if not isinstance(kind, ir.Scalar) or kind.kinds != ("string",):
        return kind
    limits = {limit.keyword: limit for limit in kind.constraints}
    limits["contentEncoding"] = ir.Constraint(keyword="contentEncoding", limit="base64")
    return replace(kind, constraints=tuple(limits[keyword] for keyword in order_keywords(limits)))


def parse_constraints(
    schema: SchemaNode, kinds: frozenset[str], diagnostics: Diagnostics
) -> tuple[ir.Constraint, ...]:
    """Return the constraints in *schema* that apply to values of *kinds*."""
    found: dict[str, ir.Constraint] = {}
    # Two kinds of bounds contradict each other; then the property stays a string.
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
    if keyword == "enum":
        return _parse_choices(limit, location, kinds, diagnostics)
    known = find_keyword(keyword, limit)
    if known is None:
        shown = escape_control_chars(keyword)
        diagnostics.add_warning(
            location, f"unknown keyword, ignored: {shown} = {str(limit)[:80]!r}", "unknown-keyword"
        )
        return None
    if limit is False or isinstance(limit, list | dict | None):
        return None  # `uniqueItems: false` constrains nothing
    if kinds and not kinds & known.json_types:
        _warn_not_applicable(keyword, location, kinds, diagnostics)
        return None
    return _mark_unenforceable(ir.Constraint(keyword=keyword, limit=limit), location, diagnostics)


def _parse_choices(
    choices: Json, location: Location, kinds: frozenset[str], diagnostics: Diagnostics
) -> ir.Constraint | None:
    if not isinstance(choices, list):
        return None
    if kinds and kinds <= _CONTAINERS:
        _warn_not_applicable("enum", location, kinds, diagnostics)
        return None
    limit = tuple(choice for choice in choices if isinstance(choice, str | int | float))
    return ir.Constraint(keyword="enum", limit=limit)


def _warn_not_applicable(
    keyword: str, location: Location, kinds: frozenset[str], diagnostics: Diagnostics
) -> None:
    message = f"{keyword} does not apply to {' or '.join(sorted(kinds))}"
    diagnostics.add_warning(location, message, "ignored-keyword")


def _mark_unenforceable(
    constraint: ir.Constraint, location: Location, diagnostics: Diagnostics
) -> ir.Constraint:
    """Return *constraint*, marked as not enforced if Python cannot check it.

    A pattern that may take very long is enforced, with a warning.
    """
    if constraint.keyword != "pattern":
        return constraint
    try:
        translate_pattern(str(constraint.limit))
    except PatternError as error:
        message = f"pattern is not checked: {error}"
        diagnostics.add_warning(location, message, "unchecked-pattern")
        return ir.Constraint(keyword="pattern", limit=constraint.limit, enforced=False)
    reason = hanging_reason(str(constraint.limit))
    if reason:
        diagnostics.add_warning(location, reason, "slow-pattern")
    return constraint


def parse_default(schema: SchemaNode) -> bool | int | float | str | None:
    """Return the documented default; None if there is none."""
    value = schema.members.get("default")
    return value if isinstance(value, str | int | float) else None


def describe_schema(schema: SchemaNode) -> str:
    """Return the description of *schema*, after its title if that says more than its name."""
    title, description = schema.read_text("title").strip(), schema.read_text("description")
    known = (description, schema.read_text("label"), schema.location.pointer.rpartition("/")[2])
    if not title or _letters(title) in map(_letters, known):
        return description
    return f"{title.removesuffix('.')}. {description}" if description.strip() else title


def _letters(text: str) -> str:
    return "".join(text.split()).lower().removesuffix(".")
