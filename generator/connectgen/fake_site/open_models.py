"""Find the models that may have members which no document describes."""

from __future__ import annotations

from collections.abc import Mapping

from connectgen.core import ir
from connectgen.core.json_types import Json, is_array, is_object
from connectgen.core.location import Location, unescape_token

__all__ = ["open_paths"]


def open_paths(resource: ir.Resource, documents: Mapping[str, Json]) -> frozenset[ir.Path]:
    """Return the paths of the models of *resource* that take members that no view knows.

    Their schema has `additionalProperties` that is true or a schema, or describes no member at all.

    Args:
        resource: the resource.
        documents: documents by catalog path, with overlays applied.
    """
    models = [model for view in resource.views for model in view.models]
    described = {model.path for model in models if model.fields}
    return frozenset(
        model.path
        for model in models
        if model.path not in described or _takes_others(model.location, documents)
    )


def _takes_others(location: Location, documents: Mapping[str, Json]) -> bool:
    value = documents.get(location.document.partition("/")[2].removesuffix(".json"))
    for token in location.pointer.split("/")[1:]:
        if is_array(value) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        elif is_object(value):
            value = value.get(unescape_token(token))
        else:
            return False
    others = value.get("additionalProperties") if is_object(value) else None
    return others is True or is_object(others)
