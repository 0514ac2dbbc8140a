"""Parser for the subset of ROQL that a fake site supports.

`q` and WHERE: comparisons (`=`, `!=`, `<>`, `<`, `<=`, `>`, `>=`, LIKE, IN, BETWEEN, IS NULL, with
NOT) joined by AND, OR and parentheses. Statements: `SELECT columns FROM table [WHERE …]
[ORDER BY …] [LIMIT n] [OFFSET n]`, `DESCRIBE table` and `SHOW OBJECTS`, several of them with
semicolons between, and `USE REPORT`, which the ones after it are run against. There are no joins,
functions (except `count(*)`), aliases of tables and REGEXP, and nothing writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.roql_lexer import TokenStream, Value

__all__ = [
    "Comparison",
    "Condition",
    "DescribeStatement",
    "Junction",
    "Negation",
    "SelectStatement",
    "ShowStatement",
    "SortKey",
    "Statement",
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
class Negation:
    """The opposite of a condition."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Junction:
    """Several conditions, of which all or any must hold."""

    every: bool
    parts: tuple[Condition, ...]


Condition: TypeAlias = Comparison | Negation | Junction


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by."""

    path: Path
    descending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectStatement:
    """One SELECT statement."""

    columns: tuple[Path, ...]
    """`("*",)` selects all fields, `("count(*)",)` the number of records."""

    aliases: tuple[str | None, ...]
    """Name of each column, if the statement gives it one."""

    table: str
    condition: Condition | None
    order: tuple[SortKey, ...]
    limit: int | None
    offset: int
    report: bool
    """True to use the reporting database, which answers with more rows."""


@dataclass(frozen=True, slots=True)
class DescribeStatement:
    """One DESCRIBE statement."""

    table: str


@dataclass(frozen=True, slots=True)
class ShowStatement:
    """`SHOW OBJECTS` or `SHOW TABLES`, which are the same."""


Statement: TypeAlias = SelectStatement | DescribeStatement | ShowStatement


def parse_condition(text: str) -> Condition:
    """Return the condition in *text*, as `q` gives it.

    Raises:
        Problem: it is not valid ROQL.
    """
    tokens = TokenStream(text)
    condition = _parse_or(tokens, 0)
    if not tokens.is_at_end:
        raise tokens.unexpected_token("AND, OR or the end")
    return condition


def parse_order(text: str) -> tuple[SortKey, ...]:
    """Return the fields to sort by, as `orderBy` gives them: `updatedTime:desc,id`.

    Raises:
        Problem: they are not valid.
    """
    tokens = TokenStream(text)
    orders = _parse_sort_keys(tokens, colon=True)
    if not tokens.is_at_end:
        raise tokens.unexpected_token("a comma or the end")
    return orders


def parse_statements(text: str) -> tuple[Statement, ...]:
    """Return the statements in *text*, as `query` gives them.

    Raises:
        Problem: one is not valid ROQL.
    """
    tokens = TokenStream(text)
    statements: list[Statement] = []
    report = False
    while not tokens.is_at_end:
        if tokens.take_words(";"):
            continue
        if tokens.take_words("USE", "REPORT"):
            report = True
            continue
        statements.append(_parse_statement(tokens, report))
        if not tokens.is_at_end:
            tokens.expect_words(";")
    if not statements:
        raise Problem(400, 7, "ROQL: there is no statement")
    return tuple(statements)


def _parse_statement(tokens: TokenStream, report: bool) -> Statement:
    if tokens.take_words("DESCRIBE") or tokens.take_words("DESC"):
        return DescribeStatement(".".join(tokens.read_path()))
    if tokens.take_words("SHOW", "OBJECTS") or tokens.take_words("SHOW", "TABLES"):
        return ShowStatement()
    return _parse_select(tokens, report)


def _parse_select(tokens: TokenStream, report: bool) -> SelectStatement:
    tokens.expect_words("SELECT")
    columns = [_parse_column(tokens)]
    while tokens.take_words(","):
        columns.append(_parse_column(tokens))
    tokens.expect_words("FROM")
    table = ".".join(tokens.read_path())
    condition = _parse_or(tokens, 0) if tokens.take_words("WHERE") else None
    order = _parse_sort_keys(tokens, colon=False) if tokens.take_words("ORDER", "BY") else ()
    limit = tokens.read_integer() if tokens.take_words("LIMIT") else None
    offset = tokens.read_integer() if tokens.take_words("OFFSET") else 0
    return SelectStatement(
        columns=tuple(path for path, _ in columns),
        aliases=tuple(alias for _, alias in columns),
        table=table,
        condition=condition,
        order=order,
        limit=limit,
        offset=offset,
        report=report,
    )


def _parse_column(tokens: TokenStream) -> tuple[Path, str | None]:
    path = _parse_column_path(tokens)
    return path, ".".join(tokens.read_path()) if tokens.take_words("AS") else None


def _parse_column_path(tokens: TokenStream) -> Path:
    if tokens.take_words("*"):
        return ("*",)
    path = tokens.read_path()
    if tokens.take_words("("):
        tokens.expect_words("*")
        tokens.expect_words(")")
        name = ".".join(path)
        if name.lower() != "count":
            raise Problem(400, 7, f"ROQL: the function {name} is not understood")
        return ("count(*)",)
    return path


def _parse_sort_keys(tokens: TokenStream, *, colon: bool) -> tuple[SortKey, ...]:
    orders: list[SortKey] = []
    while True:
        path = tokens.read_path()
        if colon and not tokens.take_words(":"):
            orders.append(SortKey(path, descending=False))
        else:
            descending = tokens.take_words("DESC")
            if not descending and not tokens.take_words("ASC") and colon:
                raise tokens.unexpected_token("asc or desc")
            orders.append(SortKey(path, descending))
        if not tokens.take_words(","):
            return tuple(orders)


def _parse_or(tokens: TokenStream, depth: int) -> Condition:
    parts = [_parse_and(tokens, depth)]
    while tokens.take_words("OR"):
        parts.append(_parse_and(tokens, depth))
    return parts[0] if len(parts) == 1 else Junction(every=False, parts=tuple(parts))


def _parse_and(tokens: TokenStream, depth: int) -> Condition:
    parts = [_parse_term(tokens, depth)]
    while tokens.take_words("AND"):
        parts.append(_parse_term(tokens, depth))
    return parts[0] if len(parts) == 1 else Junction(every=True, parts=tuple(parts))


def _parse_term(tokens: TokenStream, depth: int) -> Condition:
    if depth > _MOST_NESTED:
        raise Problem(400, 7, f"ROQL: more than {_MOST_NESTED} levels deep")
    if tokens.take_words("NOT"):
        return Negation(_parse_term(tokens, depth + 1))
    if tokens.take_words("("):
        condition = _parse_or(tokens, depth + 1)
        tokens.expect_words(")")
        return condition
    path = tokens.read_path()
    negated = tokens.take_words("NOT")
    comparison = _parse_comparison(tokens, path, negated)
    return Negation(comparison) if negated else comparison


def _parse_comparison(tokens: TokenStream, path: Path, negated: bool) -> Condition:
    if tokens.take_words("LIKE"):
        return Comparison(path, "LIKE", (tokens.read_value(),))
    if tokens.take_words("IN"):
        return Comparison(path, "IN", _parse_values(tokens))
    if tokens.take_words("BETWEEN"):
        low = tokens.read_value()
        tokens.expect_words("AND")
        high = tokens.read_value()
        return Junction(
            every=True,
            parts=(Comparison(path, ">=", (low,)), Comparison(path, "<=", (high,))),
        )
    if negated:
        raise tokens.unexpected_token("LIKE, IN or BETWEEN")
    if tokens.take_words("IS", "NOT", "NULL"):
        return Negation(Comparison(path, "IS NULL", ()))
    if tokens.take_words("IS", "NULL"):
        return Comparison(path, "IS NULL", ())
    sign = tokens.take_sign(*_SIGNS)
    if sign is None:
        raise tokens.unexpected_token("a comparison")
    return Comparison(path, "!=" if sign == "<>" else sign, (tokens.read_value(),))


def _parse_values(tokens: TokenStream) -> tuple[Value, ...]:
    tokens.expect_words("(")
    values = [tokens.read_value()]
    while tokens.take_words(","):
        values.append(tokens.read_value())
    tokens.expect_words(")")
    return tuple(values)
