"""Mistakes of newcomers: one message in plain words, with the next step; nothing is written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from connectgen.cli import main, reporting
from support import write_schemas
from support.diff_runs import connectgen

FETCH = "`connectgen fetch SITE RESOURCE --into {}` puts one there"
NO_SNAPSHOT = "contains no snapshot, saved catalog or generated package; pass a folder such as"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty folder, a file, a body and a generated package without its files."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("text")
    (tmp_path / "body.json").write_text('{"subject": "Hi"}')
    (tmp_path / "our_site").mkdir()
    (tmp_path / "our_site" / "__init__.py").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "generate --schemas nope",
            "snapshot v1.4 not found in nope/, which does not exist; correct its name, or "
            + FETCH.format("nope"),
        ),
        (
            "generate --schemas empty",
            "snapshot v1.4 not found in empty/, which contains no snapshot; "
            + FETCH.format("empty"),
        ),
        (
            "generate --schemas file",
            "snapshot v1.4 not found in file/, which is a file, not a folder; name the folder of"
            " the snapshots",
        ),
        (
            "pin --schemas nope",
            "snapshot v1.4 not found in nope/, which does not exist; correct its name, or put the"
            " documents into nope/v1.4, then pin them",
        ),
        (
            "generate --api-version v9",
            "the bundled snapshots have no v9; they have v1.4; to use another version, fetch it"
            " from your site and pass its folder with --schemas",
        ),
        (
            "generate --package my-site",
            "package: 'my-site' cannot be the name of a Python package; use 'my_site'",
        ),
        ("diff . empty", f".: {NO_SNAPSHOT} schemas/v1.4"),
        ("diff file file", "file: is a file, not a folder"),
        ("diff nope nope", "nope: folder not found"),
        (
            "replay our_site our_site body.json",
            "our_site: is a generated package; pass its snapshot, such as schemas/v1.4",
        ),
        (
            "validate incidentResponse body.json --view patch",
            "incidentResponse has no patch view, because it cannot be updated; its views are"
            " create and read: choose one with --view",
        ),
        (
            "show incidentResponse --view patch",
            "incidentResponse has no patch view, because it cannot be updated; its views are"
            " create and read: choose one with --view",
        ),
        ("validate incidentResponse nope.json", "nope.json: file not found"),
        ("replay empty empty nope.json", "nope.json: file not found"),
        ("validator nope.json", "nope.json: file not found"),
        ("diff our_site our_site --accepted nope.toml", "nope.toml: file not found"),
        (
            "serve incidents",
            "the bundled snapshot of v1.4 lists no resource 'incidents' (did you mean"
            " 'incidentResponse'?); it lists incidentResponse; name another with --schemas",
        ),
    ],
)
def test_message_names_the_next_step(folder: Path, command: str, message: str):
    before = sorted(folder.rglob("*"))
    done = connectgen(*command.split(), cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"connectgen: {message}\n")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("path", ["nope", "nope/x", "empty", "file/x"])
@pytest.mark.parametrize(
    "command",
    [
        "generate --output {}",
        "generate --schemas {}",
        "validate incidentResponse {}",
        "validator {}",
        "validator schema.json -o {}",
        "validator schema.json --documents {}",
        "diff {} {}",
        "replay {} {} body.json",
        "replay our_site our_site {}",
    ],
)
def test_wrong_paths_are_reported_in_plain_words(folder: Path, command: str, path: str):
    (folder / "schema.json").write_text("{}")
    done = connectgen(*command.format(path, path).split(), cwd=folder)
    codes = (errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.EEXIST)
    assert not [code for code in codes if os.strerror(code) in done.stderr]
    assert "Errno" not in done.stderr


def test_folder_of_other_json_files_is_not_a_snapshot(folder: Path):
    for name in ("package.json", ".venv/lib/python3.11/a b/meta.json", "node modules/x/y.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text('{"type": "module", "properties": []}')
    for pair in ((".", "empty"), ("empty", "."), (".", ".")):
        done = connectgen("diff", *pair, cwd=folder)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert line == f"connectgen: {pair[0]}: {NO_SNAPSHOT} schemas/v1.4"
    write_schemas(folder / "schemas", {"things": {}})
    for unpinned in ("schemas", "schemas/v1.4"):
        assert connectgen("diff", unpinned, unpinned, cwd=folder).returncode == 0


@pytest.mark.parametrize("command", main._COMMANDS)
def test_misspelled_command_is_suggested(command: str):
    for misspelled in (command[:-1], f"{command}s", command.upper()):
        done = connectgen(misspelled)
        assert done.returncode == 2
        assert f"No such command {misspelled!r} (did you mean '{command}'?)." in done.stderr
    assert "did you mean" not in connectgen("nothing-like-it").stderr


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("generate --format json", "--format has no effect without --check."),
        ("generate --format text", "--format has no effect without --check."),
        ("replay empty empty body.json --view read", "--view has no effect without --resource."),
    ],
)
def test_option_without_effect_is_a_usage_error(folder: Path, command: str, message: str):
    before = sorted(folder.rglob("*"))
    done = connectgen(*command.split(), cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == f"Error: {message}"
    assert sorted(folder.rglob("*")) == before


def test_option_with_effect_is_accepted(folder: Path):
    done = connectgen("generate", "--check", "--format", "json", cwd=folder)
    assert (done.returncode, done.stderr) == (1, "")


WARNING = (
    "connectgen: warning: s.json#: has no keyword of JSON Schema, so every value is valid;"
    " is it a schema?"
)


@pytest.mark.parametrize(
    ("schema", "warns"),
    [
        ('{"subject": "Hi", "account": {"id": 7}}', True),
        ('{"title": "Hi", "description": "x"}', True),
        ("{}", False),
        ('{"type": "object"}', False),
        ('{"$schema": "http://json-schema.org/draft-07/schema#"}', False),
        ('{"definitions": {}}', False),
        ('{"$ref": "#/definitions/a", "definitions": {"a": {}}}', False),
    ],
)
def test_validator_warns_about_a_document_that_is_no_schema(
    tmp_path: Path, schema: str, warns: bool
):
    (tmp_path / "s.json").write_text(schema)
    done = connectgen("validator", "s.json", "-o", "v.py", cwd=tmp_path)
    *warnings, last = done.stderr.splitlines()
    assert (done.returncode, warnings) == (0, [WARNING] if warns else [])
    assert last == "v.py written from s.json: is_valid, violations, validate"
    assert (tmp_path / "v.py").is_file()


@pytest.mark.slow
def test_libraries_that_models_need_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    given = ("generate", "--models", "msgspec,pydantic,typeddict")
    assert "pip install" not in connectgen(*given, cwd=tmp_path).stderr
    monkeypatch.setattr(reporting, "find_spec", lambda name: None if name == "msgspec" else 1)
    assert connectgen(*given, cwd=tmp_path).stderr.splitlines()[1:] == [
        "connectgen: warning: connect_v1_4 imports msgspec, not installed here; where you use it,"
        " run `pip install msgspec`"
    ]
    monkeypatch.setattr(reporting, "find_spec", lambda name: None)
    assert "run `pip install msgspec pydantic`" in connectgen(*given, cwd=tmp_path).stderr
