"""Help on a terminal of 80 columns: whole sentences, and no line that the terminal has to break."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command_line import run

WIDTH = 80
SENTENCE = re.compile(r"  ([a-z]+) +[A-Z]([^.]|\.(?=\w))*\.")


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def test_each_command_is_listed_with_one_whole_sentence_on_one_line(tmp_path: Path):
    listed = run("--help", cwd=tmp_path).stdout.partition("Commands:\n")[2].splitlines()
    assert len(listed) > 10
    assert [line for line in listed if not SENTENCE.fullmatch(line)] == []
    for line in listed:
        page = run(line.split()[0], "--help", cwd=tmp_path).stdout
        assert [line for line in page.splitlines() if len(line) > WIDTH] == []


def test_a_narrow_terminal_cuts_no_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "50")
    listed = run("--help", cwd=tmp_path).stdout.partition("Commands:\n")[2]
    assert ".." not in listed
    assert len(listed.splitlines()) > len(re.findall(r"^  [a-z]", listed, re.MULTILINE))
