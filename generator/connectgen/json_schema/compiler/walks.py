"""Plans that walk the members that are there, with a table of what is declared."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Atom,
    Call,
    Compare,
    Expr,
    Local,
    all_of,
    any_of,
    call,
    instance_test,
    length_test,
    literal,
    method,
    negate,
    subscript,
    walk,
)
from connectgen.json_schema.compiler.kinds import NUMBER, STRING, classes_of
from connectgen.json_schema.compiler.leaves import label_of, listed_texts
from connectgen.json_schema.compiler.members import Members
from connectgen.json_schema.compiler.patterns import pattern_test
from connectgen.json_schema.compiler.shapes import Shapes, always, expand, kinds
from connectgen.json_schema.compiler.statements import (
    Assign,
    Block,
    For,
    If,
    Jump,
    Try,
    fail_if,
    fail_unless,
    fails_always,
    walk_block,
)

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["plan_walk"]

_FEW_NAMES = 4
"""Declared names up to which a loop compares each."""

_TYPES = ("type", "Classes", "Texts", "Predicate")
_CLASS, _CLASSES, _TEXTS, _FUNCTION = _TYPES
"""Types of the entries of a table."""


class _Entry(NamedTuple):
    """One entry of a table: its type, its source or those of a tuple, and what that mentions."""

    type: str
    source: str | tuple[str, ...]
    needs: tuple[str, ...] = ()


_ANY_NUMBER = _Entry(_CLASS, "int")


class _Table(NamedTuple):
    """A table of what is declared."""

    constant: Expr
    label: str
    types: tuple[str, ...]
    """Types of the entries, in the order in which they are tested."""

    has_anything: bool
    """Whether an entry stands for any value."""

    numbers: tuple[str, ...]
    """Names of members that may be any number; their entries are `int`, which most are."""


def plan_walk(planner: Planner, members: Members, value: Expr, depth: int) -> Block:
    """Return statements that look at each member that is there."""
    key, member = Local("key"), Local("member")
    pairs = For((key, member), method(value, "items"), [])
    if members.is_closed:
        table = _make_table(planner, members, keep_all=True)
        check = Local("check", is_alone=True)
        pairs.body = [
            Assign(check, subscript(table.constant, key)),
            *_skip_if(_hit_test(table, check, member)),
            *_plan_miss(planner, table, check, key, member),
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
        return _compare_names(planner, members, pairs, value, rest, depth + 2)
    table = _make_table(planner, members, keep_all=bool(rest))
    if members.asks_names:
        rest = [*fail_unless(_name_test(key)), *rest]
    check = Local("check", is_alone=True)
    pairs.body = [Assign(check, method(table.constant, "get", key))]
    unknown = Compare(check, "is", literal(None))
    hit, miss = _hit_test(table, check, member), _plan_miss(planner, table, check, key, member)
    if rest:
        pairs.body += [If(unknown, [*rest, Jump("continue")]), *_skip_if(hit), *miss]
    elif hit is FALSE:
        pairs.body.append(If(negate(unknown), miss))
    else:
        pairs.body += [*_skip_if(any_of([hit, unknown])), *miss]
    return [pairs]


def _name_test(key: Expr) -> Expr:
    """Return the test that *key* is a string; a YAML parser makes others too."""
    exact = Compare(call("type", key, needs=()), "is", Atom("str"))
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
        return [*block, *_choose(*tests[0], otherwise)]
    if not otherwise or any(test is TRUE for test, _ in tests):
        return [*block, *[one for test, inner in tests for one in _choose(test, inner, [])]]
    matched = Local("matched")
    block.append(Assign(matched, FALSE))
    for test, inner in tests:
        block += _choose(test, [Assign(matched, TRUE), *inner], [])
    return [*block, *_choose(matched, [], otherwise)]


def _choose(test: Expr, body: Block, orelse: Block) -> Block:
    """Return `if` *test*, without what is empty or never reached."""
    if test is TRUE or test is FALSE:
        return body if test is TRUE else orelse
    if body:
        return [If(test, body, orelse)]
    return [If(negate(test), orelse)] if orelse else []


def _compare_names(
    planner: Planner, members: Members, loop: For, value: Expr, rest: Block, depth: int
) -> Block:
    """Return *loop* with statements that compare the key with each declared name."""
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
    if not chain:
        return fail_unless(call("has_string_keys", value)) if members.asks_names else []
    loop.body = [*(fail_unless(_name_test(key)) if members.asks_names else []), *chain]
    return _trim(loop, value)


# Tables


def _make_table(planner: Planner, members: Members, *, keep_all: bool) -> _Table:
    """Return the table of the declared members, with those of which nothing is asked on request."""
    entries = {
        name: _make_entry(planner, shapes)
        for name, shapes in members.names.items()
        if shapes or keep_all
    }
    counts = Counter([entry.type for entry in entries.values()])
    others = sorted(counts.keys() & {_CLASSES, _TEXTS}, key=lambda kind: (-counts[kind], kind))
    types = (*others, *[kind for kind in (_CLASS, _FUNCTION) if kind in counts])
    needs = {name for entry in entries.values() for name in entry.needs}
    needs.update(set(types) - {_CLASS})
    constant = planner.module.table_constant(
        {name: entry.source for name, entry in entries.items()},
        " | ".join(sorted(types, key=_TYPES.index)),
        f"{members.label}_members",
        sorted(needs),
    )
    anything = any(entry.source == "object" for entry in entries.values())
    numbers = [name for name, entry in entries.items() if entry is _ANY_NUMBER]
    return _Table(constant, members.label, types, anything, tuple(numbers))


def _make_entry(planner: Planner, shapes: Shapes) -> _Entry:
    """Return the entry that stands for *shapes*: one or more classes, texts, else a function."""
    if not shapes:
        return _Entry(_CLASS, "object")
    may = kinds(shapes)
    if may == always(shapes) == NUMBER:
        return _ANY_NUMBER
    if may == always(shapes):
        classes = classes_of(may)
        if classes:
            is_one = len(classes) == 1
            return _Entry(_CLASS, classes[0]) if is_one else _Entry(_CLASSES, classes)
    if may == STRING:
        texts = listed_texts(expand(shapes)[0])
        if texts:
            constant = planner.module.set_constant(texts, f"{label_of(shapes[0])}_values")
            return _Entry(_TEXTS, constant.text(), constant.needs)
    function = planner.function(shapes)
    return _Entry(_FUNCTION, function, (function,))


def _skip_if(test: Expr) -> Block:
    return [] if test is FALSE else [If(test, [Jump("continue")])]


def _hit_test(table: _Table, check: Local, member: Local) -> Expr:
    """Return the test that the entry *check* is the class of *member*, the most frequent case."""
    if _CLASS not in table.types:
        return FALSE
    hit: Expr = Compare(check, "is", call("type", member, needs=()))
    return any_of([hit, Compare(check, "is", Atom("object"))]) if table.has_anything else hit


def _plan_miss(planner: Planner, table: _Table, check: Local, key: Local, member: Local) -> Block:
    """Return statements that check *member* by the entry *check*, which is not just its class."""
    inside = Compare(call("type", member, needs=()), "in", check)
    entry = subscript(table.constant, key)
    fits = call("is_instance", member, check)
    tests = {
        _TEXTS: ("frozenset", all_of([instance_test(member, "str"), Compare(member, "in", check)])),
        # Looked up again, as type checkers do not know the items of a tuple that may be a function.
        _CLASSES: ("tuple", any_of([inside, call("is_any_instance", member, entry)])),
        _CLASS: ("type", fits),
        _FUNCTION: ("", Call(check, (member,))),
    }
    chain: Block = []
    for kind in reversed(table.types):
        name, test = tests[kind]
        body = fail_unless(test)
        if kind == _CLASS and table.numbers:
            names = planner.module.set_constant(table.numbers, f"{table.label}_numbers")
            is_number = all_of([Compare(key, "in", names), call("is_number", member)])
            body = [*_skip_if(is_number), *body]
        chain = [If(instance_test(check, name), body, chain)] if chain else body
    return chain
