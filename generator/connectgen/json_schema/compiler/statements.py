"""Statements of generated functions, as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.json_schema.compiler.expressions import FALSE, TRUE, BoolOp, Expr, Local, negate

__all__ = [
    "Assign",
    "Block",
    "Do",
    "For",
    "If",
    "Jump",
    "Return",
    "Statement",
    "Try",
    "choose",
    "fail_if",
    "fail_unless",
    "fails_always",
    "walk_block",
]


@dataclass(slots=True, eq=False)
class _Statement:
    """A statement, one of those below; `blocks` are those inside of it."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Blocks of statements in it."""
        return ()

    @property
    def expressions(self) -> tuple[Expr, ...]:
        """Expressions of its own."""
        return ()


@dataclass(slots=True, eq=False)
class If(_Statement):
    """`if`, with an `else` unless it is empty."""

    test: Expr
    body: Block
    orelse: Block = field(default_factory=list["Statement"])

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.body, self.orelse)

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return (self.test,)

    @property
    def only_fails(self) -> bool:
        """True if it does nothing but return False, if at all."""
        return fails_always(self.body) and not self.orelse


@dataclass(slots=True, eq=False)
class For(_Statement):
    """`for`, with an `else` unless it is empty."""

    targets: tuple[Local, ...]
    iterable: Expr
    body: Block
    orelse: Block = field(default_factory=list["Statement"])

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.body, self.orelse)

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return (self.iterable,)


@dataclass(slots=True, eq=False)
class Try(_Statement):
    """`try`, whose only handler returns False."""

    body: Block
    error: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (self.body,)


@dataclass(slots=True, eq=False)
class Assign(_Statement):
    """An assignment to a variable, or with `+=`."""

    target: Local
    value: Expr
    operator: str = "="

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return (self.value,)


@dataclass(slots=True, eq=False)
class Do(_Statement):
    """An expression that is evaluated for what it does."""

    value: Expr

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return (self.value,)


@dataclass(slots=True, eq=False)
class Return(_Statement):
    """`return`."""

    value: Expr

    @property
    def expressions(self) -> tuple[Expr, ...]:
        return (self.value,)


@dataclass(slots=True, eq=False)
class Jump(_Statement):
    """`break` or `continue`."""

    word: str


Statement = If | For | Try | Assign | Do | Return | Jump
Block = list[Statement]


def walk_block(block: Block) -> Block:
    """Return all statements in *block*, those inside of others included."""
    found = list(block)
    for one in found:  # which grows
        for inner in one.blocks:
            found += inner
    return found


def choose(test: Expr, body: Block, orelse: Block) -> Block:
    """Return `if` with *test*, *body* and *orelse*, without what is empty or never reached."""
    if test is TRUE or test is FALSE:
        return body if test is TRUE else orelse
    if body:
        return [If(test, body, orelse)]
    return [If(negate(test), orelse)] if orelse else []


def fail_if(test: Expr) -> Block:
    """Return the statements that return False if *test* is true, one for each of its operands."""
    if test is FALSE:
        return []
    if test is TRUE:
        return [Return(FALSE)]
    operands = test.operands if isinstance(test, BoolOp) and test.word == "or" else (test,)
    return [If(operand, [Return(FALSE)]) for operand in operands]


def fail_unless(test: Expr) -> Block:
    """Return the statements that return False if *test* is false; as `fail_if`."""
    return fail_if(negate(test))


def fails_always(block: Block) -> bool:
    """Return whether *block* does nothing but return False."""
    return len(block) == 1 and isinstance(block[0], Return) and block[0].value is FALSE
