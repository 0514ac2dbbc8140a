"""Report schema features that cannot be translated to Python: patterns and odd numbers."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from math import isfinite
from typing import Any

from connectgen.core.errors import ConnectgenError, SchemaError
from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import Location
from connectgen.json_schema.ecma_regex import PatternError, translate_pattern
from connectgen.json_schema.keywords import find_keyword
from connectgen.json_schema.limit_types import limit_error
from connectgen.json_schema.registry import Node, SchemaRegistry

__all__ = ["find_unsupported"]

_LONGEST = 4096
"""Bits of the longest integer: Python always reads integers of up to 4300 digits."""


def find_unsupported(registry: SchemaRegistry, nodes: Iterable[Node]) -> Iterator[ConnectgenError]:
    """Yield an error for everything in *nodes* that cannot be translated to Python."""
    known = {one.location for one in registry.errors if isinstance(one, SchemaError)}
    for node in nodes:
        if registry.has_known_draft(node):
            yield from _check_limits(registry, node, known)
        for keyword in sorted(node.keywords):
            value = node.schema[keyword]
            where = registry.location_of(node, keyword)
            if keyword == "pattern" and isinstance(value, str):
                yield from _check_pattern(value, where)
            elif keyword == "patternProperties" and is_object(value):
                for pattern in value:
                    yield from _check_pattern(pattern, where.child(pattern))
            elif (keyword in ("const", "enum") or _is_number(value)) and not _is_literal_value(
                value
            ):
                yield SchemaError(where, "number is not finite, or too long")


def _check_limits(
    registry: SchemaRegistry, node: Node, known: Container[Location]
) -> Iterator[SchemaError]:
    """Yield an error for each keyword whose value has the wrong type, except what is *known*.

    Meta-schemas report most of them, but know only the keywords of their draft.
    """
    for keyword in sorted(node.keywords):
        limit = node.schema[keyword]
        row = find_keyword(keyword, limit)
        if row is None or (row.limit_type == "number" and isinstance(limit, bool)):
            continue  # `exclusiveMinimum: true` of draft 4; meta-schemas refuse all others
        # JSON has one kind of numbers: a maxLength of 3.0 is 3.
        whole = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
        error = limit_error(keyword, row, whole)
        where = registry.location_of(node, keyword)
        if error and where not in known:
            yield SchemaError(where, error)


def _check_pattern(pattern: str, where: Location) -> Iterator[SchemaError]:
    try:
        translate_pattern(pattern)
    except PatternError as error:
        yield SchemaError(where, f"pattern cannot be translated: {error}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_literal_value(value: Any) -> bool:
    """Return whether the numbers in *value* can be literals."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if is_array(item):
            waiting += item
        elif is_object(item):
            waiting += item.values()
        elif _is_number(item) and not _is_literal_number(item):
            return False
    return True


def _is_literal_number(number: float) -> bool:
    return isfinite(number) if isinstance(number, float) else number.bit_length() <= _LONGEST
