"""Alternatives that a member tells apart: only those are checked that its value leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connectgen.json_schema.compiler import alternatives
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    Call,
    Compare,
    Expr,
    Local,
    any_of,
    instance_test,
    literal,
    method,
    negate,
    subscript,
)
from connectgen.json_schema.compiler.kinds import OBJECT
from connectgen.json_schema.compiler.leaves import listed_texts
from connectgen.json_schema.compiler.shapes import Shape, Shapes, expand
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    If,
    Return,
    fail_if,
    fail_unless,
)

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["Discriminator", "find_discriminator", "plan_choice"]

_FEW_CASES = 4
"""Cases up to which they are compared one by one."""


class Discriminator(NamedTuple):
    """A member whose value tells alternatives apart."""

    name: str
    cases: dict[Shapes, tuple[str, ...]]
    """Values that leave the same alternatives."""

    absent: Shapes
    """Alternatives that remain where the member is missing."""


def find_discriminator(options: Shapes, known: frozenset[str]) -> Discriminator | None:
    """Return the member that tells *options* apart, except those in *known*, or None."""
    tags = [_constant_members(option) for option in options]
    for name in tags[0]:
        if name in known or not all(name in tag for tag in tags):
            continue
        left: dict[str, list[Shape]] = {}
        for option, tag in zip(options, tags, strict=True):
            for text in tag[name][0]:
                left.setdefault(text, []).append(option)
        if 2 * sum(map(len, left.values())) > 3 * len(left):
            continue
        cases: dict[Shapes, tuple[str, ...]] = {}
        for text, remaining in left.items():
            cases[tuple(remaining)] = (*cases.get(tuple(remaining), ()), text)
        absent = [option for option, tag in zip(options, tags, strict=True) if not tag[name][1]]
        return Discriminator(name, cases, tuple(absent))
    return None


def _constant_members(option: Shape) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return the members of *option* that must be one of some strings, and whether required."""
    parts, _ = expand((option,))
    required = {name for part in parts for name in part.get("required", ())}
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    for part in parts:
        for name in part.get("properties", ()):
            member = part.child("properties", name)
            texts = listed_texts((member,))
            if texts:
                found.setdefault(name, (texts, name in required))
    return found


def plan_choice(
    planner: Planner,
    found: Discriminator,
    options: Shapes,
    value: Expr,
    depth: int,
    *,
    is_one: bool,
    known: frozenset[str],
) -> Block:
    """Return statements that look at the member first; as `alternatives.plan_options`."""
    known = known | {found.name}
    tag = Local("kind")
    there = Compare(literal(found.name), "in", value)
    read = Assign(tag, subscript(value, literal(found.name)))

    def plan(remaining: Shapes, depth: int) -> Block:
        return alternatives.plan_options(
            planner, remaining, value, OBJECT, depth, is_one=is_one, known=known
        )

    inner_depth = depth + bool(found.absent) + 1
    if len(found.cases) <= _FEW_CASES or not planner.may_tabulate(options):
        chosen: Block = [Return(FALSE)]
        for remaining, texts in reversed(found.cases.items()):
            test = any_of([Compare(tag, "==", literal(text)) for text in texts])
            chosen = [If(test, plan(remaining, inner_depth), chosen)]
    else:
        chosen = _look_up(planner, found, tag, value, is_one=is_one, known=known)
    chosen = [read, *chosen]
    if not found.absent:
        return [*fail_unless(there), *chosen]
    missing = plan(found.absent, depth + 1)
    return [If(there, chosen, missing)]


def _look_up(
    planner: Planner,
    found: Discriminator,
    tag: Local,
    value: Expr,
    *,
    is_one: bool,
    known: frozenset[str],
) -> Block:
    """Return statements that look up the function of the alternative, or alternatives, left."""
    entries: dict[str, str] = {}
    needs = {"Predicate"}
    for remaining, texts in found.cases.items():
        function = planner.options_function(remaining, is_one=is_one, known=known)
        needs.add(function)
        entries |= dict.fromkeys(texts, function)
    label = f"{planner.label}_by_{found.name}"
    table = planner.module.table_constant(entries, "Predicate", label, sorted(needs))
    check = Local("check", is_alone=True)
    return [
        *fail_unless(instance_test(tag, "str")),
        Assign(check, method(table, "get", tag)),
        *fail_if(any_of([Compare(check, "is", literal(None)), negate(Call(check, (value,)))])),
    ]
