"""The part of ROQL that a fake site understands.

`q` and WHERE: comparisons (`=`, `!=`, `<>`, `<`, `<=`, `>`, `>=`, LIKE, IN, BETWEEN, IS NULL, with
NOT) joined by AND, OR and parentheses. Statements: `SELECT columns FROM table [WHERE …]
[ORDER BY …] [LIMIT n] [OFFSET n]`, several of them with semicolons between, and `USE REPORT`. There
are no joins, functions (but `count(*)`), aliases, REGEXP, SHOW and DESCRIBE, and nothing writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.roql_lexer import Tokens, Value

__all__ = [
    "Comparison",
    "Condition",
    "Joined",
    "Not",
    "Order",
    "Select",
    "parse_condition",
    "parse_order",
    "parse_statements",
]

Path: TypeAlias = tuple[str, ...]

_SIGNS = ("<=", ">=", "<>", "!=", "=", "<", ">")
_MOST_NESTED = 50


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field against one or more values."""

    path: Path
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions, of which all or any must hold."""

    every: bool
    parts: tuple[Condition, ...]


Condition: TypeAlias = Comparison | Not | Joined


@dataclass(frozen=True, slots=True)
class Order:
    """A field to sort by."""

    path: Path
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """One SELECT statement."""

    columns: tuple[Path, ...]
    """`("*",)` stands for all fields, `("count(*)",)` for their number."""

    table: str
    condition: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    offset: int


def parse_condition(text: str) -> Condition:
    """Return the condition in *text*, as `q` gives it.

    Raises:
        Problem: it is not understood.
    """
    tokens = Tokens(text)
    condition = _any(tokens, 0)
    if not tokens.ended:
        raise tokens.unexpected("AND, OR or the end")
    return condition


def parse_order(text: str) -> tuple[Order, ...]:
    """Return the fields to sort by, as `orderBy` gives them: `updatedTime:desc,id`.

    Raises:
        Problem: they are not understood.
    """
    tokens = Tokens(text)
    orders = _orders(tokens, colon=True)
    if not tokens.ended:
        raise tokens.unexpected("a comma or the end")
    return orders


def parse_statements(text: str) -> tuple[Select, ...]:
    """Return the statements in *text*, as `query` gives them.

    Raises:
        Problem: one is not understood.
    """
    tokens = Tokens(text)
    statements: list[Select] = []
    while not tokens.ended:
        if tokens.take(";") or tokens.take("USE", "REPORT"):
            continue
        statements.append(_select(tokens))
        if not tokens.ended:
            tokens.need(";")
    if not statements:
        raise Problem(400, 7, "ROQL: there is no statement")
    return tuple(statements)


def _select(tokens: Tokens) -> Select:
    tokens.need("SELECT")
    columns = [_column(tokens)]
    while tokens.take(","):
        columns.append(_column(tokens))
    tokens.need("FROM")
    table = ".".join(tokens.path())
    condition = _any(tokens, 0) if tokens.take("WHERE") else None
    order = _orders(tokens, colon=False) if tokens.take("ORDER", "BY") else ()
    limit = tokens.integer() if tokens.take("LIMIT") else None
    offset = tokens.integer() if tokens.take("OFFSET") else 0
    return Select(
        columns=tuple(columns),
        table=table,
        condition=condition,
        order=order,
        limit=limit,
        offset=offset,
    )


def _column(tokens: Tokens) -> Path:
    if tokens.take("*"):
        return ("*",)
    path = tokens.path()
    if tokens.take("("):
        tokens.need("*")
        tokens.need(")")
        name = ".".join(path)
        if name.lower() != "count":
            raise Problem(400, 7, f"ROQL: the function {name} is not understood")
        return ("count(*)",)
    return path


def _orders(tokens: Tokens, *, colon: bool) -> tuple[Order, ...]:
    orders: list[Order] = []
    while True:
        path = tokens.path()
        if colon and not tokens.take(":"):
            orders.append(Order(path, descending=False))
        else:
            descending = tokens.take("DESC")
            if not descending and not tokens.take("ASC") and colon:
                raise tokens.unexpected("asc or desc")
            orders.append(Order(path, descending))
        if not tokens.take(","):
            return tuple(orders)


def _any(tokens: Tokens, depth: int) -> Condition:
    parts = [_every(tokens, depth)]
    while tokens.take("OR"):
        parts.append(_every(tokens, depth))
    return parts[0] if len(parts) == 1 else Joined(every=False, parts=tuple(parts))


def _every(tokens: Tokens, depth: int) -> Condition:
    parts = [_one(tokens, depth)]
    while tokens.take("AND"):
        parts.append(_one(tokens, depth))
    return parts[0] if len(parts) == 1 else Joined(every=True, parts=tuple(parts))


def _one(tokens: Tokens, depth: int) -> Condition:
    if depth > _MOST_NESTED:
        raise Problem(400, 7, f"ROQL: more than {_MOST_NESTED} levels deep")
    if tokens.take("NOT"):
        return Not(_one(tokens, depth + 1))
    if tokens.take("("):
        condition = _any(tokens, depth + 1)
        tokens.need(")")
        return condition
    path = tokens.path()
    negated = tokens.take("NOT")
    comparison = _comparison(tokens, path, negated)
    return Not(comparison) if negated else comparison


def _comparison(tokens: Tokens, path: Path, negated: bool) -> Condition:
    if tokens.take("LIKE"):
        return Comparison(path, "LIKE", (tokens.value(),))
    if tokens.take("IN"):
        return Comparison(path, "IN", _values(tokens))
    if tokens.take("BETWEEN"):
        low = tokens.value()
        tokens.need("AND")
        high = tokens.value()
        return Joined(
            every=True,
            parts=(Comparison(path, ">=", (low,)), Comparison(path, "<=", (high,))),
        )
    if negated:
        raise tokens.unexpected("LIKE, IN or BETWEEN")
    if tokens.take("IS", "NOT", "NULL"):
        return Not(Comparison(path, "IS NULL", ()))
    if tokens.take("IS", "NULL"):
        return Comparison(path, "IS NULL", ())
    sign = tokens.sign(*_SIGNS)
    if sign is None:
        raise tokens.unexpected("a comparison")
    return Comparison(path, "!=" if sign == "<>" else sign, (tokens.value(),))


def _values(tokens: Tokens) -> tuple[Value, ...]:
    tokens.need("(")
    values = [tokens.value()]
    while tokens.take(","):
        values.append(tokens.value())
    tokens.need(")")
    return tuple(values)
