"""The digest of connectgen's code: every module that makes packages counts, and no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from connectgen.config.options import Options
from connectgen.pipeline import fingerprints
from connectgen.pipeline.fingerprints import NOT_OF_PACKAGES, input_digests
from support import ROOT

SOURCES = ROOT / "generator"
PACKAGE = SOURCES / "connectgen"


def files_imported_by(module: Path) -> Iterator[Path]:
    """Yield the modules of connectgen that *module* imports, in functions too."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            path = SOURCES.joinpath(*name.split("."))
            packages = (above / "__init__.py" for above in (path, *path.parents))
            found = [path.with_suffix(".py"), *packages]
            yield from (each for each in found if PACKAGE in each.parents and each.is_file())


def modules_used_by(first: Path) -> set[Path]:
    found, left = {first}, [first]
    while left:
        new = {*files_imported_by(left.pop())} - found
        found |= new
        left += new
    return found


def test_generate_uses_no_module_that_the_digest_leaves_out():
    used = modules_used_by(PACKAGE / "pipeline" / "generate.py")
    folders = {path.relative_to(PACKAGE).parts[0] for path in used}
    assert {"core", "json_schema", "layout", "parse", "render", "write"} <= folders
    left_out = {PACKAGE / name for name in NOT_OF_PACKAGES}
    counted_out = [path for path in used if not left_out.isdisjoint((path, *path.parents))]
    assert counted_out == []


@pytest.mark.parametrize("name", NOT_OF_PACKAGES)
def test_what_the_digest_leaves_out_is_there(name: str):
    assert (PACKAGE / name).exists()


def test_modules_that_packages_are_made_with_import_no_module_by_its_name():
    """The test above would not see it."""
    left_out = {PACKAGE / name for name in NOT_OF_PACKAGES}
    for module in PACKAGE.rglob("*.py"):
        if left_out.isdisjoint((module, *module.parents)):
            imported = {
                alias.name
                for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
                if isinstance(node, ast.ImportFrom | ast.Import)
                for alias in node.names
            }
            assert imported.isdisjoint({"import_module", "importlib", "runpy"}), module


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of connectgen whose digest is taken."""
    copy = tmp_path / "connectgen"
    copytree(PACKAGE, copy, ignore=ignore_patterns("__pycache__"))
    monkeypatch.setattr(fingerprints, "__file__", str(copy / "pipeline" / "fingerprints.py"))
    return copy


def test_a_change_counts_if_packages_may_depend_on_it(copied: Path):
    before = input_digests(Options())["connectgen"]
    (copied / "reference" / "rows.py").write_text("changed", encoding="utf-8")
    (copied / "pipeline" / "docs.py").write_text("changed", encoding="utf-8")
    (copied / "testing.py").write_text("changed", encoding="utf-8")
    assert input_digests(Options())["connectgen"] == before
    (copied / "new_folder").mkdir()
    (copied / "new_folder" / "module.py").write_text("new", encoding="utf-8")
    after = input_digests(Options())["connectgen"]
    assert after != before
    (copied / "layout" / "models.py").write_text("changed", encoding="utf-8")
    assert input_digests(Options())["connectgen"] not in (before, after)
