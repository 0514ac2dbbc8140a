"""Names as long as formatters' lines: what is generated of them is formatted all the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import generate_into

pytestmark = pytest.mark.slow

KINDS = {
    "a": {"type": ["string", "null"]},
    "d": {"type": "string", "minimumDate": "1970-01-02"},
    "r": {"type": "object", "properties": {"id": {"type": "integer"}}},
    "l": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": "string"}}}},
}
NESTED_UP_TO = 58


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    properties = {
        f"{letter * (length - 2)}{length}": schema
        for letter, schema in KINDS.items()
        for length in range(50, 80)
        if letter in "ad" or length < NESTED_UP_TO
    }
    document = folder / "in" / "v1.4" / "things.json"
    document.parent.mkdir(parents=True)
    document.write_text(json.dumps({"type": "object", "properties": properties}))
    return generate_into(folder, "long", schemas=folder / "in")


@pytest.mark.parametrize("width", ["88", "100"])
def test_long_names_are_formatted_at_any_width(package: Path, width: str):
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", width]
    run = subprocess.run(
        [*command, "--diff", "."], cwd=package, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
