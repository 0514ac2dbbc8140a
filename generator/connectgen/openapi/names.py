"""Names of schemas and operations: of ASCII letters and digits, unique, and independent of options.

A schema is called after its resource, its path below it, and its view: `IncidentThreadCreate` is
an entry of `threads` in a new record of `incidents`. Names that differ only in case count as equal,
because generators of other languages write a file for each. Of equal ones, all but one get a digest
of what they name as a suffix, as the classes of the package do, so that they stay when others come.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from urllib.parse import quote

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.core.documents import CUSTOM_FIELDS, HIERARCHIES
from connectgen.core.menus import menu_steps
from connectgen.openapi.components import RESERVED
from connectgen.python_text.distinct_names import distinct_names, with_suffix
from connectgen.python_text.identifiers import (
    MAX_LENGTH,
    MAX_RECORD_LENGTH,
    class_name,
    singular,
)

__all__ = [
    "SUFFIXES",
    "OperationNames",
    "menu_words",
    "name_models",
    "name_plurals",
    "name_records",
    "parameter_name",
    "schema_names",
]

_LONGEST = MAX_RECORD_LENGTH + MAX_LENGTH

SUFFIXES: dict[ir.Direction, str] = {"create": "Create", "patch": "Patch", "read": ""}


class OperationNames:
    """Names of operations that are given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def choose(self, wanted: str, about: str) -> str:
        """Return *wanted*, with a suffix if it is taken.

        Args:
            wanted: the name.
            about: what the operation is about; the suffix is a digest of it.
        """
        # suffixes of names in capitals consist of letters and digits
        stem = f"{wanted[:1].upper()}{wanted[1:]}"
        name = next(
            each
            for each in chain((stem,), with_suffix(stem, about, MAX_LENGTH))
            if each.lower() not in self._taken
        )
        self._taken.add(name.lower())
        return f"{wanted[:1]}{name[1:]}"


def name_records(known: Iterable[str]) -> dict[str, str]:
    """Return the stem of the names of each resource.

    Args:
        known: names of all resources that the catalog lists.
    """
    return distinct_names(
        {name: class_name(_record_name(name), longest=MAX_RECORD_LENGTH) for name in known},
        schema_names,
        longest=MAX_RECORD_LENGTH,
        taken=[name.lower() for name in RESERVED],
    )


def name_plurals(known: Iterable[str]) -> dict[str, str]:
    """Return the name of the records of each resource, such as `Incidents`."""
    return distinct_names(
        {name: class_name(decode_name(name), longest=MAX_RECORD_LENGTH) for name in known},
        lambda name: frozenset({name.lower()}),
        longest=MAX_RECORD_LENGTH,
    )


def name_models(resource: ir.Resource, record: str, taken: set[str]) -> dict[ir.Path, str]:
    """Return the stem of the name of each model of *resource*, by path.

    Args:
        resource: the resource.
        record: stem of the names of its records.
        taken: names of schemas of other resources, in lower case; those of the models are added.
    """
    models = {model.path: model for view in resource.views for model in view.models}
    root = (resource.name,)
    wanted: dict[str, str] = {}
    for path, model in models.items():
        head, *steps = map(decode_name, path)
        if steps and model.plural:
            steps[-1] = singular(steps[-1])
        words = steps if path[0] == resource.name else [singular(head), *steps]
        if path != root:
            wanted[_path_text(path)] = record + class_name(*words)
    stems = distinct_names(wanted, schema_names, longest=_LONGEST, taken=taken)
    for stem in stems.values():
        taken |= schema_names(stem)
    return {path: record if path == root else stems[_path_text(path)] for path in models}


def schema_names(stem: str) -> frozenset[str]:
    """Return the names of the schemas that *stem* may stand for, in lower case."""
    return frozenset(
        f"{stem}{suffix}{ending}".lower() for suffix in SUFFIXES.values() for ending in ("", "List")
    )


def _path_text(path: ir.Path) -> str:
    """Return *path* as a text that no other path has, which has no escapes if it is plain."""
    return ".".join(quote(step, safe="", errors="replace").replace(".", "%2E") for step in path)


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
