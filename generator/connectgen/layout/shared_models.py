"""Models that are the same in the create and in the patch view, so that one class serves both."""

from __future__ import annotations

from collections.abc import Mapping

from connectgen.core import ir
from connectgen.core.shared_models import find_equal_models
from connectgen.python_text.literals import LINE_WIDTH, mark_long
from connectgen.view_models.package import ModelAlias

__all__ = ["find_shared_models", "lay_out_aliases"]


def find_shared_models(resource: ir.Resource) -> frozenset[ir.Path]:
    """Return the paths of the models for which one class serves both views."""
    return find_equal_models(resource, lambda model: _has_own_docstring(model, resource))


def _has_own_docstring(model: ir.Model, resource: ir.Resource) -> bool:
    """Return whether the docstring of *model* says in which view it is."""
    is_root = model.path == (resource.name,)
    return is_root and bool(resource.advice or not model.description)


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
