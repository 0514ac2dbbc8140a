"""Configuration, payload files and streams that cannot be used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import configuration_keys
from support.platforms import needs_bash
from support.refusals import CREDENTIALS, call

pytestmark = pytest.mark.slow


def run(*arguments: str, cwd: Path, stdin: Any = subprocess.DEVNULL) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=cwd,
        stdin=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **CREDENTIALS},
    )
    return done.returncode, done.stderr.decode()


VALUES = {
    "NUL": r'"a\u0000b"',
    "line feed": r'"a\nb"',
    "escape": r'"\u001b[2J"',
    "in a list": r'["a\u0007b"]',
    "number": "1",
    "empty": '""',
    "digits": "9" * 5000,
    "deep": "[" * 5000 + "]" * 5000,
    "table": "{}",
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("key", [*configuration_keys(), "unknown"])
def test_a_configuration_that_cannot_be_used(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    key: str,
    value: str,
):
    (tmp_path / "pyproject.toml").write_text(f"[tool.connectgen]\n{key} = {value}\n")
    monkeypatch.chdir(tmp_path)
    for arguments in (("generate",), ("show", "x"), ("fetch",), ("diff", "a", "b"), ("init",)):
        code, lines = call(monkeypatch, capfd, *arguments)
        assert (code, len(lines)) == (2, 1)
        assert lines[0].startswith("connectgen: pyproject.toml: ")
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_bytes(b'\xef\xbb\xbf[project]\nname = "app"\n')
    assert run("init", cwd=tmp_path)[0] == 0
    assert run("generate", cwd=tmp_path)[0] == 0


AS_READ = ("--schemas", "in", "--view", "read", "things")
READ_THINGS = ("--resource", "things", "--view", "read")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such devices")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("validate", *AS_READ, "/dev/zero"),
            "larger than 64 MiB; use --ndjson",
        ),
        (
            ("validate", *AS_READ, "--ndjson", "/dev/zero"),
            ":1: longer than",
        ),
        (("replay", "in", "in", "/dev/zero", *READ_THINGS), ":1: longer than 64 MiB"),
        (
            ("validate", *AS_READ, "/proc/self/mem"),
            "Input/output error",
        ),
        (("replay", "in", "in", "/proc/self/mem", *READ_THINGS), "Input/output error"),
    ],
)
def test_endless_or_unreadable_payload_file(folder: Path, arguments: tuple[str, ...], told: str):
    code, stderr = run(*arguments, cwd=folder)
    assert (code, stderr.count("\n")) == (2, 1)
    assert told in stderr


def test_lines_are_the_same_however_they_are_read(tmp_path: Path):
    from connectgen.jsonio.ndjson import batches_of, lines_of

    file = tmp_path / "a.ndjson"
    for text in (b"", b"\n", b"a", b"a\nbb\n\nccc", b"a\n" * 9 + b"b\n", b"x" * 50 + b"\ny\n"):
        file.write_bytes(text)
        with file.open("rb") as opened:
            lines = list(lines_of(opened))
        assert lines == text.splitlines(keepends=True)
        for size in (1, 2, 3, 7, 1000):
            with file.open("rb") as opened:
                found = list(batches_of(opened, size, "a"))
            split = [(n + i, line) for data, n in found for i, line in enumerate(data.split(b"\n"))]
            assert split == [(n, line.removesuffix(b"\n")) for n, line in enumerate(lines, 1)]


@needs_bash
@pytest.mark.parametrize("command", ["validator -", "validate incidentResponse -"])
def test_a_closed_stdin_is_an_empty_one(tmp_path: Path, command: str):
    line = f"{sys.executable} -m connectgen {command} <&-"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "not JSON" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")
def test_help_that_cannot_be_written(tmp_path: Path):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "connectgen", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: the system: No space left on device\n",
    )
