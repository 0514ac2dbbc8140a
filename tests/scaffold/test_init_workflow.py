"""`connectgen init --workflow`: the workflow as text and in the shell."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from connectgen.core.errors import ConfigError
from connectgen.scaffold.project import Project, ProjectPackage
from connectgen.scaffold.table import table_text
from connectgen.scaffold.workflow import workflow_text
from support.command_line import run
from support.init_projects import init, pinned
from support.injection_payloads import PAYLOADS

pytestmark = pytest.mark.slow


def test_the_workflow_is_written_for_the_project(tmp_path: Path):
    pinned(tmp_path, "catalogs", "v1.3", "v1.4")
    init(tmp_path, "--workflow")
    file = tmp_path / ".github" / "workflows" / "connectgen.yml"
    env = yaml.safe_load(file.read_text())["jobs"]["refresh"]["env"]
    assert (env["SCHEMAS"], env["API_VERSIONS"]) == ("catalogs", "v1.3 v1.4")
    done = run("init", "--workflow", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: .github/workflows/connectgen.yml: is there; it is left as it is\n",
    )
    file.unlink()
    assert run("init", "--workflow", cwd=tmp_path).returncode == 0
    assert [path.name for path in file.parent.iterdir()] == ["connectgen.yml"]


def project_of(**package: Any) -> Project:
    whole = {"name": "ours", "api_version": "v1.4", "schemas": "in", "output": ".", **package}
    return Project(
        folder=Path(),
        text=None,
        configured=False,
        build_backend="",
        packages=(ProjectPackage(**whole),),
    )


TEXTS = [
    'x"\n      EVIL: "1',
    "x\n      EVIL: 1",
    "x # no comment",
    "x: {y: [&a *a]}",
    "API_VERSIONS: v1.4",
    "\\",
    "\x00\x07\x1b\x7f\x85\u2028\ufeff",
    "ä 😀 \U000e0001",
    "'\"'",
    "!!python/object:os.system",
    "yes",
    "0x10",
    "-x",
]


PAYLOADS_OF_TEXT = [
    text for text in PAYLOADS if not any("\ud800" <= each <= "\udfff" for each in text)
]
"""A lone surrogate is refused: it is no text."""


@pytest.mark.parametrize("text", [*TEXTS, *PAYLOADS_OF_TEXT])
def test_workflow_and_table_escape_hostile_text(text: str):
    env = yaml.safe_load(workflow_text(project_of(schemas=text)))["jobs"]["refresh"]["env"]
    assert env == {
        "SCHEMAS": "./-x" if text == "-x" else text,
        "API_VERSIONS": "v1.4",
        "RESOURCES": "--all",
        "BRANCH": "connectgen/refresh",
    }
    fields = ("schemas", "output", "api_version", "name")
    project = project_of(**dict.fromkeys(fields, text), resources=(text,), models=(text,))
    assert tomllib.loads(table_text(project))["tool"]["connectgen"] == {
        **dict.fromkeys(("schemas", "output", "api-version", "package"), text),
        **{name: [text] for name in ("resources", "models")},
    }


@pytest.mark.parametrize("word", [*TEXTS, "a b", "*", "$(id)", "--into=/", "a/b", "${{ x }}", ""])
def test_workflow_rejects_shell_metacharacters(word: str):
    if word == "yes" or word == "0x10":
        assert f'RESOURCES: "{word}"' in workflow_text(project_of(resources=(word,)))
        return
    for field in ({"resources": ("a", word)}, {"api_version": word}):
        with pytest.raises(ConfigError, match="cannot stand in a workflow"):
            workflow_text(project_of(**field))


@pytest.mark.parametrize("schemas", ["a${{ secrets.X }}", "\udcff"])
def test_a_folder_that_no_workflow_can_name_is_refused(schemas: str):
    with pytest.raises(ConfigError):
        workflow_text(project_of(schemas=schemas))


def test_nothing_is_written_where_the_workflow_is_refused(tmp_path: Path):
    pinned(tmp_path, "a${{ github.token }}", "v1.4")
    done = run("init", "--workflow", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["a${{ github.token }}"]
