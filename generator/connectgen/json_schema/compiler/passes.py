"""Passes over finished statements: they make of them what a person would write."""

from __future__ import annotations

from connectgen.json_schema.compiler.expressions import (
    TRUE,
    Atom,
    BoolOp,
    Compare,
    all_of,
    any_of,
    negate,
    walk,
)
from connectgen.json_schema.compiler.splitting import is_test_of_kind
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
            _put_null_first(statement)
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


def _put_null_first(statement: If) -> None:
    """Ask first for null where it is an exception to several tests."""
    match statement.test:
        case BoolOp(
            word="and",
            operands=(
                BoolOp(word="or", operands=(kind, *_)) as tests,
                Compare(operator="is not", right=Atom(source="None")) as null,
            ),
        ) if is_test_of_kind(kind):
            statement.test = all_of([null, tests])
        case _:
            pass


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
