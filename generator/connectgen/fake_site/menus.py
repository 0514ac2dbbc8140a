"""Named IDs: the entries of a site's menus.

The entries of a menu that `connectgen fetch --menus` has pinned are those, and no others. The rest
of the menus is not known: entries that every site has are listed here, and any other is created
when it is first written, so that code can be tried at once.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectgen.core.json_types import JsonObject
from connectgen.core.menus import Menu
from connectgen.fake_site.ids import MOST_COUNTED, is_menu_id
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.store import Store

__all__ = ["EMAIL_CHANNEL", "PRIVATE_NOTE", "MenuStore"]

EMAIL_CHANNEL = 9
"""The thread channel that carries attachments."""

PRIVATE_NOTE = 1
"""The thread entry type that no customer sees."""

_KNOWN = {
    "channel": {1: "CSS Email", 6: "CSS Web", 8: "Chat", EMAIL_CHANNEL: "Email"},
    "entryType": {
        PRIVATE_NOTE: "Note",
        2: "Staff Account",
        3: "Customer",
        4: "Customer Proxy",
        5: "Chat",
        6: "Rule Response",
        7: "Rule Response Template",
        8: "Voice Integration",
    },
    "contentType": {1: "text/plain", 2: "text/html"},
}
"""Entries by the last step of a menu's path."""


class MenuStore:
    """The menus of one site.

    Args:
        store: database for entries that are created or declared.
        pinned: menus whose entries are known, by path.
    """

    def __init__(self, store: Store, pinned: Mapping[str, Menu] | None = None) -> None:
        self._store = store
        self._pinned = pinned or {}

    def entries_of(self, path: str) -> dict[int, str]:
        """Return the names of a menu's entries by id, in the order of these."""
        if path in self._pinned:
            return {entry.id: entry.name for entry in self._pinned[path].entries}
        known = _KNOWN.get(path.rpartition("/")[2], {})
        return dict(sorted({**known, **self._store.menu_entries(path)}.items()))

    def resolve_entry(self, path: str, written: JsonObject) -> JsonObject:
        """Return the entry that a body names, as `{"id": …, "lookupName": …}`.

        Args:
            path: path of the menu, such as `namedIDs/incidents/queue`.
            written: `{"id": …}` or `{"lookupName": …}`.

        Raises:
            Problem: both are missing, several entries have that name, or a pinned menu has none.
        """
        entries = self.entries_of(path)
        number, name = written.get("id"), written.get("lookupName")
        if is_menu_id(number):
            if number not in entries:
                self._reject_unknown(path, f"ID = {number}")
                self._store.put_menu_entry(path, number, f"{path.rpartition('/')[2]} {number}")
            return {"id": number, "lookupName": self.entries_of(path)[number]}
        if not isinstance(name, str):
            raise Problem(400, 6, f"{path}: an id or a lookupName is needed")
        found = [entry for entry, known in entries.items() if known == name]
        if len(found) > 1:
            raise Problem(400, 6, f"{path}: several entries are called {name!r}")
        if not found:
            self._reject_unknown(path, f"lookupName = {name}")
            counted = (number for number in entries if number <= MOST_COUNTED)
            found = [max(counted, default=0) + 1]
            self._store.put_menu_entry(path, found[0], name)
        return {"id": found[0], "lookupName": name}

    def _reject_unknown(self, path: str, what: str) -> None:
        if path in self._pinned:
            field = path.rpartition("/")[2]
            raise Problem(400, 6, f"Invalid {field}: {path} has no entry with {what}")
