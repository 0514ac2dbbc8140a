"""The command line as a user types it."""

from __future__ import annotations

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.core.errors import OutputError
from connectgen.pipeline.generate import (
    Options,
    check_package,
    generate_package,
    input_digests,
    render_source_files,
)
from connectgen.snapshot.load import pin_snapshot
from connectgen.write import package as output
from support import ROOT, example, write_schemas

UNPINNED = (
    "connectgen: warning: in/v1.4 is not pinned, so changes of its documents go unnoticed;"
    " run `connectgen pin --schemas in --api-version v1.4`\n"
)


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    done = run("generate", cwd=folder)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("connect_v1_4 written from the bundled snapshot of v1.4: ")
    return folder


def test_without_arguments_the_bundled_documents_become_a_package(generated: Path):
    assert [path.name for path in generated.iterdir()] == ["connect_v1_4"]
    there = {
        path.relative_to(generated / "connect_v1_4").as_posix(): path.read_bytes()
        for path in (generated / "connect_v1_4").rglob("*")
        if path.is_file() and path.name != output.MANIFEST
    }
    checked_in = ROOT / "generated" / "connect_v1_4"
    assert there == {name: (checked_in / name).read_bytes() for name in there}
    for name in (
        "__init__.py",
        "py.typed",
        "models/incident_response.py",
        "validators/incident_response.py",
        "resources/incident_response.py",
        "_client/client.py",
        "_client/requests.py",
        "_client/errors.py",
        "_unset.py",
    ):
        assert name in there


def test_nothing_generated_names_a_machine_a_day_or_a_version(generated: Path):
    for path in (generated / "connect_v1_4").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert str(generated) not in text
        assert "0.1.0" not in text


def test_a_second_run_and_a_check_find_it_current(generated: Path):
    for arguments in (("generate",), ("generate", "--check")):
        done = run(*arguments, cwd=generated)
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == "connect_v1_4 is up to date with the bundled snapshot of v1.4\n"


