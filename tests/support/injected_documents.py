"""Documents with a payload in every text, and what is generated from them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from support import write_schemas

FLAVOURS = ("msgspec", "pydantic", "typeddict")

TEXT = {"type": "string"}

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
    "lists": {
        "name of a list": lambda text: {text: {"type": "array"}},
        "item": lambda text: {text: {"items": {"type": "object", "properties": {text: TEXT}}}},
    },
}
"""By resource, what makes the properties that hold a text in one place after the other."""
ALONE = (
    "date limit",
    "$ref",
    "type",
    "resource and file",
    "part and file",
    "version",
    "definition",
)
"""Places in which a text may be refused, so that each stands in a snapshot of its own."""


def write(folder: Path, files: Any) -> None:
    for file in files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")


IMPORT_ALL = """
import importlib, json, sys
from pathlib import Path
from typing import get_type_hints
imported = 0
for package in sys.argv[1:]:
    for path in sorted(Path(package).rglob("*.py")):
        parts = path.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = importlib.import_module(name)
        imported += 1
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == name and "_models" in name:
                get_type_hints(value, include_extras=True)
print(imported)
"""


def import_all(folder: Path, *packages: str) -> int:
    """Import every module of *packages* in another process, and return how many there are."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return int(run.stdout)


def assert_nothing_ran(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()}.isdisjoint({"canary", "c"})


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
    documents["overlaid"] = {
        "type": "object",
        "title": texts[0],
        "properties": {f"x{index}": TEXT for index in range(len(texts))},
    }
    schemas = write_schemas(folder, documents)
    overlays = schemas / "overlays" / "v1.4"
    overlays.mkdir(parents=True)
    overlay = {
        "resource": "overlaid",
        "snapshot": "bundled",
        "corrections": [correction(index, text) for index, text in enumerate(texts)],
    }
    (overlays / "overlaid.json").write_text(json.dumps(overlay), encoding="utf-8")
    return schemas


def correction(index: int, text: str) -> dict[str, Any]:
    place = f"/properties/x{index}"
    advice = {
        "pointer": f"/x{index}",
        "message": text,
        "schema": {"properties": {f"x{index}": {"enum": [text]}}},
    }
    added = {"op": "add", "path": "/x-connectgen-advice", "value": []} if not index else None
    patch = [
        {"op": "test", "path": f"{place}/type", "value": "string"},
        {"op": "add", "path": f"{place}/description", "value": text},
        *([added] if added else []),
        {"op": "add", "path": "/x-connectgen-advice/-", "value": advice},
    ]
    return {"document": "overlaid", "reason": text, "source": text, "patch": patch}
