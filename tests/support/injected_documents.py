"""Documents with a payload in every place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support import write_schemas

TEXT = {"type": "string"}
CATALOG = "/services/rest/connect/v1.4/metadata-catalog"

PLACES: dict[str, dict[str, Any]] = {
    "names": {"wire name": lambda text: {text: TEXT}},
    "patterns": {"pattern": lambda text: {"x": {**TEXT, "pattern": text}}},
    "texts": {
        "keyword": lambda text: {"x": {text: text, **TEXT}},
        **{
            place: lambda text, place=place: {"x": {place: text}}
            for place in ("label", "title", "description", "$comment", "default", "const", "format")
        },
        **{
            place: lambda text, place=place: {"x": {place: text}}
            for place in ("contentEncoding", "$id", "id")
        },
        "enum": lambda text: {"x": {"enum": [text, "other"]}},
    },
    "objects": {
        "name of an object": lambda text: {text: {"type": "object", "properties": {"a": TEXT}}},
        "name of a part": lambda text: {text: {"properties": {text: TEXT}}},
        "required": lambda text: {text: {"required": [text]}},
        **{
            f"{place} of an object": lambda text, place=place: {text: {place: text}}
            for place in ("label", "title", "description")
        },
    },
    "choices": {
        "one of several texts": lambda text: {"x": {"type": "string", "enum": [text, "other"]}},
    },
    "entries": {
        "items of several texts": lambda text: {"x": {"type": "array", "items": {"enum": [text]}}},
    },
    "odd": {
        **{
            keyword: lambda text, keyword=keyword: {"x": {keyword: text}}
            for keyword in ("type", "minimum", "maxLength", "readOnly", "items", "properties")
        },
        "minimumDate": lambda text: {"x": {"minimumDate": text}},
    },
    "references": {
        "menu": lambda text: {"x": {"$ref": f"{CATALOG}/namedIDs/things/{text}"}},
    },
    "lists": {
        "name of a list": lambda text: {text: {"type": "array"}},
        "item": lambda text: {text: {"items": {"type": "object", "properties": {text: TEXT}}}},
    },
}
"""For each resource, functions that return properties with a text in one place each."""


def snapshot(folder: Path, texts: list[str]) -> Path:
    """Write a snapshot with every text in every place: one resource per place."""
    documents: dict[str, Any] = {}
    for resource, places in PLACES.items():
        properties: dict[str, Any] = {}
        for index, text in enumerate(texts):
            for make in places.values():
                for name, part in make(text).items():
                    properties.setdefault(f"x{index}" if name == "x" else name, {}).update(part)
        documents[resource] = {"type": "object", "properties": properties}
        assert len(properties) == len(texts)
        if resource == "references":  # some payloads make a `$ref` that leads nowhere
            properties["gone"] = {"$ref": "/gone"}
        if resource in ("choices", "entries", "texts"):  # and some are too long for a type
            listed = {"type": "string", "enum": ["x" * 300]}
            array = {"type": "array", "items": listed}
            properties["long"] = array if resource == "entries" else listed
    documents["overlaid"] = {
        "type": "object",
        "title": texts[0],
        "properties": dict.fromkeys(texts, TEXT),
        "x-notes": dict.fromkeys(texts, "a note"),
    }
    documents["defined"] = {
        "definitions": {
            **{text: {"type": "object", "title": text} for text in texts},
            "singularResource": {
                "type": "object",
                "properties": {f"x{index}": TEXT for index in range(len(texts))},
            },
        }
    }
    schemas = write_schemas(folder, documents)
    overlay = {
        "resource": "overlaid",
        "snapshot": "bundled",
        "corrections": [correction(index, text) for index, text in enumerate(texts)],
    }
    write_overlay(schemas, "overlaid", overlay)
    return schemas


def write_overlay(schemas: Path, name: str, overlay: dict[str, Any]) -> None:
    """Write an overlay file for v1.4 into the folder *schemas*."""
    file = schemas / "overlays" / "v1.4" / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(overlay), encoding="utf-8")


def escape_pointer(text: str) -> str:
    """Return *text* as a segment of a JSON pointer."""
    return text.replace("~", "~0").replace("/", "~1")


def correction(index: int, text: str) -> dict[str, Any]:
    """Return a correction with *text* as property name, value, reason, source and advice."""
    name = escape_pointer(text)
    place = f"/properties/{name}"
    advice = {
        "pointer": f"/{name}",
        "message": text,
        "schema": {"properties": {text: {"enum": [text]}}},
    }
    added = {"op": "add", "path": "/x-connectgen-advice", "value": []} if not index else None
    patch = [
        {"op": "test", "path": f"{place}/type", "value": "string"},
        {"op": "move", "from": f"/x-notes/{name}", "path": f"{place}/title"},
        {"op": "replace", "path": f"{place}/title", "value": text},
        {"op": "add", "path": f"{place}/description", "value": text},
        *([added] if added else []),
        {"op": "add", "path": "/x-connectgen-advice/-", "value": advice},
    ]
    return {"document": "overlaid", "reason": text, "source": text, "patch": patch}
