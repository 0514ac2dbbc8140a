"""Kinds of values that may be valid under a schema, and those that always are.

Only what applies to the same value counts, so that no recursion is entered; of subschemas of
members and items it counts at most whether they ask anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectgen.core.json_types import is_array
from connectgen.json_schema.compiler.kinds import (
    ANY,
    ARRAY,
    BOOLEAN,
    NUMBER,
    OBJECT,
    STRING,
    kinds_of_type,
    kinds_of_value,
)
from connectgen.json_schema.compiler.shapes import Shape, Shapes
from connectgen.json_schema.keywords import Assertion, find_keyword

__all__ = ["find_kinds", "is_idle"]

_OBJECT_KEYWORDS = frozenset(
    {
        *("additionalProperties", "dependencies", "dependentRequired", "dependentSchemas"),
        *("patternProperties", "properties", "propertyNames", "required"),
        "unevaluatedProperties",
    }
)
_ARRAY_KEYWORDS = frozenset(
    {"additionalItems", "contains", "items", "prefixItems", "unevaluatedItems"}
)
_KINDS_OF_TYPES = {"string": STRING, "array": ARRAY, "object": OBJECT, "number": NUMBER}


def find_kinds(shape: Shape) -> tuple[int, int]:
    """Return the kinds of values that may be valid under *shape*, and those that always are."""
    if not shape.asks or shape.node.schema is False:
        return (ANY, ANY) if shape.node.schema is not False else (0, 0)
    may, surely = _own_kinds(shape)
    for part in shape.in_place:
        may, surely = may & part.kinds, surely & part.always
    for keyword in ("anyOf", "oneOf"):
        if keyword in shape.keywords:
            options = shape.listed(keyword)
            some, every = (_any_kinds if keyword == "anyOf" else _one_kinds)(options)
            may, surely = may & some, surely & every
    if "not" in shape.keywords:
        part = shape.child("not")
        may, surely = may & ~part.always, surely & ~part.kinds
    if "if" in shape.keywords:
        some, every = _conditional_kinds(shape)
        may, surely = may & some, surely & every
    return may, surely & may


def _own_kinds(shape: Shape) -> tuple[int, int]:
    """Return the kinds that may be, and always are, valid under the assertions of *shape*."""
    may, surely = ANY, ANY
    keywords = shape.keywords
    if "type" in keywords:
        may = surely = kinds_of_type(shape.schema["type"], shape.node.dialect.draft)
    for values in _listed_values(shape):
        listed = 0
        for value in values:
            listed |= kinds_of_value(value)
        may &= listed
        surely &= listed & _all_listed(values)
    for keyword in keywords:
        if keyword in _OBJECT_KEYWORDS or keyword in _ARRAY_KEYWORDS:
            if not _admits_everything(shape, keyword):
                surely &= ~(OBJECT if keyword in _OBJECT_KEYWORDS else ARRAY)
            continue
        row = find_keyword(keyword, shape.schema[keyword])
        if row is not None and not is_idle(row, keyword, shape.schema[keyword]):
            for name in row.json_types:
                surely &= ~_KINDS_OF_TYPES.get(name, NUMBER)
    return may, surely


def _admits_everything(shape: Shape, keyword: str) -> bool:
    """Return whether *keyword* applies only schemas that ask nothing, as far as one look tells."""
    if keyword in ("contains", "patternProperties", "propertyNames"):
        return False  # names must be strings, and an item must be there
    if keyword in ("dependentRequired", "required"):
        return not shape.schema[keyword]
    if keyword == "dependencies" and any(map(is_array, shape.schema[keyword].values())):
        return False
    parts = shape.listed(keyword)
    return not any(part.asks for part in parts)


def is_idle(row: Assertion, keyword: str, limit: object) -> bool:
    """Return whether *limit* is met by every value."""
    if row.limit_type == "flag":
        return limit is not True
    return row.limit_type == "count" and limit == 0 and keyword.startswith("min")


def _listed_values(shape: Shape) -> Iterable[list[Any]]:
    if "const" in shape.keywords:
        yield [shape.schema["const"]]
    if "enum" in shape.keywords:
        yield shape.schema["enum"]


def _all_listed(values: list[Any]) -> int:
    """Return the kinds of which all values are in *values*."""
    found = 0
    if any(value is None for value in values):
        found |= kinds_of_value(None)
    if any(value is True for value in values) and any(value is False for value in values):
        found |= BOOLEAN
    return found


def _any_kinds(options: Shapes) -> tuple[int, int]:
    may = surely = 0
    for option in options:
        may, surely = may | option.kinds, surely | option.always
    return may, surely


def _one_kinds(options: Shapes) -> tuple[int, int]:
    """Return the kinds for `oneOf`, where two that are always valid exclude each other."""
    may, once, twice = 0, 0, 0
    maybe = 0
    for option in options:
        twice |= once & option.always
        once |= option.always
        maybe |= option.kinds & ~option.always
        may |= option.kinds
    return may & ~twice, once & ~twice & ~maybe


def _conditional_kinds(shape: Shape) -> tuple[int, int]:
    test = shape.child("if")
    may = surely = 0
    holds, fails = test.kinds, ANY & ~test.always
    for keyword, reached in (("then", holds), ("else", fails)):
        part = shape.child(keyword) if keyword in shape.keywords else None
        may |= reached & (part.kinds if part else ANY)
        surely |= reached & ~(part.always if part else ANY)  # those that may fail
    return may, ANY & ~surely
