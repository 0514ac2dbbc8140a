"""Assertion keywords (`maxLength`, `pattern`, `enum`, ...): checks of a single value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.type_checks import NUMBER_TYPES
from connectgen.json_schema.keywords import (
    KEYWORDS,
    Limit,
    find_keyword,
    known_keywords,
    order_keywords,
)
from connectgen.json_schema.registry import Node
from connectgen.python_text.literals import LINE_WIDTH, py_literal

__all__ = ["Check", "assertion_checks", "expectation", "whole_value_checks"]

_SHOWN = 200
_LISTED = 4
_HASHABLE = frozenset({"boolean", "null", "string", *NUMBER_TYPES})


class Check(NamedTuple):
    """One keyword's check of a value."""

    fails: str
    """Expression that is true if the value is invalid."""

    keyword: str
    expected: str | Literal[False]
    """What its violation says after "must"; False for the schema `false`."""

    actual: str | None
    """Expression for what its violation names as found."""


def expectation(keyword: str, limit: Limit = "") -> str:
    """Return what a violation of *keyword* says after "must"."""
    return _shorten(KEYWORDS[keyword].expectation(limit))


def assertion_checks(
    node: Node,
    ctx: ValueContext,
    types: frozenset[str],
    module: ModuleScope,
    asserted: frozenset[str],
) -> Iterator[Check]:
    """Yield the checks of *node* that apply to values of *types* only.

    Args:
        node: the schema.
        ctx: the value, known to be of *types*.
        types: a JSON type, or both that are numbers.
        module: holds the patterns.
        asserted: keywords of *node* that are asserted.
    """
    schema = node.schema
    for keyword in order_keywords(key for key in asserted if find_keyword(key, schema[key])):
        limit: Any = schema[keyword]
        row = find_keyword(keyword, limit)
        if row is None or not row.json_types & types or _is_redundant(keyword, limit):
            continue
        # In draft 4 `exclusiveMinimum: true` changes what `minimum` means.
        if node.draft == 4 and schema.get(f"exclusive{keyword.capitalize()}") is True:
            row = find_keyword(f"exclusive{keyword.capitalize()}", limit) or row
        mismatch = (
            module.mismatch_expression(limit, _constant_label(node), ctx.value)
            if row.limit_type == "pattern"
            else ""
        )
        shown = None if "contentEncoding" in schema and row.actual == "{value}" else row.actual
        yield Check(
            fails=row.fails.format(value=ctx.value, limit=py_literal(limit), mismatch=mismatch),
            keyword=keyword,
            expected=_shorten(row.expectation(limit)),
            actual=shown.format(value=ctx.value) if shown else None,
        )


def _is_redundant(keyword: str, limit: Any) -> bool:
    """Return whether a keyword is part of another one (draft 4), or is off."""
    return isinstance(limit, bool) and (keyword != "uniqueItems" or not limit)


def whole_value_checks(node: Node, ctx: ValueContext, module: ModuleScope) -> Iterator[Check]:
    """Yield the checks of *node* that compare the whole value: `const` and `enum`."""
    schema = node.schema
    if "const" in known_keywords(schema, node.draft):
        yield Check(
            fails=_differs_expression([schema["const"]], "const", node, ctx, module),
            keyword="const",
            expected=expectation("const", _value_phrase(schema["const"])),
            actual=ctx.value,
        )
    if "enum" in schema:
        values = schema["enum"]
        named = ", ".join(_value_phrase(value) for value in values[:_LISTED])
        more = f" or one of {len(values) - _LISTED} more" if len(values) > _LISTED else ""
        yield Check(
            fails=_differs_expression(values, "values", node, ctx, module),
            keyword="enum",
            expected=expectation("enum", f"{named}{more}"),
            actual=ctx.value,
        )


def _differs_expression(
    values: list[Any], name: str, node: Node, ctx: ValueContext, module: ModuleScope
) -> str:
    """Return an expression that is true if the value equals none of *values*."""
    possible = [value for value in values if _json_types_of(value) & ctx.types]
    label = f"{_constant_label(node)}_{name}"
    if not possible:
        return "True"
    texts = all(isinstance(value, str) for value in possible)
    if any(is_object(value) or is_array(value) for value in possible):
        return f"not is_among({ctx.value}, {module.value_constant(possible, label)})"
    if (
        ctx.types & {"boolean"}
        and ctx.types & NUMBER_TYPES
        # In Python True equals 1 and False equals 0; in JSON they do not.
        and not _are_distinct_in_python(possible)
    ):
        return f"not is_among({ctx.value}, {module.value_constant(possible, label)})"
    named = list(dict.fromkeys(py_literal(value) for value in possible))
    if len(named) == 1:
        sign = "is not" if possible[0] is None or isinstance(possible[0], bool) else "!="
        return f"{ctx.value} {sign} {named[0]}"
    if sum(map(len, named)) < LINE_WIDTH // 3:
        return f"{ctx.value} not in ({', '.join(named)})"
    if not texts:
        return f"not is_among({ctx.value}, {module.value_constant(possible, label)})"
    # Lists and objects have no hash: `in` would raise TypeError.
    test = "" if ctx.types <= _HASHABLE else f"not isinstance({ctx.value}, str) or "
    names = module.name_set_constant(tuple(dict.fromkeys(possible)), label)
    return f"{test}{ctx.value} not in {names}"


def _are_distinct_in_python(values: list[Any]) -> bool:
    """Return whether no number in *values* equals a boolean in Python, nor the reverse."""
    return not any(isinstance(value, bool) or value in (0, 1) for value in values)


def _json_types_of(value: Any) -> frozenset[str]:
    if value is None or isinstance(value, bool):
        return frozenset({"null" if value is None else "boolean"})
    if isinstance(value, int | float):
        return NUMBER_TYPES
    return frozenset(
        {"string" if isinstance(value, str) else "array" if is_array(value) else "object"}
    )


def _value_phrase(value: Any) -> str:
    """Return *value* as a message shows it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if is_object(value) or is_array(value):
        return "a given object" if is_object(value) else "a given array"
    return py_literal(value)


def _shorten(text: str) -> str:
    return f"{text[: _SHOWN - 1]}…" if len(text) > _SHOWN else text


def _constant_label(node: Node) -> str:
    """Return the base of the names of constants of *node*: the last name in its pointer."""
    names = [token for token in node.pointer.split("/")[1:] if not token.isdigit()]
    return names[-1] if names else "whole"
