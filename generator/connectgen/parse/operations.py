"""Which operations a resource offers: what overlays say, what is documented, what flags allow."""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.core import ir
from connectgen.parse.diagnostics import Diagnostics
from connectgen.parse.schema import SchemaNode

__all__ = ["named_operations", "needed_directions", "offered_operations"]

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
"""Views that each operation needs; sorted, as operations are."""

_DOCUMENTED = {
    "analyticsReportResults": ("run",),
    "incidentResponse": ("create",),
    "namedIDHierarchies": ("menu",),
    "namedIDs": ("menu",),
    "queryResults": ("query",),
}
"""Resources that are no collections of records, whatever their documents look like."""


def named_operations(name: str, schema: SchemaNode, diagnostics: Diagnostics) -> tuple[str, ...]:
    """Return the operations that an overlay or Oracle's guide names; none where the flags decide.

    Args:
        name: the resource.
        schema: its record.
        diagnostics: is told of operations that there are not.
    """
    value = schema.members.get("x-connectgen-operations")
    if value is None:
        return _DOCUMENTED.get(name, ())
    if isinstance(value, list) and value and all(each in _DIRECTIONS for each in value):
        return tuple(operation for operation in _DIRECTIONS if operation in value)
    location = schema.location.child("x-connectgen-operations")
    diagnostics.add_error(location, f"must name some of {', '.join(_DIRECTIONS)}")
    return ()


def needed_directions(operations: Iterable[str]) -> frozenset[ir.Direction]:
    """Return the views that *operations* need; all of them where none is named."""
    names = tuple(operations) or tuple(_DIRECTIONS)
    return frozenset(direction for name in names for direction in _DIRECTIONS[name])


def offered_operations(views: Iterable[ir.View]) -> tuple[str, ...]:
    """Return the operations of a resource whose *views* have fields, or have none.

    A record is there to be read; it can be created or changed where a field of it can be
    written, and deleted where it can be created.
    """
    writable = {view.direction for view in views if view.models[0].fields}
    offered = {"get", "list"}
    offered |= {"create", "delete"} if "create" in writable else set()
    offered |= {"update"} if "patch" in writable else set()
    return tuple(operation for operation in _DIRECTIONS if operation in offered)
