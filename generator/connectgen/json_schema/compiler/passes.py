"""Passes over finished statements: they make of them what a person would write."""

from __future__ import annotations

from connectgen.json_schema.compiler.expressions import (
    TRUE,
    Atom,
    BoolOp,
    Call,
    Compare,
    Expr,
    Not,
    all_of,
    any_of,
    negate,
    walk,
)
from connectgen.json_schema.compiler.statements import (
    Block,
    If,
    Jump,
    Return,
    Try,
    fails_always,
    walk_block,
)

__all__ = ["needs_of", "simplify_body"]


def simplify_body(block: Block) -> Block:
    """Return the body of a function that returns True after *block*."""
    simple = _simplify(block)
    if not _leaves(simple):
        last = simple[-1] if simple else None
        if isinstance(last, If) and last.only_fails:
            simple[-1] = Return(negate(last.test))
        else:
            simple.append(Return(TRUE))
    return simple


def _simplify(block: Block) -> Block:
    """Return *block* with nested `if`s merged, and without what is never reached."""
    done: Block = []
    for statement in block:
        if isinstance(statement, If):
            statement.body = _simplify(statement.body)
            statement.orelse = _simplify(statement.orelse)
            _merge_nested(statement)
            _split_exception(statement)
        elif isinstance(statement, Try):
            statement.body = _simplify(statement.body)
        else:
            for inner in statement.blocks:
                inner[:] = _simplify(inner)
        done.append(statement)
        if _leaves(done):
            break
    return done


def _merge_nested(outer: If) -> None:
    """Merge `if` in `if`, where neither has an `else`, and `if` and `elif` that both fail."""
    inner = outer.body[0] if len(outer.body) == 1 else None
    if isinstance(inner, If) and not inner.orelse and not outer.orelse:
        outer.test, outer.body = all_of([outer.test, inner.test]), inner.body
    other = outer.orelse[0] if len(outer.orelse) == 1 else None
    if isinstance(other, If) and fails_always(outer.body) and fails_always(other.body):
        outer.test, outer.orelse = any_of([outer.test, other.test]), other.orelse


def _split_exception(statement: If) -> None:
    """Check the kind first, and else for null, where null is an exception to several tests."""
    match statement:
        case If(
            test=BoolOp(
                word="and",
                operands=(
                    BoolOp(word="or", operands=(kind, *limits)),
                    Compare(operator="is not", right=Atom(source="None")) as null,
                ),
            ),
            orelse=[],
        ) if _is_test_of_kind(kind):
            exception = If(null, statement.body)
            statement.test, statement.orelse = negate(kind), [exception]
            statement.body = [If(limit, statement.body) for limit in limits]
        case _:
            pass


def _is_test_of_kind(test: Expr) -> bool:
    """Return whether *test* is true for null, as it is false only for another kind."""
    match test:
        case Not(operand=Call(function=Atom(source="isinstance"))):
            return True
        case BoolOp(word="and", operands=(Compare(left=Call(function=Atom(source="type"))), _)):
            return True
        case _:
            return False


def _leaves(block: Block) -> bool:
    """Return whether nothing after *block* is reached."""
    last = block[-1] if block else None
    if isinstance(last, If):
        return bool(last.orelse) and _leaves(last.body) and _leaves(last.orelse)
    return isinstance(last, Return | Jump)


def needs_of(block: Block) -> set[str]:
    """Return the names of functions, constants and the runtime that *block* uses."""
    needs: set[str] = set()
    for statement in walk_block(block):
        for expression in statement.expressions:
            for part in walk(expression):
                if isinstance(part, Atom):
                    needs.update(part.needs)
    return needs
