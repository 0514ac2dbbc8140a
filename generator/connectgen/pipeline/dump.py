"""The IR and the JSON Schema of a view, as JSON for people and machines."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, cast

from connectgen.core import ir
from connectgen.core.location import Location
from connectgen.layout.names import name_resource
from connectgen.layout.view_schema import view_json_schema
from connectgen.pipeline.api import missing_view_error

__all__ = ["api_as_json", "schema_as_json"]


def api_as_json(value: Any) -> Any:
    """Return *value*, the API or any part of it, as JSON; types carry their name as `kind`."""
    if isinstance(value, Location):
        return str(value)
    if isinstance(value, tuple):
        return [api_as_json(item) for item in cast("tuple[object, ...]", value)]
    if is_dataclass(value) and not isinstance(value, type):
        shown = {field.name: api_as_json(getattr(value, field.name)) for field in fields(value)}
        is_type = isinstance(value, _TYPES)
        return {"kind": type(value).__name__, **shown} if is_type else shown
    return value


_TYPES = (ir.Scalar, ir.ModelType, ir.ReferenceType, ir.LinkType, ir.ListType)


def schema_as_json(resource: ir.Resource, direction: str) -> dict[str, Any]:
    """Return the JSON Schema (draft-07) of a view, into which schema pointers lead.

    Raises:
        CatalogError: the resource has no such view.
    """
    for view in resource.views:
        if view.direction == direction:
            return view_json_schema(resource, view, name_resource(resource))
    raise missing_view_error(resource, direction)
