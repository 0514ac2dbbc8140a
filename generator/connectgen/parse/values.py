"""Values of keywords as sites write them: numbers as text, flags as numbers, types in capitals.

Each reader returns the value that is meant and, if it is not written as the keyword asks, a note on
what is done. `LEFT_OUT` stands for a value that cannot be understood.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final, TypeAlias

from connectgen.core.json_types import is_array, is_integer, is_object
from connectgen.json_schema.keywords import KEYWORDS, Assertion
from connectgen.json_schema.rows import LimitType

__all__ = ["LEFT_OUT", "READERS", "Reader", "Reading", "choice_key", "has_type", "shorten_value"]

LEFT_OUT: Final = object()
"""Stands for a value that cannot be understood."""

Reading: TypeAlias = tuple[Any, str]
"""The value that is meant, and what is done instead; an empty text if nothing is odd about it."""

Reader: TypeAlias = Callable[[Any], Reading]

_SHOWN = 60
_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_FLAGS: Mapping[object, bool] = {
    **dict.fromkeys(("true", "yes", "1", "1.0"), True),
    **dict.fromkeys(("false", "no", "0", "0.0"), False),
}
_MAX_NUMERAL = 40
"""Longest text that is read as a number."""


def shorten_value(value: object) -> str:
    """Return *value* as JSON for a message, cut if it is long."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def _nothing(expected: str) -> Reading:
    return LEFT_OUT, f"not {expected}: left out"


def _read_text(value: Any) -> Reading:
    if isinstance(value, str):
        return value, ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json.dumps(value), "read as text"
    return _nothing("a text")


def _read_string(value: Any) -> Reading:
    """Return a text that means nothing if it is written as anything else."""
    return (value, "") if isinstance(value, str) else _nothing("a text")


def _read_flag(value: Any) -> Reading:
    if isinstance(value, bool):
        return value, ""
    flag = _FLAGS.get(str(value).strip().lower()) if isinstance(value, str | int | float) else None
    return _nothing("true or false") if flag is None else (flag, f"read as {json.dumps(flag)}")


def _to_number(value: Any) -> int | float | None:
    """Return the number that *value* is, or is the text of."""
    if (
        isinstance(value, str)
        and len(value) <= _MAX_NUMERAL
        and value.isascii()
        and "_" not in value
    ):
        try:
            value = json.loads(value.strip())
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if is_integer(value) or isfinite(value) else None


def _read_number(value: Any) -> Reading:
    number = _to_number(value)
    if number is None:
        return _nothing("a number")
    return number, f"read as {json.dumps(number)}" if isinstance(value, str) else ""


def _read_positive(value: Any) -> Reading:
    number, note = _read_number(value)
    if number is LEFT_OUT or number <= 0:
        return _nothing("a number above 0")
    return number, note


def _read_count(value: Any) -> Reading:
    number = _to_number(value)
    if number is None or number < 0 or number != int(number):
        return _nothing("a non-negative integer")
    return int(number), f"read as {int(number)}" if isinstance(value, str) else ""


def _read_max_length(value: Any) -> Reading:
    """Return a count; live sites write this one as digits in quotes."""
    number, note = _read_count(value)
    return number, "" if isinstance(value, str) and value.isdigit() else note


def _read_date(value: Any) -> Reading:
    try:
        read = datetime.fromisoformat(value).date() if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None:
        return _nothing("a date, such as 1970-01-02")
    text = read.isoformat()
    return text, "" if text == value else f"read as {text}"


def _read_date_time(value: Any) -> Reading:
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        read = None
    if read is None:
        return _nothing("a date and time, such as 1970-01-02T00:00:00.000Z")
    if read.tzinfo is not None:
        return value, ""
    text = read.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
    return text, f"read as {text}"


def _read_names(value: Any) -> Reading:
    """Return the names of required members."""
    if not is_array(value):
        return _nothing("an array of names")
    names = list(dict.fromkeys(name for name in value if isinstance(name, str)))
    odd = any(not isinstance(name, str) for name in value)
    return names, "what is no name is left out" if odd else ""


def _read_types(value: Any) -> Reading:
    """Return the JSON types that are named, in an array; none means any."""
    named = list(_flatten_types(value))
    known = list(dict.fromkeys(name.strip().lower() for name in named if isinstance(name, str)))
    types = [name for name in known if name in _TYPES]
    wrong = not named or len(types) < len(known) or any(not isinstance(n, str) for n in named)
    if types in ([], ["null"]) and wrong:
        return types, "not a JSON type: any value is accepted"
    if wrong:
        return types, f"read as {' or '.join(types)}"
    is_plain = value == types or value in types
    return types, "" if is_plain or len(named) > len(types) else f"read as {' or '.join(types)}"


def _flatten_types(value: Any) -> Iterable[Any]:
    """Yield the entries of a `type`; null is the type of that name."""
    if is_array(value):
        for entry in value:
            yield from ["null"] if entry is None else _flatten_types(entry)
    elif is_object(value):
        yield from _flatten_types(value["type"]) if "type" in value else [0]
    elif value is not None:
        yield value


def _read_choices(value: Any) -> Reading:
    """Return the values of an enumeration, each once."""
    if not is_array(value) or not value:
        return _nothing("an array of values")
    if any(isinstance(choice, dict | list) for choice in value):
        return _nothing("an array of texts, numbers and flags")
    return [*{choice_key(choice): choice for choice in value}.values()], ""


def choice_key(choice: Any) -> tuple[bool, Any]:
    """Return what two equal values of an enumeration have in common: 1 is 1.0, but not true."""
    return isinstance(choice, bool), choice


def _read_constant(value: Any) -> Reading:
    return _nothing("a text, number or flag") if isinstance(value, dict | list) else (value, "")


def _read_default(value: Any) -> Reading:
    if isinstance(value, dict | list):
        return LEFT_OUT, "a default of this type is ignored"
    return value, ""


def has_type(value: Any, types: Iterable[str]) -> bool:
    """Return whether a scalar is of one of the JSON *types*."""
    if value is None:
        return "null" in types
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, str):
        return "string" in types
    is_whole = is_integer(value) or float(value).is_integer()
    return "number" in types or ("integer" in types and is_whole)


_OF_LIMITS: Mapping[LimitType, Reader] = {
    "count": _read_count,
    "date": _read_date,
    "date-time": _read_date_time,
    "flag": _read_flag,
    "name": _read_string,
    "number": _read_number,
    "pattern": _read_string,
}

READERS: Mapping[str, Reader] = {
    **{
        keyword: _OF_LIMITS[row.limit_type]
        for keyword, row in KEYWORDS.items()
        if isinstance(row, Assertion)
    },
    **dict.fromkeys(("description", "label", "title"), _read_text),
    **dict.fromkeys(("contentEncoding", "format", "$ref"), _read_string),
    **dict.fromkeys(("isAvailableForGET", "isAvailableForPATCH", "isAvailableForPOST"), _read_flag),
    **dict.fromkeys(("deprecated", "isDeprecated", "isEnumerable", "isMenu"), _read_flag),
    **dict.fromkeys(("nullable", "readOnly", "writeOnly"), _read_flag),
    "maxLength": _read_max_length,
    "multipleOf": _read_positive,
    "const": _read_constant,
    "default": _read_default,
    "enum": _read_choices,
    "required": _read_names,
    "type": _read_types,
}
"""Reader of the value of each keyword; those of limits follow from the table of keywords."""
