"""`python -m connectgen` from the sources, with a Python that is too old for them."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

SOURCES = ROOT / "generator"
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
OLD = ("3.6", "3.7", "3.8", "3.9", "3.10")
FAKED = """
import runpy, sys
sys.version_info = (3, 10, 13, "final", 0)
runpy.run_module("connectgen", run_name="__main__")
"""


def find_python(version: str) -> str | None:
    """Return the path of an interpreter of *version*; None if there is none that runs."""
    found = [shutil.which(f"python{version}"), *PYENV.glob(f"versions/{version}.*/bin/python")]
    for path in filter(None, found):
        ran = subprocess.run([path, "-c", "pass"], capture_output=True, check=False)
        if ran.returncode == 0:
            return str(path)
    return None


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_modules_that_old_versions_read_have_their_syntax(name: str):
    text = (SOURCES / "connectgen" / name).read_text(encoding="utf-8")
    ast.parse(text, name, feature_version=(3, 6))
    assert "from __future__" not in text  # 3.6 does not know annotations


def test_an_old_version_is_refused_before_anything_is_imported():
    done = subprocess.run(
        [sys.executable, "-c", FAKED], cwd=SOURCES, capture_output=True, text=True, check=False
    )
    needed = "connectgen: needs Python 3.11 or newer; this is Python 3.10"
    assert (done.returncode, done.stderr) == (2, f"{needed} ({sys.executable})\n")


@pytest.mark.slow
@pytest.mark.parametrize("version", OLD)
def test_an_old_interpreter_says_which_version_is_needed(version: str):
    python = find_python(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed")
    done = subprocess.run(
        [python, "-B", "-m", "connectgen", "--version"],
        cwd=SOURCES,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert re.fullmatch(
        rf"connectgen: needs Python 3\.11 or newer; this is Python {version} \(.*\)\n", done.stderr
    )
