"""Names of schemas and operations: of ASCII letters and digits, unique, and independent of options.

A schema is called after its resource, its path below it, and its view: `IncidentThreadCreate` is
an entry of `threads` in a new record of `incidents`. Names that differ only in case count as equal,
because generators of other languages write a file for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.documents import CUSTOM_FIELDS, HIERARCHIES
from connectgen.core.menus import menu_steps
from connectgen.python_text.identifiers import MAX_RECORD_LENGTH, class_name, singular

__all__ = ["SUFFIXES", "UniqueNames", "menu_words", "name_models", "name_records", "parameter_name"]

SUFFIXES: dict[ir.Direction, str] = {"create": "Create", "patch": "Patch", "read": ""}


class UniqueNames:
    """Names that are given once.

    Args:
        reserved: names that are taken from the beginning.
    """

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        self._taken = {name.lower() for name in reserved}

    def choose(self, wanted: str, *suffixes: str) -> str:
        """Return *wanted*, numbered if it is taken, as the stem of names with each of *suffixes*.

        All of these names are taken then.
        """
        for stem in chain((wanted,), (f"{wanted}{number}" for number in count(2))):
            names = {f"{stem}{suffix}".lower() for suffix in suffixes or ("",)}
            if self._taken.isdisjoint(names):
                self._taken |= names
                return stem
        raise AssertionError  # numbers do not end


def name_records(known: Iterable[str], names: UniqueNames) -> dict[str, str]:
    """Return the stem of the names of each resource, standard ones first.

    Args:
        known: names of all resources that the catalog lists.
        names: chooses them.
    """
    ordered = sorted(known, key=lambda name: ("." in name, name))
    return {
        name: names.choose(
            class_name(_record_name(name), longest=MAX_RECORD_LENGTH),
            *SUFFIXES.values(),
            *(f"{suffix}List" for suffix in SUFFIXES.values()),
        )
        for name in ordered
    }


def name_models(resource: ir.Resource, record: str, names: UniqueNames) -> dict[ir.Path, str]:
    """Return the stem of the name of each model of *resource*, by path.

    Args:
        resource: the resource.
        record: stem of the names of its records.
        names: chooses the others.
    """
    models = {model.path: model for view in resource.views for model in view.models}
    stems: dict[ir.Path, str] = {(resource.name,): record}
    for path, model in models.items():
        if path not in stems:
            head, *steps = map(decode_name, path)
            if steps and model.plural:
                steps[-1] = singular(steps[-1])
            words = steps if path[0] == resource.name else [singular(head), *steps]
            lists = (f"{suffix}List" for suffix in SUFFIXES.values())
            wanted = record + class_name(*words)
            stems[path] = names.choose(wanted, *SUFFIXES.values(), *lists)
    return stems


def menu_words(path: str) -> str:
    """Return the name of a menu: `IncidentSeverityMenu` of `namedIDs/incidents/severity`."""
    resource, *fields = menu_steps(path)
    steps = [step for step in fields if step != CUSTOM_FIELDS]
    kind = "Hierarchy" if path.startswith(f"{HIERARCHIES}/") else "Menu"
    return class_name(singular(resource), *steps) + kind


def parameter_name(wire_name: str) -> str:
    """Return the name of the path parameter for an entry of a list: `threadId`."""
    name = class_name(singular(wire_name))
    return f"{name[:1].lower()}{name[1:]}Id"


def _record_name(resource: str) -> str:
    """Return the name of one record of *resource*; custom objects are named in the singular."""
    name = decode_name(resource)
    return name if "." in name else singular(name)
