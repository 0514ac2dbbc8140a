"""`connectgen init`, and the hooks for pre-commit."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from connectgen.config.pyproject import read_packages
from connectgen.core.errors import ConfigError
from connectgen.scaffold.project import Project, ProjectPackage
from connectgen.scaffold.table import table_text
from connectgen.scaffold.workflow import workflow_text
from payloads import PAYLOADS
from support import ROOT, write_schemas

BIN = Path(sys.executable).parent


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "connectgen", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def init(folder: Path, *options: str) -> dict[str, Any]:
    """Run `connectgen init` and return the table that it has written."""
    before = file.read_bytes() if (file := folder / "pyproject.toml").exists() else b""
    done = run("init", *options, cwd=folder)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert file.read_bytes().startswith(before)
    table: dict[str, Any] = tomllib.loads(file.read_text())["tool"]["connectgen"]
    return table


def pinned(folder: Path, name: str, *versions: str) -> None:
    for version in versions:
        write_schemas(folder / name, {"things": {"properties": {}}}, version)
        done = run("pin", "--schemas", name, "--api-version", version, cwd=folder)
        assert done.returncode == 0, done.stderr


def test_a_project_without_anything_gets_a_file_that_works(tmp_path: Path):
    assert init(tmp_path) == {"output": ".", "api-version": "v1.4"}
    done = run("generate", cwd=tmp_path)
    assert (done.returncode, (tmp_path / "connect_v1_4" / "py.typed").exists()) == (0, True)


@pytest.mark.parametrize(
    "text",
    ['[project]\nname = "app"\n', '[project]\nname = "app"', '[project]\r\nname = "ä"\r\n'],
    ids=["newline", "no newline", "CRLF"],
)
def test_what_stands_in_the_file_stays_as_it_is(tmp_path: Path, text: str):
    file = tmp_path / "pyproject.toml"
    file.write_bytes(text.encode())
    file.chmod(0o640)
    init(tmp_path)
    after = file.read_bytes().decode()
    assert after.startswith(text)
    assert file.stat().st_mode & 0o777 == 0o640
    assert ("\n" in after.replace("\r\n", "")) is ("\r\n" not in text)
    assert {path.name for path in tmp_path.iterdir()} == {".gitattributes", "pyproject.toml"}


def test_every_option_is_explained(tmp_path: Path):
    text = run("init", "--dry-run", cwd=tmp_path).stdout
    from connectgen.config import pyproject

    for name in (*pyproject._TEXTS, *pyproject._LISTS, *pyproject._FLAGS):
        assert f"\n{name} = " in text or f"\n# {name} = " in text, name
    assert list(tmp_path.iterdir()) == []


def test_every_comment_is_right_when_it_is_uncommented(tmp_path: Path):
    text = run("init", "--dry-run", cwd=tmp_path).stdout
    lines = [
        line[2:] if line.startswith("# ") and " = " in line else line for line in text.split("\n")
    ]
    (tmp_path / "pyproject.toml").write_text("\n".join(lines).replace("# [[", "[["))
    (options,) = read_packages({}, tmp_path)
    assert (options.api_version, options.models) == ("v1.3", ("pydantic",))


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("", "src"),
        ('[tool.setuptools.packages.find]\nwhere = ["lib"]\n', "lib"),
        ('[tool.setuptools.package-dir]\n"" = "code"\n', "code"),
        ('[tool.hatch.build.targets.wheel]\npackages = ["app"]\n', "."),
    ],
)
def test_the_layout_is_found_out(tmp_path: Path, text: str, output: str):
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(text)
    assert init(tmp_path)["output"] == output


def test_snapshots_are_found_and_names_are_free(tmp_path: Path):
    pinned(tmp_path, "catalogs", "v1.3", "v1.4")
    (tmp_path / "connect_v1_4").mkdir()
    assert init(tmp_path) == {
        "schemas": "catalogs",
        "output": ".",
        "packages": [
            {"api-version": "v1.3", "package": "connect_v1_3"},
            {"api-version": "v1.4", "package": "connect_v1_4_client"},
        ],
    }
    done = run("generate", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "connect_v1_4_client" / "models" / "things.py").exists()


def test_the_snapshots_of_two_sites_become_two_packages(tmp_path: Path):
    pinned(tmp_path, "pinned/north", "v1.4")
    pinned(tmp_path, "pinned/south", "v1.4")
    assert init(tmp_path)["packages"] == [
        {"api-version": "v1.4", "package": "pinned_north_v1_4"},
        {"api-version": "v1.4", "package": "pinned_south_v1_4", "schemas": "pinned/south"},
    ]


def test_a_package_that_was_generated_elsewhere_stays_there(tmp_path: Path):
    pinned(tmp_path, "catalogs", "v1.3", "v1.4")
    given = ("--schemas", "catalogs", "--api-version", "v1.4")
    options = ("--output", "lib/ours", "--package", "our_site")
    run("generate", cwd=tmp_path)  # to try it, from the bundled snapshot
    assert run("generate", *given, *options, cwd=tmp_path).returncode == 0
    (tmp_path / "build" / "lib").mkdir(parents=True)
    shutil.copytree(tmp_path / "lib" / "ours" / "our_site", tmp_path / "build" / "lib" / "our_site")
    assert init(tmp_path) == {
        "schemas": "catalogs",
        "output": ".",
        "packages": [
            {"api-version": "v1.3", "package": "connect_v1_3"},
            {"api-version": "v1.4", "package": "our_site", "output": "lib/ours"},
        ],
    }
    done = run("generate", "--check", "--api-version", "v1.4", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        0,
        "lib/ours/our_site is current with catalogs/v1.4\n",
    )


def test_what_a_package_was_made_of_is_found_out(tmp_path: Path):
    names = ("kept", "left", "taken")
    write_schemas(tmp_path / "schemas", {name: {"properties": {}} for name in names}, "v1.4")
    pin = run("pin", "--schemas", "schemas", cwd=tmp_path)
    assert pin.returncode == 0, pin.stderr
    chosen = ("--schemas", "schemas", "--models", "typeddict", "--package", "ours")
    assert run("generate", "taken", "kept", *chosen, cwd=tmp_path).returncode == 0
    table = init(tmp_path)
    assert (table["resources"], table["models"]) == (["kept", "taken"], ["typeddict"])
    assert run("generate", "--check", cwd=tmp_path).returncode == 0
    written = yaml.safe_load(run("init", "--workflow", "--dry-run", cwd=tmp_path).stdout)
    assert written["jobs"]["refresh"]["env"]["RESOURCES"] == "kept taken"


def test_a_package_of_documents_that_are_elsewhere_is_not_said_to_be_of_the_bundled(tmp_path: Path):
    write_schemas(tmp_path / "elsewhere", {"things": {"properties": {}}}, "v1.4")
    (tmp_path / "project").mkdir()
    chosen = ("--schemas", "../elsewhere", "--package", "ours")
    assert run("generate", *chosen, cwd=tmp_path / "project").returncode == 0
    done = run("init", cwd=tmp_path / "project")
    assert "found ours, generated from documents that are not in this project" in done.stderr


def test_a_package_of_the_bundled_snapshot_is_found(tmp_path: Path):
    run("generate", "--output", "code", cwd=tmp_path)
    assert init(tmp_path) == {"output": "code", "api-version": "v1.4"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool.connectgen]\n", "has [tool.connectgen]; it is left as it is"),
        ("[tool]\nconnectgen.strict = true\n", "has [tool.connectgen]; it is left as it is"),
        ("tool = {a = 1}\n", "add what `connectgen init --dry-run` prints yourself"),
        ("a = [\n", "pyproject.toml: not TOML: "),
    ],
)
def test_what_cannot_be_added_to_is_left_as_it_is(tmp_path: Path, text: str, message: str):
    (tmp_path / "pyproject.toml").write_text(text)
    done = run("init", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "pyproject.toml").read_text() == text


def test_the_advice_fits_the_build_backend(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    )
    assert run("init", cwd=tmp_path).stderr.splitlines() == [
        "pyproject.toml: [tool.connectgen] added",
        ".gitattributes: generated files and snapshots keep their line ends",
        "found no snapshot (`connectgen fetch` makes one): the bundled becomes connect_v1_4",
        "next: `connectgen generate`, and commit what it writes",
        'or, to generate with every build: add "connectgen" to [build-system] requires,'
        " and the table [tool.hatch.build.hooks.connectgen]",
    ]


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
"""Half of a surrogate pair is refused: it is no text."""


@pytest.mark.parametrize("text", [*TEXTS, *PAYLOADS_OF_TEXT])
def test_text_in_the_workflow_and_the_table_is_nothing_but_text(text: str):
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
def test_what_would_be_more_than_a_word_of_the_shell_is_refused(word: str):
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


@pytest.mark.skipif(os.name == "nt", reason="the system has no such names")
@pytest.mark.parametrize("name", ["a\nb", "\udcff", "\x1b[2J"])
def test_a_folder_whose_name_is_no_text_is_passed_over(tmp_path: Path, name: str):
    pinned(tmp_path, "schemas", "v1.4")
    (tmp_path / "schemas").rename(tmp_path / name)
    assert "schemas" not in init(tmp_path, "--workflow")


@pytest.mark.parametrize("pin", ["[]", '{"resources": 5}', "{", '{"resources": ["\\ud800\\n"]}'])
def test_a_snapshot_that_is_none_is_no_reason_to_fail(tmp_path: Path, pin: str):
    pinned(tmp_path, "schemas", "v1.4")
    assert run("generate", "--schemas", "schemas", cwd=tmp_path).returncode == 0
    (tmp_path / "schemas" / "v1.4" / "snapshot.json").write_text(pin)
    assert init(tmp_path, "--workflow")["schemas"] == "schemas"


def hooks() -> dict[str, dict[str, Any]]:
    entries = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    return {entry["id"]: entry for entry in entries}


def test_the_hooks_for_pre_commit_are_valid():
    assert set(hooks()) == {"connectgen-check", "connectgen-generate"}
    for hook in hooks().values():
        assert {"id", "name", "entry", "language"} <= set(hook)  # what pre-commit requires
        assert hook["language"] == "python"
        assert hook["always_run"]  # whatever schemas and templates are called
        assert not hook["pass_filenames"]


def test_the_hooks_for_pre_commit_do_what_they_say(tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text('[tool.connectgen]\npackage = "ours"\n')

    def hook(name: str) -> int:
        entry = shlex.split(hooks()[name]["entry"])
        command = [str(shutil.which(entry[0], path=BIN)), *entry[1:]]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert hook("connectgen-check") == 1
    assert hook("connectgen-generate") == 0
    assert hook("connectgen-check") == 0
    manifest = json.loads((tmp_path / "ours" / "connectgen.json").read_text())
    assert "__init__.py" in manifest["files"]
