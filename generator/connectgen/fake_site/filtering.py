"""Whether a record meets a ROQL condition, and how records are sorted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from connectgen.fake_site.roql_lexer import Value
from connectgen.fake_site.roql_parser import Comparison, Condition, Not

__all__ = ["Look", "conditions", "meets", "sort_key"]

Look: TypeAlias = Callable[[tuple[str, ...]], list[Any]]
"""Gives the values of a field of one record: several through lists, none where it is null."""

_ZEROS = re.compile(r"(?<=T\d\d:\d\d:\d\d)\.0+(?=Z)")


def meets(condition: Condition, look: Look) -> bool:
    """Tell whether the record that *look* looks into meets *condition*."""
    if isinstance(condition, Comparison):
        return _holds(condition, look(condition.path))
    if isinstance(condition, Not):
        return not meets(condition.part, look)
    found = (meets(part, look) for part in condition.parts)
    return all(found) if condition.every else any(found)


def conditions(condition: Condition) -> Iterator[Comparison]:
    """Yield every comparison in *condition*."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from conditions(condition.part)
    else:
        for part in condition.parts:
            yield from conditions(part)


def sort_key(values: list[Any]) -> tuple[int, str | float]:
    """Return what a record is sorted by, whose field has *values*: null, numbers, then text."""
    if not values:
        return (0, 0.0)
    first = _comparable(values[0])
    return (2, first) if isinstance(first, str) else (1, first)


def _holds(comparison: Comparison, values: list[Any]) -> bool:
    operator, wanted = comparison.operator, comparison.values
    if operator == "IS NULL" or (operator == "=" and wanted[0] is None):
        return not values
    if operator == "!=":
        return bool(values) if wanted[0] is None else not any(_same(v, wanted[0]) for v in values)
    if operator == "IN":
        return any(_same(value, candidate) for value in values for candidate in wanted)
    return any(_compares(operator, value, wanted[0]) for value in values)


def _compares(operator: str, value: Any, wanted: Value) -> bool:
    if operator == "LIKE":
        return _pattern(str(wanted)).fullmatch(str(value)) is not None
    if operator == "=":
        return _same(value, wanted)
    left, right = _comparable(value), _comparable(wanted)
    if isinstance(left, str) or isinstance(right, str):
        left, right = str(left), str(right)
        return _ordered(operator, (left > right) - (left < right))
    return _ordered(operator, (left > right) - (left < right))


def _ordered(operator: str, sign: int) -> bool:
    return (
        (sign > 0 and ">" in operator)
        or (sign < 0 and "<" in operator)
        or (sign == 0 and "=" in operator)
    )


def _same(value: Any, wanted: Value) -> bool:
    left, right = _comparable(value), _comparable(wanted)
    if isinstance(left, str) != isinstance(right, str):
        return str(value).casefold() == str(wanted).casefold()
    return left == right


def _comparable(value: Any) -> str | float:
    """Return text without case, as the site's database compares it, and times without `.000`."""
    if isinstance(value, bool | int | float):
        return value
    return _ZEROS.sub("", str(value)).casefold()


@lru_cache(maxsize=64)
def _pattern(like: str) -> re.Pattern[str]:
    """Return LIKE's pattern: `%` is any text, `_` any character."""
    parts = {"%": ".*", "_": "."}
    return re.compile("".join(parts.get(c, re.escape(c)) for c in like), re.DOTALL | re.IGNORECASE)
