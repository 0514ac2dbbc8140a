"""Variables of generated functions: their names, and those that are not needed."""

from __future__ import annotations

from functools import cache

from connectgen.json_schema.compiler.expressions import BoolOp, Expr, Local, walk
from connectgen.json_schema.compiler.statements import Assign, Block, For, If, walk_block
from connectgen.python_text.identifiers import GUARDED_NAMES, snake_case
from connectgen.python_text.python_names import BUILT_IN_NAMES, KEYWORDS, SOFT_KEYWORDS
from connectgen.python_text.runtime_parts import PARTS

__all__ = ["bind", "local_name", "name_locals"]

_LONGEST_NAME = 24
_LOCALS = frozenset(
    {
        *("check", "count", "instance", "item", "key", "kind", "matched", "member", "memo"),
        *("payload", "seen", "value"),
    }
)
"""Parameters and variables of the functions, as plans name them."""


@cache
def _reserved_names() -> frozenset[str]:
    """Return the names that a local variable would hide from the function."""
    return _LOCALS.union(BUILT_IN_NAMES, KEYWORDS, SOFT_KEYWORDS, GUARDED_NAMES, PARTS)


def local_name(name: str) -> str:
    """Return a name for the variable of the member *name*: only letters and digits become code."""
    free = snake_case(name)
    if len(free) > _LONGEST_NAME:
        free = "part"
    return f"{free}_" if free in _reserved_names() else free


def bind(local: Local, source: Expr, block: Block) -> Block:
    """Return *block* with *local* set to *source*, or with the source in the only, short test."""
    reads = _count_reads(block, local)
    if not reads:
        return block
    first = block[0]
    test = first.test if isinstance(first, If) and reads == 1 else None
    if test is not None and not isinstance(test, BoolOp) and local in walk(test):
        local.source = source
        return block
    return [Assign(local, source), *block]


def _count_reads(block: Block, local: Local) -> int:
    """Return 0, 1 or 2 for several."""
    reads = 0
    for statement in walk_block(block):
        for expression in statement.expressions:
            reads += walk(expression).count(local)
            if reads > 1:
                return 2
    return reads


def name_locals(block: Block, taken: frozenset[str]) -> None:
    """Give each variable in *block* a name that no other has where it is used."""
    _name_block(block, set(taken), set())


def _name_block(block: Block, used: set[str], unshared: set[str]) -> None:
    """Name the variables of *block*.

    Args:
        block: the statements.
        used: names of variables that are set before.
        unshared: names of variables whose names no other may have, as their types differ.
    """
    for statement in block:
        inner = used
        if isinstance(statement, For):
            inner = set(used)
            for target in statement.targets:
                _name(target, inner, unshared)
        elif isinstance(statement, Assign) and statement.operator == "=":
            _name(statement.target, used, unshared)
        for part in statement.blocks:
            _name_block(part, set(inner), unshared)


def _name(target: Local, used: set[str], unshared: set[str]) -> None:
    if target.is_named:
        return
    target.is_named = True
    number, free = 2, target.name
    while free in used or free in unshared:
        free, number = f"{target.name.rstrip('_')}_{number}", number + 1
    target.name = free
    (unshared if target.is_alone else used).add(free)
