"""Schemas that several tests compile."""

from __future__ import annotations

from typing import Any

DRAFT_7 = {"$schema": "http://json-schema.org/draft-07/schema#"}
TREE = {
    **DRAFT_7,
    "title": "Tree",
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "kids": {"type": "array", "items": {"$ref": "#"}},
    },
}
SHAPES = {
    **DRAFT_7,
    "definitions": {
        "circle": {
            "type": "object",
            "required": ["radius"],
            "properties": {"radius": {"type": "number", "exclusiveMinimum": 0}},
        },
        "square": {
            "type": "object",
            "required": ["side"],
            "properties": {"side": {"type": "number", "multipleOf": 0.01}},
        },
    },
    "type": "array",
    "items": {
        "oneOf": [
            {"$ref": "#/definitions/circle"},
            {"$ref": "#/definitions/square"},
            {"type": "null"},
        ]
    },
    "uniqueItems": True,
}
HEADERS = {
    **DRAFT_7,
    "type": "object",
    "patternProperties": {"^x-": {"type": "string"}, "^n-": {"type": ["integer", "null"]}},
    "propertyNames": {"maxLength": 20},
    "properties": {
        "a~b/c": {"enum": [1, "one", None, [1, {"deep": True}]]},
        "class": {"const": {"a": 1}},
    },
    "additionalProperties": False,
    "dependencies": {"x-a": ["x-b"], "x-c": {"required": ["x-d"]}},
}
MIXED = {
    **DRAFT_7,
    "title": 'Hostile """ \\ title\n',
    "if": {"properties": {"kind": {"const": "long"}}, "required": ["kind"]},
    "then": {"properties": {"text": {"minLength": 10}}},
    "else": {"not": {"required": ["text", "more"]}},
    "allOf": [
        {
            "anyOf": [
                {"type": "object"},
                {"type": "string", "pattern": "^[a-z]+$"},
                {"type": "integer", "maximum": 9},
            ]
        }
    ],
    "properties": {
        "__import__('os').system('id')": {"type": "string"},
        "a very long name of a property, as nobody writes but machines, which goes on": {
            "type": "integer",
            "minimum": 1,
        },
        "items": {
            "contains": {"type": "integer"},
            "items": [{"type": "string"}, {"minimum": 3}],
            "additionalItems": {"type": "boolean"},
        },
        "list": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"enum": ["some value"] + [f"value number {n}" for n in range(9)]},
            },
        },
        "type": {"type": ["string", "null", "boolean"]},
    },
}
FORMATS = (
    *("date", "date-time", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6"),
    *("iri", "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri"),
    *("uri-reference", "uri-template"),
)
SCHEMAS: dict[str, Any] = {
    "tree": TREE,
    "shapes": SHAPES,
    "headers": HEADERS,
    "mixed": MIXED,
    "formats": {**DRAFT_7, "allOf": [{"format": name} for name in FORMATS]},
    "hostname": {**DRAFT_7, "format": "hostname"},
    "regex": {**DRAFT_7, "format": "regex", "pattern": "a+b"},
    "uri": {**DRAFT_7, "format": "uri"},
    "anything": {},
    "nothing": False,
}


def deep(depth: int) -> Any:
    value: Any = {"name": "leaf"}
    for _ in range(depth):
        value = {"name": "node", "kids": [value]}
    return value


PARTS = {"type": "array", "items": {"$ref": "#"}}
