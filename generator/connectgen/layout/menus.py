"""Layout of `menus.py`: an enumeration per menu whose values are pinned."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from connectgen.core import ir
from connectgen.core.documents import CUSTOM_FIELDS
from connectgen.core.menus import Menu, MenuEntry, menu_steps, menu_targets
from connectgen.layout.sources import SourceNames
from connectgen.python_text.distinct_names import with_suffix
from connectgen.python_text.identifiers import class_name, singular, snake_case, sort_exports
from connectgen.python_text.literals import rst_code, rst_text
from connectgen.view_models.package import MenuContext, MenusContext, MenuValue

__all__ = ["lay_out_menus", "name_menus"]

_LONGEST = 50
"""Number of characters of a label that its name may have."""

_LONGEST_CLASS = 60


def name_menus(api: ir.Api, menus: Iterable[Menu]) -> dict[str, str]:
    """Return the name of the enumeration of each menu that has one, by path.

    Args:
        api: the API; a menu that none of its fields has is left out.
        menus: pinned menus; one without values is left out.
    """
    targets = {*menu_targets(api.resources)}
    return _name_menus(menu.path for menu in menus if menu.path in targets and menu.entries)


def lay_out_menus(
    menus: Iterable[Menu], sources: SourceNames, version: str
) -> tuple[MenusContext, ...]:
    """Return the context of `menus.py`; none if no menu has an enumeration.

    Args:
        menus: pinned menus.
        sources: what their enumerations are called.
        version: of the API.
    """
    names = sources.menus
    used = [menu for menu in menus if menu.path in names]
    classes = [
        MenuContext(
            name=names[menu.path],
            doc=(f"Values of {rst_code('.'.join(menu_steps(menu.path)))}.",),
            values=_lay_out_values(menu.entries),
        )
        for menu in used
    ]
    if not classes:
        return ()
    return (
        MenusContext(
            path="menus.py",
            header=sources.header_of(f"menus/{version}.json"),
            doc=("Values of the site's menus. Their labels are those of one language.",),
            exports=sort_exports(each.name for each in classes),
            menus=tuple(sorted(classes, key=lambda each: each.name)),
        ),
    )


def _name_menus(paths: Iterable[str]) -> dict[str, str]:
    """Return the class name of the menu at each of *paths*."""
    names: dict[str, str] = {}
    taken = {"IntEnum"}
    # `namedIDs` and `namedIDHierarchies` may both have a menu of a field. The first keeps the name.
    for path in sorted(paths, key=lambda path: (not path.startswith("namedIDs/"), path)):
        resource, *fields = (step for step in menu_steps(path) if step != CUSTOM_FIELDS)
        name = class_name(singular(resource), *fields, longest=_LONGEST_CLASS)
        of_tree = f"{name}Of{class_name(path.partition('/')[0])}"
        candidates = chain((name, of_tree), with_suffix(name, path, _LONGEST_CLASS))
        names[path] = next(each for each in candidates if each not in taken)
        taken.add(names[path])
    return names


def _lay_out_values(entries: Iterable[MenuEntry]) -> tuple[MenuValue, ...]:
    """Return the members of an enumeration, by id.

    A name is that of the label. Of equal ones the first keeps it, and the others get their id, so
    that a new entry renames no other.
    """
    taken: set[str] = set()
    values: list[MenuValue] = []
    for entry in sorted(entries, key=lambda entry: entry.id):
        name = _value_name(entry)
        if name in taken:
            name = f"{name}_{_id_text(entry.id)}"
        while name in taken:
            name += "_"
        taken.add(name)
        doc = (rst_text(entry.name) or "No label.",)
        values.append(MenuValue(name=name, number=entry.id, doc=doc))
    return tuple(values)


def _value_name(entry: MenuEntry) -> str:
    name = snake_case(entry.name)
    # `snake_case` says "field" for a text that does not begin with a letter of ASCII.
    if name.startswith("field") and not entry.name.lower().startswith("field"):
        return f"VALUE_{_id_text(entry.id)}"
    return name.upper()[:_LONGEST].rstrip("_")


def _id_text(number: int) -> str:
    return str(number) if number >= 0 else f"MINUS_{-number}"
