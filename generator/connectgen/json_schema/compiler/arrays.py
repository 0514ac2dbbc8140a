"""Plans of arrays: items one by one, by position, at once, or one that must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectgen.json_schema.compiler import unevaluated
from connectgen.json_schema.compiler.coverage import item_shapes
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Compare,
    Expr,
    Local,
    all_of,
    call,
    length_test,
    literal,
    method,
    negate,
    slice_of,
    subscript,
)
from connectgen.json_schema.compiler.kinds import ANY, ARRAY, OBJECT, STRING
from connectgen.json_schema.compiler.leaves import label_of, only_texts
from connectgen.json_schema.compiler.locals import bind
from connectgen.json_schema.compiler.shapes import Shape, Shapes, always, expand, kinds
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    Do,
    For,
    If,
    Jump,
    Return,
    Try,
    fail_if,
    fail_unless,
)

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["leaf_tests", "plan_array"]

_LONG = frozenset(
    {"additionalItems", "contains", "items", "prefixItems", "unevaluatedItems", "uniqueItems"}
)


def leaf_tests(planner: Planner, parts: Shapes, value: Expr, nesting: int) -> list[Expr] | None:
    """Return no tests of an array, as its length is tested elsewhere; None if items are checked."""
    return None if any(part.keywords & _LONG and not part.always & ARRAY for part in parts) else []


def plan_array(planner: Planner, parts: Shapes, value: Expr, depth: int) -> Block:
    """Return statements for an array."""
    block: Block = []
    every: list[Shape] = []
    for part in parts:
        first, rest = item_shapes(part)
        if first:
            block += _plan_first(planner, part, first, rest, value, depth)
        elif rest is not None and rest.always != ANY and rest not in every:
            every.append(rest)
    items = tuple(every)
    if items:
        block += _plan_items(planner, items, value, depth)
    for part in parts:
        if "contains" in part.keywords:
            block += _plan_contains(planner, part, value)
        if "unevaluatedItems" in part.keywords:
            block += unevaluated.plan_unevaluated_items(planner, part, value, depth)
    if any(part.get("uniqueItems") is True for part in parts):
        several = length_test(value, ">", 1)
        block += fail_if(all_of([several, negate(_unique_test(items, value))]))
    return block


def _plan_first(
    planner: Planner, part: Shape, first: Shapes, rest: Shape | None, value: Expr, depth: int
) -> Block:
    """Return statements for items by position, and for those that follow."""
    block: Block = []
    least = part.get("minItems", 0)
    for index, shape in enumerate(first):
        is_there = index < least
        item = Local("item")
        inner = planner.plan((shape,), item, depth=depth + (not is_there))
        inner = bind(item, subscript(value, literal(index)), inner)
        if inner and not is_there:
            inner = [If(length_test(value, ">", index), inner)]
        block += inner
    if rest is not None and rest.is_impossible:
        return [*fail_if(length_test(value, ">", len(first))), *block]
    if rest is not None and not rest.is_trivial:
        block += _plan_items(planner, (rest,), slice_of(value, literal(len(first))), depth)
    return block


def _plan_items(planner: Planner, items: Shapes, value: Expr, depth: int) -> Block:
    """Return statements for all items of *value*."""
    if kinds(items) == 0:
        return fail_if(length_test(value, ">", 0))
    if kinds(items) == always(items) == STRING:
        return [Try([Do(call("join_strings", value))], "TypeError")]
    texts = only_texts(items)
    if texts is not None and len(texts) > 1:
        known = planner.module.set_constant(texts, f"{label_of(items[0])}_values")
        return [Try(fail_unless(method(known, "issuperset", value)), "TypeError")]
    item = Local("item")
    inner = planner.plan(items, item, depth=depth + 1)
    return [For((item,), value, inner)] if inner else []


def _plan_contains(planner: Planner, part: Shape, value: Expr) -> Block:
    """Return statements for `contains` with its limits."""
    least, most = part.get("minContains", 1), part.get("maxContains")
    if least == 0 and most is None:
        return []
    item = Local("item")
    test = planner.test((part.child("contains"),), item)
    if least == 1 and most is None:
        if test is TRUE or test is FALSE:
            return fail_unless(length_test(value, ">", 0) if test is TRUE else FALSE)
        return [For((item,), value, [If(test, [Jump("break")])], [Return(FALSE)])]
    count = Local("count")
    counted: Block = [Assign(count, literal(1), "+=")]
    block: Block = [Assign(count, literal(0))]
    if test is not FALSE:
        block.append(For((item,), value, counted if test is TRUE else [If(test, counted)]))
    block += fail_if(Compare(count, "<", literal(least))) if least else []
    return block + (fail_if(Compare(count, ">", literal(most))) if most is not None else [])


def _unique_test(items: Shapes, value: Expr) -> Expr:
    """Return the test that no two items are equal."""
    if items and kinds(items) == STRING:
        size = call("len", value)
        return Compare(call("len", call("set", value)), "==", size)
    name = _telling_member(items) if items and kinds(items) == OBJECT else None
    if name is not None:
        return call("is_unique_by", value, literal(name))
    return call("is_unique", value)


def _telling_member(items: Shapes) -> str | None:
    """Return the name of a member that is a string and mostly differs, required if possible."""
    parts, _ = expand(items)
    required = {name for part in parts for name in part.get("required", ())}
    found: list[str] = []
    for part in parts:
        for name in part.get("properties", ()):
            shape = part.child("properties", name)
            if shape.kinds == STRING and "enum" not in shape.keywords:
                found.append(name)
    return min(found, key=lambda name: (name not in required, not _is_telling(name)), default=None)


def _is_telling(name: str) -> bool:
    return any(word in name.lower() for word in ("id", "key", "name", "path"))
