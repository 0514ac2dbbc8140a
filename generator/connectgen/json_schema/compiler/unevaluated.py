"""Plans of `unevaluated*` where conditions decide what is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from connectgen.json_schema.compiler.coverage import Condition, Coverage, cover_items, cover_members
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Compare,
    Expr,
    Filter,
    Local,
    all_of,
    any_of,
    call,
    length_test,
    literal,
    method,
    negate,
    slice_of,
    subscript,
)
from connectgen.json_schema.compiler.kinds import ARRAY, OBJECT
from connectgen.json_schema.compiler.leaves import label_of
from connectgen.json_schema.compiler.locals import bind
from connectgen.json_schema.compiler.patterns import pattern_test
from connectgen.json_schema.compiler.shapes import Shape
from connectgen.json_schema.compiler.statements import Assign, Block, Do, For, If, choose, fail_if

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["plan_unevaluated_items", "plan_unevaluated_members"]


def plan_unevaluated_members(planner: Planner, part: Shape, value: Expr, depth: int) -> Block:
    """Return statements for members that nothing else evaluates.

    Where that is known when compiling, `members` treats them as additional members.
    """
    rest = part.child("unevaluatedProperties")
    covered = cover_members(part)
    if rest.is_trivial or covered.everything or not covered.conditional:
        return []
    left = Local("left")

    def discard(more: Coverage) -> Block:
        return _discard(planner, part, more, left)

    flags, skipping = _plan_conditions(planner, covered, value, OBJECT, discard)
    block: Block = [Assign(left, call("set", value)), *discard(covered)]
    block.append(If(left, [*_clear(flags), *skipping]))
    if rest.is_impossible:
        return [*block, *fail_if(left)]
    key, member = Local("key"), Local("member")
    checked = planner.plan((rest,), member, depth=depth + 1)
    return [*block, For((key,), left, bind(member, subscript(value, key), checked))]


def _discard(planner: Planner, part: Shape, covered: Coverage, left: Local) -> Block:
    """Return statements that remove from *left* what is *covered* on no condition."""
    if covered.everything:
        return [Do(method(left, "clear"))]
    block: Block = []
    if covered.names:
        names = planner.module.set_constant(list(covered.names), f"{label_of(part)}_names")
        block.append(Assign(left, names, "-="))
    if covered.patterns:
        key = Local("key")
        tests = [
            pattern_test(pattern, key, f"{label_of(part)}_key", planner.module)
            for pattern in covered.patterns
        ]
        if any(test is TRUE for test in tests):
            return [Do(method(left, "clear"))]
        block.append(Assign(left, Filter(key, left, negate(any_of(tests)))))
    return block


def plan_unevaluated_items(planner: Planner, part: Shape, value: Expr, depth: int) -> Block:
    """Return statements for items that nothing else evaluates."""
    rest = part.child("unevaluatedItems")
    covered = cover_items(part)
    if rest.is_trivial or covered.everything:
        return []
    if not covered.conditional and not covered.matching and rest.is_impossible:
        return fail_if(length_test(value, ">", covered.first))
    start, item = Local("start"), Local("item")

    def skip(more: Coverage) -> Block:
        if more.everything:
            return [Assign(start, call("len", value))]
        least = call("max", start, literal(more.first))
        return [Assign(start, least)] if more.first else []

    flags, skipping = _plan_conditions(planner, covered, value, ARRAY, skip)
    # Items that `contains` evaluates are anywhere.
    matching = [planner.test((shape,), item) for shape in covered.matching]
    matching += [
        all_of([flag, planner.test((shape,), item)])
        for more, flag in flags.items()
        for shape in more.matching
    ]
    checked = planner.plan((rest,), item, depth=depth + 2)
    if matching:
        checked = choose(negate(any_of(matching)), checked, [])
    block: Block = [*_clear(flags), Assign(start, literal(covered.first)), *skipping]
    return [*block, For((item,), slice_of(value, start), checked)]


# Conditions

_Flags = dict[Coverage, Local]


def _plan_conditions(
    planner: Planner,
    covered: Coverage,
    value: Expr,
    kind: int,
    plan: Callable[[Coverage], Block],
) -> tuple[_Flags, Block]:
    """Return statements for what is covered on conditions, and the variables that they set.

    Conditions inside of others are not written in them, as several ways may lead to one of them.
    It has a variable, which each of the ways sets.

    Args:
        planner: planner of the function.
        covered: what is covered.
        value: the value.
        kind: its kind.
        plan: returns statements for what a coverage has on no condition.
    """
    flags: _Flags = {more: Local("holds") for more in _list_flagged(covered)}

    def plan_inside(outer: Coverage) -> Block:
        block: Block = []
        for condition, more in outer.conditional:
            inner: Block = [Assign(flags[more], TRUE)] if more in flags else plan(more)
            block += choose(_condition_test(planner, condition, value, kind), inner, [])
        return block

    block = plan_inside(covered)
    for more, flag in flags.items():
        block += choose(flag, [*plan(more), *plan_inside(more)], [])
    return flags, block


def _list_flagged(covered: Coverage) -> Iterator[Coverage]:
    """Yield what is covered on conditions and has others in it: each after all that lead to it."""
    order = TopologicalSorter[Coverage]()
    for outer in covered.walk():
        for _, more in outer.conditional:
            order.add(more, outer)
    for more in order.static_order():
        if more is not covered and (more.conditional or more.matching):
            yield more


def _clear(flags: _Flags) -> Block:
    return [Assign(flag, FALSE) for flag in flags.values()]


def _condition_test(planner: Planner, condition: Condition, value: Expr, kind: int) -> Expr:
    if condition.shape is None:
        return Compare(literal(condition.name), "in", value)
    test = planner.test((condition.shape,), value, kind)
    return negate(test) if condition.when == "invalid" else test
