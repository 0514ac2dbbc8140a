"""`connectgen pin`: what it checks, refuses and writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from connectgen.core.errors import OutputError
from connectgen.snapshot.load import pin_snapshot
from support import ROOT, write_schemas
from support.command_line import run

pytestmark = pytest.mark.slow


def test_pin_checks_and_pins(tmp_path: Path):
    write_schemas(tmp_path / "in", {"things": {"properties": {}}, "things/part": {}})
    done = run("pin", "--schemas", "in", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "pinned in in/v1.4/snapshot.json\n")
    pinned = json.loads((tmp_path / "in" / "v1.4" / "snapshot.json").read_text())
    assert pinned["resources"] == ["things"]
    assert [each["path"] for each in pinned["documents"]] == ["things", "things/part"]
    assert run("generate", "--schemas", "in", cwd=tmp_path).returncode == 0
    write_schemas(tmp_path / "in", {"things": {"properties": []}})
    done = run("pin", "--schemas", "in", cwd=tmp_path)
    assert done.returncode == 0
    assert "in/v1.4/things.json#/properties: properties is [], not an object" in done.stderr


def test_every_document_that_is_not_json_is_named(tmp_path: Path):
    for path in ("one", "two"):
        write_schemas(tmp_path, {path: {}})
        (tmp_path / "v1.4" / f"{path}.json").write_text("{")
    for command in ("pin", "generate"):
        done = run(command, "--schemas", ".", cwd=tmp_path)
        told = [line.partition(": not JSON")[0] for line in done.stderr.splitlines()]
        assert told == ["connectgen: ./v1.4/one.json", "connectgen: ./v1.4/two.json"]


def test_pin_refuses_what_generate_would_refuse(tmp_path: Path):
    catalog = "/services/rest/connect/v1.4/metadata-catalog"
    fields = {name: {"$ref": f"{catalog}/things/{name}"} for name in ("part", "other")}
    schemas = write_schemas(tmp_path / "in", {"things": {"properties": fields}})
    place = "connectgen: in/v1.4/things.json#/properties"
    reason = "which is not in the snapshot: any object is accepted"
    told = [
        f"{place}/{name}/$ref: $ref leads to things/{name}.json, {reason}"
        for name in ("other", "part")
    ]
    (tmp_path / "pyproject.toml").write_text("[tool.connectgen]\nstrict = true\n")
    for command in ("pin", "generate"):
        done = run(command, "--schemas", "in", cwd=tmp_path)
        assert (done.returncode, done.stderr.splitlines()) == (2, told)
    assert [path.name for path in schemas.rglob("*") if path.is_file()] == ["things.json"]
    write_schemas(schemas, {"things/part": {"type": "object"}})
    overlay = {
        "resource": "things",
        "snapshot": "bundled",
        "corrections": [
            {
                "document": "things",
                "reason": "there is none",
                "source": "a look",
                "patch": [
                    {"op": "test", "path": "/properties/other", "value": fields["other"]},
                    {"op": "remove", "path": "/properties/other"},
                ],
            }
        ],
    }
    write_schemas(schemas, {"things": overlay}, "overlays")
    assert run("pin", "--schemas", "in", cwd=tmp_path).returncode == 0


def test_pin_takes_what_is_configured(tmp_path: Path):
    done = run("pin", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: schemas: pass --schemas DIR, or set schemas in [tool.connectgen]\n",
    )
    write_schemas(tmp_path / "in", {"things": {}}, "v1.3")
    table = '[tool.connectgen]\nschemas = "in"\napi-version = "v1.3"\nresources = ["absent"]\n'
    (tmp_path / "pyproject.toml").write_text(table)
    done = run("pin", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "pinned in in/v1.3/snapshot.json\n")


def test_pin_is_atomic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    schemas = write_schemas(tmp_path / "in", {"things": {"type": "object"}, "others": {}})
    (schemas / "v1.4" / "own.txt").write_text("mine")

    def texts() -> dict[str, str]:
        return {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}

    before = texts()
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "things.json":
            raise OSError(28, "No space left on device", str(path))
        return real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(OutputError, match="cannot be written: No space left on device"):
            pin_snapshot(schemas, "v1.4", name="in")
    assert texts() == before
    pin_snapshot(schemas, "v1.4", name="in")
    assert texts().keys() == {*before, "snapshot.json"}
    assert texts()["things.json"] == '{\n  "type": "object"\n}\n'
    assert [path.name for path in schemas.iterdir()] == ["v1.4"]


def test_a_saved_catalog_is_no_snapshot(tmp_path: Path):
    saved = tmp_path / "saved"
    write_schemas(saved, {"metadata-catalog": {"items": [{"name": "things"}]}})
    write_schemas(saved / "v1.4", {"things": {}}, "metadata-catalog")
    for command in (("generate",), ("pin",), ("serve",), ("show", "things")):
        done = run(*command, "--schemas", "saved", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "connectgen: saved/v1.4: is a saved catalog, which only `connectgen diff` and"
            " `connectgen replay` read; to generate from it, copy what is in"
            " saved/v1.4/metadata-catalog to schemas/v1.4 and run `connectgen pin --schemas"
            " schemas`\n"
        )


def test_the_bundled_snapshot_is_pinned_and_canonical():
    from connectgen.jsonio.documents import dump_canonical, parse_json

    for path in (ROOT / "schemas" / "v1.4").rglob("*.json"):
        data = path.read_bytes()
        assert dump_canonical(parse_json(data, path.name)) == data, path
