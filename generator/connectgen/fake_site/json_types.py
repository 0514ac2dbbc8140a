"""Type guards for JSON values."""

from __future__ import annotations

from typing import Any, TypeAlias, TypeGuard

__all__ = ["JsonObject", "is_id", "is_integer", "is_list", "is_menu_id", "is_object", "read_id"]

JsonObject: TypeAlias = "dict[str, Any]"
"""A JSON object, by wire name."""


def is_object(value: Any) -> TypeGuard[JsonObject]:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_list(value: Any) -> TypeGuard[list[Any]]:
    """Return whether *value* is a JSON array."""
    return isinstance(value, list)


def is_id(value: Any) -> TypeGuard[int]:
    """Return whether *value* is a valid ID: an integer from 1 to 2**63 - 1."""
    return is_integer(value) and 0 < value < 2**63


def is_menu_id(value: Any) -> TypeGuard[int]:
    """Return whether *value* is a valid ID of a menu entry, which may also be 0."""
    return is_id(value) or (is_integer(value) and value == 0)


def read_id(text: str) -> int | None:
    """Return the ID that *text*, a step of a URL, represents, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 100 else None


def is_integer(value: Any) -> TypeGuard[int]:
    """Return whether *value* is an integer; booleans are not."""
    return isinstance(value, int) and not isinstance(value, bool)
