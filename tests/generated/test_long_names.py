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
    "k": {"type": "object", "properties": {"no name": {"type": "string"}}},
}
NESTED_UP_TO = 58


def make_package(folder: Path, nested_up_to: int) -> Path:
    properties = {
        f"{letter * (length - 2)}{length}": schema
        for letter, schema in KINDS.items()
        for length in (*range(50, 80), 99)
        if letter in "ad" or length < nested_up_to
    }
    document = folder / "in" / "v1.4" / "things.json"
    document.parent.mkdir(parents=True)
    document.write_text(json.dumps({"type": "object", "properties": properties}))
    return generate_into(folder, "long", schemas=folder / "in")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_package(tmp_path_factory.mktemp("long"), NESTED_UP_TO)


@pytest.fixture(scope="module")
def longer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package in which names of classes are longer than a line, too."""
    return make_package(tmp_path_factory.mktemp("longer"), 100)


@pytest.mark.parametrize("width", ["88", "100"])
def test_long_names_are_formatted_at_any_width(package: Path, longer: Path, width: str):
    assert_formatted(package, width, ".")
    assert_formatted(longer, width, "models", "dicts")


def assert_formatted(package: Path, width: str, *folders: str) -> None:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", width]
    run = subprocess.run(
        [*command, "--diff", *folders], cwd=package, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout
