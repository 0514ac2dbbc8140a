"""The ids of records and menu entries, in bodies and in URLs."""

from __future__ import annotations

from typing import TypeGuard

from connectgen.core.json_types import is_integer

__all__ = ["is_id", "is_menu_id", "read_id"]


def is_id(value: object) -> TypeGuard[int]:
    """Return whether *value* can be an id: an integer from 1 to 2**63 - 1."""
    return is_integer(value) and 0 < value < 2**63


def is_menu_id(value: object) -> TypeGuard[int]:
    """Return whether *value* can be the id of a menu entry, which may also be 0."""
    return is_id(value) or (is_integer(value) and value == 0)


def read_id(text: str) -> int | None:
    """Return the id that a URL names, or None if *text* is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 100 else None
