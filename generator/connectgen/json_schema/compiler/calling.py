"""Choice of the schemas that have a function, and of those that are written out at every use."""

from __future__ import annotations

from connectgen.json_schema.compiler.kinds import ARRAY, OBJECT
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.shapes import Shapes

__all__ = ["READABLE", "SMALL", "is_called"]

READABLE = 4
"""Weight up to which a schema is one expression where statements would do."""

SMALL = 12
"""Weight up to which a schema is one expression, or is written out at every use."""

_TINY = 5
"""The same in a compact module, which prefers a call to a few lines at every use."""

_LARGE = 60
"""Weight above which a schema that a reference leads to has a function of its own."""

_MANY = 4
"""Uses from which an object or array has a function unless it is one expression."""

_DEEPEST = 10
"""Nesting of blocks from which all but the smallest schemas are called."""


def is_called(module: ModuleScope, shapes: Shapes, depth: int) -> bool:
    """Return whether a value is checked under *shapes* by a call, not by statements in place.

    Args:
        module: the module of the function.
        shapes: what the value must be valid under.
        depth: number of blocks around the statements.
    """
    if any(shape.is_header for shape in shapes):
        return True  # at any depth, also where others apply beside it: it would never end
    weight = sum([shape.weight for shape in shapes])
    if depth >= _DEEPEST:
        return weight > SMALL // 3
    (shape, *others) = shapes
    if others:
        return weight > _LARGE
    uses, written_out = shape.uses, SMALL
    if module.is_compact:
        uses, written_out = module.count_places(shape), _TINY
    if uses > 1 and weight > written_out:
        return True
    if uses >= _MANY and weight > READABLE and shape.kinds & (OBJECT | ARRAY):
        return True
    return shape.is_referred and weight > _LARGE
