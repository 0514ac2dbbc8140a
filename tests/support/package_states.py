"""Packages in two states."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectgen.core import atomic_replace
from connectgen.core.documents import SourceFile
from connectgen.write.manifest import MANIFEST
from connectgen.write.package import write_package

from support.killed_processes import tree as files_of

OLD = (
    SourceFile(path="__init__.py", text="A = 1\n"),
    SourceFile(path="gone/module.py", text="B = 1\n"),
    SourceFile(path="sub/module.py", text="C = 1\n"),
)
NEW = (
    SourceFile(path="__init__.py", text="A = 2\n"),
    SourceFile(path="new/module.py", text="B = 2\n"),
    SourceFile(path="sub/module.py", text="C = 2\n"),
)
OWN = {"own.py": "mine = 1\n", "sub/own.py": "mine = 2\n", "data/own.txt": "mine = 3\n"}


def tree(folder: Path) -> dict[str, str]:
    return {path: content.decode() for path, content in files_of(folder).items()}


def package_with_own_files(parent: Path) -> Path:
    package = parent / "package"
    write_package(package, OLD, {}, force=False)
    for path, text in OWN.items():
        (package / path).parent.mkdir(exist_ok=True)
        (package / path).write_bytes(text.encode())
    return package


def refuse_to_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic_replace, "_exchange_folders", lambda *_: False)


def states(tmp_path: Path) -> tuple[dict[str, str], dict[str, str]]:
    (tmp_path / "model").mkdir()
    model = package_with_own_files(tmp_path / "model")
    old = tree(model)
    write_package(model, NEW, {}, force=False)
    new = tree(model)
    assert new == {**OWN, **{f.path: f.text for f in NEW}, MANIFEST: new[MANIFEST]}
    return old, new