def test_a_check_imports_nothing_slow(generated: Path):
    program = (
        "import sys; sys.argv = ['connectgen', 'generate', '--check']\n"
        "from connectgen.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        "slow = {'jinja2', 'jsonschema', 'httpx2', 'datamodel_code_generator', 'jsonpatch'}\n"
        "print(sorted(slow & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=generated, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_help_imports_nothing_slow(tmp_path: Path):
    done = run("--help", cwd=tmp_path)
    assert done.returncode == 0
    for command in ("generate", "pin", "show", "validate"):
        assert f"\n  {command} " in done.stdout
    assert run("--version", cwd=tmp_path).stdout == "connectgen, version 0.1.0\n"


def test_a_check_tells_what_differs_and_writes_nothing(tmp_path: Path):
    done = run("generate", "--check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        "connect_v1_4 does not exist: run `connectgen generate`\n",
    )
    run("generate", cwd=tmp_path)
    package = tmp_path / "connect_v1_4"
    (package / "_unset.py").unlink()
    (package / "_client" / "errors.py").write_text("edited")
    done = run("generate", "--check", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "connect_v1_4/_unset.py: missing",
        "connect_v1_4/_client/errors.py: edited by hand",
        "connect_v1_4 is out of date:",
        "  1 missing: run `connectgen generate`",
        "  1 edited by hand: move your changes elsewhere (an overlay, a module of your"
        " own), then run `connectgen generate --force`, which overwrites the files",
    ]
    assert not (package / "_unset.py").exists()
    refused = run("generate", cwd=tmp_path)
    assert refused.returncode == 2
    assert "connect_v1_4/_client/errors.py" in refused.stderr
    assert (package / "_client" / "errors.py").read_text() == "edited"
    assert run("generate", "--force", cwd=tmp_path).returncode == 0
    assert run("generate", "--check", cwd=tmp_path).returncode == 0


def test_a_hint_is_a_command_for_the_same_package(tmp_path: Path):
    pin_snapshot(
        write_schemas(tmp_path / "my schemas", {"things": {}, "others": {}}), "v1.4", name="in"
    )
    given = ("--schemas", "my schemas", "--output", "it's", "--models", "typeddict", "--strict")
    typed = "connectgen generate --schemas 'my schemas' --strict --output 'it'\"'\"'s'"
    typed += " --models typeddict things"
    done = run("generate", "things", "--check", *given, cwd=tmp_path)
    assert done.stderr == f"it's/connect_v1_4 does not exist: run `{typed}`\n"
    subprocess.run(
        shlex.split(typed.replace("connectgen", sys.executable + " -m connectgen", 1)),
        cwd=tmp_path,
        check=True,
    )
    (tmp_path / "it's" / "connect_v1_4" / "_unset.py").write_text("edited")
    done = run("generate", "-v", "--check", "things", *given, cwd=tmp_path)
    assert f"then run `{typed} --force`" in done.stderr


def test_a_check_tells_every_kind_of_drift_apart_and_what_caused_it(tmp_path: Path):
    record = {"properties": {"a": {"type": "string"}}}
    schemas = write_schemas(tmp_path / "in", {"things": record, "others": record})
    options = ("--schemas", "in", "--package", "ours")
    run("generate", *options, cwd=tmp_path)
    (schemas / "v1.4" / "others.json").unlink()
    write_schemas(schemas, {"things": {"properties": {}}, "news": record})
    (tmp_path / "ours" / "models" / "news.py").write_text("mine = True\n")
    (tmp_path / "ours" / "resources" / "others.py").write_text("edited = True\n")
    done = run("generate", "--check", *options, cwd=tmp_path)
    told = done.stderr.splitlines()
    assert done.returncode == 1
    assert "ours/models/things.py: out of date" in told
    assert "ours/validators/news.py: missing" in told
    assert "ours/models/others.py: no longer generated" in told
    assert "ours/resources/others.py: edited by hand" in told
    assert (
        "ours/models/news.py: not written by connectgen, but has the name of a generated file"
    ) in told
    assert "ours is out of date; the schemas changed since it was generated:" in told
    assert (
        "  2 no longer generated: run `connectgen generate --schemas in --package ours`"
        " to remove it"
    ) in told
    done = run("generate", "--check", "--format", "json", *options, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, UNPINNED)
    found = json.loads(done.stdout)
    assert found["outdated"] == ["schemas"]
    assert found["edited"] == ["resources/others.py"]
    assert found["foreign"] == ["models/news.py"]
    assert not found["current"]
    done = run("generate", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "connectgen: ours is left as it is, for generating would discard:",
        "connectgen:   ours/resources/others.py: edited by hand",
        "connectgen:   ours/models/news.py: not written by connectgen",
        "connectgen: keep what you need of that elsewhere (an overlay, a module of your own),"
        " then use --force",
    ]
    done = run("generate", "--force", *options, cwd=tmp_path)
    assert done.returncode == 0
    assert "1 edited by hand and overwritten" in done.stderr


def versions(folder: Path, extra: str = "") -> None:
    """Configure two packages: of the snapshots v1.3 and v1.4."""
    for version in ("v1.3", "v1.4"):
        write_schemas(folder / "pinned", {"things": {"properties": {}}}, version)
        pin_snapshot(folder / "pinned", version, name="pinned")
    (folder / "pyproject.toml").write_text(
        '[tool.connectgen]\nschemas = "pinned"\noutput = "src"\n'
        '[[tool.connectgen.packages]]\napi-version = "v1.3"\n'
        f'[[tool.connectgen.packages]]\napi-version = "v1.4"\n{extra}'
    )


def test_several_versions_lie_side_by_side(tmp_path: Path):
    versions(tmp_path)
    done = run("generate", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for name, version in (("connect_v1_3", "v1.3"), ("connect_v1_4", "v1.4")):
        text = (tmp_path / "src" / name / "__init__.py").read_text()
        assert f'__api_version__ = "{version}"' in text
    done = run("generate", "--check", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()) == (
        0,
        [f"src/connect_v1_{n} is up to date with pinned/v1.{n}" for n in (3, 4)],
    )
    done = run("generate", "--api-version", "v1.3", cwd=tmp_path)
    assert done.stderr == "src/connect_v1_3 is up to date with pinned/v1.3\n"
    done = run("generate", "--package", "connect_v1_5", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: none of the configured packages is that one; there are connect_v1_3,"
        " connect_v1_4\n",
    )
    done = run("show", "things", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: several packages are configured (connect_v1_3 of pinned/v1.3, connect_v1_4 of"
        " pinned/v1.4): which? use --api-version or --schemas\n",
    )
    assert run("show", "things", "--api-version", "v1.3", cwd=tmp_path).returncode == 0


def test_of_several_packages_none_is_written_before_all_can_be(tmp_path: Path):
    versions(tmp_path)
    write_schemas(tmp_path / "pinned", {"things": {"properties": []}}, "v1.4")
    (tmp_path / "pinned" / "v1.4" / "snapshot.json").unlink()
    done = run("generate", cwd=tmp_path)
    assert done.returncode == 2
    assert "pinned/v1.4/things.json#/properties" in done.stderr
    assert not (tmp_path / "src").exists()
    versions(tmp_path, 'package = "connect_v1_3"\n')
    done = run("generate", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: packages: two would be written to src/connect_v1_3; give one another"
        " `package`\n",
    )


@pytest.mark.parametrize(
    "change", ["nothing", "file", "missing", "own", "schema", "overlay", "option", "inputs"]
)
def test_the_verdict_from_digests_is_that_of_a_full_run(tmp_path: Path, change: str):
    part = {"type": "object", "properties": {"a": {"type": "string"}}}
    schemas = write_schemas(tmp_path / "schemas", {"things": part})
    options = Options(schemas=schemas, output=tmp_path)
    generate_package(options)
    if change == "file":
        (options.target / "_unset.py").write_text("edited")
    elif change == "missing":
        (options.target / "models" / "things.py").unlink()
    elif change == "own":
        (options.target / "own.py").write_text("mine")
    elif change == "schema":
        part["properties"]["b"] = {"type": "integer"}
        write_schemas(schemas, {"things": part})
    elif change == "overlay":
        patch = [{"op": "test", "path": "/type", "value": "object"}]
        correction = {"document": "things", "reason": "r", "source": "s", "patch": patch}
        (schemas / "overlays" / "v1.4").mkdir(parents=True)
        (schemas / "overlays" / "v1.4" / "x.json").write_text(
            json.dumps({"resource": "things", "snapshot": "bundled", "corrections": [correction]})
        )
    elif change == "option":
        options = Options(schemas=schemas, output=tmp_path, models=("typeddict",))
    elif change == "inputs":
        manifest = json.loads((options.target / output.MANIFEST).read_text())
        manifest["inputs"]["connectgen"] = "another"
        (options.target / output.MANIFEST).write_text(json.dumps(manifest))
    full = output.compare_package(options.target, render_source_files(options)[0])
    assert check_package(options).drift == full
    assert bool(full) is (change in ("file", "missing", "schema", "option"))


def test_digests_see_every_input(tmp_path: Path):
    schemas = write_schemas(tmp_path, {"things": {"properties": {}}})
    before = input_digests(Options(schemas=schemas))
    assert set(before) == {"connectgen", "options", "overlays", "schemas", "templates"}
    assert input_digests(Options(schemas=schemas, strict=True))["options"] != before["options"]
    write_schemas(schemas, {"things": {"properties": {"a": {}}}})
    assert input_digests(Options(schemas=schemas))["schemas"] != before["schemas"]
    assert "flavours" in input_digests(Options(schemas=schemas, models=("pydantic",)))


def test_resources_and_flavours_are_chosen(tmp_path: Path):
    record: dict[str, Any] = {"properties": {"a": {"type": "string"}}}
    write_schemas(tmp_path / "in", {"things": record, "others": record})
    done = run("generate", "others", "--schemas", "in", "--package", "ours", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ours" / "models" / "others.py").exists()
    assert not (tmp_path / "ours" / "models" / "things.py").exists()
    wrong = run("generate", "--models", "attrs", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "connectgen: models: 'attrs' is none of msgspec, pydantic, typeddict\n",
    )


def test_a_resource_that_is_not_listed_is_refused(tmp_path: Path):
    write_schemas(tmp_path / "in", {"things": {}, "others": {}, "others/parts": {}})
    told = {
        ("incidents",): "connectgen: the bundled snapshot of v1.4 lists no resource 'incidents'"
        " (did you mean 'incidentResponse'?); it lists incidentResponse; name another with"
        " --schemas\n",
        ("thigns", "x", "--schemas", "in"): "connectgen: in/v1.4 lists no resource 'thigns'"
        " (did you mean 'things'?), 'x'; it lists others, things\n",
        ("others/parts", "--schemas", "in"): "connectgen: in/v1.4 lists no resource"
        " 'others/parts'; it lists others, things\n",
    }
    for arguments, message in told.items():
        done = run("generate", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (2, message)
        assert [path.name for path in tmp_path.iterdir()] == ["in"]


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


def test_a_snapshot_that_lies_there_unused_is_told(tmp_path: Path):
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


def test_a_table_that_a_folder_above_has_in_vain_is_told(tmp_path: Path):
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


def test_what_is_not_understood_is_told_and_refused_when_strict(tmp_path: Path):
    record = {"properties": {"a": {"type": "string", "maxBytes": 5}}}
    write_schemas(tmp_path / "in", {"things": record})
    told = "in/v1.4/things.json#/properties/a/maxBytes: unknown keyword, ignored: maxBytes = '5'\n"
    done = run("generate", "--schemas", "in", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines(True)[:2] == [UNPINNED, f"connectgen: warning: {told}"]
    done = run("generate", "--schemas", "in", "--strict", "--package", "b", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, f"connectgen: {told}")
    assert not (tmp_path / "b").exists()


def test_an_overlay_that_seems_not_meant_is_told(tmp_path: Path):
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
        ' in/v1.4 was put there by hand; say "bundled" to apply it'
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
        ' in/v1.4 was sent by a site; say "fetched" to apply it'
    ]


def test_a_menu_whose_document_was_refused_is_a_menu_still(tmp_path: Path):
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
        " taken: the site refused to show things/part when it was fetched\n"
    )
    (resource,) = json.loads(done.stdout)["resources"]
    (model,) = resource["views"][0]["models"]
    menu, _ = (field["type"] for field in model["fields"])
    assert (menu["target"], menu["named_id"]) == ("namedIDs/things/state", True)


def test_show_prints_what_is_understood(tmp_path: Path):
    done = run("show", "incidentResponse", cwd=tmp_path)
    assert done.returncode == 0
    (resource,) = json.loads(done.stdout)["resources"]
    assert resource["operations"] == ["create"]
    assert [view["direction"] for view in resource["views"]] == ["create", "read"]
    done = run("show", "incidentResponse", "--view", "create", cwd=tmp_path)
    assert json.loads(done.stdout)["title"] == "IncidentResponseCreate"
    done = run("show", "incidentResponse", "--view", "patch", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "connectgen: incidentResponse has no patch view; it has create, read\n"


def test_validate_judges_a_file_or_stdin(tmp_path: Path):
    (tmp_path / "good.json").write_text(json.dumps(example("request")))
    done = run("validate", "incidentResponse", "good.json", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    bad = json.dumps({"useEmailSignature": 1, "fileAttachments": [{"name": "a b"}]})
    done = run("validate", "incidentResponse", "-", cwd=tmp_path, stdin=bad)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "/useEmailSignature: must be true or false, not 1 (type)",
        "/fileAttachments/0/name: must match ^[^ ]*$, not 'a b' (pattern)",
        "/fileAttachments: attachments are dropped unless the channel of a thread is e-mail"
        " (channel id 9) (advice)",
    ]
    done = run(
        "validate", "incidentResponse", "-", "--view", "read", cwd=tmp_path, stdin='{"links": 1}'
    )
    assert (done.returncode, done.stdout) == (1, "/links: must be an array, not 1 (type)\n")


def test_validate_judges_ndjson_line_by_line(tmp_path: Path):
    lines = ["{}", "", '{"cc": 1}', '{"fileAttachments": {}}']
    (tmp_path / "bodies.ndjson").write_text("\n".join(lines) + "\n")
    done = run("validate", "incidentResponse", "bodies.ndjson", "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["line"], each["valid"]) for each in found] == [(1, True), (3, False), (4, True)]
    assert found[1]["violations"][0]["pointer"] == "/cc"
    assert found[2]["violations"][0]["advice"]
    done = run("validate", "incidentResponse", "-", "--ndjson", cwd=tmp_path, stdin="{}\n[\n")
    assert done.returncode == 2
    assert done.stderr.startswith("connectgen: <stdin>:2: not JSON: ")


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ('{"extra": NaN}', "not JSON: NaN is no number there"),
        ('{"extra": -Infinity}', "not JSON: -Infinity is no number there"),
        ("[" * 100_000 + "]" * 100_000, "nested too deep to be read"),
        ("9" * 5000, "a number is too long to be read"),
    ],
    ids=["NaN", "Infinity", "deep", "long"],
)
def test_validate_takes_json_alone(tmp_path: Path, payload: str, told: str):
    done = run("validate", "incidentResponse", "-", cwd=tmp_path, stdin=payload)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"connectgen: <stdin>: {told}\n"


def test_a_missing_file_or_command_is_a_usage_error(tmp_path: Path):
    for arguments in (("validate", "incidentResponse", "missing.json"), ("nothing",)):
        done = run(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


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
    assert done.returncode == 2
    assert "in/v1.4/things.json#/properties: [] is not of type 'object'" in done.stderr


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
    advice = 'put it there, or {"type": "object"} where the site does not show it'
    told = [
        f"{place}/other/$ref: there is no things/other.json in the snapshot; {advice}",
        f"{place}/part/$ref: there is no things/part.json in the snapshot; {advice}",
    ]
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


def test_documents_are_pinned_in_one_step_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
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
            "connectgen: saved/v1.4: is a saved catalog, for `connectgen diff` and"
            " `connectgen replay` alone; a snapshot is made by `connectgen fetch`, or of a copy of"
            " what is in saved/v1.4/metadata-catalog by `connectgen pin`\n"
        )


def test_the_bundled_snapshot_is_pinned_and_canonical():
    from connectgen.jsonio.documents import dump_canonical, parse_json

    for path in (ROOT / "schemas" / "v1.4").rglob("*.json"):
        data = path.read_bytes()
        assert dump_canonical(parse_json(data, path.name)) == data, path


def test_a_progress_bar_is_for_terminals_only(tmp_path: Path):
    (tmp_path / "bodies.ndjson").write_text("{}\n" * 1000)
    command = [sys.executable, "-m", "connectgen", "validate", "incidentResponse", "bodies.ndjson"]
    leader, follower = pty.openpty()
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=follower)
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 100_000):
            shown += chunk
    except OSError:
        pass  # how Linux says that the other end is closed
    os.close(leader)
    out, _ = process.communicate()
    assert (process.returncode, out) == (0, b"")
    assert b"Checking" in shown
    assert b"100%" in shown


def test_an_interrupted_run_is_told_from_a_finding(tmp_path: Path):
    command = [sys.executable, "-m", "connectgen", "validate", "incidentResponse", "-", "--ndjson"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b'{"incident": 1}\n')
        process.stdin.flush()
        assert process.stdout.readline()  # it waits for the next line now
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()
    assert (process.returncode, told.decode().splitlines()[-1]) == (130, "connectgen: interrupted")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk here is always full")
def test_a_result_that_cannot_be_written_is_no_finding(tmp_path: Path):
    command = [sys.executable, "-m", "connectgen", "show", "incidentResponse"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == (
        "connectgen: standard output: cannot be written: No space left on device\n"
    )


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_result_is_utf_8_whatever_the_system_is_set_to(tmp_path: Path, encoding: str):
    (tmp_path / "schema.json").write_text('{"title": "\\u00e9\\u540d"}')
    done = subprocess.run(
        [sys.executable, "-m", "connectgen", "validator", "schema.json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "\u00e9\u540d" in done.stdout.decode("utf-8")


def test_a_terminal_that_lacks_characters_gets_escapes(tmp_path: Path):
    for folder, name in (("old", "\u540d"), ("new", "\u65e5")):
        write_schemas(tmp_path / folder, {"things": {"properties": {name: {"type": "string"}}}})
    leader, follower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "connectgen", "diff", "old/v1.4", "new/v1.4"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        stdout=follower,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(follower)
    shown = os.read(leader, 100_000)
    os.close(leader)
    assert done.returncode == 0, done.stderr
    assert b"\\u540d" in shown
