"""`connectgen show` and `connectgen validate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import example
from support.command_line import run


@pytest.mark.slow
def test_show_prints_parsed_schema(tmp_path: Path):
    done = run("show", "incidentResponse", cwd=tmp_path)
    assert done.returncode == 0
    (resource,) = json.loads(done.stdout)["resources"]
    assert resource["operations"] == ["create"]
    assert [view["direction"] for view in resource["views"]] == ["create", "read"]
    done = run("show", "incidentResponse", "--view", "create", cwd=tmp_path)
    assert json.loads(done.stdout)["title"] == "IncidentResponseCreate"
    done = run("show", "incidentResponse", "--view", "patch", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("connectgen: incidentResponse has no patch view, because")


@pytest.mark.slow
def test_validate_judges_a_file_or_stdin(tmp_path: Path):
    (tmp_path / "good.json").write_text(json.dumps(example("request")))
    done = run("validate", "incidentResponse", "good.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    bad = json.dumps({"useEmailSignature": 1, "fileAttachments": [{"name": "a b"}]})
    done = run("validate", "incidentResponse", "-", cwd=tmp_path, stdin=bad)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "<stdin>:1:23: /useEmailSignature: must be true or false, not 1 (type)",
        '<stdin>:1:55: /fileAttachments/0/name: must match ^[^ ]*$, not "a b" (pattern)',
        "<stdin>:1:45: /fileAttachments: attachments are dropped unless the channel of a thread is"
        " e-mail"
        " (channel id 9) (advice)",
    ]
    done = run(
        "validate", "incidentResponse", "-", "--view", "read", cwd=tmp_path, stdin='{"links": 1}'
    )
    assert (done.returncode, done.stdout) == (
        1,
        "<stdin>:1:11: /links: must be an array, not 1 (type)\n",
    )


@pytest.mark.slow
def test_validate_judges_ndjson_line_by_line(tmp_path: Path):
    lines = ["{}", "", '{"cc": 1}', '{"fileAttachments": {}}']
    (tmp_path / "bodies.ndjson").write_text("\n".join(lines) + "\n")
    done = run("validate", "incidentResponse", "bodies.ndjson", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["line"], each["valid"]) for each in found] == [(1, True), (3, False), (4, True)]
    assert found[1]["violations"][0]["pointer"] == "/cc"
    assert [found[1]["violations"][0][key] for key in ("line", "column")] == [3, 8]
    assert found[2]["violations"][0]["advice"]
    done = run("validate", "incidentResponse", "bodies.ndjson", cwd=tmp_path)
    assert done.stdout.startswith("bodies.ndjson:3:8: /cc: must be ")
    done = run("validate", "incidentResponse", "-", "--ndjson", cwd=tmp_path, stdin="{}\n[\n")
    assert done.returncode == 2
    assert done.stderr.startswith("connectgen: <stdin>:2: not JSON: ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ('{"extra": NaN}', "not JSON: NaN is not a JSON number"),
        ('{"extra": -Infinity}', "not JSON: -Infinity is not a JSON number"),
        ("[" * 100_000 + "]" * 100_000, "nested too deep to be read"),
        ("9" * 5000, "a number is too long to be read"),
    ],
    ids=["NaN", "Infinity", "deep", "long"],
)
def test_validate_rejects_non_json(tmp_path: Path, payload: str, told: str):
    done = run("validate", "incidentResponse", "-", cwd=tmp_path, stdin=payload)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"connectgen: <stdin>: {told}\n"
