"""`connectgen generate`: what is written, versions side by side, resources and backends chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from connectgen import __version__
from connectgen.snapshot.load import pin_snapshot
from connectgen.write.manifest import MANIFEST
from support import ROOT, write_schemas
from support.command_line import run

pytestmark = pytest.mark.slow


def test_generate_without_arguments_uses_bundled_snapshot(generated: Path):
    assert [path.name for path in generated.iterdir()] == ["connect_v1_4"]
    there = {
        path.relative_to(generated / "connect_v1_4").as_posix(): path.read_bytes()
        for path in (generated / "connect_v1_4").rglob("*")
        if path.is_file() and path.name != MANIFEST
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


def test_generated_files_contain_no_host_date_or_version(generated: Path):
    for path in (generated / "connect_v1_4").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert str(ROOT) not in text
        assert str(generated) not in text
        assert __version__ not in text


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


def test_several_packages_are_written_all_or_none(tmp_path: Path):
    versions(tmp_path)
    write_schemas(tmp_path / "pinned", {"things": {"x-connectgen-operations": 5}}, "v1.4")
    (tmp_path / "pinned" / "v1.4" / "snapshot.json").unlink()
    done = run("generate", cwd=tmp_path)
    assert done.returncode == 2
    assert "pinned/v1.4/things.json#/x-connectgen-operations" in done.stderr
    assert not (tmp_path / "src").exists()
    versions(tmp_path, 'package = "connect_v1_3"\n')
    done = run("generate", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: packages: two would be written to src/connect_v1_3; give one another"
        " `package`\n",
    )


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


def test_resources_that_are_not_configured_are_named_after_a_fetch(tmp_path: Path):
    def pin(*names: str) -> None:
        write_schemas(tmp_path / "in", {name: {"properties": {}} for name in names})
        pin_snapshot(tmp_path / "in", "v1.4", name="in")

    def left_out(*arguments: str) -> list[str]:
        done = run("generate", *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return [line for line in done.stderr.splitlines() if "leaves out" in line]

    pin("things")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.connectgen]\nschemas = "in"\npackage = "ours"\nresources = ["things"]\n'
    )
    assert left_out() == []
    pin("things", "others")
    assert left_out() == [
        "ours leaves out others: in/v1.4 lists it, but `resources` in [tool.connectgen] does not"
    ]
    assert left_out() == []  # it has been said, and nothing has changed
    pin("things", *(f"more{index:02}" for index in range(12)))
    (line,) = left_out()
    named = ", ".join(f"more{index:02}" for index in range(10))
    assert line.startswith(f"ours leaves out {named} and 3 more: in/v1.4 lists them, but")
    assert left_out("things", "others") == []  # chosen on the command line
