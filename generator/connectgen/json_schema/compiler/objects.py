"""Plans of objects: names that must be there, and the members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectgen.core.json_types import is_array
from connectgen.json_schema.compiler import unevaluated
from connectgen.json_schema.compiler.expressions import (
    Compare,
    Expr,
    Local,
    Not,
    all_of,
    any_of,
    call,
    length_test,
    literal,
    negate,
    subscript,
)
from connectgen.json_schema.compiler.kinds import ANY, OBJECT
from connectgen.json_schema.compiler.locals import bind, local_name
from connectgen.json_schema.compiler.members import Members, collect_members
from connectgen.json_schema.compiler.shapes import Shape, Shapes
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    For,
    If,
    fail_if,
    fail_unless,
)
from connectgen.json_schema.compiler.walks import plan_key, plan_walk

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["leaf_tests", "plan_object"]

_MOST_MEMBERS = 3
"""Members up to which an object may be one expression."""

_MOST_DECLARED = 6
"""The same, with members of which nothing is asked."""

_LONG = frozenset(
    {
        *("dependencies", "dependentRequired", "dependentSchemas", "patternProperties"),
        *("propertyNames", "unevaluatedProperties"),
    }
)


def leaf_tests(planner: Planner, parts: Shapes, value: Expr, nesting: int) -> list[Expr] | None:
    """Return tests of an object that ask for a few members, or None if there is more to check."""
    if any(part.keywords & _LONG for part in parts):
        return None
    if any(len(part.get("properties", ())) > _MOST_DECLARED for part in parts):
        return None
    (members, *others) = collect_members(parts)
    asked = {name: shapes for name, shapes in members.names.items() if shapes}
    if others or members.rest or len(asked) > _MOST_MEMBERS:
        return None
    required = members.required
    tests: list[Expr] = [_has(value, name) for name in required if name not in asked]
    for name, shapes in asked.items():
        part = subscript(value, literal(name))
        is_header = len(shapes) == 1 and shapes[0].is_header
        test = None if is_header else planner.leaf_test(shapes, part, ANY, nesting + 1)
        if test is None:
            if not is_header:
                return None
            test = planner.call(shapes, part)
        there = _has(value, name)
        tests.append(all_of([there, test]) if name in required else any_of([negate(there), test]))
    return tests


def _has(value: Expr, name: str) -> Compare:
    return Compare(literal(name), "in", value)


def plan_object(planner: Planner, parts: Shapes, value: Expr, depth: int) -> Block:
    """Return statements for an object."""
    block: Block = []
    keys = tuple(
        [part.child("propertyNames") for part in parts if "propertyNames" in part.keywords]
    )
    for members in collect_members(parts):
        if keys and members.must_walk:
            members.keys, keys = keys, ()
        block += _plan_members(planner, members, value, depth)
    if keys:
        key = Local("key")
        block.append(For((key,), value, plan_key(planner, keys, key, depth + 1)))
    for part in parts:
        block += _plan_dependencies(planner, part, value, depth)
        if "unevaluatedProperties" in part.keywords:
            block += unevaluated.plan_unevaluated_members(planner, part, value, depth)
    return block


def _plan_members(planner: Planner, members: Members, value: Expr, depth: int) -> Block:
    may_tabulate = all(map(planner.may_tabulate, members.names.values()))
    if members.must_walk or (may_tabulate and members.is_walk_cheaper()):
        first = members.take_out_required()
        missing = [negate(_has(value, name)) for name in members.required if name not in first]
        block = fail_if(any_of(missing))
        for name, shapes in first.items():
            block += _ask_for(planner, members, name, shapes, value, depth)
        return [*block, *plan_walk(planner, members, value, depth)]
    named = fail_unless(call("has_string_keys", value)) if members.asks_names else []
    return [*named, *_ask_for_each(planner, members, value, depth)]


def _ask_for_each(planner: Planner, members: Members, value: Expr, depth: int) -> Block:
    """Return statements that ask for each declared member; in a closed object they are counted."""
    counted = members.is_closed
    asked = [name for name, shapes in members.names.items() if shapes]
    if counted:
        asked = [name for name in members.names if name in asked or name not in members.required]
    required = [name for name in members.required if name not in asked]
    block = fail_if(any_of([negate(_has(value, name)) for name in required]))
    sure = [name for name in members.names if name in members.required]
    count = Local("count")
    optional = len(members.names) - len(sure)
    if counted and optional:
        block.append(Assign(count, literal(len(sure))))
    for name in sorted(asked, key=members.is_recursive):
        block += _ask_for(
            planner, members, name, members.names[name], value, depth, count if counted else None
        )
    if counted:
        limit = count if optional else literal(len(sure))
        size = call("len", value)
        none = not members.names
        block += fail_if(length_test(value, ">", 0) if none else Compare(size, "!=", limit))
    return block


def _ask_for(
    planner: Planner,
    members: Members,
    name: str,
    shapes: Shapes,
    value: Expr,
    depth: int,
    count: Local | None = None,
) -> Block:
    """Return statements for the member *name*, of which *shapes* ask something."""
    is_required = name in members.required
    part = Local(local_name(name))
    inner = planner.plan(shapes, part, depth=depth + (not is_required))
    inner = bind(part, subscript(value, literal(name)), inner)
    there = _has(value, name)
    if is_required:
        first = inner[0] if inner else None
        if isinstance(first, If) and first.only_fails and isinstance(first.test, Not):
            return [If(any_of([negate(there), first.test]), first.body), *inner[1:]]
        return [*fail_unless(there), *inner]
    if count is not None:
        inner = [Assign(count, literal(1), "+="), *inner]
    return [If(there, inner)] if inner else []


def _plan_dependencies(planner: Planner, part: Shape, value: Expr, depth: int) -> Block:
    block: Block = []
    for keyword in ("dependencies", "dependentRequired", "dependentSchemas"):
        for name, wanted in part.get(keyword, {}).items():
            if is_array(wanted):
                inner = fail_unless(all_of([_has(value, other) for other in wanted]))
            else:
                inner = planner.plan((part.child(keyword, name),), value, OBJECT, depth + 1)
            block += [If(_has(value, name), inner)] if inner else []
    return block
