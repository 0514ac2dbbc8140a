"""Recursions that several ways lead through for one value, so that verdicts are remembered.

Without that, the time would double with every level of the value.
"""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.json_schema.compiler.discriminators import find_discriminator
from connectgen.json_schema.compiler.kinds import ARRAY, OBJECT
from connectgen.json_schema.compiler.members import collect_members
from connectgen.json_schema.compiler.shapes import Shape, ShapeAnalysis, Shapes, expand

__all__ = ["find_branching"]

_OTHERS = (("not", ""), ("if", ""), ("then", "else"))
"""Keywords that apply a schema to the same value; of two in one row, only one counts."""

_UNEVALUATED = frozenset({"unevaluatedItems", "unevaluatedProperties"})
"""Keywords that ask again which alternatives are valid."""


def find_branching(shapes: ShapeAnalysis) -> frozenset[int]:
    """Return the numbers of the recursions in which one value may be checked in several ways."""
    found: set[int] = set()
    for node, group in shapes.graph.recursive.items():
        if group not in found:
            shape = shapes.of(node)
            if any(_count_ways(shape, kind, group) > 1 for kind in (OBJECT, ARRAY)):
                found.add(group)
    return frozenset(found)


def _count_ways(shape: Shape, kind: int, group: int) -> int:
    """Return in how many ways a value of *kind*, or a part of it, gets back into the recursion."""
    parts, called = expand((shape,))
    ways = len(_of_group(called, kind, group))
    ways += _count_members(parts, group) if kind == OBJECT else _count_items(parts, group)
    for part in parts:
        for keyword in ("anyOf", "oneOf"):
            options = _of_group(part.listed(keyword), kind, group)
            found = find_discriminator(options, frozenset()) if len(options) > 1 else None
            ways += max(map(len, found.cases)) if found else len(options)
        for keywords in _OTHERS:
            ways += any(_of_group(part.listed(keyword), kind, group) for keyword in keywords)
        for keyword in ("dependencies", "dependentSchemas"):
            ways += len(_of_group(part.listed(keyword), kind, group))
    is_asked_twice = any(part.keywords & _UNEVALUATED for part in parts)
    return 2 * ways if is_asked_twice else ways


def _of_group(shapes: Iterable[Shape], kind: int, group: int) -> Shapes:
    return tuple([shape for shape in shapes if shape.group == group and shape.kinds & kind])


def _count_members(parts: Shapes, group: int) -> int:
    """Return how many schemas of the recursion apply to one member at most."""
    most = 0
    for members in collect_members(parts):
        others = [shape for _, shape in members.patterns] + [*members.rest, *members.unmatched]
        for shapes in (*members.names.values(), others):
            most = max(most, len({shape for shape in shapes if shape.group == group}))
    return most


def _count_items(parts: Shapes, group: int) -> int:
    """Return how many schemas of the recursion apply to one item at most."""
    ways = 0
    for keyword in ("items", "prefixItems", "additionalItems", "contains", "unevaluatedItems"):
        found = {shape for part in parts for shape in part.listed(keyword) if shape.group == group}
        is_listed = any(isinstance(part.get(keyword), list) for part in parts)
        ways += min(len(found), 1) if is_listed else len(found)
    return ways
