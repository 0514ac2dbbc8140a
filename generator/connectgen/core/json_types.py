"""The values of JSON, and tests for objects, arrays and integers that type checkers follow."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeGuard

__all__ = ["Json", "JsonObject", "is_array", "is_integer", "is_object"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

JsonObject: TypeAlias = "dict[str, Any]"
"""A JSON object, by wire name."""


def is_object(value: object) -> TypeGuard[JsonObject]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)


def is_integer(value: object) -> TypeGuard[int]:
    """Return whether *value* is an integer; Python takes booleans for such, JSON does not."""
    return isinstance(value, int) and not isinstance(value, bool)
