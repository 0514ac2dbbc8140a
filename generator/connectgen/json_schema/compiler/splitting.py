"""Statements that do the same as one with a long test, with shorter ones."""

from __future__ import annotations

from connectgen.json_schema.compiler.expressions import (
    Atom,
    BoolOp,
    Call,
    Compare,
    Expr,
    Not,
    negate,
)
from connectgen.json_schema.compiler.statements import (
    Block,
    If,
)

__all__ = ["is_test_of_kind", "split_exception"]


def split_exception(statement: If) -> If | None:
    """Return *statement* with one test of the kind, and one for each limit; None if it has none."""
    match statement:
        case If(
            test=BoolOp(
                word="and",
                operands=(
                    Compare(operator="is not", right=Atom(source="None")) as null,
                    BoolOp(word="or", operands=(kind, *limits)),
                ),
            ),
            orelse=[],
        ) if is_test_of_kind(kind):
            tests: Block = [If(limit, statement.body) for limit in limits]
            return If(negate(kind), tests, [If(null, statement.body)])
        case _:
            return None


def is_test_of_kind(test: Expr) -> bool:
    """Return whether *test* is true for null, as it is false only for another kind."""
    match test:
        case Not(operand=Call(function=Atom(source="isinstance"))):
            return True
        case BoolOp(word="and", operands=(Compare(left=Call(function=Atom(source="type"))), _)):
            return True
        case _:
            return False
