"""Planner: the checks of one value under some shapes, as a test or as statements.

The kind of the value decides first; what applies to each kind is planned by `leaves`, `objects`,
`arrays` and `alternatives`.
"""

from __future__ import annotations

from typing import Protocol

from connectgen.json_schema.compiler import alternatives, arrays, objects
from connectgen.json_schema.compiler.calling import READABLE, SMALL, is_called
from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
    Atom,
    Compare,
    Expr,
    all_of,
    any_of,
    call,
    negate,
)
from connectgen.json_schema.compiler.kinds import (
    ANY,
    ARRAY,
    BOOLEAN,
    GROUPS,
    OBJECT,
    STRING,
    kind_test,
)
from connectgen.json_schema.compiler.leaves import assertion_tests, plain_enum_test, value_tests
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.shapes import Shapes, always, expand, kinds
from connectgen.json_schema.compiler.statements import Block, If, fail_unless

__all__ = ["Planner"]


class FunctionNames(Protocol):
    """Names of the functions of a module, which are emitted if they are used in the end."""

    def predicate_of(self, shapes: Shapes) -> str:
        """Return the name of the function that checks a value under *shapes*."""
        ...

    def predicate_of_options(self, options: Shapes, *, is_one: bool, known: frozenset[str]) -> str:
        """Return the name of the function that checks an object under alternatives."""
        ...

    def recalls(self, shapes: Shapes) -> bool:
        """Return whether verdicts under *shapes* are remembered."""
        ...

    def remembered_predicate_of(self, shapes: Shapes) -> str:
        """Return the name of the function that takes a `memo` besides the value."""
        ...


