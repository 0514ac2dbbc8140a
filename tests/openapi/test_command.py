"""`connectgen openapi`: formats, files, errors; the same bytes each time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from connectgen.config.options import Options
from connectgen.jsonio.json_or_yaml import dump_json, dump_yaml
from connectgen.pipeline.openapi import describe_api, format_document
from support import ROOT

pytestmark = pytest.mark.slow


def run(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "connectgen", "openapi", *arguments]
    return subprocess.run(command, cwd=cwd, env=os.environ | env, capture_output=True, check=False)


def test_the_bundled_snapshot_goes_to_stdout(tmp_path: Path):
    done = run(cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert found["info"]["version"] == "v1.4"
    assert "/incidentResponse" in found["paths"]
    as_yaml = run("--format", "yaml", cwd=tmp_path)
    assert yaml.safe_load(as_yaml.stdout) == found


def test_a_file_is_written_in_the_format_of_its_name(sample_schemas: Path, tmp_path: Path):
    for name in ("site.json", "site.yaml", "site.yml"):
        done = run("--schemas", str(sample_schemas), "incidents", "-o", name, cwd=tmp_path)
        assert done.returncode == 0
        assert done.stdout == b""
        assert f"{name} written: ".encode() in done.stderr
        assert b" operations, " in done.stderr
    found = json.loads((tmp_path / "site.json").read_bytes())
    assert found == yaml.safe_load((tmp_path / "site.yaml").read_bytes())
    assert (tmp_path / "site.yaml").read_bytes() == (tmp_path / "site.yml").read_bytes()
    # queries, reports and menus are there only if they are asked for, or everything is
    assert {tag["name"] for tag in found["tags"]} == {"incidents"}


def test_the_bytes_are_the_same_each_time(sample_schemas: Path):
    for form in ("json", "yaml"):
        arguments = ("--schemas", str(sample_schemas), "--format", form)
        first, second = (run(*arguments, PYTHONHASHSEED=seed).stdout for seed in ("1", "2"))
        assert first == second
        assert len(first) > 500_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("incident",), b"lists no resource 'incident'"),
        (("--format", "xml"), b"Invalid value for '--format'"),
        (("-o", "no/such/site.json"), b"create the folder no/such first"),
    ],
)
def test_a_mistake_is_one_clear_error(tmp_path: Path, arguments: tuple[str, ...], message: bytes):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert b"Traceback" not in done.stderr
    assert [*tmp_path.iterdir()] == []


def test_the_sample_is_described_in_time(sample_schemas: Path):
    started = time.process_time()
    document, _ = describe_api(Options(schemas=sample_schemas))
    text = format_document(document, "json")
    assert time.process_time() - started < 3
    assert len(text) < 1_500_000


def test_menus_that_cannot_be_read_are_an_error(tmp_path: Path):
    shutil.copytree(ROOT / "schemas" / "demo", tmp_path / "schemas")
    (tmp_path / "schemas" / "menus" / "v1.4.json").write_text('{"menus": []}', encoding="utf-8")
    done = run("--schemas", "schemas", "-o", "site.json", cwd=tmp_path)
    assert done.returncode == 2
    assert b"schemas/menus/v1.4.json: is not as `connectgen fetch --menus` writes" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert not (tmp_path / "site.json").exists()


VALUES = {
    "empty": {},
    "none": [],
    "null": None,
    "yes": True,
    "1e3": "1e3",
    "0o7": "0o7",
    "~": [
        "~",
        "null",
        "yes",
        "- a",
        "a: b",
        "# c",
        'quo"te',
        "back\\slash",
        "\u202e",
        "😀",
        "\x7f",
    ],
    "deep": [[1, [2.5, []]], {"a": [{"b": {}}]}],
    "text": "lines\nand\ttabs\u2028 \x00",
    "k" * 1_500: {"a": 1},
    "": "",
}


def test_yaml_is_read_as_json_is():
    assert json.loads(dump_json(VALUES)) == VALUES
    assert yaml.load(dump_yaml(VALUES), yaml.CSafeLoader) == VALUES
    assert yaml.load(dump_yaml(VALUES), yaml.SafeLoader) == VALUES
    kept = {name: value for name, value in VALUES.items() if len(name) < 1_000}
    assert yaml.load(dump_json(kept), yaml.CSafeLoader) == kept


def test_half_a_character_is_replaced():
    for dumped in (dump_json({"\ud800": "a\udfff"}), dump_yaml({"\ud800": "a\udfff"})):
        assert yaml.load(dumped, yaml.CSafeLoader) == {"\ufffd": "a\ufffd"}
