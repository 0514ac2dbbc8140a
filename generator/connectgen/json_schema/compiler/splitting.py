"""Statements that do the same as one with a long test, in several shorter ones."""

from __future__ import annotations

from connectgen.json_schema.compiler.expressions import (
    FALSE,
    TRUE,
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
    Return,
    fails_always,
)

__all__ = ["is_test_of_kind", "split_exception", "split_if", "split_return"]


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


def split_if(statement: If) -> Block:
    """Return the statements that do the same as *statement*; none if it has no shorter tests."""
    test, body, orelse = statement.test, statement.body, statement.orelse
    if not isinstance(test, BoolOp):
        return []
    if test.word == "or" and _returns(body):
        return [*[If(operand, body) for operand in test.operands], *orelse]
    if test.word == "and" and fails_always(orelse):
        return [*[If(negate(operand), orelse) for operand in test.operands], *body]
    return []


def _returns(block: Block) -> bool:
    """Return whether *block* is only a `return`."""
    return len(block) == 1 and isinstance(block[0], Return)


def split_return(statement: Return) -> Block:
    """Return the statements that return the same as *statement*; none if it is not split."""
    test = statement.value
    if not isinstance(test, BoolOp):
        return []
    *first, last = test.operands
    if test.word == "or":
        return [*[If(operand, [Return(TRUE)]) for operand in first], Return(last)]
    return [*[If(negate(operand), [Return(FALSE)]) for operand in first], Return(last)]
