"""Models that are the same in the create and in the patch view, so that one class serves both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectgen.core import ir
from connectgen.python_text.literals import LINE_WIDTH, mark_long
from connectgen.view_models.package import ModelAlias

__all__ = ["find_shared_models", "lay_out_aliases"]


def find_shared_models(resource: ir.Resource) -> frozenset[ir.Path]:
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


def _parts_of(model: ir.Model) -> Iterator[ir.Path]:
    for field in model.fields:
        kind = field.type.item if isinstance(field.type, ir.ListType) else field.type
        if isinstance(kind, ir.ModelType):
            yield kind.model


def lay_out_aliases(targets: Mapping[str, str]) -> tuple[ModelAlias, ...]:
    """Return the assignments that make names second names of classes.

    Args:
        targets: class that each name stands for.
    """
    aliases: list[ModelAlias] = []
    for name in sorted(targets):
        line = f"{name} = {targets[name]}"
        if len(line) > LINE_WIDTH:
            # In parentheses with a comment, formatters leave it however wide lines may be.
            split = f"{name} = (\n    # same as for a new record\n    {targets[name]}\n)"
            fits = all(len(each) <= LINE_WIDTH for each in split.split("\n"))
            line = split if fits else mark_long(line, 0)
        aliases.append(ModelAlias(name=name, definition=line))
    return tuple(aliases)
