"""`connectgen validator`: the module it writes, mistakes, edited modules."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from support import module_of
from support.command_line import run as connectgen
from support.platforms import needs_pipes

pytestmark = pytest.mark.slow


def test_the_command_writes_a_module(tmp_path: Path):
    (tmp_path / "defs").mkdir()
    (tmp_path / "defs" / "name.json").write_text(json.dumps({"type": "string"}))
    (tmp_path / "tree.json").write_text(json.dumps({"properties": {"name": {"$ref": "name.json"}}}))
    done = connectgen(
        "validator", "tree.json", "--documents", "defs", "-o", "tree.py", cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "tree.py written from tree.json: is_valid, violations, validate\n"
    text = (tmp_path / "tree.py").read_text()
    assert module_of(text).violations({"name": 1})[0].schema_pointer == "name.json#/type"
    assert connectgen("validator", "tree.json", "--documents", "defs", cwd=tmp_path).stdout == text
    done = connectgen("validator", "tree.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: tree.json#/properties/name/$ref: name.json not found; pass the document that"
        " it points to with --documents\n",
    )


def test_the_command_prints_mistakes_and_leaves_files_alone(tmp_path: Path):
    (tmp_path / "bad.json").write_text(json.dumps({"type": "x", "items": {"$ref": "#/y"}}))
    (tmp_path / "own.py").write_text("mine")
    done = connectgen("validator", "bad.json", "-o", "own.py", cwd=tmp_path)
    assert done.returncode == 2
    assert [line.partition(": ")[2].partition(": ")[0] for line in done.stderr.splitlines()] == [
        "bad.json#/type",
        "bad.json#/items/$ref",
    ]
    (tmp_path / "good.json").write_text("{}")
    done = connectgen("validator", "good.json", "-o", "own.py", cwd=tmp_path)
    assert (done.returncode, "--force" in done.stderr) == (2, True)
    assert (tmp_path / "own.py").read_text() == "mine"
    assert connectgen("validator", "none.json", cwd=tmp_path).returncode == 2
    assert {path.name for path in tmp_path.iterdir()} == {"bad.json", "good.json", "own.py"}


@needs_pipes
def test_a_pipe_is_not_overwritten(tmp_path: Path):
    (tmp_path / "good.json").write_text("{}")
    os.mkfifo(tmp_path / "pipe")
    done = connectgen("validator", "good.json", "-o", "pipe", "--force", cwd=tmp_path)
    assert done.stderr == "connectgen: pipe: cannot be written: not a file\n"
    assert (tmp_path / "pipe").is_fifo()
    assert {path.name for path in tmp_path.iterdir()} == {"good.json", "pipe"}


def test_a_module_that_was_edited_is_overwritten_by_force_alone(tmp_path: Path):
    (tmp_path / "schema.json").write_text("{}")
    command = ("validator", "schema.json", "-o", "link.py")
    module = tmp_path / "module.py"
    (tmp_path / "link.py").symlink_to("module.py")
    assert connectgen(*command, cwd=tmp_path).returncode == 0
    text = module.read_text()
    (tmp_path / "schema.json").write_text('{"type": "string"}')
    assert connectgen(*command, cwd=tmp_path).returncode == 0
    assert module.read_text() not in (text, "")
    first, second, *rest = text.splitlines(keepends=True)
    for edited in (f"{text}# mine\n", "".join([first, *rest]), f"{first}{second}", first):
        module.write_text(edited)
        done = connectgen(*command, cwd=tmp_path)
        told = "connectgen: link.py: edited by hand (--force overwrites it)\n"
        assert (done.returncode, done.stderr) == (2, told)
        assert module.read_text() == edited
    assert connectgen(*command, "--force", cwd=tmp_path).returncode == 0
    assert module_of(module.read_text()).is_valid("x")
    assert (tmp_path / "link.py").is_symlink()


def test_a_folder_in_the_place_of_the_module_is_left_alone(tmp_path: Path):
    (tmp_path / "schema.json").write_text("{}")
    (tmp_path / "out.py").mkdir()
    done = connectgen("validator", "schema.json", "-o", "out.py", "--force", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: out.py: cannot be written: not a file\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.py", "schema.json"]


SLOW_PATTERNS = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "properties": {
        "a": {"$ref": "#/definitions/a"},
        "b": {"$ref": "parts.json"},
        "c": {"pattern": "^(a+)+$"},
    },
    "definitions": {"a": {"pattern": r"^(a+)\1$"}, "unused": {"pattern": r"^(b+)\1$"}},
}
SLOW_MESSAGE = (
    "pattern may take very long on a text that contains 'aaa' many times over; rewrite it so that"
    " its repetitions cannot match the same characters\n"
)


def test_patterns_that_may_hang_are_warned_of_with_their_places(tmp_path: Path):
    (tmp_path / "slow.json").write_text(json.dumps(SLOW_PATTERNS))
    (tmp_path / "parts.json").write_text(json.dumps({"patternProperties": {"(?=.*a)b+/": True}}))
    command = ("validator", "slow.json", "--documents", "parts.json", "-o", "slow.py")
    done = connectgen(*command, cwd=tmp_path)
    places = ("slow.json#/definitions/a/pattern", "parts.json#/patternProperties/(?=.*a)b+~1")
    assert done.returncode == 0
    *warnings, _ = done.stderr.splitlines(keepends=True)
    assert sorted(warnings) == sorted(
        f"connectgen: warning: {place}: {SLOW_MESSAGE}" for place in places
    )
    module = module_of((tmp_path / "slow.py").read_text())
    assert module.is_valid({"a": "aa", "b": {}, "c": "a" * 50})
    assert not module.is_valid({"c": "a" * 50 + "b"})  # at once, not in years


def test_strict_makes_patterns_that_may_hang_an_error(tmp_path: Path):
    schema = {**SLOW_PATTERNS, "properties": {"a": {"$ref": "#/definitions/a"}}}
    (tmp_path / "slow.json").write_text(json.dumps(schema))
    done = connectgen("validator", "slow.json", "-o", "slow.py", "--strict", cwd=tmp_path)
    message = f"connectgen: slow.json#/definitions/a/pattern: {SLOW_MESSAGE}"
    assert (done.returncode, done.stderr) == (2, message)
    assert not (tmp_path / "slow.py").exists()


def test_files_are_validated_at_once(tmp_path: Path):
    (tmp_path / "schema.json").write_text('{"items": {"type": "string"}, "minItems": 1}')
    (tmp_path / "good.json").write_text('["a"]')
    (tmp_path / "bad.json").write_bytes(b'\xef\xbb\xbf[\r\n  "a",\r\n  1,\r\n null]')
    (tmp_path / "lines.ndjson").write_text('["a"]\n\n[]\n')
    done = connectgen("validator", "schema.json", "--check", "good.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    files = ("--check", "bad.json", "--check", "good.json", "--check", "lines.ndjson")
    done = connectgen("validator", "schema.json", "-o", "module.py", *files, cwd=tmp_path)
    written = "module.py written from schema.json: is_valid, violations, validate\n"
    assert (done.returncode, done.stderr) == (1, written)
    assert done.stdout.splitlines() == [
        "bad.json:3:3: /1: must be a string, not 1 (type)",
        "bad.json:4:2: /2: must be a string, not null (type)",
        "lines.ndjson:3:1: (whole value): must have at least 1 item, not 0 (minItems)",
    ]
    assert module_of((tmp_path / "module.py").read_text()).is_valid(["a"])
    (tmp_path / "bad.json").write_text("[")
    done = connectgen("validator", "schema.json", "--check", "bad.json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("connectgen: bad.json: not JSON: ")


def test_draft_and_base_uri_are_options(tmp_path: Path):
    schema = {"properties": {"a": {"$ref": "b.json", "type": "null"}}}
    (tmp_path / "schema.json").write_text(json.dumps(schema))
    (tmp_path / "b.json").write_text('{"$id": "http://x.example/b.json", "type": "string"}')
    (tmp_path / "value.json").write_text('{"a": "x"}')
    command = ("validator", "schema.json", "--documents", "b.json", "--check", "value.json")
    base_uri = ("--base-uri", "http://x.example/schema.json")
    assert connectgen(*command, *base_uri, "--draft", "7", cwd=tmp_path).returncode == 0
    assert connectgen(*command, *base_uri, cwd=tmp_path).returncode == 1
    done = connectgen(*command, "--draft", "5", cwd=tmp_path)
    assert (done.returncode, "'4', '6', '7', '2019-09', '2020-12'" in done.stderr) == (2, True)


def test_keywords_of_an_older_draft_are_reported(tmp_path: Path):
    (tmp_path / "schema.json").write_text('{"id": "http://x.example/a", "minimum": 1}')
    warning = (
        "connectgen: warning: schema.json#: no $schema, so draft 2020-12 is assumed, but id may be"
        " of an older draft\n"
    )
    for options, told in (((), warning), (("--draft", "4"), "")):
        done = connectgen("validator", "schema.json", *options, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, told)
