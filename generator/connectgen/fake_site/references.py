"""Resolve references to other records by ID or name."""

from __future__ import annotations

from connectgen.core import ir
from connectgen.core.json_types import JsonObject
from connectgen.fake_site.ids import is_menu_id
from connectgen.fake_site.menus import MenuStore
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.store import Store

__all__ = ["ReferenceResolver", "record_class_name"]


class ReferenceResolver:
    """Resolver of the references in a body.

    Args:
        store: the records.
        menus: the menus.
        served: names of the site's resources; references to any other are stored unchanged.
    """

    def __init__(self, store: Store, menus: MenuStore, served: frozenset[str]) -> None:
        self._store = store
        self._menus = menus
        self._served = served

    def resolve_reference(self, target: ir.ReferenceType, written: JsonObject) -> JsonObject:
        """Return a reference as it is stored: `{"id": …}`, with `lookupName` for a named ID.

        Raises:
            Problem: there is no such record, or several of that name.
        """
        if target.named_id:
            return self._menus.resolve_entry(target.target, written)
        if target.target not in self._served:
            return written
        return {"id": self._find_record(target.target, written)}

    def _find_record(self, resource: str, written: JsonObject) -> int:
        number, name = written.get("id"), written.get("lookupName")
        if is_menu_id(number):
            if self._store.get_record(resource, number) is None:
                what = record_class_name(resource)
                raise Problem(400, 6, f"Invalid ID: No such {what} with ID = {number}")
            return number
        if not isinstance(name, str):
            raise Problem(400, 6, f"A reference to {resource} needs an id or a lookupName")
        found = self._store.ids_by_name(resource, name)
        if len(found) != 1:
            how_many = "several" if found else "no"
            raise Problem(400, 6, f"There are {how_many} {resource} with lookupName {name!r}")
        return found[0]


def record_class_name(resource: str) -> str:
    """Return the name of the class of *resource* in messages: `Contact`, `ServiceCategory`."""
    if "." in resource:
        return resource
    name = resource[:1].upper() + resource[1:]
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
