"""Evaluate ROQL conditions on records, and sort records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from connectgen.fake_site.roql_lexer import Value
from connectgen.fake_site.roql_parser import Comparison, Condition, Negation

__all__ = ["FieldLookup", "is_match", "iterate_comparisons", "sort_key"]

FieldLookup: TypeAlias = Callable[[tuple[str, ...]], list[Any]]
"""Returns the values of a field of one record: several through lists, none for null."""

_ZEROS = re.compile(r"(?<=T\d\d:\d\d:\d\d)\.0+(?=Z)")


def is_match(condition: Condition, lookup: FieldLookup) -> bool:
    """Return whether the record meets *condition*; *lookup* reads its fields."""
    if isinstance(condition, Comparison):
        return _is_true(condition, lookup(condition.path))
    if isinstance(condition, Negation):
        return not is_match(condition.part, lookup)
    found = (is_match(part, lookup) for part in condition.parts)
    return all(found) if condition.every else any(found)


def iterate_comparisons(condition: Condition) -> Iterator[Comparison]:
    """Yield every comparison in *condition*."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Negation):
        yield from iterate_comparisons(condition.part)
    else:
        for part in condition.parts:
            yield from iterate_comparisons(part)


def sort_key(values: list[Any]) -> tuple[int, str | float]:
    """Return the sort key of a field with *values*: null, numbers, then text."""
    if not values:
        return (0, 0.0)
    first = _comparison_key(values[0])
    return (2, first) if isinstance(first, str) else (1, first)


def _is_true(comparison: Comparison, values: list[Any]) -> bool:
    operator, wanted = comparison.operator, comparison.values
    if operator == "IS NULL" or (operator == "=" and wanted[0] is None):
        return not values
    if operator == "!=":
        return (
            bool(values) if wanted[0] is None else not any(_is_same(v, wanted[0]) for v in values)
        )
    if operator == "IN":
        return any(_is_same(value, candidate) for value in values for candidate in wanted)
    return any(_is_comparison_true(operator, value, wanted[0]) for value in values)


def _is_comparison_true(operator: str, value: Any, wanted: Value) -> bool:
    if operator == "LIKE":
        return _like_pattern(str(wanted)).fullmatch(str(value)) is not None
    if operator == "=":
        return _is_same(value, wanted)
    left, right = _comparison_key(value), _comparison_key(wanted)
    if isinstance(left, str) or isinstance(right, str):
        left, right = str(left), str(right)
        return _is_ordered(operator, (left > right) - (left < right))
    return _is_ordered(operator, (left > right) - (left < right))


def _is_ordered(operator: str, sign: int) -> bool:
    return (
        (sign > 0 and ">" in operator)
        or (sign < 0 and "<" in operator)
        or (sign == 0 and "=" in operator)
    )


def _is_same(value: Any, wanted: Value) -> bool:
    left, right = _comparison_key(value), _comparison_key(wanted)
    if isinstance(left, str) != isinstance(right, str):
        return str(value).casefold() == str(wanted).casefold()
    return left == right


def _comparison_key(value: Any) -> str | float:
    """Return text without case, as the site's database compares it, and times without `.000`."""
    if isinstance(value, bool | int | float):
        return value
    return _ZEROS.sub("", str(value)).casefold()


@lru_cache(maxsize=64)
def _like_pattern(like: str) -> re.Pattern[str]:
    """Return LIKE's pattern: `%` is any text, `_` any character."""
    parts = {"%": ".*", "_": "."}
    return re.compile("".join(parts.get(c, re.escape(c)) for c in like), re.DOTALL | re.IGNORECASE)
