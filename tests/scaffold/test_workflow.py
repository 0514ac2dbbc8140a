"""The workflow that keeps a project current: linted, and its steps run as GitHub runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import ROOT, write_schemas
from support.catalog_server import CatalogSite, serving_catalog
from support.platforms import needs_bash

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
WORKFLOW = ROOT / "generator" / "connectgen" / "scaffold" / "workflow.yml"


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    command = ["git", *identity, "-c", "init.defaultBranch=first", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def pin(folder: Path) -> None:
    command = [sys.executable, "-m", "connectgen", "pin", "--schemas", "schemas"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_the_workflow_is_valid_and_safe():
    for linter in (
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
        ("zizmor", "--offline", "--no-progress", "--persona", "pedantic"),
    ):
        command = [BIN / linter[0], *linter[1:], WORKFLOW]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


FAKE_GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$LOG"
case "$*" in "pr list"*) cat "$OPEN" ;; esac
"""


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """A clone with a package in it, on a machine with a `gh` that only takes notes."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "gh").write_text(FAKE_GH)
    (tmp_path / "bin" / "gh").chmod(0o755)
    (tmp_path / "bin" / "connectgen").symlink_to(BIN / "connectgen")
    clone = tmp_path / "clone"
    write_schemas(clone / "schemas", {"things": {"properties": {}}})
    pin(clone)
    (clone / "pyproject.toml").write_text('[tool.connectgen]\nschemas = "schemas"\n')
    subprocess.run([BIN / "connectgen", "generate"], cwd=clone, check=True, capture_output=True)
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        git(clone, *arguments)
    git(clone, "clone", "-q", "--bare", ".", "../origin")
    git(clone, "remote", "add", "origin", "../origin")
    (tmp_path / "changes.md").write_text("## What has changed\n")
    (tmp_path / "open").write_text("")
    return {
        "HOME": str(tmp_path),
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "LOG": str(tmp_path / "log"),
        "OPEN": str(tmp_path / "open"),
    }


def run_steps(env: dict[str, str], *names: str) -> None:
    """Run steps of the workflow as GitHub does."""
    job = yaml.safe_load(WORKFLOW.read_text())["jobs"]["refresh"]
    scripts = {step.get("name"): step.get("run") for step in job["steps"]}
    for name in names:
        subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts[name]],
            cwd=Path(env["HOME"]) / "clone",
            env={**job["env"], **env},
            check=True,
            capture_output=True,
        )


PULL_REQUEST = "Open or update the pull request"


@needs_bash
def test_the_workflow_opens_a_pull_request_with_the_changes(runner: dict[str, str], tmp_path: Path):
    run_steps(runner, "Generate", PULL_REQUEST)
    assert not (tmp_path / "log").exists()  # nothing has changed
    write_schemas(tmp_path / "clone" / "schemas", {"others": {"properties": {}}})
    pin(tmp_path / "clone")
    run_steps(runner, "Generate", PULL_REQUEST)
    log = (tmp_path / "log").read_text().splitlines()
    assert [line.split(" --")[0] for line in log] == ["auth setup-git", "pr list", "pr create"]
    assert (tmp_path / "body.md").read_text() == "## What has changed\n"
    shown = git(tmp_path / "origin", "show", "--stat", "--format=%s", "connectgen/refresh")
    assert shown.startswith("Follow the site's catalog\n")
    assert "connect_v1_4/models/others.py" in shown


@needs_bash
def test_the_workflow_updates_the_pull_request_that_is_open(runner: dict[str, str], tmp_path: Path):
    (tmp_path / "open").write_text("7\n")
    write_schemas(tmp_path / "clone" / "schemas", {"others": {"properties": {}}})
    pin(tmp_path / "clone")
    run_steps(runner, "Generate", PULL_REQUEST)
    assert (tmp_path / "log").read_text().splitlines()[-1].startswith("pr edit connectgen/refresh ")


FETCH = "Fetch, and show what changed"


@needs_bash
def test_the_workflow_follows_a_site(runner: dict[str, str], tmp_path: Path):
    def variables(site: CatalogSite) -> dict[str, str]:
        return runner | site.environment | {"SITE": site.url, "RESOURCES": "contacts"}

    clone = tmp_path / "clone"
    for command in (("rm", "-r", "-q", "schemas"), ("commit", "-q", "-m", "no snapshot yet")):
        git(clone, *command)
    (tmp_path / "changes.md").unlink()
    with serving_catalog("sample") as site:
        run_steps(variables(site), FETCH, "Generate", PULL_REQUEST)
        assert (tmp_path / "changes.md").read_text() == "First snapshot of v1.4.\n"
        (tmp_path / "changes.md").unlink()
        git(clone, "switch", "-q", "-c", "main")
        record: Any = site.documents["contacts"]["definitions"]["singularResource"]
        record["properties"]["nickname"] = {"type": "string", "maxLength": "20"}
        run_steps(variables(site), FETCH, "Generate", PULL_REQUEST)
        assert site.password not in (tmp_path / "log").read_text()
    assert "nickname" in (tmp_path / "body.md").read_text()
    stat = git(tmp_path / "origin", "show", "--stat", "--format=%s", "connectgen/refresh")
    assert "schemas/v1.4/contacts.json" in stat
    assert "connect_v1_4/models/contacts.py" in stat
