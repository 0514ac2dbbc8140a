"""The values of JSON, and tests for objects and arrays that type checkers follow."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeGuard

__all__ = ["Json", "is_array", "is_object"]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)
