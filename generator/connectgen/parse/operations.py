"""Operations of a resource: from an overlay, from Oracle's guide, or from the flags of fields."""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.core import ir
from connectgen.core.diagnostics import Diagnostics
from connectgen.parse.schema import SchemaNode

__all__ = [
    "documented_operations",
    "named_operations",
    "needed_directions",
    "offered_operations",
]

_DIRECTIONS: dict[str, tuple[ir.Direction, ...]] = {
    "create": ("create", "read"),
    "delete": (),
    "get": ("read",),
    "list": ("read",),
    "menu": ("read",),
    "query": ("read",),
    "run": ("read",),
    "update": ("patch", "read"),
}
"""Views that each operation needs, in the order of `ir.Resource.operations`."""

_DOCUMENTED = {
    "analyticsReportResults": ("run",),
    "incidentResponse": ("create",),
    "namedIDHierarchies": ("menu",),
    "namedIDs": ("menu",),
    "queryResults": ("query",),
}
"""Operations of resources that are not collections of records, although their documents say so."""


def named_operations(name: str, schema: SchemaNode, diagnostics: Diagnostics) -> tuple[str, ...]:
    """Return the operations that an overlay or Oracle's guide lists; none if the flags decide.

    Args:
        name: the resource.
        schema: the schema of its record.
        diagnostics: collects errors about unknown operations.
    """
    value = schema.members.get("x-connectgen-operations")
    if value is None:
        return documented_operations(name)
    if isinstance(value, list) and value and all(each in _DIRECTIONS for each in value):
        return tuple(operation for operation in _DIRECTIONS if operation in value)
    location = schema.location.child("x-connectgen-operations")
    diagnostics.add_error(location, f"must be an array of operations: {', '.join(_DIRECTIONS)}")
    return ()


def documented_operations(name: str) -> tuple[str, ...]:
    """Return the operations that Oracle's guide lists for a resource; none if it lists none."""
    return _DOCUMENTED.get(name, ())


def needed_directions(operations: Iterable[str]) -> frozenset[ir.Direction]:
    """Return the views that *operations* need; all views if *operations* is empty."""
    names = tuple(operations) or tuple(_DIRECTIONS)
    return frozenset(direction for name in names for direction in _DIRECTIONS[name])


def offered_operations(views: Iterable[ir.View]) -> tuple[str, ...]:
    """Return the operations of a resource, derived from its *views*.

    Every resource can be read. It can be created or updated if that view has fields, and deleted
    if it can be created.
    """
    writable = {view.direction for view in views if view.models[0].fields}
    offered = {"get", "list"}
    offered |= {"create", "delete"} if "create" in writable else set()
    offered |= {"update"} if "patch" in writable else set()
    return tuple(operation for operation in _DIRECTIONS if operation in offered)
