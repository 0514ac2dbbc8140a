"""A view as plain JSON Schema (draft-07): what validators are compiled from."""

from __future__ import annotations

import json
from typing import Any

from connectgen import ir
from connectgen.layout.naming import Names

__all__ = ["REFERENCE", "standard_schema"]

REFERENCE = "Reference"

Schema = dict[str, Any]


def standard_schema(resource: ir.Resource, view: ir.View, names: Names) -> Schema:
    """Return the JSON Schema of *view*, with a definition per nested model.

    Advice travels along as `x-connectgen-advice`, so that its schema pointers lead somewhere.
    """
    root, *nested = view.models
    schema: Schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": names.class_of(view, root.path),
        **_object(root, view, names),
    }
    definitions = {
        names.class_of(view, model.path): _object(model, view, names) for model in nested
    }
    if any(_mentions_reference(field.type) for model in view.models for field in model.fields):
        definitions[REFERENCE] = _reference(view.direction)
    if definitions:
        schema["definitions"] = {name: definitions[name] for name in sorted(definitions)}
    if view.direction == "create" and resource.advice:
        schema["x-connectgen-advice"] = [
            {"pointer": rule.pointer, "message": rule.message, "schema": json.loads(rule.schema)}
            for rule in resource.advice
        ]
    return schema


def _object(model: ir.Model, view: ir.View, names: Names) -> Schema:
    schema: Schema = {"type": "object"}
    if model.description:
        schema["description"] = model.description
    required = [field.wire_name for field in model.fields if field.required]
    if required:
        schema["required"] = required
    if model.identified:
        schema["not"] = {"required": ["id", "lookupName"]}
    schema["properties"] = {field.wire_name: _field(field, view, names) for field in model.fields}
    return schema


def _field(field: ir.Field, view: ir.View, names: Names) -> Schema:
    schema = _type(field.type, view, names)
    if field.nullable and "$ref" in schema:
        schema = {"anyOf": [{"type": "null"}, schema]}
    elif field.nullable and "type" in schema:
        kinds = schema["type"]
        schema["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
    if "$ref" not in schema:
        annotations = {"description": field.description, "default": field.default}
        schema |= {key: value for key, value in annotations.items() if value not in (None, "")}
    return schema


def _type(kind: ir.Type, view: ir.View, names: Names) -> Schema:
    match kind:
        case ir.Scalar(kinds=kinds):
            schema: Schema = {}
            if kinds:
                schema["type"] = kinds[0] if len(kinds) == 1 else list(kinds)
            return schema | _limits(kind.constraints)
        case ir.ModelType(model=path):
            if path == view.models[0].path:
                return {"$ref": "#"}
            return {"$ref": f"#/definitions/{names.class_of(view, path)}"}
        case ir.ReferenceType():
            return {"$ref": f"#/definitions/{REFERENCE}"}
        case ir.ListType(item=item, or_single=or_single):
            items = _type(item, view, names)
            schema = {"type": ["array", "object"] if or_single else "array", "items": items}
            if or_single:
                schema |= {"if": {"type": "object"}, "then": items}
            return schema | _limits(kind.constraints)


def _limits(constraints: tuple[ir.Constraint, ...]) -> Schema:
    return {limit.keyword: limit.limit for limit in constraints if limit.enforced}


def _reference(direction: ir.Direction) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {"id": {"type": "integer", "minimum": 1}, "lookupName": {"type": "string"}},
    }
    return schema if direction == "read" else schema | {"not": {"required": ["id", "lookupName"]}}


def _mentions_reference(kind: ir.Type) -> bool:
    if isinstance(kind, ir.ListType):
        return _mentions_reference(kind.item)
    return isinstance(kind, ir.ReferenceType)
