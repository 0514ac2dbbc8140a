"""The ids of records and menu entries, in bodies and in URLs."""

from __future__ import annotations

from typing import TypeGuard

from connectgen.core.json_types import JsonObject, is_integer, is_object

__all__ = ["MOST_COUNTED", "entry_key", "is_id", "is_menu_id", "key_members", "read_id"]

_KEYS = ("id", "addressType", "phoneType", "language")
"""Members that address an entry of a list; the first one that it has counts."""

MOST_COUNTED = 2**62
"""Largest id after which new ones are counted: a larger one would soon leave none for them."""


def is_id(value: object) -> TypeGuard[int]:
    """Return whether *value* can be an id: an integer from 1 to 2**63 - 1."""
    return is_integer(value) and 0 < value < 2**63


def is_menu_id(value: object) -> TypeGuard[int]:
    """Return whether *value* can be the id of a menu entry, which may also be 0."""
    return is_id(value) or (is_integer(value) and value == 0)


def read_id(text: str) -> int | None:
    """Return the id that a URL names, or None if *text* is not one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 100 else None


def entry_key(entry: object) -> tuple[str, int] | None:
    """Return the member that addresses an entry of a list, and the number that URLs have for it.

    E-mail addresses and phones have no id, and are addressed by their type.
    """
    if not is_object(entry):
        return None
    for name in _KEYS:
        value = entry.get(name)
        number = value.get("id") if is_object(value) else value
        if is_menu_id(number):
            return name, number
    return None


def key_members(key: tuple[str, int]) -> JsonObject:
    """Return the members of a body that address the entry with that *key*."""
    name, number = key
    return {name: number if name == "id" else {"id": number}}
