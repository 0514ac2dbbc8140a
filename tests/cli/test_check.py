"""`connectgen generate --check`: which differences it names, and that digests see every input."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from connectgen.config.options import Options
from connectgen.core.bundled_data import TEMPLATES
from connectgen.pipeline import fingerprints
from connectgen.pipeline.fingerprints import input_digests
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.pipeline.render import render_source_files
from connectgen.snapshot.load import pin_snapshot
from connectgen.write.drift import compare_package
from connectgen.write.manifest import MANIFEST, read_manifest
from support import write_schemas
from support.command_line import UNPINNED, run

pytestmark = pytest.mark.slow

TEMPLATE_FOLDERS = sorted({path.name for path in TEMPLATES.iterdir()} - {"__pycache__"})


def test_second_generate_and_check_find_package_current(generated: Path):
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


def test_check_lists_differences_and_writes_nothing(tmp_path: Path):
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


def test_check_names_every_kind_of_drift_and_its_cause(tmp_path: Path):
    record = {"properties": {"a": {"type": "string"}}}
    schemas = write_schemas(tmp_path / "in", {"things": record, "others": record})
    options = ("--schemas", "in", "--package", "ours")
    run("generate", *options, cwd=tmp_path)
    (schemas / "v1.4" / "others.json").unlink()
    write_schemas(schemas, {"things": {"properties": {}}, "news": record})
    (tmp_path / "ours" / "models" / "news.py").write_text("mine = True\n")
    (tmp_path / "ours" / "resources" / "others.py").write_bytes(b"edited = True\n")
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
        "  4 no longer generated: run `connectgen generate --schemas in --package ours`"
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
        "connectgen: ours is unchanged, because generating would discard:",
        "connectgen:   ours/resources/others.py: edited by hand",
        "connectgen:   ours/models/news.py: not written by connectgen",
        "connectgen: move your changes elsewhere (an overlay, a module of your own),"
        " then use --force",
    ]
    done = run("generate", "--force", *options, cwd=tmp_path)
    assert done.returncode == 0
    assert "1 edited by hand and overwritten" in done.stderr


@pytest.mark.parametrize(
    "change", ["nothing", "file", "missing", "own", "schema", "overlay", "option", "inputs"]
)
def test_check_by_digests_agrees_with_full_check(tmp_path: Path, change: str):
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
        manifest = json.loads((options.target / MANIFEST).read_text())
        manifest["inputs"]["connectgen"] = "another"
        (options.target / MANIFEST).write_text(json.dumps(manifest))
    full = compare_package(
        options.target, render_source_files(options)[0], read_manifest(options.target)
    )
    assert check_package(options).drift == full
    assert bool(full) is (change in ("file", "missing", "schema", "option"))


@pytest.mark.parametrize("folder", TEMPLATE_FOLDERS)
def test_digest_of_templates_changes_only_with_those_that_packages_are_made_of(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    templates = tmp_path / "templates"
    copytree(TEMPLATES, templates, ignore=ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprints, "TEMPLATES", templates)
    before = input_digests(Options())["templates"]
    (templates / folder / "added.jinja").write_text("added", encoding="utf-8")
    is_for_packages = folder not in {"reference", "reports"}
    assert (input_digests(Options())["templates"] != before) is is_for_packages


def test_digests_see_every_input(tmp_path: Path):
    schemas = write_schemas(tmp_path, {"things": {"properties": {}}})
    before = input_digests(Options(schemas=schemas))
    assert set(before) == {"connectgen", "options", "overlays", "schemas", "templates"}
    assert input_digests(Options(schemas=schemas, strict=True))["options"] != before["options"]
    write_schemas(schemas, {"things": {"properties": {"a": {}}}})
    assert input_digests(Options(schemas=schemas))["schemas"] != before["schemas"]
    assert "model_backends" in input_digests(Options(schemas=schemas, models=("pydantic",)))
