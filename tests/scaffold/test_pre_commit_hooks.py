"""The hooks for pre-commit."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import ROOT

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent


def hooks() -> dict[str, dict[str, Any]]:
    entries = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return {entry["id"]: entry for entry in entries}


def test_the_hooks_for_pre_commit_are_valid():
    assert set(hooks()) == {"connectgen-check", "connectgen-generate"}
    for hook in hooks().values():
        assert {"id", "name", "entry", "language"} <= set(hook)  # what pre-commit requires
        assert hook["language"] == "python"
        assert hook["always_run"]  # whatever schemas and templates are called
        assert not hook["pass_filenames"]


def test_the_hooks_for_pre_commit_do_what_they_say(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text('[tool.connectgen]\npackage = "ours"\n')

    def hook(name: str) -> int:
        entry = shlex.split(hooks()[name]["entry"])
        command = [str(shutil.which(entry[0], path=BIN)), *entry[1:]]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert hook("connectgen-check") == 1
    assert hook("connectgen-generate") == 0
    assert hook("connectgen-check") == 0
    manifest = json.loads((tmp_path / "ours" / "connectgen.json").read_text())
    assert "__init__.py" in manifest["files"]
