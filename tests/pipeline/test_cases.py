"""One folder is one case: the generated text, and the verdict on each instance.

The text must equal `expected/`, be stable under formatters, pass linters and type checkers; the
verdict on each of `instances.json` must be that of the `jsonschema` library.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from connectgen.pipeline.render import render_source_files
from support import ROOT, generate_into, import_from, write_schemas
from support.reference_validator import is_valid

CASES = sorted(path for path in (ROOT / "tests" / "cases").iterdir())
KEPT = ("models/things.py", "validators/things.py")


def options_of(case: Path, folder: Path) -> Options:
    documents = json.loads((case / "schema.json").read_text(encoding="utf-8"))
    return Options(schemas=write_schemas(folder, documents), resources=("things",))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_text_is_as_expected(case: Path, tmp_path: Path, request: pytest.FixtureRequest):
    files, notes = render_source_files(options_of(case, tmp_path))
    again, _ = render_source_files(options_of(case, tmp_path))
    assert files == again
    found = {file.path: file.text for file in files if file.path in KEPT}
    told = "".join(f"{note.location.pointer}: {note.message}\n" for note in notes)
    found["notes.txt"] = told
    expected = case / "expected"
    if request.config.getoption("--update"):
        shutil.rmtree(expected, ignore_errors=True)
        for name, text in found.items():
            (expected / name).parent.mkdir(parents=True, exist_ok=True)
            (expected / name).write_text(text, encoding="utf-8")
        pytest.fail("expected files rewritten: read the diff")
    for name, text in found.items():
        assert text == (expected / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_verdicts_are_those_of_the_library(case: Path, tmp_path: Path):
    options = options_of(case, tmp_path)
    package = f"case_{case.name}"
    generate_into(tmp_path, package, schemas=options.schemas, resources=options.resources)
    validators = import_from(tmp_path, f"{package}.validators.things")
    (resource,) = read_api(options)[0].resources
    instances: dict[str, list[Any]] = json.loads(
        (case / "instances.json").read_text(encoding="utf-8")
    )
    for view, values in instances.items():
        schema = schema_as_json(resource, view)
        for value in values:
            expected = is_valid(schema, value)
            violations = getattr(validators, f"{view}_violations")(value)
            assert getattr(validators, f"is_valid_{view}")(value) is expected, (view, value)
            assert (violations == []) is expected, (view, value, violations)


@pytest.fixture(scope="module")
def every_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases")
    for case in CASES:
        options = options_of(case, folder / "schemas" / case.name)
        generate_into(
            folder / "out",
            f"case_{case.name}",
            schemas=options.schemas,
            resources=options.resources,
        )
    return folder / "out"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--isolated", "--check"),
        ("ruff", "format", "--isolated", "--line-length", "100", "--check"),
        ("ruff", "check", "--isolated"),
        ("mypy", "--strict"),
    ],
    ids=" ".join,
)
def test_the_text_is_clean(every_case: Path, command: tuple[str, ...]):
    run = subprocess.run(
        [sys.executable, "-m", *command, *sorted(path.name for path in every_case.glob("case_*"))],
        cwd=every_case,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.slow
def test_pyright_finds_nothing(every_case: Path):
    parts = (f"case_*/{part}" for part in ("__init__.py", "models", "resources", "validators"))
    (every_case / "pyrightconfig.json").write_text(
        json.dumps(
            {
                "typeCheckingMode": "strict",
                "pythonVersion": "3.11",
                # what is the same in every package is looked at in one
                "include": [f"case_{CASES[0].name}", *parts],
            }
        )
    )
    run = subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable],
        cwd=every_case,
        capture_output=True,
        text=True,
        check=False,
    )
    (every_case / "pyrightconfig.json").unlink()
    assert run.returncode == 0, run.stdout + run.stderr


def test_what_is_checked_in_is_what_is_generated():
    files, notes = render_source_files(Options())
    assert notes == ()
    package = ROOT / "generated" / "connect_v1_4"
    there = {
        path.relative_to(package).as_posix(): path.read_text(encoding="utf-8")
        for path in package.rglob("*")
        if path.suffix in (".py", ".typed")
    }
    assert {file.path: file.text for file in files} == there
