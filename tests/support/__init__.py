"""Shared by the tests: the checkout, schemas made on the spot, generated modules in memory."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import connectgen.file_formats
from connectgen.config.options import Options
from connectgen.pipeline.render import render_source_files

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
EXAMPLES = ROOT / "tests" / "examples"


def configuration_keys() -> list[str]:
    """Return the keys of `[tool.connectgen]`, by its schema."""
    schema = Path(connectgen.file_formats.__file__).with_name("pyproject.schema.json")
    return list(json.loads(schema.read_text(encoding="utf-8"))["properties"])


def example(name: str) -> Any:
    """Return one of the documented bodies, made anew."""
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def module_of(text: str) -> ModuleType:
    """Return a module made of *text*."""
    module = ModuleType("validator")
    exec(compile(text, "validator.py", "exec"), module.__dict__)
    return module


def write_schemas(folder: Path, documents: dict[str, Any], version: str = "v1.4") -> Path:
    """Write *documents*, by catalog path, as an unpinned snapshot below *folder*."""
    for path, document in documents.items():
        file = folder / version / f"{path}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document), encoding="utf-8")
    return folder


def generate_into(folder: Path, package: str, **options: Any) -> Path:
    """Write the files of a package, without the manifest, and return its folder."""
    files, _ = render_source_files(Options(package=package, **options))
    for file in files:
        target = folder / package / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")
    return folder / package


def import_from(folder: Path, name: str) -> ModuleType:
    """Import *name* from *folder* and leave `sys.path` as it was."""
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
