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
    literal,
    method,
    negate,
    subscript,
)
from connectgen.json_schema.compiler.kinds import NUMBER, OBJECT, STRING, kind_test
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

__all__ = ["find_discriminator", "plan_choice"]

_FEW_CASES = 4
"""Cases up to which they are compared one by one."""


Tag = str | int
"""A value that tells alternatives apart: all are strings, or all are integers."""


class Discriminator(NamedTuple):
    """A member whose value tells alternatives apart."""

    name: str
    cases: dict[Shapes, tuple[Tag, ...]]
    """Values that leave the same alternatives."""

    absent: Shapes
    """Alternatives that remain where the member is missing."""

    is_present: bool
    """Whether the member is known to be there."""


def find_discriminator(
    options: Shapes, known: frozenset[str], present: frozenset[str] = frozenset()
) -> Discriminator | None:
    """Return the member that tells *options* apart, or None.

    Args:
        options: alternatives for objects.
        known: members that decided between them already.
        present: members that are known to be there.
    """
    tags = [_constant_members(option) for option in options]
    for name in tags[0]:
        if name in known or not all(name in tag for tag in tags):
            continue
        left: dict[Tag, list[Shape]] = {}
        for option, tag in zip(options, tags, strict=True):
            for value in tag[name][0]:
                left.setdefault(value, []).append(option)
        if 2 * sum(map(len, left.values())) > 3 * len(left) or len(set(map(type, left))) > 1:
            continue
        cases: dict[Shapes, tuple[Tag, ...]] = {}
        for value, remaining in left.items():
            cases[tuple(remaining)] = (*cases.get(tuple(remaining), ()), value)
        absent = [option for option, tag in zip(options, tags, strict=True) if not tag[name][1]]
        is_present = name in present
        return Discriminator(name, cases, () if is_present else tuple(absent), is_present)
    return None


def _constant_members(option: Shape) -> dict[str, tuple[tuple[Tag, ...], bool]]:
    """Return the values of members that must be one of some, and whether they are required."""
    parts, _ = expand((option,))
    required = {name for part in parts for name in part.get("required", ())}
    found: dict[str, tuple[tuple[Tag, ...], bool]] = {}
    for part in parts:
        for name in part.get("properties", ()):
            values = _tags_of(part.child("properties", name))
            if values:
                found.setdefault(name, (values, name in required))
    return found


def _tags_of(member: Shape) -> tuple[Tag, ...]:
    """Return the only values that *member* admits, if they can be tags."""
    stated = [member.schema["const"]] if "const" in member.keywords else []
    values = stated or member.get("enum", [])
    is_tag = all(isinstance(each, str) for each in values) or all(
        isinstance(each, int) and not isinstance(each, bool) for each in values
    )
    return tuple(values) if is_tag else ()


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
        for remaining, values in reversed(found.cases.items()):
            test = any_of([Compare(tag, "==", literal(value)) for value in values])
            chosen = [If(test, plan(remaining, inner_depth), chosen)]
    else:
        chosen = _look_up(planner, found, tag, value, is_one=is_one, known=known)
    chosen = [read, *chosen]
    if not found.absent:
        return chosen if found.is_present else [*fail_unless(there), *chosen]
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
    entries: dict[Tag, str] = {}
    needs = {"Predicate"}
    is_text = any(isinstance(value, str) for values in found.cases.values() for value in values)
    for remaining, values in found.cases.items():
        function = planner.options_function(remaining, is_one=is_one, known=known)
        needs.add(function)
        entries |= dict.fromkeys(values, function)
    label = f"{planner.label}_by_{found.name}"
    table = planner.module.table_constant(entries, "Predicate", label, sorted(needs))
    check = Local("check", is_alone=True)
    return [
        *fail_unless(kind_test(tag, STRING if is_text else NUMBER)),
        Assign(check, method(table, "get", tag)),
        *fail_if(any_of([Compare(check, "is", literal(None)), negate(Call(check, (value,)))])),
    ]
