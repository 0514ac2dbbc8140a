"""Models that are the same in the create and in the patch view."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from connectgen.core import ir

__all__ = ["find_equal_models"]


def find_equal_models(
    resource: ir.Resource, is_distinct: Callable[[ir.Model], bool]
) -> frozenset[ir.Path]:
    """Return the paths of the models whose fields are equal in both views, at any depth.

    Args:
        resource: the resource.
        is_distinct: whether a model of the create view is kept apart, though it is equal.
    """
    views = {
        view.direction: {model.path: model for model in view.models} for view in resource.views
    }
    creates, patches = views.get("create", {}), views.get("patch", {})
    shared = {
        path
        for path, model in creates.items()
        if model == patches.get(path) and not is_distinct(model)
    }
    while True:
        # a part that differs makes the models around it differ
        different = {path for path in shared if not shared.issuperset(_parts_of(creates[path]))}
        if not different:
            return frozenset(shared)
        shared -= different


def _parts_of(model: ir.Model) -> Iterator[ir.Path]:
    for field in model.fields:
        kind = field.type.item if isinstance(field.type, ir.ListType) else field.type
        if isinstance(kind, ir.ModelType):
            yield kind.model
