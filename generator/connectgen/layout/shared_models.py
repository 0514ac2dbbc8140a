"""Models that are the same in the create and in the patch view, so that one class serves both."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core import ir

__all__ = ["find_shared_models"]

Path = tuple[str, ...]


def find_shared_models(resource: ir.Resource) -> frozenset[Path]:
    """Return the paths of the models whose fields are equal in both views, at any depth."""
    views = {
        view.direction: {model.path: model for model in view.models} for view in resource.views
    }
    creates, patches = views.get("create", {}), views.get("patch", {})
    shared = {
        path
        for path, model in creates.items()
        if model == patches.get(path) and not _has_own_docstring(model, resource)
    }
    while True:
        # a part that differs makes the models around it differ
        different = {path for path in shared if not shared.issuperset(_parts_of(creates[path]))}
        if not different:
            return frozenset(shared)
        shared -= different


def _has_own_docstring(model: ir.Model, resource: ir.Resource) -> bool:
    """Return whether the docstring of *model* says in which view it is."""
    is_root = model.path == (resource.name,)
    return is_root and bool(resource.advice or not model.description)


def _parts_of(model: ir.Model) -> Iterator[Path]:
    for field in model.fields:
        kind = field.type.item if isinstance(field.type, ir.ListType) else field.type
        if isinstance(kind, ir.ModelType):
            yield kind.model
