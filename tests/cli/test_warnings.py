"""Warnings about documents, overlays, snapshots and configuration that seem not meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from connectgen.snapshot.load import pin_snapshot
from support import ROOT, write_schemas
from support.command_line import UNPINNED, run

pytestmark = pytest.mark.slow


def test_what_is_wrong_with_two_packages_is_told_once(tmp_path: Path):
    write_schemas(tmp_path / "in", {"things": {}})
    (tmp_path / "pyproject.toml").write_text(
        '[tool.connectgen]\nschemas = "in"\n[[tool.connectgen.packages]]\npackage = "one"\n'
        '[[tool.connectgen.packages]]\npackage = "two"\n'
    )
    done = run("generate", "x", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: in/v1.4 lists no resource 'x'; it lists things\n",
    )


def test_a_snapshot_in_the_place_of_its_folder_is_told(tmp_path: Path):
    write_schemas(tmp_path / "in", {"things": {}})
    run("pin", "--schemas", "in", cwd=tmp_path)
    done = run("generate", "--schemas", "in/v1.4", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: snapshot v1.4 not found in in/v1.4/; in/v1.4 is a snapshot itself; name the"
        " folder that contains it\n",
    )


def test_warns_about_unused_snapshot(tmp_path: Path):
    write_schemas(tmp_path / "schemas", {"things": {}})
    assert "warning" not in run("generate", "--check", cwd=tmp_path).stderr
    run("pin", "--schemas", "schemas", cwd=tmp_path)
    warning = (
        "connectgen: warning: the bundled snapshot is used, not schemas/v1.4; to use that, add"
        ' --schemas schemas, or schemas = "schemas" in [tool.connectgen]'
    )
    done = run("generate", cwd=tmp_path)
    first, last = done.stderr.splitlines()
    assert first == warning
    assert last.startswith("connect_v1_4 written from the bundled snapshot of v1.4: ")
    done = run("generate", "--schemas", "schemas", cwd=tmp_path)
    (line,) = done.stderr.splitlines()
    assert line.startswith("connect_v1_4 written from schemas/v1.4: ")
    assert "warning" not in run("generate", "--check", cwd=ROOT).stderr


def test_warns_about_unused_table_in_parent_pyproject(tmp_path: Path):
    below = tmp_path / "src" / "below"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.connectgen]\nschemas = "in"\n')
    (tmp_path / "src" / "pyproject.toml").write_text("[tool.connectgen")  # passed over
    write_schemas(below / "in", {"things": {}})
    given = ("--schemas", "in")
    for command in (
        *(("generate", "--check"), ("show", "incidentResponse"), ("pin", *given), ("fetch",)),
        *(("diff", *("in",) * 2), ("validate", "things", "-", *given)),
        ("serve", "nothing", *given),
    ):
        first, *_ = run(*command, cwd=below, stdin="{}").stderr.splitlines()
        assert first == (
            "connectgen: warning: [tool.connectgen] of ../../pyproject.toml is not used here; run"
            " this in ../.. to use it"
        )
    assert "warning" not in run("generate", "--check", cwd=tmp_path).stderr
    (below / "pyproject.toml").write_text('[tool.connectgen]\npackage = "own"\n')
    assert "warning" not in run("generate", "--check", cwd=below).stderr


def test_unknown_keyword_warns_and_strict_fails(tmp_path: Path):
    record = {"properties": {"a": {"type": "string", "maxBytes": 5}}}
    write_schemas(tmp_path / "in", {"things": record})
    told = "in/v1.4/things.json#/properties/a/maxBytes: unknown keyword, ignored: maxBytes = '5'\n"
    done = run("generate", "--schemas", "in", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines(True)[:2] == [UNPINNED, f"connectgen: warning: {told}"]
    done = run("generate", "--schemas", "in", "--strict", "--package", "b", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, f"connectgen: {told}")
    assert not (tmp_path / "b").exists()


def test_warns_about_unused_overlay(tmp_path: Path):
    schemas = write_schemas(tmp_path / "in", {"things": {}})
    pin_snapshot(schemas, "v1.4", name="in")

    def told(command: str, *arguments: str, **overlay: str) -> list[str]:
        content: dict[str, Any] = {"resource": "things", "snapshot": "bundled", "corrections": []}
        write_schemas(schemas, {"own": content | overlay}, "overlays")
        found = run(command, *arguments, "--schemas", "in", cwd=tmp_path).stderr.splitlines()
        return [line.partition("warning: ")[2] for line in found if "warning" in line]

    assert told("show", "things") == []
    misspelt = (
        "in/overlays/own.json#/resource: the snapshot has no resource 'thigns' (did you mean"
        " 'things'?)"
    )
    kept = (
        "in/overlays/own.json#/snapshot: not applied: it is for what was sent by a site, and"
        ' in/v1.4 was put there by hand; set `snapshot` to "bundled" to apply it'
    )
    for command in (("generate",), ("pin",), ("show", "things")):
        assert told(*command, resource="thigns") == [misspelt]
        assert told(*command, snapshot="fetched") == [kept]
    done = run("diff", "in/v1.4", "in/v1.4", cwd=tmp_path)
    assert done.stderr == f"connectgen: warning: {kept}\n"
    for ours in ((), ("--schemas", "schemas")):
        done = run("show", "incidentResponse", *ours, cwd=ROOT)
        assert (done.returncode, done.stderr) == (0, "")
    pin_file = schemas / "v1.4" / "snapshot.json"
    pin_file.write_text(json.dumps(json.loads(pin_file.read_text()) | {"site": "0" * 64}))
    assert told("show", "things", snapshot="fetched") == []
    assert told("show", "things") == [
        "in/overlays/own.json#/snapshot: not applied: it is for what was put there by hand, and"
        ' in/v1.4 was sent by a site; set `snapshot` to "fetched" to apply it'
    ]


def test_unavailable_menu_is_still_a_menu(tmp_path: Path):
    catalog = "/services/rest/connect/v1.4/metadata-catalog"
    refused = {"namedIDs/things/state": 403, "things/part": 404}
    fields = {path: {"$ref": f"{catalog}/{path}"} for path in refused}
    pin_snapshot(write_schemas(tmp_path / "in", {"things": {}}), "v1.4", name="in")
    pin_file = tmp_path / "in" / "v1.4" / "snapshot.json"
    unavailable = [{"path": path, "status": status} for path, status in refused.items()]
    pin_file.write_text(json.dumps(json.loads(pin_file.read_text()) | {"unavailable": unavailable}))
    write_schemas(tmp_path / "in", {"things": {"properties": fields}})
    pin_snapshot(tmp_path / "in", "v1.4", name="in")
    done = run("show", "things", "--schemas", "in", cwd=tmp_path)
    assert done.stderr == (
        "connectgen: warning: in/v1.4/things.json#/properties/things~1part/$ref: any object is"
        " accepted: the site denied access to things/part when it was fetched\n"
    )
    (resource,) = json.loads(done.stdout)["resources"]
    (model,) = resource["views"][0]["models"]
    menu, _ = (field["type"] for field in model["fields"])
    assert (menu["target"], menu["named_id"]) == ("namedIDs/things/state", True)


def test_warns_about_patterns_that_may_hang(tmp_path: Path):
    slow = {"type": "string", "pattern": r"^(a+)\1$"}
    rule = {"pointer": "/a", "message": "no", "schema": {"not": {"properties": {"a": slow}}}}
    schema = {
        "type": "object",
        "properties": {"a": slow, "b": {"type": "string", "pattern": "(a+)+$"}},
        "x-connectgen-advice": [rule],
    }
    write_schemas(tmp_path / "in", {"things": schema})
    run("pin", "--schemas", "in", cwd=tmp_path)
    places = (
        "/properties/a/pattern",
        "/x-connectgen-advice/0/schema/not/properties/a/pattern",
    )
    told = [
        f"in/v1.4/things.json#{place}: pattern may take very long on a text that contains 'aaa'"
        " many times over; rewrite it so that its repetitions cannot match the same characters"
        for place in places
    ]
    done = run("generate", "--schemas", "in", "--strict", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (2, [f"connectgen: {t}" for t in told])
    done = run("generate", "--schemas", "in", cwd=tmp_path)
    assert done.stderr.splitlines()[:2] == [f"connectgen: warning: {line}" for line in told]
    assert done.returncode == 0
