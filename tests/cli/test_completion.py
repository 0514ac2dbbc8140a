"""What a shell offers after Tab, asked for as shells do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import write_schemas
from support.platforms import needs_bash

pytestmark = pytest.mark.slow


def complete(folder: Path, line: str) -> list[str]:
    """Return what is offered at the end of *line*, by the protocol of bash."""
    env = {
        **os.environ,
        "_CONNECTGEN_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split(" ")) - 1),
    }
    command = [sys.executable, "-m", "connectgen"]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return [row.partition(",")[2] for row in done.stdout.splitlines() if row]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    names = ("contacts", "incidents", "incidents/part", "incidentResponse")
    write_schemas(tmp_path / "in", {name: {"properties": {}} for name in names})
    command = [sys.executable, "-m", "connectgen", "pin", "--schemas", "in"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "pyproject.toml").write_text('[tool.connectgen]\nschemas = "in"\n')
    return tmp_path


def test_resources_of_the_configured_snapshot_are_offered(project: Path):
    assert complete(project, "connectgen generate inc") == ["incidentResponse", "incidents"]
    assert complete(project, "connectgen generate incidents inc") == ["incidentResponse"]
    assert complete(project, "connectgen show c") == ["contacts"]
    assert complete(project, "connectgen validate --api-version v1.4 c") == ["contacts"]


def test_resources_of_the_named_or_the_bundled_snapshot_are_offered(project: Path):
    (project / "pyproject.toml").unlink()
    assert complete(project, "connectgen show --schemas in c") == ["contacts"]
    assert "incidentResponse" in complete(project, "connectgen show inc")


def test_commands_options_versions_and_flavours_are_offered(project: Path):
    assert complete(project, "connectgen ini") == ["init"]
    assert complete(project, "connectgen generate --che") == ["--check"]
    assert complete(project, "connectgen show --api-version ") == ["v1.4"]
    assert complete(project, "connectgen generate --models pydantic,m") == ["pydantic,msgspec"]


@pytest.mark.parametrize("text", ["[tool.connectgen]\nschemas = 1\n", "a = [ # connectgen\n"])
def test_a_broken_configuration_offers_nothing_and_says_nothing(project: Path, text: str):
    (project / "pyproject.toml").write_text(text)
    assert complete(project, "connectgen show c") == []


@needs_bash
def test_bash_completes_with_the_documented_line(project: Path):
    script = (
        'eval "$(_CONNECTGEN_COMPLETE=bash_source connectgen)"\n'
        "COMP_WORDS=(connectgen show con); COMP_CWORD=2\n"
        '"$(complete -p connectgen | sed "s/.*-F \\([^ ]*\\) .*/\\1/")" connectgen\n'
        'echo "${COMPREPLY[@]}"\n'
    )
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=project,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "contacts\n"
