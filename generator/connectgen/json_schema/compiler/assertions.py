"""The checks that ask one value about itself: each a keyword and one expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.compiler.context import Spot
from connectgen.json_schema.compiler.module_scope import Module
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.compiler.type_checks import NUMBERS
from connectgen.json_schema.drafts import keywords_of
from connectgen.json_schema.keywords import in_order, row
from connectgen.python_text.literals import LINE_WIDTH, literal

__all__ = ["Check", "limits", "whole_value"]

_SHOWN = 200
_LISTED = 4
_HASHABLE = frozenset({"boolean", "null", "string", *NUMBERS})


class Check(NamedTuple):
    """One keyword's check of a value."""

    fails: str
    """Expression that is true where the value breaks it."""

    keyword: str
    limit: int | float | str | None
    """What a violation names as asked for."""

    actual: str | None
    """Expression for what a violation names as found."""


def limits(
    node: Node, spot: Spot, kinds: frozenset[str], module: Module, asserted: frozenset[str]
) -> Iterator[Check]:
    """Yield the checks of *node* that are about values of *kinds* alone.

    Args:
        node: the schema.
        spot: the value, known to be of *kinds*.
        kinds: a JSON type, or both that are numbers.
        module: where patterns are kept.
        asserted: the keywords that narrow a value.
    """
    schema = node.schema
    for keyword in in_order(key for key in schema if key in asserted and row(key, schema[key])):
        known = row(keyword, schema[keyword])
        if known is None or not known.kinds & kinds or _says_nothing(keyword, schema[keyword]):
            continue
        if node.draft == 4 and schema.get(f"exclusive{keyword.capitalize()}") is True:
            known = row(f"exclusive{keyword.capitalize()}", schema[keyword]) or known
        limit: Any = schema[keyword]
        mismatch = (
            module.mismatch(limit, _label(node), spot.value) if known.takes == "pattern" else ""
        )
        shown = None if "contentEncoding" in schema and known.actual == "{value}" else known.actual
        yield Check(
            fails=known.fails.format(value=spot.value, limit=literal(limit), mismatch=mismatch),
            keyword=keyword,
            limit=_shortened(known.asks(limit)),
            actual=shown.format(value=spot.value) if shown else None,
        )


def _says_nothing(keyword: str, limit: Any) -> bool:
    """Tell whether a keyword is a part of another one, or is off."""
    return isinstance(limit, bool) and (keyword != "uniqueItems" or not limit)


def whole_value(node: Node, spot: Spot, module: Module) -> Iterator[Check]:
    """Yield the checks of *node* that compare the value as a whole: `const` and `enum`."""
    schema = node.schema
    if "const" in schema and "const" in keywords_of(node.draft):
        yield Check(
            fails=_differs([schema["const"]], "const", node, spot, module),
            keyword="const",
            limit=_shortened(_named(schema["const"])),
            actual=spot.value,
        )
    if "enum" in schema:
        values = schema["enum"]
        named = ", ".join(_named(value) for value in values[:_LISTED])
        more = f" or one of {len(values) - _LISTED} more" if len(values) > _LISTED else ""
        yield Check(
            fails=_differs(values, "values", node, spot, module),
            keyword="enum",
            limit=_shortened(f"{named}{more}"),
            actual=spot.value,
        )


def _differs(values: list[Any], name: str, node: Node, spot: Spot, module: Module) -> str:
    """Return an expression that is true where the value equals none of *values*."""
    possible = [value for value in values if _kinds(value) & spot.kinds]
    label = f"{_label(node)}_{name}"
    if not possible:
        return "True"
    texts = all(isinstance(value, str) for value in possible)
    if any(is_object(value) or is_array(value) for value in possible):
        return f"not is_among({spot.value}, {module.value(possible, label)})"
    if spot.kinds & {"boolean"} and spot.kinds & NUMBERS and not _are_apart(possible):
        return f"not is_among({spot.value}, {module.value(possible, label)})"
    named = list(dict.fromkeys(literal(value) for value in possible))
    if len(named) == 1:
        sign = "is not" if possible[0] is None or isinstance(possible[0], bool) else "!="
        return f"{spot.value} {sign} {named[0]}"
    if sum(map(len, named)) < LINE_WIDTH // 3:
        return f"{spot.value} not in ({', '.join(named)})"
    if not texts:
        return f"not is_among({spot.value}, {module.value(possible, label)})"
    test = "" if spot.kinds <= _HASHABLE else f"not isinstance({spot.value}, str) or "
    return f"{test}{spot.value} not in {module.names(tuple(dict.fromkeys(possible)), label)}"


def _are_apart(values: list[Any]) -> bool:
    """Tell whether Python finds no number in *values* equal to true or false, nor the reverse."""
    return not any(isinstance(value, bool) or value in (0, 1) for value in values)


def _kinds(value: Any) -> frozenset[str]:
    if value is None or isinstance(value, bool):
        return frozenset({"null" if value is None else "boolean"})
    if isinstance(value, int | float):
        return NUMBERS
    return frozenset(
        {"string" if isinstance(value, str) else "array" if is_array(value) else "object"}
    )


def _named(value: Any) -> str:
    """Return *value* as a message names it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if is_object(value) or is_array(value):
        return "a given object" if is_object(value) else "a given array"
    return literal(value)


def _shortened(limit: int | float | str) -> int | float | str:
    long = isinstance(limit, str) and len(limit) > _SHOWN
    return f"{str(limit)[: _SHOWN - 1]}…" if long else limit


def _label(node: Node) -> str:
    """Return what constants of *node* are called after: the last name on its way."""
    names = [token for token in node.pointer.split("/")[1:] if not token.isdigit()]
    return names[-1] if names else "whole"
