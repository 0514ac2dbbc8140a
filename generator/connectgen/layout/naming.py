"""The names that a resource's modules use: one decision, shared by every kind of output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count

from connectgen import ir
from connectgen.names import MAX_RECORD_LENGTH, class_name, field_names, module_names, singular

__all__ = ["Names", "name_resource"]

_SUFFIXES: dict[ir.Direction, str] = {"create": "Create", "patch": "Patch", "read": ""}
_TAKEN = frozenset(
    {
        *("AdviceWarning", "Any", "AsyncChildren", "AsyncClient", "AsyncConnection"),
        *("AsyncFiles", "AsyncPages", "Auth", "AuthenticationError", "BadRequestError"),
        *("BearerAuth", "CallTimeoutError", "Children", "ClassVar", "Client", "ClientError"),
        *("ClientOptions", "Connection", "ConnectionLostError", "Entries", "Files", "Form"),
        *("GetOptions", "Link", "ListOptions", "Mapping", "NotFoundError", "NotSentError"),
        *("OutcomeUnknownError", "Page", "Pages", "Path", "PermissionDeniedError"),
        *("Records", "Reference", "Reply"),
        *("ReplyError", "Self", "Sequence", "ServerError", "SessionAuth", "Site"),
        *("StatusError", "Table", "ThrottledError", "UNSET", "Unpack", "Unset"),
        *("ValidationError", "Violation", "WriteFailedError"),
        *("False", "None", "True"),
    }
)
"""Names that modules import or packages export; a class that wants one is a `…Record`."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names for one resource."""

    module: str
    classes: dict[tuple[ir.Direction, Path], str]
    """By view and path of the model."""

    fields: dict[Path, dict[str, str]]
    """Python names by wire name, by path of the model: the same in every view."""

    def class_of(self, view: ir.View, path: Path) -> str:
        """Return the class of the model at *path* in *view*."""
        return self.classes[view.direction, path]


def name_resource(resource: ir.Resource, known: Iterable[str] = ()) -> Names:
    """Return the names for *resource*, the same whatever else is generated.

    A part is named by its path below the resource that it belongs to, an item of a list in the
    singular. Parts of the resource itself choose first; an embedded one that meets a name already
    taken puts the name of its own resource in front.

    Args:
        resource: the resource.
        known: names of all resources that the catalog lists.
    """
    known = {*known, resource.name}
    models = {model.path: model for view in resource.views for model in view.models}
    own_first = sorted(models.values(), key=lambda model: model.path[0] != resource.name)
    classes: dict[tuple[ir.Direction, Path], str] = {}
    taken: set[str] = set(_TAKEN)
    for model in own_first:
        is_root = model.path == (resource.name,)
        stem = _root_stems(known)[resource.name] if is_root else None
        stem = stem or next(stem for stem in _stems(model) if taken.isdisjoint(_in_views(stem)))
        taken.update(_in_views(stem))
        for direction, suffix in _SUFFIXES.items():
            classes[direction, model.path] = f"{stem}{suffix}"
    there = {(view.direction, model.path) for view in resource.views for model in view.models}
    return Names(
        module=module_names(known)[resource.name],
        classes={key: name for key, name in classes.items() if key in there},
        fields={path: _fields(resource, path) for path in models},
    )


def _fields(resource: ir.Resource, path: Path) -> dict[str, str]:
    found = (m for view in resource.views for m in view.models if m.path == path)
    return field_names({field.wire_name for model in found for field in model.fields})


def _root_stems(known: Iterable[str]) -> dict[str, str]:
    """Return the class of each resource in *known*, without suffix."""
    taken: set[str] = set(_TAKEN)
    stems: dict[str, str] = {}
    for resource in module_names(known):
        possible = _numbered(_safe(class_name(_one(resource), longest=MAX_RECORD_LENGTH)))
        stems[resource] = next(stem for stem in possible if taken.isdisjoint(_in_views(stem)))
        taken.update(_in_views(stems[resource]))
    return stems


def _stems(model: ir.Model) -> Iterator[str]:
    """Yield the names that *model* may have, without suffix, best first."""
    head, *steps = model.path
    if steps and model.plural:
        steps[-1] = singular(steps[-1])
    whole = _safe(class_name(_one(head), *steps))
    short = _safe(class_name(*steps)) if steps else whole
    return chain((short,), _numbered(whole))


def _one(resource: str) -> str:
    """Return what one record of *resource* is called; a custom object's name is one already."""
    return resource if "." in resource else singular(resource)


def _safe(name: str) -> str:
    return f"{name}Record" if name in _TAKEN else name


def _numbered(name: str) -> Iterator[str]:
    return chain((name,), (f"{name}{number}" for number in count(2)))


def _in_views(stem: str) -> set[str]:
    return {f"{stem}{suffix}" for suffix in _SUFFIXES.values()}
