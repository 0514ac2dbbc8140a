"""Create and patch body as one schema, so that what they have in common is compiled once."""

from __future__ import annotations

import json

from connectgen.layout.view_schema import JsonSchema

__all__ = ["CREATE", "PATCH", "SHARED", "are_equal", "merge_bodies"]

# No class begins with a small letter, so that these are no names of models.
CREATE, PATCH, SHARED = "create", "patch", "shared"
"""Names of definitions: both bodies, and the members that are valid in both or in neither."""

_ANNOTATIONS = frozenset({"$schema", "description", "title", "x-connectgen-advice"})


def are_equal(create: JsonSchema, patch: JsonSchema) -> bool:
    """Return whether the same bodies are valid under both schemas."""
    return _without_annotations(create) == _without_annotations(patch)


def merge_bodies(create: JsonSchema, patch: JsonSchema) -> JsonSchema | None:
    """Return a schema that defines both bodies and what they share, or None if it cannot.

    Definitions of the same name must be equal.
    """
    if '{"$ref": "#"}' in json.dumps([create, patch]):
        return None  # a body in a body: the reference leads to the one or to the other
    created, patched = create["properties"], patch["properties"]
    same = [name for name, schema in created.items() if patched.get(name) == schema]
    bodies = {
        CREATE: _refer_to_shared(create, same),
        PATCH: _refer_to_shared(patch, same),
        SHARED: {"type": "object", "properties": {name: created[name] for name in same}},
    }
    definitions = [schema.get("definitions", {}) for schema in (create, patch)]
    return {
        **{name: create[name] for name in ("$schema", "x-connectgen-advice") if name in create},
        "definitions": {**definitions[0], **definitions[1], **bodies},
    }


def _refer_to_shared(body: JsonSchema, same: list[str]) -> JsonSchema:
    """Return *body* with a reference in place of the members that are the *same*."""
    own = {name: schema for name, schema in body["properties"].items() if name not in same}
    kept: JsonSchema = {name: body[name] for name in ("type", "required", "not") if name in body}
    return {**kept, "properties": own, "allOf": [{"$ref": f"#/definitions/{SHARED}"}]}


def _without_annotations(schema: JsonSchema) -> JsonSchema:
    return {name: value for name, value in schema.items() if name not in _ANNOTATIONS}
