"""Plans of `not`, `if`, `anyOf` and `oneOf` for a value of known kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectgen.json_schema.compiler.discriminators import find_discriminator, plan_choice
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Call,
    Compare,
    Expr,
    Local,
    any_of,
    literal,
    negate,
)
from connectgen.json_schema.compiler.kinds import OBJECT, STRING
from connectgen.json_schema.compiler.leaves import label_of, only_texts
from connectgen.json_schema.compiler.shapes import Shape, Shapes
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    If,
    Return,
    choose,
    fail_if,
    fail_unless,
)

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["find_only_option", "leaf_tests", "plan_combinators"]

_MOST_OPTIONS = 6
"""Alternatives up to which `anyOf` may be one expression."""


def leaf_tests(
    planner: Planner, part: Shape, value: Expr, kind: int, nesting: int
) -> list[Expr] | None:
    """Return the tests of the combinators of *part*, or None if they are not short."""
    if "if" in part.keywords:
        return None
    tests: list[Expr] = []
    if "not" in part.keywords:
        tests.append(negate(planner.test((part.child("not"),), value, kind, nesting)))
    for keyword in ("anyOf", "oneOf"):
        options = _options(part, keyword, kind)
        if options is None:
            continue
        if len(options) > _MOST_OPTIONS or (len(options) > 1 and keyword == "oneOf"):
            return None
        tests.append(any_of([planner.test((option,), value, kind, nesting) for option in options]))
    return tests


def _options(part: Shape, keyword: str, kind: int) -> Shapes | None:
    """Return the alternatives that values of *kind* may be valid under; None if all values pass."""
    if keyword not in part.keywords:
        return None
    options = tuple([option for option in part.listed(keyword) if option.kinds & kind])
    sure = [option for option in options if not kind & ~option.always]
    if keyword == "anyOf":
        return None if sure else tuple(dict.fromkeys(options))
    return None if len(sure) == len(options) == 1 else options


def find_only_option(part: Shape, kind: int, surely: int) -> Shape | None:
    """Return the only schema that asks anything under *part*, which is one of alternatives.

    Args:
        part: the schema.
        kind: the only kind of values that it asks something of.
        surely: kinds of values that are always valid.
    """
    if len(part.keywords) != 1:
        return None
    (keyword,) = part.keywords
    options = _options(part, keyword, kind) if keyword in ("anyOf", "oneOf") else None
    if options is None or len(options) != 1 or options[0].kinds & ~(kind | surely):
        return None
    return options[0]


def plan_combinators(planner: Planner, part: Shape, value: Expr, kind: int, depth: int) -> Block:
    """Return statements for the combinators of *part*."""
    block: Block = []
    if "if" in part.keywords:
        block += _plan_conditional(planner, part, value, kind, depth)
    for keyword in ("anyOf", "oneOf"):
        options = _options(part, keyword, kind)
        if options is not None:
            is_one = keyword == "oneOf"
            present = frozenset(part.get("required", ()))
            block += plan_options(
                planner, options, value, kind, depth, is_one=is_one, present=present
            )
    if "not" in part.keywords:
        block += fail_if(planner.test((part.child("not"),), value, kind))
    return block


def _plan_conditional(planner: Planner, part: Shape, value: Expr, kind: int, depth: int) -> Block:
    test = planner.test((part.child("if"),), value, kind)
    body, orelse = (
        planner.plan((part.child(keyword),), value, kind, depth + 1)
        if keyword in part.keywords
        else []
        for keyword in ("then", "else")
    )
    return choose(test, body, orelse)


def plan_options(
    planner: Planner,
    options: Shapes,
    value: Expr,
    kind: int,
    depth: int,
    *,
    is_one: bool,
    known: frozenset[str] = frozenset(),
    present: frozenset[str] = frozenset(),
) -> Block:
    """Return statements that return False unless *value* is valid under one of *options*.

    Args:
        planner: planner of the function.
        options: alternatives.
        value: the value.
        kind: its kind.
        depth: number of blocks around the statements.
        is_one: whether it must be valid under exactly one, else under one at least.
        known: members that decided between alternatives already.
        present: members that are known to be there.
    """
    if not options:
        return [Return(FALSE)]
    if len(options) == 1:
        return planner.plan(options, value, kind, depth)
    if kind == STRING:
        texts = _all_texts(options, is_one=is_one)
        if texts is not None:
            listed = planner.module.set_constant(texts, f"{label_of(options[0])}_values")
            return fail_unless(Compare(value, "in", listed))
    if kind == OBJECT and (is_one or len(options) > 2):
        found = find_discriminator(options, known, present)
        if found is not None:
            return plan_choice(planner, found, options, value, depth, is_one=is_one, known=known)
    if is_one:
        return _plan_one(planner, options, value, kind)
    tests = [planner.test((option,), value, kind) for option in sorted(options, key=_is_heavy)]
    return fail_unless(any_of(tests))


def _is_heavy(option: Shape) -> tuple[bool, bool]:
    return option.leads_back, option.weight > 4


def _all_texts(options: Shapes, *, is_one: bool) -> tuple[str, ...] | None:
    """Return the strings that *options* list, if they do nothing else."""
    listed = [only_texts((option,)) for option in options]
    texts = [text for each in listed if each is not None for text in each]
    if None in listed or (is_one and len(set(texts)) < len(texts)):
        return None
    return tuple(dict.fromkeys(texts))


def _plan_one(planner: Planner, options: Shapes, value: Expr, kind: int) -> Block:
    """Return statements that return False unless exactly one of *options* is valid."""
    tests = [planner.test((option,), value, kind) for option in options]
    sure = [test for test in tests if test is TRUE]
    if sure:
        rest = [test for test in tests if test is not TRUE]
        return fail_if(TRUE if len(sure) > 1 else any_of(rest))
    if all(isinstance(test, Call) for test in tests) and len(tests) == 2:
        return fail_if(Compare(tests[0], "is", tests[1]))
    count = Local("count")
    block: Block = [Assign(count, literal(0))]
    for number, test in enumerate(tests):
        more: Block = [Assign(count, literal(1), "+=")]
        # Two are too many, whatever the others say.
        again = fail_if(Compare(count, ">", literal(1))) if 0 < number < len(tests) - 1 else []
        block.append(If(test, [*more, *again]))
    return [*block, *fail_if(Compare(count, "!=", literal(1)))]
