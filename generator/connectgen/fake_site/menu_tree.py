"""Trees of menus, `namedIDs` and `namedIDHierarchies`, built from the paths of the documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectgen.core import ir
from connectgen.core.documents import HIERARCHIES, MENUS
from connectgen.core.json_types import JsonObject
from connectgen.core.menus import menu_targets, menu_url_path
from connectgen.fake_site.ids import read_id
from connectgen.fake_site.menus import MenuStore
from connectgen.fake_site.problem_details import Problem

__all__ = ["TREES", "menu_answer", "menu_paths"]

TREES = tuple(beginning.rstrip("/") for beginning in MENUS)
"""Resources whose paths are those of menus."""


def menu_paths(resources: Iterable[ir.Resource]) -> Mapping[str, str]:
    """Return the catalog path of every menu that a field of *resources* refers to, by its URL path.

    A custom field's menu is `incidents/customFields/c/colour` in the catalog, and is served below
    `namedIDs` like the others.
    """
    return {menu_url_path(target): target for target in menu_targets(resources)}


def menu_answer(menus: MenuStore, paths: Mapping[str, str], path: str, root: str) -> JsonObject:
    """Return the response to `GET <path>`: a menu's entries, one of them, or links to menus below.

    Args:
        menus: entries of the menus, by catalog path.
        paths: catalog paths of the menus, by URL path.
        path: path of the request below the version.
        root: URL of the version.

    Raises:
        Problem: there is no such menu or entry.
    """
    url = f"{root}/{path}"
    if path in paths:
        tree = path.partition("/")[0]
        items = [
            _entry_document(tree, url, number, name)
            for number, name in menus.entries_of(paths[path]).items()
        ]
        return {"items": items, "hasMore": False, "links": _self_links(url)}
    above, _, last = path.rpartition("/")
    number = read_id(last)
    entries = menus.entries_of(paths[above]) if above in paths else {}
    if number is not None and number in entries:
        return {"id": number, "lookupName": entries[number], "links": _self_links(url)}
    below = sorted(
        {p[len(path) + 1 :].partition("/")[0] for p in paths if p.startswith(f"{path}/")}
    )
    if not below:
        raise Problem(404, 13, f"There is no menu {path}")
    names = {name: {"links": [{"rel": "canonical", "href": f"{url}/{name}"}]} for name in below}
    return {**names, "links": _self_links(url)}


def _entry_document(tree: str, url: str, number: int, name: str) -> JsonObject:
    entry: JsonObject = {"id": number, "lookupName": name}
    if tree == HIERARCHIES:
        entry["parents"] = {"links": [{"rel": "self", "href": f"{url}/{number}/parents"}]}
    return entry


def _self_links(url: str) -> list[dict[str, str]]:
    return [{"rel": "self", "href": url}, {"rel": "canonical", "href": url}]
