"""Type checkers and what consumers write."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
COMMANDS = {
    "mypy": ("mypy", "--strict", "--show-error-codes"),
    "pyright": ("pyright", "--pythonpath", sys.executable),
}


@pytest.fixture(scope="module")
def folder(made: ModuleType) -> Path:
    """The folder that holds the package and both files."""
    folder = Path(str(made.__file__)).parents[1]
    for name in ("consumer_of_records.py", "misuse_of_records.py"):
        shutil.copy(HERE / name, folder)
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "include": ["consumer_of_records.py", "misuse_of_records.py"],
        "reportUnusedExpression": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def complaints(folder: Path, command: tuple[str, ...]) -> dict[str, list[int]]:
    """Return the lines of either file that a type checker has found an error in."""
    files = ("consumer_of_records.py", "misuse_of_records.py") if command[0] == "mypy" else ()
    run = subprocess.run(
        [sys.executable, "-m", *command, *files],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, list[int]] = {}
    for line in run.stdout.splitlines():
        where, _, _ = line.partition(" error: ")
        if where != line:
            name, number = Path(where.strip(" -:")).name.split(":")[:2]
            found.setdefault(name, []).append(int(number))
    return found


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_type_checkers_accept_use_and_reject_misuse(folder: Path, command: tuple[str, ...]):
    source = (HERE / "misuse_of_records.py").read_text(encoding="utf-8").splitlines()
    wrong = [number for number, line in enumerate(source, 1) if line.startswith("    client.")]
    found = complaints(folder, command)
    assert sorted(set(found.pop("misuse_of_records.py"))) == wrong
    assert found == {}
