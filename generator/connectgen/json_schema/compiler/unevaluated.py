"""Plans of `unevaluated*` where conditions decide what is evaluated."""

from __future__ import annotations

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
from connectgen.json_schema.compiler.statements import Assign, Block, Do, For, If, fail_if

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
    names = call("set", value, needs=())
    block: Block = [Assign(left, names), *_discard(planner, part, covered, left)]
    inner = [
        statement
        for condition, more in covered.conditional
        for statement in _discard_if(planner, part, condition, more, left, value)
    ]
    block.append(If(left, inner))
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


def _discard_if(
    planner: Planner, part: Shape, condition: Condition, more: Coverage, left: Local, value: Expr
) -> Block:
    """Return statements that remove from *left* what is covered on *condition*."""
    block = _discard(planner, part, more, left)
    for inner, nested in more.conditional:
        block += _discard_if(planner, part, inner, nested, left, value)
    return _when(_condition_test(planner, condition, value, OBJECT), block)


def _when(test: Expr, block: Block) -> Block:
    if test is TRUE or not block:
        return block
    return [] if test is FALSE else [If(test, block)]


def _condition_test(planner: Planner, condition: Condition, value: Expr, kind: int) -> Expr:
    if condition.shape is None:
        return Compare(literal(condition.name), "in", value) if kind == OBJECT else FALSE
    test = planner.test((condition.shape,), value, kind)
    return negate(test) if condition.when == "invalid" else test


def plan_unevaluated_items(planner: Planner, part: Shape, value: Expr, depth: int) -> Block:
    """Return statements for items that nothing else evaluates."""
    rest = part.child("unevaluatedItems")
    covered = cover_items(part)
    if rest.is_trivial or covered.everything:
        return []
    if not covered.conditional and not covered.matching and rest.is_impossible:
        return fail_if(length_test(value, ">", covered.first))
    start = Local("start")
    item = Local("item")
    block: Block = [Assign(start, literal(covered.first))]
    matching = [planner.test((shape,), item) for shape in covered.matching]
    for condition, more in covered.conditional:
        flags, skipping = _skip_if_covered(planner, condition, more, start, value, (item, matching))
        block = [*flags, *block, *skipping]
    checked = planner.plan((rest,), item, depth=depth + 2)
    if matching:
        checked = _when(negate(any_of(matching)), checked)
    return [*block, For((item,), slice_of(value, start), checked)]


def _skip_if_covered(
    planner: Planner,
    condition: Condition,
    more: Coverage,
    start: Local,
    value: Expr,
    items: tuple[Local, list[Expr]],
) -> tuple[Block, Block]:
    """Return statements that move *start* behind what is covered on *condition*, and their flags.

    Items that `contains` evaluates are anywhere, so their tests are added to those of *items*.
    """
    item, matching = items
    block: Block = []
    if more.everything:
        block.append(Assign(start, call("len", value, needs=())))
    elif more.first:
        block.append(Assign(start, call("max", start, literal(more.first), needs=())))
    flags: Block = []
    for shape in more.matching:
        holds = Local("holds")
        flags.append(Assign(holds, FALSE))
        block.append(Assign(holds, TRUE))
        matching.append(all_of([holds, planner.test((shape,), item)]))
    for inner, nested in more.conditional:
        others, skipping = _skip_if_covered(planner, inner, nested, start, value, items)
        flags, block = [*flags, *others], [*block, *skipping]
    return flags, _when(_condition_test(planner, condition, value, ARRAY), block)
