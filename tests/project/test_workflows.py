"""Files for GitHub are valid, safe and pinned, and the steps of the action do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from connectgen.snapshot.load import pin_snapshot
from support import ROOT, write_schemas
from support.platforms import needs_bash
from support.portable_projects import THING, git

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTION = ROOT / "action.yml"
USES = re.compile(r"^ *(?:- )?uses: (.*)$", re.MULTILINE)


def lint(*command: object) -> None:
    done = subprocess.run(
        [*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_at_its_strictest():
    options = ("--offline", "--no-progress", "--persona", "auditor")
    lint(BIN / "zizmor", *options, ROOT / ".github", ACTION)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.github-actions", [ACTION]),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
    ],
)
def test_each_file_has_the_form_that_github_reads(schema: str, files: list[Path]):
    lint(BIN / "check-jsonschema", "--builtin-schema", schema, *files)


@pytest.mark.parametrize("file", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_each_action_is_pinned_to_a_commit_and_names_its_version(file: Path):
    for used in USES.findall(file.read_text("utf-8")):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_the_matrix_has_every_python_that_the_package_names():
    matrix = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text("utf-8"))
    pythons = matrix["jobs"]["suite"]["strategy"]["matrix"]["python"]
    named = re.findall(r'"Programming Language :: Python :: (3\.\d+)"', _pyproject())
    assert pythons == named


def test_pytest_runs_where_only_some_packages_are_installed():
    """Such jobs have no pytest-xdist, whose options are among those of pyproject.toml."""
    jobs = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text("utf-8"))["jobs"]
    scripts = ["\n".join(each.get("run", "") for each in job["steps"]) for job in jobs.values()]
    commands = [
        command
        for script in scripts
        if "[dev]" not in script
        for command in re.findall(r"^python .*-m pytest (.*)$", script, re.MULTILINE)
    ]
    assert commands
    for command in commands:
        without = ("-p", "no:xdist", "--collect-only", "-p", "no:cacheprovider")
        lint(sys.executable, "-m", "pytest", *without, *command.split())


def _pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda path: path.name
)
def test_issue_forms_ask_for_what_a_report_needs(form: Path):
    found = yaml.safe_load(form.read_text("utf-8"))
    assert {"name", "description", "body"} <= found.keys()
    identifiers = [each["id"] for each in found["body"] if each["type"] != "markdown"]
    assert len(identifiers) == len({*identifiers})


@needs_bash
class TestAction:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Path:
        """A clone in which the snapshot has changed since the first commit."""
        project = tmp_path / "clone" / "part"
        write_schemas(project / "schemas", {"things": THING, "others": THING})
        pin_snapshot(project / "schemas", "v1.4", name="schemas")
        (project / "pyproject.toml").write_text(
            '[tool.connectgen]\nschemas = "schemas"\npackage = "pk"\n'
        )
        connectgen(project, "generate")
        for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
            git(*arguments, cwd=project.parent)
        shutil.rmtree(project / "schemas")
        write_schemas(project / "schemas", {"things": {"properties": {}}, "others": THING})
        pin_snapshot(project / "schemas", "v1.4", name="schemas")
        connectgen(project, "generate")
        return project

    def run_step(self, project: Path, name: str, **inputs: str) -> tuple[int, dict[str, str]]:
        """Run the step *name* as GitHub does; return its exit code and what it wrote."""
        steps: list[Any] = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
        (step,) = (each for each in steps if each["name"] == name)
        temporary = project.parents[1] / "runner"
        (temporary / "bin").mkdir(parents=True, exist_ok=True)
        gh = temporary / "bin/gh"
        gh.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$RUNNER_TEMP/gh"\n')
        gh.chmod(0o755)
        base = git("rev-parse", "HEAD", cwd=project).strip()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=project,
            check=False,
            env={
                "HOME": str(temporary),
                "PATH": f"{temporary / 'bin'}:{BIN}:{os.environ['PATH']}",
                "RUNNER_TEMP": str(temporary),
                "GITHUB_OUTPUT": str(temporary / "output"),
                "GITHUB_STEP_SUMMARY": str(temporary / "summary"),
                "GITHUB_REPOSITORY": "somebody/something",
                "BASE": base,
                "SNAPSHOT": "schemas/v1.4",
                "FAIL_ON": "none",
                **inputs,
            },
        )
        files = (path for path in temporary.iterdir() if path.is_file())
        return done.returncode, {path.name: path.read_text("utf-8") for path in files}

    def test_the_diff_is_in_the_summary_and_fails_where_it_is_asked_to(self, project: Path):
        code, written = self.run_step(project, "Diff")
        assert code == 0
        assert "name" in written["connectgen-diff.md"]
        assert written["summary"] == written["connectgen-diff.md"]
        assert written["output"].startswith("report=")
        assert self.run_step(project, "Diff", FAIL_ON="breaking")[0] == 1

    @pytest.mark.parametrize("base", ["", "0" * 40])
    def test_without_anything_to_compare_with_nothing_is_compared(self, project: Path, base: str):
        code, written = self.run_step(project, "Diff", BASE=base)
        assert code == 0
        assert "output" not in written
        assert "no snapshot to compare with" in written["summary"]

    def test_the_comment_is_updated_and_made_where_there_is_none(self, project: Path):
        self.run_step(project, "Diff")
        report = str(project.parents[1] / "runner/connectgen-diff.md")
        code, written = self.run_step(project, "Comment", REPORT=report, NUMBER="7")
        assert code == 0
        assert {"7", "somebody/something", "--edit-last", "--create-if-none"} <= {
            *written["gh"].split("\n")
        }
        assert written["comment.md"] == written["connectgen-diff.md"]

    def test_the_check_fails_when_the_package_is_not_current(self, project: Path):
        assert self.run_step(project, "Check")[0] == 0
        (project / "pk/models/others.py").write_text("# mine\n")
        assert self.run_step(project, "Check")[0] == 1


def connectgen(project: Path, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=project,
        check=True,
        capture_output=True,
    )


def test_lower_bounds_are_listed_for_every_dependency():
    command = [sys.executable, ROOT / ".ci/list_lower_bounds.py", "dev"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = done.stdout.split()
    assert all(re.fullmatch(r"[\w.-]+==[\d.]+", line) for line in lines)
    assert len(lines) == len(re.findall(r'^  "[\w.-]+>=', _section("dev"), re.MULTILINE))


def _section(extra: str) -> str:
    """Return the lines of the dependencies, and those of *extra*."""
    text = _pyproject()
    needed = text[text.index("dependencies = [") : text.index("[project.optional-dependencies]")]
    start = text.index(f"{extra} = [")
    return needed + text[start : text.index("]", start)]
