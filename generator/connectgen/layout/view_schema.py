"""A view as plain JSON Schema (draft-07): what validators are compiled from."""

from __future__ import annotations

import json
from typing import Any

from connectgen.core import ir
from connectgen.layout.names import ResourceNames
from connectgen.layout.shared_models import find_shared_models

__all__ = ["view_json_schema"]

_LINK = "Link"
_REFERENCE = "Reference"

JsonSchema = dict[str, Any]


def view_json_schema(
    resource: ir.Resource, view: ir.View, names: ResourceNames, *, shares: bool = True
) -> JsonSchema:
    """Return the JSON Schema of *view*, with a definition per nested model.

    Advice travels along as `x-connectgen-advice`, so that its schema pointers lead somewhere.

    Args:
        resource: the resource.
        view: one of its views.
        names: its names.
        shares: whether the definitions of a patch that equal those of the create body have their
            names, as their models do.
    """
    root, *nested = view.models
    title = names.class_of(view, root.path)
    if shares:
        names = names.share(find_shared_models(resource))
    schema: JsonSchema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        **_object_schema(root, view, names),
    }
    definitions = {
        names.class_of(view, model.path): _object_schema(model, view, names) for model in nested
    }
    definitions |= _shared_definitions(view)
    if view.direction == "read":
        definitions |= _collection_definitions(view, names)
    if definitions:
        schema["definitions"] = {name: definitions[name] for name in sorted(definitions)}
    if view.direction == "create" and resource.advice:
        schema["x-connectgen-advice"] = [
            {"pointer": rule.pointer, "message": rule.message, "schema": json.loads(rule.schema)}
            for rule in resource.advice
        ]
    return schema


def _object_schema(model: ir.Model, view: ir.View, names: ResourceNames) -> JsonSchema:
    schema: JsonSchema = {"type": "object"}
    if model.description:
        schema["description"] = model.description
    required = [field.wire_name for field in model.fields if field.required]
    if required:
        schema["required"] = required
    if model.identified:
        schema["not"] = {"required": ["id", "lookupName"]}
    schema["properties"] = {
        field.wire_name: _field_schema(field, view, names) for field in model.fields
    }
    return schema


def _field_schema(field: ir.Field, view: ir.View, names: ResourceNames) -> JsonSchema:
    schema = _type_schema(field.type, view, names)
    if field.nullable and "$ref" in schema:
        schema = {"anyOf": [{"type": "null"}, schema]}
    elif field.nullable and "type" in schema:
        kinds = schema["type"]
        schema["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
    if field.nullable and "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    if "$ref" not in schema:
        annotations = {"description": field.description, "default": field.default}
        schema |= {key: value for key, value in annotations.items() if value not in (None, "")}
    return schema


def _type_schema(kind: ir.Type, view: ir.View, names: ResourceNames) -> JsonSchema:
    match kind:
        case ir.Scalar(kinds=kinds):
            schema: JsonSchema = {}
            if kinds:
                schema["type"] = kinds[0] if len(kinds) == 1 else list(kinds)
            return schema | _limit_keywords(kind.constraints)
        case ir.ModelType(model=path):
            if path == view.models[0].path:
                return {"$ref": "#"}
            return _definition_ref(names.class_of(view, path))
        case ir.ReferenceType():
            return _definition_ref(_REFERENCE)
        case ir.LinkType():
            return _definition_ref(_LINK)
        case ir.ListType():
            return _list_schema(kind, view, names) | _limit_keywords(kind.constraints)


def _definition_ref(name: str) -> JsonSchema:
    return {"$ref": f"#/definitions/{name}"}


def _list_schema(kind: ir.ListType, view: ir.View, names: ResourceNames) -> JsonSchema:
    """Return the schema of an array, and of the objects that may stand in its place."""
    items = _type_schema(kind.item, view, names)
    array = {"type": "array", "items": items}
    if kind.or_single:
        return array | {"type": ["array", "object"], "if": {"type": "object"}, "then": items}
    if view.direction != "read" or not isinstance(kind.item, ir.ModelType | ir.ReferenceType):
        return array
    held = _definition_ref(_collection_ref(kind.item, view, names))
    return array | {"type": ["array", "object"], "if": {"type": "object"}, "then": held}


def _collection_ref(
    item: ir.ModelType | ir.ReferenceType, view: ir.View, names: ResourceNames
) -> str:
    """Return the definition of the object that may stand in place of an array of *item*."""
    of = names.class_of(view, item.model) if isinstance(item, ir.ModelType) else _REFERENCE
    name = f"{of}Collection"
    while name in names.classes.values():
        name += "Object"
    return name


def _collection_definitions(view: ir.View, names: ResourceNames) -> JsonSchema:
    """Return the definitions of the objects that a reply may hold in place of arrays."""
    links = {"type": "array", "items": _definition_ref(_LINK)}
    found: JsonSchema = {}
    for kind in (field.type for model in view.models for field in model.fields):
        if isinstance(kind, ir.ListType) and isinstance(kind.item, ir.ModelType | ir.ReferenceType):
            array = {"type": "array", "items": _type_schema(kind.item, view, names)}
            members = {"items": array, "links": links}
            name = _collection_ref(kind.item, view, names)
            found[name] = {"type": "object", "properties": members}
    return found


def _limit_keywords(constraints: tuple[ir.Constraint, ...]) -> JsonSchema:
    return {
        limit.keyword: list(limit.limit) if isinstance(limit.limit, tuple) else limit.limit
        for limit in constraints
        if limit.enforced
    }


def _shared_definitions(view: ir.View) -> JsonSchema:
    """Return the definitions that are not models: those of references and links, where met."""
    fields = [field.type for model in view.models for field in model.fields]
    kinds = {type(kind.item if isinstance(kind, ir.ListType) else kind) for kind in fields}
    is_read = view.direction == "read"
    definitions: JsonSchema = {}
    if ir.ReferenceType in kinds:
        definitions[_REFERENCE] = _reference_schema(is_read)
    linked = any(isinstance(kind, ir.ListType | ir.ReferenceType) for kind in fields)
    if ir.LinkType in kinds or (is_read and linked):
        texts = {name: {"type": "string"} for name in ("href", "mediaType", "rel")}
        definitions[_LINK] = {"type": "object", "properties": texts}
    return definitions


def _reference_schema(is_read: bool) -> JsonSchema:
    # not 1: some menus begin with 0, such as addressType with the primary address
    members: JsonSchema = {
        "id": {"type": "integer", "minimum": 0},
        "lookupName": {"type": "string"},
    }
    if is_read:
        members["links"] = {"type": "array", "items": _definition_ref(_LINK)}
    return {"type": "object", "properties": members}
