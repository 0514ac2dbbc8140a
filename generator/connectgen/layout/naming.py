"""The names that a resource's modules use: one decision, shared by every kind of output."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count

from connectgen import ir
from connectgen.names import class_name, module_name, singular

__all__ = ["Names", "name_resource"]

_SUFFIXES = {"create": "Create", "patch": "Patch", "read": ""}
_TAKEN = frozenset(
    {
        *("AdviceWarning", "Any", "AsyncChildren", "AsyncClient", "AsyncConnection"),
        *("AsyncFiles", "AsyncPages", "Auth", "AuthenticationError", "BadRequestError"),
        *("BearerAuth", "CallTimeoutError", "Children", "ClassVar", "Client", "ClientError"),
        *("ClientOptions", "Connection", "ConnectionLostError", "Files", "Form", "GetOptions"),
        *("ListOptions", "Mapping", "NotFoundError", "NotSentError", "OutcomeUnknownError"),
        *("Page", "Pages", "Path", "PermissionDeniedError", "Records", "Reference", "Reply"),
        *("ReplyError", "Self", "Sequence", "ServerError", "SessionAuth", "Site"),
        *("StatusError", "Table", "ThrottledError", "UNSET", "Unpack", "Unset"),
        *("ValidationError", "Violation"),
        *("False", "None", "True"),
    }
)
"""Names that modules import or packages export; a class that wants one is a `…Record`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names for one resource."""

    module: str
    classes: dict[tuple[ir.Direction, tuple[str, ...]], str]
    """By view and path of the model."""

    def class_of(self, view: ir.View, path: tuple[str, ...]) -> str:
        """Return the class of the model at *path* in *view*."""
        return self.classes[view.direction, path]


def name_resource(resource: ir.Resource) -> Names:
    """Return the names for *resource*.

    A part is named by its path below the resource that it belongs to, an item of a list in the
    singular. Parts of the resource itself choose first; an embedded one that meets a name already
    taken puts the name of its own resource in front.
    """
    classes: dict[tuple[ir.Direction, tuple[str, ...]], str] = {}
    taken: set[str] = set()
    for view in resource.views:
        own_first = sorted(view.models, key=lambda model: model.path[0] != resource.name)
        for model in own_first:
            suffix = _SUFFIXES[view.direction]
            candidates = _candidates(model, resource.name)
            numbered = (f"{candidates[-1]}{number}" for number in count(2))
            possible = (f"{name}{suffix}" for name in chain(candidates, numbered))
            name = next(name for name in possible if name not in taken | _TAKEN)
            taken.add(name)
            classes[view.direction, model.path] = name
    return Names(module=module_name(resource.name), classes=classes)


def _candidates(model: ir.Model, resource: str) -> tuple[str, ...]:
    """Return the names that *model* may have, without suffix, best first."""
    head, *steps = model.path
    if steps and model.plural:
        steps[-1] = singular(steps[-1])
    root = singular(head)
    whole = class_name(root, *steps)
    short = class_name(*steps) if steps else whole
    return tuple(f"{name}Record" if name in _TAKEN else name for name in (short, whole))
