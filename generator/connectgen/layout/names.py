"""Python names for the modules of a resource, shared by every kind of output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from connectgen.core import ir
from connectgen.core.catalog_paths import decode_name
from connectgen.layout.imports import EXPORTS, MODELS, RESOURCE_TYPES, RESOURCES
from connectgen.python_text.distinct_names import distinct_names, with_suffix
from connectgen.python_text.identifiers import (
    MAX_LENGTH,
    MAX_RECORD_LENGTH,
    class_name,
    field_names,
    module_names,
    singular,
    snake_case,
)
from connectgen.python_text.python_names import BUILT_IN_NAMES, KEYWORDS
from connectgen.python_text.template_names import names_in_module

__all__ = ["ResourceNames", "name_resource"]

_SUFFIXES: dict[ir.Direction, str] = {"create": "Create", "patch": "Patch", "read": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceNames:
    """Names for one resource."""

    module: str
    calls: str
    """Stem of the names of the resource classes."""

    classes: dict[tuple[ir.Direction, ir.Path], str]
    """Class names by view and path of the model."""

    fields: dict[ir.Path, dict[str, str]]
    """Field names by path of the model and wire name; the same in every view."""

    @property
    def calls_classes(self) -> tuple[str, str]:
        """Names of the resource classes of the async and the sync client."""
        return f"Async{self.calls}Calls", f"{self.calls}Calls"

    def class_of(self, view: ir.View, path: ir.Path) -> str:
        """Return the class name of the model at *path* in *view*."""
        return self.classes[view.direction, path]

    def share(self, shared: Set[ir.Path]) -> ResourceNames:
        """Return names by which the patch view has the create view's classes at *shared* paths."""
        created: dict[tuple[ir.Direction, ir.Path], str] = {
            ("patch", path): self.classes["create", path] for path in shared
        }
        return replace(self, classes=self.classes | created)


def name_resource(resource: ir.Resource, known: Iterable[str] = ()) -> ResourceNames:
    """Return the names for *resource*. They do not depend on which resources are generated.

    A nested type is named after its path below its resource, in the singular if it is the item of a
    list. Nested types of the resource itself are named first. An embedded one whose name is taken
    is prefixed with the name of its own resource. Names that differ only in case count as equal,
    because functions and constants are named after classes.

    Args:
        resource: the resource.
        known: names of all resources that the catalog lists.
    """
    shared = _shared_names(frozenset({*known, resource.name}))
    models = {model.path: model for view in resource.views for model in view.models}
    # Its own models come first: those of embedded resources must not take their names.
    own_first = sorted(models.values(), key=lambda model: model.path[0] != resource.name)
    calls = shared.calls[resource.name]
    classes: dict[tuple[ir.Direction, ir.Path], str] = {}
    taken: set[str] = set(map(snake_case, _calls_classes(calls)))
    for model in own_first:
        is_root = model.path == (resource.name,)
        stem = (
            shared.records[resource.name]
            if is_root
            else _first_free(_candidate_stems(model), taken, _model_classes)
        )
        taken |= _derived_names(_model_classes(stem))
        for direction, suffix in _SUFFIXES.items():
            classes[direction, model.path] = f"{stem}{suffix}"
    there = {(view.direction, model.path) for view in resource.views for model in view.models}
    return ResourceNames(
        module=shared.modules[resource.name],
        calls=calls,
        classes={key: name for key, name in classes.items() if key in there},
        fields={path: field_names(names) for path, names in _wire_names(resource).items()},
    )


def _wire_names(resource: ir.Resource) -> dict[ir.Path, set[str]]:
    """Return the wire names of the fields of each model, of all views."""
    found: dict[ir.Path, set[str]] = {}
    for view in resource.views:
        for model in view.models:
            found.setdefault(model.path, set()).update(each.wire_name for each in model.fields)
    return found


class _SharedNames(NamedTuple):
    """Names that are decided for all resources at once, by resource."""

    modules: dict[str, str]
    records: dict[str, str]
    """Stem of the names of model classes."""

    calls: dict[str, str]
    """Stem of the names of resource classes."""


@cache
def _shared_names(known: frozenset[str]) -> _SharedNames:
    records = distinct_names(
        {
            resource: _safe_name(class_name(_record_name(resource), longest=MAX_RECORD_LENGTH))
            for resource in known
        },
        lambda stem: _derived_names(_model_classes(stem)),
        longest=MAX_RECORD_LENGTH,
    )
    models = (_derived_names(_model_classes(stem)) for stem in records.values())
    calls = distinct_names(
        {
            resource: class_name(decode_name(resource), longest=MAX_RECORD_LENGTH)
            for resource in known
        },
        lambda stem: _derived_names(_calls_classes(stem)),
        longest=MAX_RECORD_LENGTH,
        taken=frozenset[str]().union(*models),
    )
    return _SharedNames(modules=module_names(known), records=records, calls=calls)


def _candidate_stems(model: ir.Model) -> Iterator[str]:
    """Yield candidates for the name of *model*, without suffix, best first."""
    head, *steps = map(decode_name, model.path)
    if steps and model.plural:
        steps[-1] = singular(steps[-1])
    whole = _safe_name(class_name(_record_name(head), *steps))
    short = _safe_name(class_name(*steps)) if steps else whole
    return chain((short, whole), with_suffix(whole, "/".join(model.path), MAX_LENGTH))


def _record_name(resource: str) -> str:
    """Return the name of one record of *resource*; custom objects are named in the singular."""
    name = decode_name(resource)
    return name if "." in name else singular(name)


_CLASSES_IN_USE_BEFORE = frozenset({"Path", "Self", "TypeError", "ValueError"})
"""Names that models used in earlier versions. Classes keep the names that they had then."""

_BUILT_IN = frozenset({name for name in BUILT_IN_NAMES if name[0].isupper()})
"""Classes of Python, such as `Warning`."""


@cache
def _names_in_use() -> frozenset[str]:
    """Return the names that generated modules use or packages export."""
    imported = (*MODELS.values(), *RESOURCES.values(), *RESOURCE_TYPES.values(), *EXPORTS.values())
    return _CLASSES_IN_USE_BEFORE.union(
        KEYWORDS,
        ("Literal",),
        _BUILT_IN,
        *imported,
        names_in_module("models/resource.py.jinja", "models.jinja"),
        names_in_module("resources/resource.py.jinja", "resources.jinja"),
    )


def _safe_name(name: str) -> str:
    """Return *name*, with a suffix if generated modules use that name themselves."""
    names = {f"{name}{suffix}" for suffix in _SUFFIXES.values()}
    return name if names.isdisjoint(_names_in_use()) else f"{name}Record"


def _first_free(stems: Iterator[str], taken: set[str], classes: Callable[[str], set[str]]) -> str:
    """Return the first of *stems* whose *classes* all have names that are not *taken*."""
    return next(stem for stem in stems if taken.isdisjoint(_derived_names(classes(stem))))


def _derived_names(classes: Iterable[str]) -> frozenset[str]:
    """Return the snake-case names that functions and constants derive from *classes*."""
    return frozenset(map(snake_case, classes))


def _model_classes(stem: str) -> set[str]:
    return {f"{stem}{suffix}" for suffix in _SUFFIXES.values()}


def _calls_classes(stem: str) -> set[str]:
    return {
        f"{prefix}{stem}{kind}" for prefix in ("", "Async") for kind in ("Calls", "RecordCalls")
    }