class Planner:
    """Plans the body of one function.

    Args:
        module: holds the constants.
        functions: names the functions that are called.
        label: base of the names of constants of the function.
        recalls: whether the function has a `memo` of verdicts.
    """

    def __init__(
        self, module: ModuleScope, functions: FunctionNames, label: str, *, recalls: bool
    ) -> None:
        self.module = module
        self.label = label
        self.recalls = recalls
        self._functions = functions

    def function(self, shapes: Shapes) -> str:
        """Return the name of the function that checks a value under *shapes*."""
        return self._functions.predicate_of(shapes)

    def options_function(
        self, options: Shapes, *, is_one: bool, known: frozenset[str] = frozenset()
    ) -> str:
        """Return the name of the function for *options*; as `alternatives.plan_options`."""
        if len(options) == 1:
            return self.function(options)
        return self._functions.predicate_of_options(options, is_one=is_one, known=known)

    def call(self, shapes: Shapes, value: Expr) -> Expr:
        """Return the call of the function that checks *value* under *shapes*."""
        if self.recalls and self._functions.recalls(shapes):
            name = self._functions.remembered_predicate_of(shapes)
            return call("ask_once", Atom(name, (name,)), value, Atom("memo"))
        return call(self.function(shapes), value)

    def may_tabulate(self, shapes: Shapes) -> bool:
        """Return whether the function for *shapes* may be in a table, where it gets no memo."""
        return not (self.recalls and self._functions.recalls(shapes))

    def plan_options_body(
        self, options: Shapes, value: Expr, *, is_one: bool, known: frozenset[str]
    ) -> Block:
        """Return the statements of a function for *options* of an object."""
        return [
            *fail_unless(kind_test(value, OBJECT)),
            *alternatives.plan_options(self, options, value, OBJECT, 0, is_one=is_one, known=known),
        ]

    def plan_body(self, shapes: Shapes, value: Expr) -> Block:
        """Return the statements that return False if *value* is invalid under *shapes*."""
        may, surely = kinds(shapes), always(shapes)
        if not may or surely == ANY:
            return fail_unless(TRUE if may else FALSE)
        is_of_one_kind = not surely and may in GROUPS
        listed = plain_enum_test(expand(shapes)[0], value, self.module)
        if listed is not None or not is_of_one_kind:
            short = self._plan_short(shapes, value, ANY)
            if short is not None:
                return short
        return self._dispatch(shapes, value, ANY, 0)

    def plan(self, shapes: Shapes, value: Expr, known: int = ANY, depth: int = 0) -> Block:
        """Return the statements that return False if *value* is invalid under *shapes*.

        Args:
            shapes: what the value must be valid under.
            value: a variable, or a part of one.
            known: kinds that the value may have.
            depth: number of blocks around the statements.
        """
        shapes = _asking(shapes, known)
        if not shapes:
            return []
        if not kinds(shapes) & known:
            return fail_unless(FALSE)
        if is_called(self.module, shapes, depth):
            return fail_unless(self.call(shapes, value))
        return self._plan_short(shapes, value, known) or self._dispatch(shapes, value, known, depth)

    def _plan_short(self, shapes: Shapes, value: Expr, known: int) -> Block | None:
        """Return one statement for *shapes*, or None if they ask too much to read well there."""
        if sum([shape.weight for shape in shapes]) > READABLE:
            return None
        leaf = self.leaf_test(shapes, value, known)
        return fail_unless(leaf) if leaf else None

    def test(self, shapes: Shapes, value: Expr, known: int = ANY, nesting: int = 0) -> Expr:
        """Return the test that *value* is valid under *shapes*; as `plan` and `leaf_test`."""
        shapes = _asking(shapes, known)
        if not shapes:
            return TRUE
        if not kinds(shapes) & known:
            return FALSE
        if len(shapes) == 1 and shapes[0].is_header:
            return self.call(shapes, value)
        return self.leaf_test(shapes, value, known, nesting) or self.call(shapes, value)

    # Tests

    def leaf_test(self, shapes: Shapes, value: Expr, known: int, nesting: int = 0) -> Expr | None:
        """Return the test of *shapes* if it is short, else None.

        Args:
            shapes: what the value must be valid under.
            value: a variable, or a part of one.
            known: kinds that the value may have.
            nesting: number of objects whose tests this one is part of.
        """
        if nesting > 2 or sum([shape.weight for shape in shapes]) > SMALL:
            return None
        parts, called = expand(shapes)
        may, surely = kinds(shapes) & known, always(shapes) & known
        if not may or surely == known:
            return TRUE if may else FALSE
        if not called:
            listed = plain_enum_test(parts, value, self.module) if known == ANY else None
            if listed is not None:
                return listed
        tests: list[Expr] = []
        checked = [group for group in GROUPS if group & may & ~surely]
        for group in checked:
            test = self._group_test(parts, called, value, group & may, nesting)
            if test is None:
                return None
            tests.append(test)
        rest = known & ~sum([group & may for group in checked])
        if len(checked) == 1 and rest & surely == rest:
            return any_of([kind_test(value, rest, known), *tests])
        asked = [
            # What is True or False is a boolean. What is not, below `not`, may be anything.
            test
            if group == BOOLEAN and isinstance(test, Compare) and test.operator == "is"
            else all_of([kind_test(value, group & may, known), test])
            for group, test in zip(checked, tests, strict=True)
        ]
        return any_of([*asked, kind_test(value, rest & surely, known)])

    def _group_test(
        self, parts: Shapes, called: Shapes, value: Expr, kind: int, nesting: int
    ) -> Expr | None:
        """Return the test of a value that is known to be of *kind*, or None if it is long."""
        tests: list[Expr] = []
        for part in parts:
            tests += value_tests(part, value, kind, self.module)
            tests += assertion_tests(part, value, kind, self.module)
        if kind in (OBJECT, ARRAY):
            plan = objects.leaf_tests if kind == OBJECT else arrays.leaf_tests
            inner = plan(self, parts, value, nesting)
            if inner is None:
                return None
            tests += inner
        for part in parts:
            more = alternatives.leaf_tests(self, part, value, kind, nesting)
            if more is None:
                return None
            tests += more
        return all_of([*tests, *[self.call((shape,), value) for shape in called]])

    # Statements

    def _dispatch(self, shapes: Shapes, value: Expr, known: int, depth: int) -> Block:
        """Return statements for each kind that the value may have."""
        may, surely = kinds(shapes) & known, always(shapes) & known
        parts, called = expand(shapes)
        if all(part.only_refers for part in parts):
            return [one for shape in called for one in fail_unless(self.call((shape,), value))]
        checked = [group & may for group in GROUPS if group & may & ~surely]
        rest = known & ~sum(checked)
        if len(checked) == 1 and not rest & surely:
            (kind,) = checked
            head = fail_unless(kind_test(value, kind, known))
            return [*head, *self._plan_kind(parts, called, value, kind, depth)]
        if len(checked) == len(parts) == 1 and not called:
            option = alternatives.find_only_option(parts[0], checked[0], rest & surely)
            if option is not None and is_called(self.module, (option,), depth):
                test = any_of([kind_test(value, rest & surely), self.call((option,), value)])
                return fail_unless(test)
        if rest & surely & STRING and (len(checked) > 1 or rest & ~surely):  # most are strings
            others = self._dispatch(shapes, value, known & ~STRING, depth + 1)
            return [If(negate(kind_test(value, STRING, known)), others)]
        chain: Block = []
        if rest & ~surely:
            chain = fail_unless(kind_test(value, rest & surely, rest))
        for kind in reversed(checked):
            block = self._plan_kind(parts, called, value, kind, depth + 1)
            if block or chain:
                chain = [If(kind_test(value, kind, known), block, chain)]
        return chain

    def _plan_kind(
        self, parts: Shapes, called: Shapes, value: Expr, kind: int, depth: int
    ) -> Block:
        """Return statements for a value that is known to be of *kind*."""
        block: Block = []
        for part in parts:
            for test in value_tests(part, value, kind, self.module):
                block += fail_unless(test)
            for test in assertion_tests(part, value, kind, self.module):
                block += fail_unless(test)
        if kind == OBJECT:
            block += objects.plan_object(self, parts, value, depth)
        elif kind == ARRAY:
            block += arrays.plan_array(self, parts, value, depth)
        for part in parts:
            block += alternatives.plan_combinators(self, part, value, kind, depth)
        for shape in called:
            block += fail_unless(self.call((shape,), value))
        return block


def _asking(shapes: Shapes, known: int) -> Shapes:
    """Return those of *shapes* that ask anything of values of *known* kinds."""
    return tuple(dict.fromkeys([shape for shape in shapes if known & ~shape.always]))
