"""The checks that ask one value about itself: each a keyword and one expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.compiler.type_checks import NUMBER_TYPES
from connectgen.json_schema.drafts import keywords_of
from connectgen.json_schema.keywords import find_keyword, order_keywords
from connectgen.python_text.literals import LINE_WIDTH, py_literal

__all__ = ["Check", "assertion_checks", "whole_value_checks"]

_SHOWN = 200
_LISTED = 4
_HASHABLE = frozenset({"boolean", "null", "string", *NUMBER_TYPES})


class Check(NamedTuple):
    """One keyword's check of a value."""

    fails: str
    """Expression that is true where the value breaks it."""

    keyword: str
    limit: int | float | str | None
    """What a violation names as asked for."""

    actual: str | None
    """Expression for what a violation names as found."""


def assertion_checks(
    node: Node,
    ctx: ValueContext,
    types: frozenset[str],
    module: ModuleScope,
    asserted: frozenset[str],
) -> Iterator[Check]:
    """Yield the checks of *node* that are about values of *types* alone.

    Args:
        node: the schema.
        ctx: the value, known to be of *types*.
        types: a JSON type, or both that are numbers.
        module: where patterns are kept.
        asserted: the keywords that narrow a value.
    """
    schema = node.schema
    for keyword in order_keywords(
        key for key in schema if key in asserted and find_keyword(key, schema[key])
    ):
        known = find_keyword(keyword, schema[keyword])
        if known is None or not known.json_types & types or _is_redundant(keyword, schema[keyword]):
            continue
        if node.draft == 4 and schema.get(f"exclusive{keyword.capitalize()}") is True:
            known = find_keyword(f"exclusive{keyword.capitalize()}", schema[keyword]) or known
        limit: Any = schema[keyword]
        mismatch = (
            module.mismatch_expression(limit, _constant_label(node), ctx.value)
            if known.limit_type == "pattern"
            else ""
        )
        shown = None if "contentEncoding" in schema and known.actual == "{value}" else known.actual
        yield Check(
            fails=known.fails.format(value=ctx.value, limit=py_literal(limit), mismatch=mismatch),
            keyword=keyword,
            limit=_shorten_limit(known.convert_limit(limit)),
            actual=shown.format(value=ctx.value) if shown else None,
        )


def _is_redundant(keyword: str, limit: Any) -> bool:
    """Tell whether a keyword is a part of another one, or is off."""
    return isinstance(limit, bool) and (keyword != "uniqueItems" or not limit)


def whole_value_checks(node: Node, ctx: ValueContext, module: ModuleScope) -> Iterator[Check]:
    """Yield the checks of *node* that compare the value as a whole: `const` and `enum`."""
    schema = node.schema
    if "const" in schema and "const" in keywords_of(node.draft):
        yield Check(
            fails=_differs_expression([schema["const"]], "const", node, ctx, module),
            keyword="const",
            limit=_shorten_limit(_value_phrase(schema["const"])),
            actual=ctx.value,
        )
    if "enum" in schema:
        values = schema["enum"]
        named = ", ".join(_value_phrase(value) for value in values[:_LISTED])
        more = f" or one of {len(values) - _LISTED} more" if len(values) > _LISTED else ""
        yield Check(
            fails=_differs_expression(values, "values", node, ctx, module),
            keyword="enum",
            limit=_shorten_limit(f"{named}{more}"),
            actual=ctx.value,
        )


def _differs_expression(
    values: list[Any], name: str, node: Node, ctx: ValueContext, module: ModuleScope
) -> str:
    """Return an expression that is true where the value equals none of *values*."""
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
    test = "" if ctx.types <= _HASHABLE else f"not isinstance({ctx.value}, str) or "
    names = module.name_set_constant(tuple(dict.fromkeys(possible)), label)
    return f"{test}{ctx.value} not in {names}"


def _are_distinct_in_python(values: list[Any]) -> bool:
    """Tell whether Python finds no number in *values* equal to true or false, nor the reverse."""
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
    """Return *value* as a message names it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if is_object(value) or is_array(value):
        return "a given object" if is_object(value) else "a given array"
    return py_literal(value)


def _shorten_limit(limit: int | float | str) -> int | float | str:
    long = isinstance(limit, str) and len(limit) > _SHOWN
    return f"{str(limit)[: _SHOWN - 1]}…" if long else limit


def _constant_label(node: Node) -> str:
    """Return what constants of *node* are called after: the last name on its way."""
    names = [token for token in node.pointer.split("/")[1:] if not token.isdigit()]
    return names[-1] if names else "whole"
