"""Plans that walk the members that are there, with a table of what is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Atom,
    Compare,
    Expr,
    Local,
    all_of,
    any_of,
    call,
    length_test,
    literal,
    method,
    negate,
    subscript,
    walk,
)
from connectgen.json_schema.compiler.kinds import STRING
from connectgen.json_schema.compiler.leaves import label_of
from connectgen.json_schema.compiler.members import Members
from connectgen.json_schema.compiler.patterns import pattern_test
from connectgen.json_schema.compiler.shapes import Shapes, kinds
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    For,
    If,
    Jump,
    Try,
    choose,
    fail_if,
    fail_unless,
    fails_always,
    walk_block,
)
from connectgen.json_schema.compiler.tables import hit_test, make_table, plan_miss, skip_if

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["plan_key", "plan_walk"]

_FEW_NAMES = 4
"""Declared names up to which a loop compares each."""


def plan_walk(planner: Planner, members: Members, value: Expr, depth: int) -> Block:
    """Return statements that look at each member that is there."""
    key, member = Local("key"), Local("member")
    head = plan_key(planner, members.keys, key, depth + 1) if members.keys else []
    members.asks_names = members.asks_names and not head
    pairs = For((key, member), method(value, "items"), [])
    if members.is_closed:
        table = make_table(planner, members, keep_all=True)
        check = Local("check", is_alone=True)
        pairs.body = [
            Assign(check, subscript(table.constant, key)),
            *skip_if(hit_test(table, check, member)),
            *plan_miss(planner, table, check, key, member),
        ]
        return [Try([pairs], "KeyError")]
    rest = _plan_rest(planner, members, key, member, depth + 2)
    may_tabulate = all(map(planner.may_tabulate, members.names.values()))
    is_asked = rest or any(members.names.values())
    if (
        not is_asked
        or not members.names
        or (rest and (len(members.names) <= _FEW_NAMES or not may_tabulate))
    ):
        return _compare_names(planner, members, pairs, value, head, rest, depth + 2)
    table = make_table(planner, members, keep_all=bool(rest))
    if members.asks_names:
        rest = [*fail_unless(_name_test(key)), *rest]
    check = Local("check", is_alone=True)
    pairs.body = [*head, Assign(check, method(table.constant, "get", key))]
    unknown = Compare(check, "is", literal(None))
    hit, miss = hit_test(table, check, member), plan_miss(planner, table, check, key, member)
    if rest:
        pairs.body += [If(unknown, [*rest, Jump("continue")]), *skip_if(hit), *miss]
    elif hit is FALSE:
        pairs.body.append(If(negate(unknown), miss))
    else:
        pairs.body += [*skip_if(any_of([hit, unknown])), *miss]
    return [pairs]


def plan_key(planner: Planner, keys: Shapes, key: Expr, depth: int) -> Block:
    """Return statements for the name of a member, which must be a string."""
    return [*fail_unless(_name_test(key)), *planner.plan(keys, key, STRING, depth)]


def _name_test(key: Expr) -> Expr:
    """Return the test that *key* is a string; a YAML parser makes others too."""
    exact = Compare(call("type", key), "is", Atom("str"))
    return any_of([exact, call("is_string_key", key)])


def _trim(loop: For, value: Expr) -> Block:
    """Return *loop* without its key if that is not read."""
    key, member = loop.targets
    read = [
        part
        for statement in walk_block(loop.body)
        for expression in statement.expressions
        for part in walk(expression)
    ]
    if key not in read:
        return [For((member,), method(value, "values"), loop.body)]
    return [For((key,), value, loop.body)] if member not in read else [loop]


# Undeclared members


def _plan_rest(planner: Planner, members: Members, key: Local, member: Local, depth: int) -> Block:
    """Return statements for a member that is not declared."""
    block = planner.plan(members.rest, member, depth=depth)
    known = kinds(members.rest)

    def plan(shapes: Shapes) -> Block:
        return planner.plan(shapes, member, known, depth + 1)

    otherwise = plan(members.unmatched)
    tests = [
        (pattern_test(text, key, f"{label_of(shape)}_key", planner.module), plan((shape,)))
        for text, shape in members.patterns
    ]
    if len(tests) == 1:
        return [*block, *choose(*tests[0], otherwise)]
    if not otherwise or any(test is TRUE for test, _ in tests):
        return [*block, *[one for test, inner in tests for one in choose(test, inner, [])]]
    matched = Local("matched")
    block.append(Assign(matched, FALSE))
    for test, inner in tests:
        block += choose(test, [Assign(matched, TRUE), *inner], [])
    return [*block, *choose(matched, [], otherwise)]


def _compare_names(
    planner: Planner,
    members: Members,
    loop: For,
    value: Expr,
    head: Block,
    rest: Block,
    depth: int,
) -> Block:
    """Return *loop* with *head* and statements that compare the key with each declared name."""
    if not members.names and fails_always(rest):
        return fail_if(length_test(value, ">", 0))
    key, member = loop.targets
    free = [name for name, shapes in members.names.items() if not shapes]
    chain: Block = rest
    if free and rest:
        chain = [If(all_of([Compare(key, "!=", literal(name)) for name in free]), rest)]
    alike: dict[Shapes, list[str]] = {}
    for name, shapes in members.names.items():
        if shapes:
            alike.setdefault(shapes, []).append(name)
    for shapes, names in reversed(alike.items()):
        inner = planner.plan(shapes, member, depth=depth)
        test = any_of([Compare(key, "==", literal(name)) for name in names])
        chain = [If(test, inner, chain)]
    if not chain and not head:
        return fail_unless(call("has_string_keys", value)) if members.asks_names else []
    loop.body = [*head, *(fail_unless(_name_test(key)) if members.asks_names else []), *chain]
    return _trim(loop, value)
