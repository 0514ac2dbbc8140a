"""`connectgen init --skill`: the page for coding agents, and the code that it shows."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
import yaml
from connectgen.core.errors import ConfigError
from connectgen.scaffold.project import Project, ProjectPackage
from connectgen.scaffold.skill import skill_texts
from connectgen.testing import FakeSite
from support import generate_into, import_from
from support.command_line import run
from support.doc_pages import HOME, Runner, blocks_of
from support.init_projects import init, pinned
from support.injection_payloads import PAYLOADS
from support.platforms import needs_bash
from support.sample_snapshots import write_snapshot

pytestmark = pytest.mark.slow

TABLE = '[tool.connectgen]\nschemas = "schemas"\npackage = "our_site"\n'
PAGE = ".agents/skills/connectgen-our-site/SKILL.md"
RESOURCES = ("contacts", "incidentResponse", "incidents")


def front_matter_of(text: str) -> dict[str, Any]:
    start, header, body = text.split("---\n", 2)
    assert start == ""
    assert body.strip()
    found: dict[str, Any] = yaml.safe_load(header)
    return found


def project_of(folder: Path, *names: str) -> Project:
    packages = tuple(
        ProjectPackage(name=name, api_version="v1.4", schemas="in", output=".") for name in names
    )
    return Project(folder=folder, text=None, configured=False, build_backend="", packages=packages)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a snapshot and a configured package, and its page."""
    write_snapshot(tmp_path / "schemas")
    (tmp_path / "pyproject.toml").write_text(TABLE)
    done = run("init", "--skill", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{PAGE} written" in done.stderr.splitlines()
    return tmp_path


def test_the_page_has_the_form_of_agent_skills(project: Path):
    page = project / PAGE
    text = page.read_text(encoding="utf-8")
    header = front_matter_of(text)
    assert {*header} == {"description", "name"}
    assert header["name"] == page.parent.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", header["name"])
    assert len(header["name"]) <= 64
    assert 0 < len(header["description"]) <= 1024
    assert "Use when" in header["description"]
    assert len(text.splitlines()) < 200
    assert (project / "pyproject.toml").read_text() == TABLE


@needs_bash
def test_the_examples_of_the_page_run(project: Path, monkeypatch: pytest.MonkeyPatch):
    generate_into(project, "our_site", schemas=project / "schemas", resources=RESOURCES)
    monkeypatch.syspath_prepend(str(project))
    with FakeSite(folder=project, schemas=project / "schemas") as site:
        runner = Runner(project / PAGE, project, swaps={HOME: site.url})
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            runner.run()
    try:
        assert runner.differences == []
        assert [block.language for block in blocks_of(project / PAGE)] == ["python"] * 4
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "test_our_site.py"],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "1 passed" in done.stdout, done.stdout
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "our_site"]:
            del sys.modules[name]


def test_the_names_of_the_page_exist(project: Path):
    generate_into(project, "our_site", schemas=project / "schemas", resources=RESOURCES)
    package = import_from(project, "our_site")
    text = (project / PAGE).read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    named = re.findall(r"`([A-Za-z_][\w.]*)(?:\(|`)", prose)
    here = [name for name in named if re.fullmatch(r"[A-Z]\w+|[a-z]+_of|is_set", name)]
    assert len({*here}) >= 9
    assert [name for name in here if name != "None" and not hasattr(package, name)] == []
    options = re.findall(r"`connectgen (\w+)[^`]*?(--[a-z]+)", prose)
    assert options
    for command, option in options:
        assert option in run(command, "--help", cwd=project).stdout


def test_the_examples_of_the_page_pass_mypy(project: Path):
    generate_into(project, "our_site", schemas=project / "schemas", resources=RESOURCES)
    blocks = [block.text for block in blocks_of(project / PAGE) if not block.info]
    (project / "examples.py").write_text("".join(blocks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "examples.py"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_a_page_that_a_person_changed_is_kept(project: Path):
    again = run("init", "--skill", cwd=project)
    assert (again.returncode, "written" in again.stderr) == (0, False)
    page = project / PAGE
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))  # git on Windows
    assert run("init", "--skill", cwd=project).returncode == 0
    page.write_text("Our own rules.\n")
    (project / ".gitattributes").unlink()
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    refused = run("init", "--skill", cwd=project)
    assert (refused.returncode, refused.stderr) == (
        2,
        f"connectgen: {PAGE}: is there with another text; delete it to have it written again\n",
    )
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
    page.unlink()
    assert run("init", "--skill", cwd=project).returncode == 0
    assert page.is_file()


def test_claude_code_gets_a_copy_where_it_is_used(project: Path):
    assert not (project / ".claude").exists()
    (project / ".claude").mkdir()
    (project / "AGENTS.md").write_text("Ours.\n")
    done = run("init", "--skill", cwd=project)
    copy = project / PAGE.replace(".agents", ".claude")
    assert copy.read_bytes() == (project / PAGE).read_bytes()
    assert (project / "AGENTS.md").read_text() == "Ours.\n"
    assert "AGENTS.md is left as it is" in done.stderr


def test_a_new_project_gets_table_and_page(tmp_path: Path):
    pinned(tmp_path, "in", "v1.3", "v1.4")
    shown = run("init", "--skill", "--dry-run", cwd=tmp_path).stdout
    init(tmp_path, "--skill")
    pages = sorted((tmp_path / ".agents").rglob("SKILL.md"))
    names = [page.parent.name for page in pages]
    assert names == ["connectgen-connect-v1-3", "connectgen-connect-v1-4"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text in shown
        assert front_matter_of(text)["name"] == page.parent.name
        assert "our_site" not in text
        assert (
            f"import {page.parent.name.removeprefix('connectgen-').replace('-', '_')}" not in text
        )


@pytest.mark.parametrize("name", ["a" * 60, "Null", "_", "x__y", "our_site"])
def test_every_name_of_a_package_makes_a_valid_skill(tmp_path: Path, name: str):
    ((path, text),) = skill_texts(project_of(tmp_path, name)).items()
    folder = Path(path).parent.name
    assert front_matter_of(text)["name"] == folder
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder)
    assert len(folder) <= 64
    assert f"from {name} import Client" in text


def test_packages_of_similar_names_have_pages_of_their_own(tmp_path: Path):
    texts = skill_texts(project_of(tmp_path, "our__site", "our_site", "Our_Site", "_"))
    assert len(texts) == 4


@pytest.mark.parametrize("text", PAYLOADS[:20])
def test_a_name_that_is_no_name_is_not_put_into_a_page(tmp_path: Path, text: str):
    with pytest.raises(ConfigError):
        skill_texts(project_of(tmp_path, text))
