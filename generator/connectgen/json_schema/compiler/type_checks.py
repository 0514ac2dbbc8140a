"""Checks of a value's JSON type, fast for what `json` makes and right for everything else."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

__all__ = ["ALL", "CLASSES", "NUMBERS", "admitted", "is_any", "is_none_of", "nouns"]

ALL = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
"""All JSON types; a `number` among them is one that is no integer."""

NUMBERS = frozenset({"integer", "number"})

CLASSES = {"array": "list", "boolean": "bool", "object": "dict", "string": "str"}
"""Of the types that are no numbers, the class that a parser makes."""

_NOUNS = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def admitted(schema: Any) -> frozenset[str]:
    """Return the JSON types that the `type` of *schema* admits."""
    kinds = schema.get("type", ALL)
    named = frozenset({kinds} if isinstance(kinds, str) else kinds)
    return named | NUMBERS if "number" in named else named


def nouns(schema: Any) -> str:
    """Return what the `type` of *schema* asks for, in words."""
    kinds = schema["type"]
    return " or ".join(
        _NOUNS[kind] for kind in sorted({kinds} if isinstance(kinds, str) else kinds)
    )


def is_none_of(kinds: AbstractSet[str], value: str, *, strict: bool) -> str:
    """Return an expression that is true where *value* has none of *kinds*.

    Args:
        kinds: JSON types.
        value: name of the variable.
        strict: whether 1.0 is no integer, as in draft-04.
    """
    tests: list[str] = []
    if "null" in kinds:
        tests.append(f"{value} is not None")
    if kinds & {"boolean"} and not kinds & CLASSES.keys() - {"boolean"}:
        tests.append(f"{value} is not True and {value} is not False")
    elif kinds & CLASSES.keys():
        tests.append(f"not isinstance({value}, {_classes(kinds)})")
    if kinds & NUMBERS:
        tests.append(f"type({value}) is not int and not {_number(kinds, strict)}({value})")
    return " and ".join(tests)


def is_any(kinds: AbstractSet[str], value: str, *, strict: bool) -> str:
    """Return an expression that is true where *value* has one of *kinds*; as `is_none_of`."""
    tests: list[str] = []
    if "null" in kinds:
        tests.append(f"{value} is None")
    if kinds & CLASSES.keys():
        tests.append(f"isinstance({value}, {_classes(kinds)})")
    if kinds & NUMBERS:
        tests.append(f"{_number(kinds, strict)}({value})")
    return " or ".join(tests)


def _classes(kinds: AbstractSet[str]) -> str:
    names = [CLASSES[kind] for kind in sorted(kinds) if kind in CLASSES]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _number(kinds: AbstractSet[str], strict: bool) -> str:
    if "number" in kinds:
        return "is_number"
    return "is_int" if strict else "is_integer"
