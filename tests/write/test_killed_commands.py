"""Every command, killed at every kind of use of the file system: old or new, and the next works.

Where `CONNECTGEN_ALL_KILLS` is set, at every single one after the first change, on every system.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from connectgen.core import atomic_replace
from support import ROOT, write_schemas
from support.killed_processes import (
    command,
    failing_at,
    in_a_child,
    killed_at,
    moments_of,
    one_of_each,
    tree,
    without_fcntl,
    without_locks_of_folders,
)
from support.platforms import needs_linux

LATE = (
    *("cli.fetch", "cli.generate", "cli.pin", "cli.validator", "fetch.crawl"),
    *("json_schema.metaschema", "layout.package", "overlay.apply", "parse.api", "pipeline.fetch"),
    *("pipeline.generate", "pipeline.reuse", "render.templates", "snapshot.load"),
    *("snapshot.store", "standalone.compile", "standalone.schema_files", "write.module"),
)
for name in LATE:  # which every child would import anew
    importlib.import_module(f"connectgen.{name}")

ALL = bool(os.environ.get("CONNECTGEN_ALL_KILLS"))

pytestmark = [pytest.mark.slow, needs_linux]


@dataclass(frozen=True)
class Case:
    """A command that replaces *target* in a project, which *before* makes and changes."""

    arguments: tuple[str, ...]
    target: str
    before: Callable[[Path], None]
    change: Callable[[Path], None]
    environment: dict[str, str]

    def run(self, project: Path) -> Callable[[], object]:
        return command(project, *self.arguments, **self.environment)


def thing(name: str) -> dict[str, Any]:
    return {"things": {"properties": {name: {"type": "string"}}}}


def write_old(project: Path) -> None:
    write_schemas(project / "schemas", thing("old"))


def write_new(project: Path) -> None:
    write_schemas(project / "schemas", thing("new"))


def pin_old(project: Path) -> None:
    documents = {"things": {}, "gone": {}, "things/part": {}}
    write_schemas(project / "schemas", {**documents, **thing("old")})


def write_schema(project: Path) -> None:
    (project / "schema.json").write_text(json.dumps({"type": "string"}))


def change_schema(project: Path) -> None:
    (project / "schema.json").write_text(json.dumps({"type": "integer"}))


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """A site in a process of its own: one that has threads should not fork."""
    command = [sys.executable, "-m", "support.catalog_server"]
    with subprocess.Popen(
        command, cwd=ROOT / "tests", stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url, _, environment = process.stdout.readline().partition(" ")
        yield url, ast.literal_eval(environment)
        process.terminate()


@pytest.fixture
def case(request: pytest.FixtureRequest) -> Case:
    if request.param == "generate":
        options = ("--schemas", "schemas", "--package", "pk")
        return Case(("generate", *options), "pk", write_old, write_new, {})
    if request.param == "pin":
        options = ("--schemas", "schemas")
        return Case(("pin", *options), "schemas/v1.4", pin_old, write_new, {})
    if request.param == "validator":
        options = ("schema.json", "-o", "v.py")
        return Case(("validator", *options), "v.py", write_schema, change_schema, {})
    url, environment = request.getfixturevalue("site")

    def other(project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.connectgen]\nresources = ["contacts"]\n')

    def first(project: Path) -> None:
        (project / "pyproject.toml").write_text('[tool.connectgen]\nresources = ["mailboxes"]\n')

    arguments = ("fetch", url, "--into", "schemas")
    return Case(arguments, "schemas/v1.4", first, other, environment)


@pytest.fixture
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    if request.param == "without exchange":
        monkeypatch.setattr(atomic_replace, "_exchange_folders", lambda *_: False)
    locks = {"without fcntl": without_fcntl, "NFS": without_locks_of_folders}
    with locks.get(request.param, nullcontext)():
        yield request.param


def state(path: Path) -> object:
    """Return what is at *path*, or None where there is nothing."""
    if path.is_file():
        return path.read_bytes()
    return tree(path) if path.is_dir() else None


SYSTEMS = ("as it is", "without exchange", "without fcntl", "NFS")
PAIRS = [
    (name, system)
    for name in ("generate", "fetch", "pin", "validator")
    for system in (SYSTEMS if ALL or name in ("pin", "validator") else SYSTEMS[:1])
]
"""A folder and a file show what systems do; all commands replace one by the same functions."""


@dataclass(frozen=True)
class Model:
    """A project before a command, and what the command makes of it."""

    before: Path
    moments: list[tuple[str, bool]]
    old: object
    new: object
    around: list[str]
    """Names in the folder that the target is in, afterwards."""

    @property
    def chosen(self) -> list[int]:
        """The moments that are tried."""
        once = one_of_each(self.moments)
        return [*range(once[0], len(self.moments))] if ALL else once


def model_of(case: Case, folder: Path) -> Model:
    before, project = folder / "before", folder / "model"
    before.mkdir()
    case.before(before)
    assert in_a_child(case.run(before)) == 0
    case.change(before)
    shutil.copytree(before, project)
    moments = moments_of(case.run(project), folder / "moments")
    old, new = state(before / case.target), state(project / case.target)
    assert new != old
    around = sorted(path.name for path in (project / case.target).parent.iterdir())
    return Model(before, moments, old, new, around)


@pytest.mark.parametrize(("case", "system"), PAIRS, indirect=True)
def test_a_kill_leaves_the_old_or_the_new_and_the_next_run_works(
    tmp_path: Path, case: Case, system: str
):
    model = model_of(case, tmp_path)
    seen: list[bool] = []
    for moment in model.chosen:
        project = tmp_path / "project"
        shutil.copytree(model.before, project)
        where = f"killed at moment {moment}, {model.moments[moment][0]}"
        assert in_a_child(killed_at(moment, case.run(project))) == -9, where
        now = state(project / case.target)
        allowed = (model.old, model.new, *([None] if system == "without exchange" else []))
        assert now in allowed, where
        seen.append(now == model.new)
        assert in_a_child(case.run(project)) == 0, where
        assert state(project / case.target) == model.new, where
        around = sorted(path.name for path in (project / case.target).parent.iterdir())
        assert around == model.around, where
        shutil.rmtree(project)
    assert seen == sorted(seen)
    assert {False, True} == {*seen}


@pytest.mark.parametrize(
    ("case", "system"),
    [each for each in PAIRS if ALL or each[0] in ("pin", "validator")],
    indirect=True,
)
def test_a_failure_leaves_the_old_or_the_new_and_the_next_run_works(
    tmp_path: Path, case: Case, system: str, capfd: pytest.CaptureFixture[str]
):
    """Every call fails once: the disk is full, the folder read-only, the network gone."""
    model = model_of(case, tmp_path)
    for moment in model.chosen:
        project = tmp_path / "project"
        shutil.copytree(model.before, project)
        where = f"failed at moment {moment}, {model.moments[moment][0]}"
        capfd.readouterr()
        code = in_a_child(failing_at(moment, case.run(project)))
        told = capfd.readouterr().err
        assert code in (0, 2), f"{where}\n{told}"
        assert "Traceback" not in told, f"{where}\n{told}"
        assert state(project / case.target) == (model.old if code else model.new), where
        assert in_a_child(case.run(project)) == 0, where
        assert state(project / case.target) == model.new, where
        around = sorted(path.name for path in (project / case.target).parent.iterdir())
        assert around == model.around, where
        shutil.rmtree(project)
