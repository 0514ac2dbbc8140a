"""Python 3.12 to 3.15: the tests of what is generated and of what generates, warnings as errors.

3.12 and 3.13 are tested where an interpreter is found. 3.14 and 3.15 are CPython compiled to
WebAssembly, from the package `pyodide` of npm. Dependencies are those of the Python that runs this
test, without what is compiled, so tests that need `regress`, `rpds`, pydantic or msgspec are
skipped there. Cases of `tests/cases` are among the tests, so every Python must generate the same
bytes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT
from support.pure_packages import copy_pure_packages

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
PACKAGES = (
    *("click", "filelock", "httpx2", "jinja2", "jsonpatch", "jsonschema", "pytest", "starlette"),
    "tenacity",
)
COMPILED = ("rpds-py",)
FOLDERS = {
    "generator": ("config", "diff", "layout", "parse", "pipeline", "python_text", "render"),
    "validators": ("json_schema", "snapshot", "validate"),
    "generated": ("generated",),
}
FEWEST = {"generator": 150, "validators": 600, "generated": 180}
"""Tests that must have passed: skipping everything is no success."""

TOO_DEEP = ("nested", "deep", "depth", "recurs", "levels", "endless", "without_end")
"""Words in names of tests that fill the stack, which ends WebAssembly instead of raising."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    copy_pure_packages(PACKAGES, folder, left_out=COMPILED)
    return folder


def native(version: str) -> str:
    """Return the path of an interpreter of *version*; skip if there is none."""
    by_pyenv = Path.home().glob(f".pyenv/versions/{version}.*/bin/python")
    for path in (shutil.which(f"python{version}"), *map(str, by_pyenv)):
        # The command of pyenv is there for versions that are not switched on, too.
        if not path:
            continue
        done = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
        if done.returncode == 0:
            return path
    pytest.skip(f"no Python {version}")


def command_of(version: str, packages: Path, arguments: list[str]) -> list[str]:
    """Return the command that runs `suite.py` with *arguments* in Python *version*."""
    if version in ("3.12", "3.13"):
        environment = packages.with_name(f"python-{version}")
        command = [native(version), "-m", "venv", "--without-pip", "--clear", str(environment)]
        subprocess.run(command, timeout=300, check=True)
        (modules,) = environment.glob("lib/*/site-packages")
        (modules / "packages.pth").write_text(f"{packages}\n{ROOT / 'generator'}\n")
        suite = [str(HERE / "pyodide/suite.py"), str(ROOT), str(packages)]
        return [str(environment / "bin/python"), "-W", "error", *suite, *arguments]
    pyodide = HERE / f"node_modules/pyodide-{version.replace('.', '-')}/pyodide.mjs"
    if not pyodide.exists():
        pytest.skip(f"{pyodide.parent.name} of npm is not installed")
    node = shutil.which("node") or pytest.skip("no node")
    folders = json.dumps({"/checkout": str(ROOT), "/packages": str(packages)})
    runner = [node, str(HERE / "pyodide/run.mjs"), str(pyodide), folders]
    skipped = " or ".join(TOO_DEEP)
    suite = "/checkout/tests/interop/pyodide/suite.py"
    return [*runner, suite, "/checkout", "/packages", "-k", f"not ({skipped})", *arguments]


@pytest.mark.parametrize("part", FOLDERS)
@pytest.mark.parametrize("version", ["3.12", "3.13", "3.14", "3.15"])
def test_quick_tests_pass_in_every_python(version: str, part: str, packages: Path):
    folders = [f"tests/{folder}" for folder in FOLDERS[part]]
    done = subprocess.run(
        command_of(version, packages, folders),
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
        cwd=ROOT,
        env=os.environ
        | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    shown = (done.stdout + done.stderr)[-6000:]
    assert done.returncode == 0, shown
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed, shown
    assert int(passed[1]) >= FEWEST[part], shown
