from __future__ import annotations

import shutil
import sys
from pathlib import Path

import jinja2
import pytest
from connectgen.render.bytecode_cache import FileBytecodeCache


def render(folder: Path) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        bytecode_cache=FileBytecodeCache(folder / "__pycache__"),
    )
    return environment.get_template("a.jinja").render(name="b")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.jinja").write_text("a {{ name }}")
    return tmp_path


def test_a_copy_is_kept_and_used(folder: Path):
    assert render(folder) == "a b"
    (copy,) = (folder / "__pycache__").iterdir()
    made = copy.stat().st_mtime_ns
    assert render(folder) == "a b"
    assert copy.stat().st_mtime_ns == made


def test_a_stale_or_damaged_copy_is_made_anew(folder: Path):
    render(folder)
    (copy,) = (folder / "__pycache__").iterdir()
    for damage in (b"", b"damaged", copy.read_bytes()[:40]):
        copy.write_bytes(damage)
        assert render(folder) == "a b"
    (folder / "a.jinja").write_text("c {{ name }}")
    assert render(folder) == "c b"


def test_where_nothing_can_be_written_it_works_without(folder: Path):
    (folder / "__pycache__").write_text("in the way")
    assert render(folder) == "a b"
    assert (folder / "__pycache__").read_text() == "in the way"


def test_python_is_obeyed(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    shutil.rmtree(folder / "__pycache__", ignore_errors=True)
    assert render(folder) == "a b"
    assert not (folder / "__pycache__").exists()
