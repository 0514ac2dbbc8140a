"""Assertions of one value: limits of strings, numbers, lengths, and `const` and `enum`."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from connectgen.core.location import unescape_token
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Atom,
    Call,
    Compare,
    Expr,
    Method,
    all_of,
    call,
    instance_test,
    literal,
    negate,
)
from connectgen.json_schema.compiler.kinds import (
    ARRAY,
    BOOLEAN,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    kinds_of_value,
)
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.patterns import pattern_test
from connectgen.json_schema.compiler.possible import is_idle
from connectgen.json_schema.compiler.shapes import Shape, Shapes, expand
from connectgen.json_schema.keywords import Assertion, find_keyword, order_keywords

__all__ = ["assertion_tests", "label_of", "only_texts", "plain_enum_test", "value_tests"]

_TYPES = {STRING: "string", ARRAY: "array", OBJECT: "object", NUMBER: "number"}
_FEW = 2
"""Number of values up to which they are compared one by one."""


def label_of(shape: Shape) -> str:
    """Return the base of the names of constants of *shape*: the last name that leads to it."""
    rest = shape.node.pointer
    while rest:
        rest, _, token = rest.rpartition("/")
        if not token.isdigit():
            return unescape_token(token)
    return shape.root_name or "whole"


def assertion_tests(shape: Shape, value: Expr, kind: int, module: ModuleScope) -> Iterator[Expr]:
    """Yield the tests of the keywords of *shape* that are one expression.

    Args:
        shape: the schema.
        value: the value, known to be of *kind*.
        kind: one of the groups of kinds.
        module: holds the constants.
    """
    json_type = _TYPES.get(kind & -kind if kind & NUMBER == 0 else NUMBER)
    schema = shape.schema
    for keyword in order_keywords(shape.keywords):
        limit = schema[keyword]
        row = find_keyword(keyword, limit)
        if row is None or json_type not in row.json_types or is_idle(row, keyword, limit):
            continue
        if keyword == "uniqueItems":
            continue  # `arrays` knows what the items are
        if row.limit_type == "number" and isinstance(limit, bool):
            continue  # `exclusiveMinimum: true` of draft 4 changes what `minimum` means
        if schema.get(f"exclusive{keyword.capitalize()}") is True:
            row = find_keyword(f"exclusive{keyword.capitalize()}", limit) or row
        if row.limit_type == "pattern":
            yield pattern_test(limit, value, label_of(shape), module)
        elif keyword.startswith("min") and row.limit_type == "count" and limit == 1:
            size = call("len", value)
            is_text = kind == STRING
            yield Compare(value, "!=", literal("")) if is_text else Compare(size, ">", literal(0))
        else:
            yield negate(_row_test(row, value, limit))


def _row_test(row: Assertion, value: Expr, limit: Any) -> Expr:
    """Return the expression in *row* that is true if *value* is invalid."""
    names = {"value": value, "limit": literal(limit)}
    return _to_expression(_parse_row(row.fails), names, is_total=row.limit_type == "count")


@cache
def _parse_row(fails: str) -> ast.expr:
    return ast.parse(fails.format(value="value", limit="limit"), mode="eval").body


def _to_expression(node: ast.expr, names: dict[str, Expr], *, is_total: bool) -> Expr:
    """Return the expression of a row of the table of keywords."""
    convert = partial(_to_expression, names=names, is_total=is_total)
    match node:
        case ast.Name(id=name):
            known = () if hasattr(builtins, name) else (name,)
            return names.get(name) or Atom(name, known)
        case ast.Attribute(value=owner, attr=name):
            return Method(convert(owner), name)
        case ast.Call(func=function, args=arguments):
            return Call(convert(function), tuple(map(convert, arguments)))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return negate(convert(operand))
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            sign = _SIGNS[type(operator)]
            return Compare(convert(left), sign, convert(right), is_total=is_total)
        case _:
            raise TypeError(f"a row of the table of keywords cannot have {ast.unparse(node)}")


_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def value_tests(shape: Shape, value: Expr, kind: int, module: ModuleScope) -> Iterator[Expr]:
    """Yield the tests of `const` and `enum` of *shape* for a value known to be of *kind*."""
    for keyword in ("const", "enum"):
        if keyword in shape.keywords:
            stated = shape.schema[keyword]
            values = [stated] if keyword == "const" else stated
            values = [each for each in values if kinds_of_value(each) & kind]
            yield _listed_test(values, value, kind, shape, module)


def _listed_test(
    values: list[Any], value: Expr, kind: int, shape: Shape, module: ModuleScope
) -> Expr:
    """Return the test that *value*, known to be of *kind*, equals one of *values*."""
    if not values or kind == NULL:
        return TRUE if values else FALSE
    if kind == BOOLEAN:
        both = True in values and False in values
        return TRUE if both else Compare(value, "is", literal(values[0]))
    if kind in (OBJECT, ARRAY):
        return call("is_among", value, module.value_constant(values, f"{label_of(shape)}_values"))
    unequal = list(dict.fromkeys(values))
    return _scalar_test(unequal, value, shape, module if len(unequal) > _FEW else None)


def _scalar_test(
    values: list[Any], value: Expr, shape: Shape, module: ModuleScope | None
) -> Compare:
    """Return the test that *value* is one of *values*, in a set if there is a *module*."""
    if len(values) == 1:
        return Compare(value, "==", literal(values[0]))
    if module is not None:
        return Compare(value, "in", module.set_constant(values, f"{label_of(shape)}_values"))
    listed = ", ".join([literal(each).source for each in values])
    return Compare(value, "in", Atom(f"({listed})"))


def only_texts(shapes: Shapes) -> tuple[str, ...] | None:
    """Return the strings that *shapes*, and all they apply, list; None if they ask more."""
    parts, called = expand(shapes)
    return None if called else _listed_texts(parts)


def _listed_texts(shapes: Shapes) -> tuple[str, ...] | None:
    """Return the strings that *shapes* list, or None if they ask more, or list other values."""
    if len(shapes) != 1 or not shapes[0].keywords <= _LISTING:
        return None
    shape = shapes[0]
    values = shape.schema["enum"] if "enum" in shape.keywords else [shape.get("const")]
    is_typed = "type" in shape.keywords and shape.kinds != STRING
    if is_typed or {"const", "enum"} <= shape.keywords:
        return None
    if not all(isinstance(each, str) for each in values):
        return None
    return tuple(dict.fromkeys(values))


_LISTING = frozenset({"const", "enum", "type"})


def plain_enum_test(shapes: Shapes, value: Expr, module: ModuleScope) -> Expr | None:
    """Return the test of *shapes* that only list texts and null, for a value of any kind, or None.

    No test of the kind is needed where comparing is enough: not for numbers, because a signalling
    NaN raises and 1 equals true, and not for a set, in which arrays cannot be looked up.
    """
    if len(shapes) != 1 or not {"const", "enum"} & shapes[0].keywords:
        return None
    texts = _listed_texts(shapes)
    if texts is not None:
        known = module if len(texts) > _FEW else None
        test = _scalar_test(list(texts), value, shapes[0], known)
        return all_of([instance_test(value, "str"), test]) if known else test
    shape = shapes[0]
    if len(shape.keywords) > 1:
        return None
    values = shape.schema["enum"] if "enum" in shape.keywords else [shape.get("const")]
    if len(values) == 1 and (values[0] is None or isinstance(values[0], bool)):
        return Compare(value, "is", literal(values[0]))
    if len(values) > _MOST_SCALARS or not all(isinstance(each, str | None) for each in values):
        return None
    return _scalar_test(values, value, shape, None)


_MOST_SCALARS = 6
