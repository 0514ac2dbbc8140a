"""Checks of a value's JSON type, fast for what `json` makes and right for everything else."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

from connectgen.location import join
from connectgen.quoting import literal
from connectgen.rules import Check

__all__ = ["applies", "guard", "kinds_of"]

_ALL = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_CLASSES = {"array": "list", "object": "dict", "string": "str"}
_FAILS = {
    "array": "type({value}) is not list and not isinstance({value}, list)",
    "boolean": "{value} is not True and {value} is not False",
    "integer": "type({value}) is not int and not is_integer({value})",
    "null": "{value} is not None",
    "number": "type({value}) is not int and not is_number({value})",
    "object": "type({value}) is not dict and not isinstance({value}, dict)",
    "string": "type({value}) is not str and not isinstance({value}, str)",
}
_NOUNS = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def kinds_of(schema: dict[str, Any]) -> frozenset[str]:
    """Return the JSON types that *schema* admits; all of them where it does not say."""
    kinds = schema.get("type", _ALL)
    return frozenset({kinds} if isinstance(kinds, str) else kinds)


def guard(schema: dict[str, Any], pointer: str, value: str) -> Check | None:
    """Return the check of *value*'s type, or None where *schema* admits every type."""
    kinds = kinds_of(schema)
    if kinds == _ALL:
        return None
    return Check(
        fails=_is_none_of(kinds, value),
        keyword="type",
        schema_pointer=join(pointer, "type"),
        message=f"must be {' or '.join(_NOUNS[kind] for kind in sorted(kinds))}",
        actual=value,
    )


def applies(kinds: AbstractSet[str], schema: dict[str, Any], value: str) -> str:
    """Return the start of an expression: nothing, or a test that *value* is one of *kinds*."""
    others = kinds_of(schema) - kinds
    if not others:
        return ""
    if others == frozenset({"null"}):
        return f"{value} is not None and "
    if kinds <= {"integer", "number"}:
        return f"is_number({value}) and "
    classes = ", ".join(_CLASSES[kind] for kind in sorted(kinds))
    return f"isinstance({value}, {classes}) and "


def _is_none_of(kinds: frozenset[str], value: str) -> str:
    """Return an expression that is true where *value* has none of *kinds*."""
    null = f"{value} is not None and " if "null" in kinds and len(kinds) > 1 else ""
    others = kinds - {"null"} or kinds
    if len(others) == 1:
        return null + _FAILS[next(iter(others))].format(value=value)
    if others <= _CLASSES.keys():
        classes = ", ".join(_CLASSES[kind] for kind in sorted(others))
        return f"{null}not isinstance({value}, ({classes}))"
    names = ", ".join(literal(kind) for kind in sorted(others))
    return f"{null}not is_any_of({value}, {names})"
