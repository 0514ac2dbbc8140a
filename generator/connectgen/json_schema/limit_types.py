"""Types of the values that keywords have in a schema, such as a count or a date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from connectgen.json_schema.rows import Assertion, LimitType

__all__ = ["limit_error"]


def limit_error(keyword: str, row: Assertion, limit: object) -> str | None:
    """Return what is wrong with *limit* as the value of *keyword*, or None if nothing is."""
    if _TESTS[row.limit_type](limit):
        return None
    return f"{keyword} must be {_PHRASES[row.limit_type]}"


def _is_number(limit: object) -> bool:
    return isinstance(limit, int | float) and not isinstance(limit, bool)


def _is_count(limit: object) -> bool:
    return isinstance(limit, int) and not isinstance(limit, bool) and limit >= 0


def _is_flag(limit: object) -> bool:
    return isinstance(limit, bool)


def _is_string(limit: object) -> bool:
    return isinstance(limit, str)


def _is_date(limit: object) -> bool:
    try:
        # `fromisoformat` reads 20200102 and 2020-W01-4 too, which are no dates of RFC 3339.
        return isinstance(limit, str) and date.fromisoformat(limit).isoformat() == limit
    except ValueError:
        return False


def _is_date_time(limit: object) -> bool:
    try:
        return isinstance(limit, str) and datetime.fromisoformat(limit).tzinfo is not None
    except ValueError:
        return False


_TESTS: dict[LimitType, Callable[[object], bool]] = {
    "count": _is_count,
    "date": _is_date,
    "date-time": _is_date_time,
    "flag": _is_flag,
    "name": _is_string,
    "number": _is_number,
    "pattern": _is_string,
}
_PHRASES: dict[LimitType, str] = {
    "count": "a non-negative integer",
    "date": "a date, such as 1970-01-02",
    "date-time": "a date and time, such as 1970-01-02T00:00:00.000Z",
    "flag": "true or false",
    "name": "a string",
    "number": "a number",
    "pattern": "a string",
}
