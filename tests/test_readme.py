"""The README says what is so: its examples run, its names exist, its tables are complete."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import click
import connect_v1_4
import pytest
from connectgen import cli, compile_validator
from connectgen.config import read_fetch_options, read_packages
from connectgen.diff.acceptance import load_accepted
from connectgen.errors import ConfigError
from connectgen.pipeline import Options, source_files
from connectgen.testing import FakeSite
from made_site import NO_RECORDS, write_snapshot
from support import ROOT, generate_into, import_from, module_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
RESOURCES = ("CO.Warranty", "contacts", "incidentResponse", "incidents", "queryResults")
HOME = "https://mysite.example.com"
SCHEMA = {"type": "object", "properties": {"id": {"type": "integer"}}}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands() -> dict[str, click.Command]:
    group = cli._commands
    context = click.Context(group)
    found = ((name, group.get_command(context, name)) for name in group.list_commands(context))
    return {name: command for name, command in found if command is not None}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSite]:
    """A site with what the README speaks of; `our_site` is the package made of it."""
    folder = tmp_path_factory.mktemp("readme")
    schemas = write_snapshot(folder / "schemas", extra=NO_RECORDS)
    generate_into(folder, "our_site", schemas=schemas, resources=RESOURCES)
    import_from(folder, "our_site")
    with FakeSite(folder=folder, schemas=schemas, resources=RESOURCES) as running:
        yield running
    for name in [name for name in sys.modules if name.partition(".")[0] == "our_site"]:
        del sys.modules[name]


def test_the_examples_run(
    site: FakeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
):
    (tmp_path / "manual.pdf").write_bytes(b"%PDF")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "schema_validator", module_of(compile_validator(SCHEMA)))
    site.add("contacts", {"id": 4711, "name": {"first": "Ann", "last": "Li"}})
    site.add("CO.Warranty", {"id": 17, "lookupName": "W-17"})
    names: dict[str, Any] = {"__name__": "readme"}
    for text in blocks("python"):
        block = text.replace(HOME, site.url)
        exec(compile(block, "README.md", "exec"), names)
    tests = [value for name, value in names.items() if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        site.reset()
        test(site)
    assert "Solved" in capsys.readouterr().out


def test_the_table_of_commands_is_complete():
    table = re.findall(r"^\| `connectgen (\w+)", README, re.MULTILINE)
    assert sorted(table) == sorted(commands())


def test_options_that_are_named_exist():
    named = re.findall(r"connectgen (\w+)((?:[^`\n]| \n)*)", README.replace("\n--", " --"))
    known = commands()
    for name, arguments in named:
        if name in known:
            has = {option for parameter in known[name].params for option in parameter.opts}
            has |= {"--help"}
            assert set(re.findall(r"--[a-z][a-z-]*", arguments)) <= has, name


def test_the_configuration_is_complete_and_read(tmp_path: Path):
    (text,) = (block for block in blocks("toml") if block.startswith("[tool.connectgen]"))
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    (ours,) = read_packages({}, tmp_path)
    assert ours.target == tmp_path / "src" / "our_site"
    assert read_fetch_options({}, tmp_path).application_context == "Ticket sync"
    (tmp_path / "pyproject.toml").write_text(f"{text}odd = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="there is no option") as caught:
        read_packages({}, tmp_path)
    known = str(caught.value).rpartition("there are ")[2].split(", ")
    assert known == sorted(tomllib.loads(text)["tool"]["connectgen"])


def test_what_the_help_of_diff_accepts_is_read(tmp_path: Path):
    text = (commands()["diff"].epilog or "").partition("[[")
    (tmp_path / "accepted.toml").write_text("".join(text[1:]), encoding="utf-8")
    documents, python = load_accepted(tmp_path / "accepted.toml").entries
    assert documents.wanted == {"resource": "contacts", "kind": "became-write-only"}
    assert set(python.wanted) == {"name", "kind"}


def test_what_the_help_of_pin_calls_an_overlay_is_one(tmp_path: Path):
    epilog = commands()["pin"].epilog or ""
    overlay = json.loads(epilog[epilog.index("{") : epilog.index('"snapshot" is')])
    schemas = write_snapshot(tmp_path)
    (schemas / "overlays").mkdir()
    (schemas / "overlays" / "incidents.json").write_text(json.dumps(overlay), encoding="utf-8")
    files, _ = source_files(Options(schemas=schemas, resources=("incidents",)))
    models = next(file.text for file in files if file.path == "models/incidents.py")
    assert "At most 1000 characters." in models


def test_errors_and_options_of_the_client_are_all_named():
    errors = [name for name in connect_v1_4.__all__ if name.endswith("Error")]
    options = get_type_hints(connect_v1_4.ClientOptions)
    assert [name for name in [*errors, *options] if name not in README] == []


def test_contributing_tells_of_every_module():
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    modules = [
        path.name + "/" * path.is_dir()
        for path in (ROOT / "generator" / "connectgen").iterdir()
        if not path.name.startswith("_") and (path.is_dir() or path.suffix == ".py")
    ]
    assert [name for name in modules if f"`{name}" not in contributing] == []
