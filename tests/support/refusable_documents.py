"""Snapshots with payloads in places where connectgen may refuse them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from connectgen.config.options import Options
from connectgen.snapshot.load import pin_snapshot

from support import write_schemas
from support.injected_documents import TEXT, write_overlay
from support.injected_packages import FLAVOURS

REFUSABLE = (
    *("date limit", "$ref", "type", "resource and file", "part and file", "version"),
    *("overlay: document", "overlay: resource", "overlay: snapshot", "overlay: file"),
    *("snapshot: asked", "snapshot: site", "snapshot: unavailable", "snapshot: resource"),
)
"""Places where connectgen may refuse a text."""

SINGLE = frozenset(
    {"version", "overlay: snapshot", "snapshot: asked", "snapshot: site", "snapshot: resource"}
)
"""Places that occur once in a snapshot."""


def write_refusable(place: str, texts: Sequence[str], folder: Path) -> Options:
    """Write a snapshot with *texts* in one place, and return the options to generate from it."""
    documents: dict[str, Any] = {"things": {"type": "object", "properties": {"a": TEXT}}}
    version = "v1.4"
    properties = documents["things"]["properties"]
    part = "/services/rest/connect/v1.4/metadata-catalog/things"
    for index, text in enumerate(texts):
        member = {
            "date limit": {**TEXT, "format": "date", "minimumDate": text},
            "$ref": {"$ref": text},
            "type": {"type": text},
            "part and file": {"$ref": f"{part}/{text}"},
            "snapshot: unavailable": {"$ref": f"{part}/{text}"},
        }.get(place)
        if member:
            properties[f"b{index}"] = member
        if place == "part and file":
            documents[f"things/{text}"] = {"type": "object", "properties": {"a": TEXT}}
        elif place in ("resource and file", "overlay: document"):
            documents[text] = {"type": "object", "properties": {"a": TEXT}}
        elif place == "version":
            version = text
    schemas = write_schemas(folder, documents, version)
    for index, text in enumerate(texts):
        if not place.startswith("overlay: "):
            break
        target = text if place in ("overlay: document", "overlay: resource") else "things"
        patch = [
            {"op": "test", "path": "/properties/a/type", "value": "string"},
            {"op": "add", "path": "/properties/a/title", "value": text},
        ]
        overlay = {
            "resource": target,
            "snapshot": text if place == "overlay: snapshot" else "bundled",
            "corrections": [
                {"document": target, "reason": text, "source": text, "patch": patch},
            ],
        }
        write_overlay(schemas, text if place == "overlay: file" else f"o{index}", overlay)
    if place.startswith("snapshot: "):
        pin_snapshot(schemas, version, name="schemas")
        file = schemas / version / "snapshot.json"
        pin = json.loads(file.read_text(encoding="utf-8"))
        unavailable = [{"path": f"things/{text}", "status": 403} for text in texts]
        changes = {
            "snapshot: asked": {"asked": texts[0]},
            "snapshot: site": {"site": texts[0]},
            "snapshot: unavailable": {"unavailable": sorted(unavailable, key=lambda x: x["path"])},
            "snapshot: resource": {"resources": sorted(["things", texts[0]])},
        }
        file.write_text(json.dumps(pin | changes[place]), encoding="utf-8")
    return Options(schemas=schemas, package="alone", api_version=version, models=FLAVOURS)


def split_batches(texts: list[str], *, single: bool) -> Iterator[list[str]]:
    """Yield *texts* one by one, or together; texts that differ only in case go to other batches."""
    if single:
        yield from ([text] for text in texts)
        return
    while texts:
        batch = {text.casefold(): text for text in reversed(texts)}.values()
        yield [*batch]
        texts = [text for text in texts if text not in batch]
