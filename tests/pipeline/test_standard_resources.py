"""Queries, reports and menus are on every site, whether its catalog lists them or not."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType

import pytest
from connectgen.config.options import Options
from connectgen.core.errors import CatalogError
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.testing import FakeSite
from support import generate_into, import_from, write_schemas
from support.command_line import run as run_command
from support.fake_site_calls import Run, both

STANDARD = ("analytics_report_results", "named_ids", "query_results")
THING = {"type": "object", "properties": {"name": {"type": "string"}}}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one")
    return write_schemas(folder / "schemas", {"incidents": THING, "queryResult": THING})


def attributes(package: ModuleType) -> set[str]:
    return {name for name in (*STANDARD, "incidents") if hasattr(package.Client, name)}


@pytest.mark.parametrize(
    ("name", "options", "expected"),
    [
        ("every", {}, {*STANDARD, "incidents"}),
        ("listed", {"listed_only": True}, {"incidents"}),
        ("some", {"resources": ("incidents",)}, {"incidents"}),
        ("both", {"resources": ("incidents", "queryResults")}, {"incidents", "query_results"}),
        ("only", {"resources": ("namedIDs",)}, {"named_ids"}),
    ],
)
def test_resources_of_every_site(
    schemas: Path, tmp_path: Path, name: str, options: dict[str, object], expected: set[str]
):
    generate_into(tmp_path, f"standard_{name}", schemas=schemas, **options)
    package = import_from(tmp_path, f"standard_{name}")
    assert attributes(package) == expected
    for folder in ("models", "validators"):
        there = {path.stem for path in (tmp_path / f"standard_{name}" / folder).glob("[a-z]*.py")}
        assert there.isdisjoint(STANDARD)


def test_unlisted_resource_that_is_not_of_every_site(schemas: Path, tmp_path: Path):
    for wanted, switched_off in (("contacts", False), ("queryResults", True)):
        options = Options(
            schemas=schemas, output=tmp_path, resources=(wanted,), listed_only=switched_off
        )
        with pytest.raises(CatalogError, match=f"lists no resource '{wanted}'"):
            generate_package(options)


def test_listed_only_is_part_of_the_inputs(schemas: Path, tmp_path: Path):
    options = Options(schemas=schemas, output=tmp_path, package="mine")
    generate_package(options)
    assert not check_package(options).drift
    assert generate_package(options).generated == ()
    fewer = Options(schemas=schemas, output=tmp_path, package="mine", listed_only=True)
    assert {*check_package(fewer).drift.stale} == {f"resources/{name}.py" for name in STANDARD}


@pytest.mark.slow
def test_option_and_key_to_leave_them_out(schemas: Path, tmp_path: Path):
    arguments = ("generate", "--schemas", str(schemas), "--package", "mine")
    assert run_command(*arguments, "--listed-only", cwd=tmp_path).returncode == 0
    kept = json.loads((tmp_path / "mine" / "connectgen.json").read_text(encoding="utf-8"))["files"]
    assert "resources/query_results.py" not in kept
    configuration = tmp_path / "pyproject.toml"
    configuration.write_text("[tool.connectgen]\nlisted-only = true\n", encoding="utf-8")
    assert run_command(*arguments, "--check", cwd=tmp_path).returncode == 0
    configuration.unlink()
    assert run_command(*arguments, "--check", cwd=tmp_path).returncode == 1


@both
def test_menu_of_a_site_that_lists_none(schemas: Path, tmp_path: Path, run: Run):
    generate_into(tmp_path, "listless", schemas=schemas)
    package = import_from(tmp_path, "listless")
    with FakeSite() as site:
        found = run(package, site.url, lambda c: c.named_ids.list("incidents/threads/channel"))
    assert 9 in [entry.id for entry in found]
