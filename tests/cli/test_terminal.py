"""Terminals and streams: progress, interrupts, encodings, full disks, fast help."""

from __future__ import annotations

import io
import os
import platform
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from connectgen.cli import progress
from connectgen.cli.progress import show_progress
from support import SCHEMAS, write_schemas
from support.command_line import run
from support.platforms import needs_signals
from support.terminals import shown_on_terminal

pytestmark = pytest.mark.slow


def test_help_imports_nothing_slow(tmp_path: Path):
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("generate", "pin", "show", "validate"):
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize(
    "command",
    [[Path(sys.executable).with_name("connectgen")], [sys.executable, "-m", "connectgen"]],
    ids=["script", "module"],
)
def test_version_is_what_a_report_of_a_problem_should_state(
    tmp_path: Path, command: list[str | Path]
):
    command = [*command, "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    first, python, system, *others = done.stdout.splitlines()
    assert first == f"connectgen {version('connectgen')}"
    assert python == f"{platform.python_implementation()} {platform.python_version()}"
    assert system.split()[0] == platform.system()
    names = [line.split()[0] for line in others]
    assert names == sorted(names)
    assert {"click", "datamodel-code-generator", "httpx2", "keyring", "pydantic"} <= {*names}
    assert not {"pytest", "ruff", "sphinx"} & {*names}
    assert f"httpx2 {version('httpx2')}" in others


def test_a_missing_file_or_command_is_a_usage_error(tmp_path: Path):
    for arguments in (("validate", "incidentResponse", "missing.json"), ("nothing",)):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) <= 4


def test_a_progress_bar_is_for_terminals_only(tmp_path: Path):
    (tmp_path / "bodies.ndjson").write_text("{}\n" * 1000)
    command = ("validate", "incidentResponse", "bodies.ndjson")
    shown = shown_on_terminal(command, tmp_path)
    assert "Checking" in shown
    assert "100%" in shown
    assert run(*command, cwd=tmp_path).stderr == ""


BUNDLED = str(SCHEMAS / "v1.4")
BARS = {
    "Generating": ("generate",),
    "Comparing": ("diff", BUNDLED, BUNDLED, "--format", "json"),
    "Rendering": ("docs",),
}
"""Commands by the label of their bar."""


@pytest.mark.parametrize(
    ("label", "arguments"), [*BARS.items(), ("Generating", ("generate", "--models", "typeddict"))]
)
def test_a_bar_never_moves_backwards(tmp_path: Path, label: str, arguments: tuple[str, ...]):
    shown = shown_on_terminal(arguments, tmp_path)
    percents = [int(each) for each in re.findall(r"(\d+)%", shown)]
    assert label in shown
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert len(set(percents)) > 3


@pytest.mark.parametrize(("label", "arguments"), BARS.items())
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"CI": "true"}, {"TERM": "dumb"}])
def test_there_is_no_bar_where_plain_output_is_asked_for(
    tmp_path: Path, environment: dict[str, str], label: str, arguments: tuple[str, ...]
):
    shown = shown_on_terminal(arguments, tmp_path, **environment)
    assert label not in shown
    assert "%" not in shown


@pytest.mark.parametrize(("label", "arguments"), BARS.items())
def test_there_is_no_bar_in_a_pipe(tmp_path: Path, label: str, arguments: tuple[str, ...]):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 0
    assert label not in done.stderr


def test_the_caller_s_environment_does_not_change_what_tests_see():
    assert not {*progress.PLAIN_OUTPUT, "TERM", "COLUMNS"} & {*os.environ}


def test_a_bar_waits_where_more_work_is_found(monkeypatch: pytest.MonkeyPatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    with show_progress("Fetching") as advance:
        for done, known in ((1, 2), (2, 10), (9, 10), (10, 10)):
            advance(done / known)
    percents = [int(each) for each in re.findall(r"(\d+)%", sys.stderr.getvalue())]
    assert percents == sorted(percents)
    assert percents[-1] == 100


@needs_signals
def test_interrupt_exit_code_differs_from_finding(tmp_path: Path):
    command = [sys.executable, "-m", "connectgen", "validate", "incidentResponse", "-", "--ndjson"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"incident": 1}\n')
        process.stdin.flush()
        assert process.stdout.readline()  # it waits for the next line now
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert (process.returncode, told.decode().splitlines()[-1]) == (130, "connectgen: interrupted")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here is always full")
def test_full_disk_exits_with_2(tmp_path: Path):
    command = [sys.executable, "-m", "connectgen", "show", "incidentResponse"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == (
        "connectgen: standard output: cannot be written: No space left on device\n"
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_is_utf_8_in_any_locale(tmp_path: Path, encoding: str):
    (tmp_path / "schema.json").write_text('{"title": "\\u00e9\\u540d"}')
    done = subprocess.run(
        [sys.executable, "-m", "connectgen", "validator", "schema.json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "\u00e9\u540d" in done.stdout.decode("utf-8")


def test_unencodable_characters_are_escaped(tmp_path: Path):
    for folder, name in (("old", "\u540d"), ("new", "\u65e5")):
        write_schemas(tmp_path / folder, {"things": {"properties": {name: {"type": "string"}}}})
    command = ("diff", "old/v1.4", "new/v1.4")
    shown = shown_on_terminal(command, tmp_path, "stdout", PYTHONIOENCODING="latin-1")
    assert "\\u540d" in shown
