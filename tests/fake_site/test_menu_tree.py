"""Menus are served at their URLs, wherever the catalog has their documents."""

from __future__ import annotations

import pytest
from connectgen.core.menus import Menu, MenuEntry, menu_url_path
from connectgen.fake_site.menu_tree import menu_answer
from connectgen.fake_site.menus import MenuStore
from connectgen.fake_site.store import Store

TARGETS = (
    "namedIDs/incidents/severity",
    "namedIDs/incidents/customFields/c/size",
    "namedIDHierarchies/incidents/source",
    "incidents/customFields/c/colour",
    "CO.Warranty/state",
)


@pytest.mark.parametrize("target", TARGETS)
def test_pinned_entries_are_served(target: str):
    paths = {menu_url_path(each): each for each in TARGETS}
    pinned = Menu(path=target, entries=(MenuEntry(id=7, name="Seven"),))
    menus = MenuStore(Store(), {target: pinned})
    url = menu_url_path(target)
    (entry,) = menu_answer(menus, paths, url, "https://site")["items"]
    assert (entry["id"], entry["lookupName"]) == (7, "Seven")
    assert menu_answer(menus, paths, f"{url}/7", "https://site")["lookupName"] == "Seven"
