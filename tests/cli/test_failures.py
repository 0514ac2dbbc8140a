"""One folder is one mistake: what stands on stderr, exit code 2, and nothing written."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from connectgen.cli.main import main
from support import ROOT

FAILURES = sorted(path for path in (ROOT / "tests" / "failures").iterdir())


@pytest.mark.parametrize("failure", FAILURES, ids=lambda path: path.name)
def test_error_message_matches_expected_stderr(
    failure: Path,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
):
    shutil.copytree(failure / "schemas", tmp_path / "in")
    (tmp_path / "out" / "connect_v1_4").mkdir(parents=True)
    kept = tmp_path / "out" / "connect_v1_4" / "own.txt"
    kept.write_text("mine")
    monkeypatch.chdir(tmp_path)
    command = ["connectgen", "generate", "things", "--schemas", "in", "--output", "out"]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as ended:
        main()
    stdout, stderr = capfd.readouterr()
    expected = failure / "stderr.txt"
    if request.config.getoption("--update"):
        expected.write_text(stderr, encoding="utf-8")
        pytest.fail("expected messages rewritten: read the diff")
    assert stderr == expected.read_text(encoding="utf-8")
    assert stdout == ""
    assert ended.value.code == 2
    assert [path for path in (tmp_path / "out").rglob("*") if path.is_file()] == [kept]
