"""One folder is one mistake: what stands on stderr, exit code 2, and nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FAILURES = sorted(path for path in (Path(__file__).parent / "failures").iterdir())


@pytest.mark.parametrize("failure", FAILURES, ids=lambda path: path.name)
def test_a_mistake_is_told_clearly(failure: Path, tmp_path: Path, request: pytest.FixtureRequest):
    (tmp_path / "in").symlink_to(failure / "schemas")
    (tmp_path / "out" / "connect_v1_4").mkdir(parents=True)
    kept = tmp_path / "out" / "connect_v1_4" / "own.txt"
    kept.write_text("mine")
    command = [sys.executable, "-m", "connectgen", "generate", "things"]
    run = subprocess.run(
        [*command, "--schemas", "in", "--output", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    expected = failure / "stderr.txt"
    if request.config.getoption("--update"):
        expected.write_text(run.stderr, encoding="utf-8")
        pytest.fail("expected messages rewritten: read the diff")
    assert run.stderr == expected.read_text(encoding="utf-8")
    assert run.stdout == ""
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [kept]
