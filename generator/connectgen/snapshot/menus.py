"""Pin the values of menus beside the snapshot: `<schemas>/menus/<version>.json`.

They are data of a site in one language, and change without its catalog. So they have a file of
their own, which a fetch without `--menus` leaves as it is.
"""

from __future__ import annotations

from pathlib import Path

from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import CatalogError, OutputError
from connectgen.core.json_types import Json, is_array, is_integer, is_object
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.core.os_errors import describe_os_error
from connectgen.jsonio.documents import dump_canonical, parse_json, read_document

__all__ = ["load_menus", "menu_file_name", "store_menus"]


def menu_file_name(version: str) -> str:
    """Return the path of the file below the folder of snapshots."""
    return f"menus/{version}.json"


def load_menus(schemas: Path, version: str, *, name: str) -> MenuFile | None:
    """Return the pinned menus of *version*; None if there are none.

    Args:
        schemas: the folder that holds the versions.
        version: such as `v1.4`.
        name: what messages call that folder.

    Raises:
        CatalogError: the file cannot be read, or has another form.
    """
    file = schemas / menu_file_name(version)
    if not file.exists():
        return None
    shown = f"{name}/{menu_file_name(version)}"
    content = parse_json(read_document(file, shown), shown)
    wrong = f"{shown}: is not as `connectgen fetch --menus` writes it; delete it and fetch again"
    try:
        return _read_menu_file(content)
    except (KeyError, TypeError, ValueError):
        raise CatalogError(wrong) from None


def _read_menu_file(content: Json) -> MenuFile:
    """Return the menus in *content*; raise one of Python's errors if it has another form."""
    if not is_object(content) or not is_object(content["menus"]):
        raise TypeError
    menus = tuple(
        Menu(path=path, entries=tuple(sorted(map(_read_entry, entries), key=lambda each: each.id)))
        for path, entries in sorted(content["menus"].items())
    )
    return MenuFile(
        site=_read_text(content["site"]),
        menus=menus,
        unread=_read_paths(content.get("unread", [])),
        unavailable=_read_paths(content.get("unavailable", [])),
    )


def _read_entry(entry: Json) -> MenuEntry:
    if not is_object(entry) or not is_integer(entry["id"]):
        raise TypeError
    return MenuEntry(id=entry["id"], name=_read_text(entry["lookupName"]))


def _read_paths(paths: Json) -> tuple[str, ...]:
    if not is_array(paths):
        raise TypeError
    return tuple(sorted(map(_read_text, paths)))


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def store_menus(schemas: Path, version: str, menus: MenuFile, *, name: str) -> bool:
    """Write the pinned menus of *version*, and return whether the file changed.

    Raises:
        OutputError: it cannot be written; it is as it was.
    """
    file = schemas / menu_file_name(version)
    content: dict[str, Json] = {
        "site": menus.site,
        "menus": {
            menu.path: [{"id": entry.id, "lookupName": entry.name} for entry in menu.entries]
            for menu in menus.menus
        },
        "unavailable": [*menus.unavailable],
        "unread": [*menus.unread],
    }
    data = dump_canonical(content)
    try:
        if file.is_file() and file.read_bytes() == data:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, data)
    except OSError as error:
        shown = f"{name}/{menu_file_name(version)}"
        raise OutputError(f"{shown}: cannot be written: {describe_os_error(error)}") from error
    return True
