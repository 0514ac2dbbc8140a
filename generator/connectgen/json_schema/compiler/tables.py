"""Tables of the members that objects declare, and the statements that look members up in them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from connectgen.json_schema.compiler.expressions import (
    FALSE,
    Atom,
    Call,
    Compare,
    Expr,
    Local,
    all_of,
    any_of,
    call,
    instance_test,
    subscript,
)
from connectgen.json_schema.compiler.kinds import NUMBER, STRING, classes_of
from connectgen.json_schema.compiler.leaves import label_of, only_texts
from connectgen.json_schema.compiler.members import Members
from connectgen.json_schema.compiler.shapes import Shapes, always, kinds
from connectgen.json_schema.compiler.statements import Block, If, Jump, fail_unless

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.planner import Planner

__all__ = ["Table", "hit_test", "make_table", "plan_miss", "skip_if"]

_TYPES = ("type", "Classes", "Texts", "Predicate")
_CLASS, _CLASSES, _TEXTS, _FUNCTION = _TYPES
"""Types of the entries of a table."""


class _Entry(NamedTuple):
    """One entry of a table: its type, its source or those of a tuple, and what that mentions."""

    type: str
    source: str | tuple[str, ...]
    needs: tuple[str, ...] = ()


_ANY_NUMBER = _Entry(_CLASS, "int")
_CALLED = _Entry(_CLASS, "type")
"""Entry of a member that has a function: no member of a JSON object is a class."""


class Table(NamedTuple):
    """A table of what is declared."""

    constant: Expr
    functions: Expr | None
    """Table of the functions, where there are other entries too: a member is mostly checked by its
    class, and to ask whether an entry is a function takes as long as to call it."""

    label: str
    types: tuple[str, ...]
    """Types of the entries, in the order in which they are tested."""

    has_anything: bool
    """Whether an entry stands for any value."""

    numbers: tuple[str, ...]
    """Names of members that may be any number; their entries are `int`, which most are."""


def make_table(planner: Planner, members: Members, *, keep_all: bool) -> Table:
    """Return the table of the declared members, with those of which nothing is asked on request."""
    entries = {
        name: _make_entry(planner, shapes)
        for name, shapes in members.names.items()
        if shapes or keep_all
    }
    called = {name: entry for name, entry in entries.items() if entry.type == _FUNCTION}
    functions = None
    if 0 < len(called) < len(entries):
        functions = _table_constant(planner, called, f"{members.label}_checks")
        entries |= dict.fromkeys(called, _CALLED)
    counts = Counter([entry.type for entry in entries.values()])
    others = sorted(counts.keys() & {_CLASSES, _TEXTS}, key=lambda kind: (-counts[kind], kind))
    types = (*others, *[kind for kind in (_CLASS, _FUNCTION) if kind in counts])
    constant = _table_constant(planner, entries, f"{members.label}_members")
    anything = any(entry.source == "object" for entry in entries.values())
    numbers = [name for name, entry in entries.items() if entry is _ANY_NUMBER]
    return Table(constant, functions, members.label, types, anything, tuple(numbers))


def _table_constant(planner: Planner, entries: dict[str, _Entry], label: str) -> Expr:
    types = {entry.type for entry in entries.values()}
    needs = {name for entry in entries.values() for name in entry.needs} | (types - {_CLASS})
    return planner.module.table_constant(
        {name: entry.source for name, entry in entries.items()},
        " | ".join(sorted(types, key=_TYPES.index)),
        label,
        sorted(needs),
    )


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
        texts = only_texts(shapes)
        if texts:
            constant = planner.module.set_constant(texts, f"{label_of(shapes[0])}_values")
            return _Entry(_TEXTS, constant.text(), constant.needs)
    function = planner.function(shapes)
    return _Entry(_FUNCTION, function, (function,))


def skip_if(test: Expr) -> Block:
    """Return the statements that go on with the next member if *test* is true."""
    return [] if test is FALSE else [If(test, [Jump("continue")])]


def hit_test(table: Table, check: Local, member: Local) -> Expr:
    """Return the test that the entry *check* is the class of *member*, the most frequent case."""
    if _CLASS not in table.types:
        return FALSE
    hit: Expr = Compare(check, "is", call("type", member))
    return any_of([hit, Compare(check, "is", Atom("object"))]) if table.has_anything else hit


def plan_miss(planner: Planner, table: Table, check: Local, key: Local, member: Local) -> Block:
    """Return statements that check *member* by the entry *check*, which is not just its class."""
    inside = Compare(call("type", member), "in", check)
    fits = call("is_instance", member, check)
    tests = {
        _TEXTS: ("frozenset", all_of([instance_test(member, "str"), Compare(member, "in", check)])),
        _CLASSES: ("tuple", any_of([inside, call("is_any_instance", member, check)])),
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
            body = [*skip_if(is_number), *body]
        chain = [If(instance_test(check, name), body, chain)] if chain else body
    if table.functions is not None:
        body = fail_unless(Call(subscript(table.functions, key), (member,)))
        chain = [If(Compare(check, "is", Atom("type")), body, chain)]
    return chain
