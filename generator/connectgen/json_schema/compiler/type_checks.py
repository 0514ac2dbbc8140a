"""Tests of JSON types: fast for the classes that `json` makes, and right for all others."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

__all__ = [
    "ALL_TYPES",
    "CLASSES",
    "NUMBER_TYPES",
    "admitted_types",
    "is_any",
    "is_none_of",
    "type_phrase",
]

ALL_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
"""All JSON types; `number` stands for numbers that are not integers."""

NUMBER_TYPES = frozenset({"integer", "number"})

CLASSES = {"array": "list", "boolean": "bool", "object": "dict", "string": "str"}
"""Class that a JSON parser makes for each type, except numbers and null."""

_NOUNS = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "null": "null",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}


def admitted_types(schema: Any) -> frozenset[str]:
    """Return the JSON types that the `type` of *schema* admits."""
    types = schema.get("type", ALL_TYPES)
    named = frozenset({types} if isinstance(types, str) else types)
    return named | NUMBER_TYPES if "number" in named else named


def type_phrase(schema: Any) -> str:
    """Return the types of *schema* in words."""
    types = schema["type"]
    return " or ".join(
        _NOUNS[kind] for kind in sorted({types} if isinstance(types, str) else types)
    )


def is_none_of(types: AbstractSet[str], value: str, *, strict: bool) -> str:
    """Return an expression that is true if *value* has none of *types*.

    Args:
        types: JSON types.
        value: name of the variable.
        strict: whether 1.0 is not an integer, as in draft 4.
    """
    tests: list[str] = []
    if "null" in types:
        tests.append(f"{value} is not None")
    if types & {"boolean"} and not types & CLASSES.keys() - {"boolean"}:
        tests.append(f"{value} is not True and {value} is not False")
    elif types & CLASSES.keys():
        tests.append(f"not isinstance({value}, {_class_test(types)})")
    if types & NUMBER_TYPES:
        tests.append(f"type({value}) is not int and not {_number_test(types, strict)}({value})")
    return " and ".join(tests)


def is_any(types: AbstractSet[str], value: str, *, strict: bool) -> str:
    """Return an expression that is true if *value* has one of *types*; as `is_none_of`."""
    tests: list[str] = []
    if "null" in types:
        tests.append(f"{value} is None")
    if types & CLASSES.keys():
        tests.append(f"isinstance({value}, {_class_test(types)})")
    if types & NUMBER_TYPES:
        tests.append(f"{_number_test(types, strict)}({value})")
    return " or ".join(tests)


def _class_test(types: AbstractSet[str]) -> str:
    names = [CLASSES[kind] for kind in sorted(types) if kind in CLASSES]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _number_test(types: AbstractSet[str], strict: bool) -> str:
    if "number" in types:
        return "is_number"
    return "is_int" if strict else "is_integer"
