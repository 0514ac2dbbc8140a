"""Values of menus, where they are pinned: hints that make no other value invalid.

A site may have entries that were added after the values were fetched. So they are no `enum` and no
`const`, with which tools would refuse such an entry, and clients would fail to read it.
"""

from __future__ import annotations

from typing import Any

from connectgen.core.json_types import JsonObject
from connectgen.core.menus import Menu, MenuEntry
from connectgen.openapi.markdown import escape_text

__all__ = ["describe_values", "list_values", "value_keywords"]

_LONGEST = 30
"""Number of values up to which each field names all of them; its menu has them in any case."""

_SAMPLES = 5
"""Number of values of a longer menu that a field names."""


def describe_values(menu: Menu | None) -> str:
    """Return the end of a sentence about a field of *menu*; empty if its values are not known."""
    if menu is None or not menu.entries:
        return ""
    count = len(menu.entries)
    if count <= _LONGEST:
        return f": {_name_entries(menu.entries)}"
    return f", which has {count} values: {_name_entries(menu.entries[:_SAMPLES])}, and others"


def value_keywords(menu: Menu | None, *, is_reply: bool) -> JsonObject:
    """Return the keywords of a reference to an entry of *menu*.

    Args:
        menu: the menu; None if its values are not known.
        is_reply: whether the reference is in a reply, and not in a body.
    """
    if menu is None or not menu.entries:
        return {}
    found: JsonObject = {}
    first = next((each for each in menu.entries if each.id >= 0), None)
    if first is not None:  # no body may have a negative ID, whatever the menu says
        found["examples"] = [_example(first) if is_reply else {"id": first.id}]
    if len(menu.entries) <= _LONGEST:
        found["x-menu-values"] = [_entry(each) for each in menu.entries]
    return found


def list_values(menu: Menu) -> JsonObject:
    """Return a reply with the entries of *menu*."""
    return {"items": [_example(each) for each in menu.entries]}


def _entry(entry: MenuEntry) -> dict[str, Any]:
    return {"id": entry.id, "lookupName": entry.name}


def _example(entry: MenuEntry) -> dict[str, Any]:
    # Redoc makes a link of an address in an example, whoever wrote it
    return {"id": entry.id} if "://" in entry.name else _entry(entry)


def _name_entries(entries: tuple[MenuEntry, ...]) -> str:
    return ", ".join(f"`{each.id}` {escape_text(each.name)}".strip() for each in entries)
