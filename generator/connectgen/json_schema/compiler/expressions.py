"""Expressions of generated code, as a tree: what they say, what they need, how they are negated."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from connectgen.python_text.literals import py_literal

__all__ = [
    "FALSE",
    "TRUE",
    "Atom",
    "BoolOp",
    "Call",
    "Compare",
    "Expr",
    "Filter",
    "Local",
    "Method",
    "Not",
    "all_of",
    "any_of",
    "call",
    "instance_test",
    "length_test",
    "literal",
    "method",
    "negate",
    "slice_of",
    "subscript",
    "walk",
]

_PAIRS = {"==": "!=", "in": "not in", "is": "is not", "<": ">=", ">": "<="}
_OPPOSITES = _PAIRS | {negated: operator for operator, negated in _PAIRS.items()}

_ATOM, _COMPARISON, _NEGATION, _LOGIC = 3, 2, 1, 0


@dataclass(slots=True, eq=False)
class _Expression:
    """An expression; `Expr` is one of those below."""

    rank: ClassVar[int] = _ATOM
    """How tightly it binds."""

    @property
    def parts(self) -> tuple[Expr, ...]:
        """Expressions in it."""
        return ()


@dataclass(slots=True, eq=False)
class Atom(_Expression):
    """Source that never needs parentheses: a name, a literal."""

    source: str
    needs: tuple[str, ...] = ()
    """Functions, constants and names of the runtime that it mentions."""

    def text(self) -> str:
        return self.source


@dataclass(slots=True, eq=False)
class Local(_Expression):
    """A variable. Its name is chosen when the function is finished."""

    name: str
    source: Expr | None = None
    """What it was set to, once it turned out that it is read only once."""

    is_alone: bool = False
    """Whether no other variable of the function may have its name, because its type differs."""

    is_named: bool = False

    @property
    def parts(self) -> tuple[Expr, ...]:
        return () if self.source is None else (self.source,)

    def text(self) -> str:
        return self.name if self.source is None else _inside(self.source, _ATOM)


@dataclass(slots=True, eq=False)
class Call(_Expression):
    """A call, subscript or attribute: parts between pieces of source."""

    function: Expr
    arguments: tuple[Expr, ...]
    brackets: str = "()"

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.function, *self.arguments)

    def text(self) -> str:
        inner = ", ".join([argument.text() for argument in self.arguments])
        return f"{_inside(self.function, _ATOM)}{self.brackets[0]}{inner}{self.brackets[1]}"


@dataclass(slots=True, eq=False)
class Method(_Expression):
    """An attribute of a value."""

    value: Expr
    attribute: str

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.value,)

    def text(self) -> str:
        return f"{_inside(self.value, _ATOM)}.{self.attribute}"


@dataclass(slots=True, eq=False)
class Slice(_Expression):
    """A range in a subscript."""

    start: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.start,)

    def text(self) -> str:
        return f"{self.start.text()}:"


@dataclass(slots=True, eq=False)
class Compare(_Expression):
    """A comparison."""

    left: Expr
    operator: str
    right: Expr
    is_total: bool = True
    """Whether its opposite is the other operator: `x > 2` and `x <= 2` are both false for NaN."""

    rank = _COMPARISON

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.left, self.right)

    def text(self) -> str:
        return f"{_inside(self.left, _ATOM)} {self.operator} {_inside(self.right, _ATOM)}"


@dataclass(slots=True, eq=False)
class Not(_Expression):
    """A negation."""

    operand: Expr

    rank = _NEGATION

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.operand,)

    def text(self) -> str:
        return f"not {_inside(self.operand, _ATOM)}"


@dataclass(slots=True, eq=False)
class BoolOp(_Expression):
    """Operands joined by `and` or `or`."""

    word: str
    operands: tuple[Expr, ...]

    rank = _LOGIC

    @property
    def parts(self) -> tuple[Expr, ...]:
        return self.operands

    def operand_text(self, operand: Expr) -> str:
        """Return the source of an operand; `and` in `or` gets parentheses too, for readers."""
        return _inside(operand, _NEGATION)

    def text(self) -> str:
        return f" {self.word} ".join(map(self.operand_text, self.operands))


@dataclass(slots=True, eq=False)
class Filter(_Expression):
    """The set of those items that pass a test."""

    item: Local
    items: Expr
    test: Expr

    @property
    def parts(self) -> tuple[Expr, ...]:
        return (self.items, self.test)

    def text(self) -> str:
        loop = f"for {self.item.name} in {self.items.text()}"
        return f"{{{self.item.name} {loop} if {self.test.text()}}}"


Expr = Atom | Local | Call | Method | Slice | Compare | Not | BoolOp | Filter

TRUE = Atom("True")
FALSE = Atom("False")


def _inside(operand: Expr, rank: int) -> str:
    """Return the source of *operand* of an operator that binds as tightly as *rank*."""
    return operand.text() if operand.rank >= rank else f"({operand.text()})"


def walk(expression: Expr) -> list[Expr]:
    """Return *expression* and all expressions in it; a variable stands for what it was set to."""
    found: list[Expr] = [expression]
    for one in found:  # which grows
        found += one.parts
    return found


def literal(value: Any) -> Atom:
    """Return the literal of a scalar."""
    return Atom(py_literal(value))


def call(function: str, *arguments: Expr) -> Call:
    """Return a call of a built-in function, or of another, which is needed then."""
    return Call(Atom(function, () if hasattr(builtins, function) else (function,)), arguments)


def method(value: Expr, name: str, *arguments: Expr) -> Call:
    """Return the call of a method of *value*."""
    return Call(Method(value, name), arguments)


def subscript(value: Expr, key: Expr) -> Call:
    """Return the part of *value* at *key*."""
    return Call(value, (key,), "[]")


def slice_of(value: Expr, start: Expr) -> Call:
    """Return the items of *value* from *start* on."""
    return Call(value, (Slice(start),), "[]")


def instance_test(value: Expr, *classes: str) -> Call:
    """Return the test that *value* is an instance of one of *classes*."""
    listed = classes[0] if len(classes) == 1 else f"({', '.join(classes)})"
    return call("isinstance", value, Atom(listed))


def length_test(value: Expr, operator: str, limit: int) -> Compare:
    """Return the comparison of the length of *value*."""
    return Compare(call("len", value), operator, literal(limit))


def all_of(operands: Iterable[Expr]) -> Expr:
    """Return the expression that is true if all *operands* are."""
    return _join("and", operands, TRUE, FALSE)


def any_of(operands: Iterable[Expr]) -> Expr:
    """Return the expression that is true if one of *operands* is."""
    return _join("or", operands, FALSE, TRUE)


def _join(word: str, operands: Iterable[Expr], neutral: Atom, decisive: Atom) -> Expr:
    found: list[Expr] = []
    for operand in operands:
        if operand is decisive:
            return decisive
        if isinstance(operand, BoolOp) and operand.word == word:
            found += operand.operands
        elif operand is not neutral:
            found.append(operand)
    if len(found) < 2:
        return found[0] if found else neutral
    return BoolOp(word, tuple(found))


def negate(test: Expr) -> Expr:
    """Return the expression that is true if *test* is false."""
    if test is TRUE or test is FALSE:
        return FALSE if test is TRUE else TRUE
    if isinstance(test, Not):
        return test.operand
    if isinstance(test, Compare) and test.is_total:
        return Compare(test.left, _OPPOSITES[test.operator], test.right)
    if isinstance(test, BoolOp):
        operands = map(negate, test.operands)
        return all_of(operands) if test.word == "or" else any_of(operands)
    return Not(test)
