"""Generated packages whose documents hold payloads: written, imported, counted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from support.injection_payloads import PAYLOADS

FLAVOURS = ("msgspec", "pydantic", "typeddict")

BACKENDS = tuple(f"{flavour}_models" for flavour in FLAVOURS)

OUTPUTS = ("models", "validators", "resources", *BACKENDS)
"""Folders of a package that contain one module per resource."""


def write(folder: Path, files: Any) -> None:
    """Write generated *files* below *folder*."""
    for file in files:
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")


IMPORT_ALL = """
import importlib, json, sys
from pathlib import Path
from typing import get_type_hints
imported = []
for package in sys.argv[1:]:
    for path in sorted(Path(package).rglob("*.py")):
        parts = path.with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        module = importlib.import_module(name)
        imported.append(name)
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == name and "_models" in name:
                get_type_hints(value, include_extras=True)
print(json.dumps(imported))
"""


def import_all(folder: Path, *packages: str) -> list[str]:
    """Import every module of *packages* in another process, and return their names."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORT_ALL, *packages],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    imported: list[str] = json.loads(run.stdout)
    return imported


def assert_nothing_ran(folder: Path) -> None:
    """Check that no payload has created its file in *folder*."""
    assert {path.name for path in folder.iterdir()}.isdisjoint({"canary", "c"})


def find_payloads(
    value: Any, payloads: Collection[str], place: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield each place in a document that contains a payload, and the payload."""
    if isinstance(value, dict):
        for key, item in value.items():
            known = key in payloads
            name = "<text>" if known else re.sub(r"^x\d+$", "x", key)
            if known:
                yield f"{place}/<text>", key
            yield from find_payloads(item, payloads, f"{place}/{name}")
    elif isinstance(value, list):
        for item in value:
            yield from find_payloads(item, payloads, f"{place}/-")
    elif value in payloads:
        yield place, value
    elif isinstance(value, str) and place.endswith(("/path", "/from", "/pointer")):
        segments = value.split("/")
        texts = {each.replace("~1", "/").replace("~0", "~") for each in segments}
        yield from ((f"{place}/<segment>", text) for text in texts if text in payloads)


def count_coverage(schemas: Path, resources: dict[str, set[str]]) -> tuple[int, int]:
    """Return the number of places that contain every payload, and payloads x places x outputs.

    This counts what the outputs were generated from. An output need not contain the payload:
    `resources` modules, for example, use none of these texts.

    Args:
        schemas: the snapshot that was read.
        resources: for each output, the resources found in it.
    """
    payloads = frozenset(PAYLOADS)
    places: dict[str, set[str]] = {}
    for file in sorted(schemas.rglob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for place, text in find_payloads(content, payloads, f"{file.parent.name}/{file.stem}"):
            places.setdefault(place, set()).add(text)
    # skip places with one payload: the payload `type` is also a keyword, and a title has one text
    whole = {place: texts for place, texts in places.items() if len(texts) > 1}
    assert all(texts == payloads for texts in whole.values())
    of_resources = [place.split("/")[1] for place in whole]
    cells = sum(
        len(payloads) * sum(resource in made for made in resources.values())
        for resource in of_resources
    )
    return len(whole), cells
