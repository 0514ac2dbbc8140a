from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen.cli.main import main
from connectgen.core.atomic_replace import exclusive_lock, replace_file, replace_folder
from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.write.drift import Drift, compare_package
from connectgen.write.manifest import MANIFEST, read_manifest
from connectgen.write.package import write_package
from support.platforms import needs_linux, needs_long_names, needs_symlinks

FILES = (
    SourceFile(path="__init__.py", text="A = 1\n"),
    SourceFile(path="sub/module.py", text="B = 2\n"),
)
INPUTS = {"schemas": "0" * 64}


def written(package: Path) -> dict[str, str]:
    return {
        path.relative_to(package).as_posix(): path.read_text()
        for path in package.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "package"
    write_package(folder, FILES, INPUTS, force=False)
    return folder


def test_a_package_is_written_with_its_manifest(package: Path):
    assert written(package) == {file.path: file.text for file in FILES}
    manifest = json.loads((package / MANIFEST).read_text())
    assert manifest["inputs"] == INPUTS
    assert set(manifest["files"]) == {"__init__.py", "sub/module.py"}
    assert [path.name for path in package.parent.iterdir()] == ["package"]


def test_writing_the_same_again_touches_nothing(package: Path):
    before = {path: path.stat().st_mtime_ns for path in package.rglob("*")}
    assert not write_package(package, FILES, INPUTS, force=False)
    assert {path: path.stat().st_mtime_ns for path in package.rglob("*")} == before


@needs_symlinks
def test_files_of_the_user_are_left_alone(package: Path):
    (package / "own.py").write_text("mine = True\n")
    (package / "own").mkdir()
    (package / "own" / "data.bin").write_bytes(b"\x00")
    (package / "link").symlink_to("own.py")
    (package / "__pycache__").mkdir()
    write_package(package, FILES[:1], INPUTS, force=False)
    assert written(package) == {
        "__init__.py": "A = 1\n",
        "own.py": "mine = True\n",
        "own/data.bin": "\x00",
        "link": "mine = True\n",
    }
    assert (package / "link").is_symlink()


@needs_symlinks
def test_a_link_to_a_package_stays_one(package: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link"
    link.symlink_to(package)
    write_package(link, FILES[:1], INPUTS, force=False)
    assert link.is_symlink()
    assert written(package) == {"__init__.py": "A = 1\n"}


def test_obsolete_file_is_removed(package: Path):
    drift = write_package(package, FILES[:1], INPUTS, force=False)
    assert drift.stale == ("sub/module.py",)
    assert written(package) == {"__init__.py": "A = 1\n"}


def test_an_edited_file_is_not_overwritten(package: Path):
    (package / "__init__.py").write_text("A = 3\n")
    changed = (SourceFile(path="__init__.py", text="A = 2\n"), FILES[1])
    with pytest.raises(OutputError, match=r"discard:\n.*__init__\.py: edited by hand\n"):
        write_package(package, changed, INPUTS, force=False)
    assert written(package)["__init__.py"] == "A = 3\n"
    assert write_package(package, changed, INPUTS, force=True).edited == ("__init__.py",)
    assert written(package)["__init__.py"] == "A = 2\n"


def test_a_file_that_connectgen_did_not_write_is_not_overwritten(tmp_path: Path):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").write_text("mine = True\n")
    with pytest.raises(OutputError, match=r"__init__\.py: not written by connectgen"):
        write_package(tmp_path / "package", FILES, INPUTS, force=False)
    assert written(tmp_path / "package") == {"__init__.py": "mine = True\n"}


def test_an_edited_file_that_is_stale_is_not_removed(package: Path):
    (package / "sub" / "module.py").write_text("B = 3\n")
    with pytest.raises(OutputError, match=r"sub/module\.py"):
        write_package(package, FILES[:1], INPUTS, force=False)
    assert written(package)["sub/module.py"] == "B = 3\n"


def test_drift_is_told_apart(package: Path):
    (package / "__init__.py").unlink()
    (package / "sub" / "module.py").write_text("B = 3\n")
    wanted = (*FILES, SourceFile(path="new.py", text=""))
    assert compare_package(package, wanted, read_manifest(package)) == Drift(
        missing=("__init__.py", "new.py"), changed=(), edited=("sub/module.py",), stale=()
    )


def test_a_failure_while_writing_leaves_the_old_package(
    package: Path, monkeypatch: pytest.MonkeyPatch
):
    before = written(package)
    original = Path.write_bytes

    def fail(self: Path, data: bytes) -> int:
        if self.name == "module.py":
            raise OSError(28, "No space left on device", str(self))
        return original(self, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    changed = (SourceFile(path="__init__.py", text="A = 2\n"), FILES[1])
    with pytest.raises(OutputError, match="No space left on device"):
        write_package(package, changed, INPUTS, force=False)
    assert written(package) == before
    assert [path.name for path in package.parent.iterdir()] == ["package"]


def test_what_becomes_of_a_manifest_is_told(package: Path):
    manifest = json.loads((package / MANIFEST).read_text())
    (package / MANIFEST).unlink()
    assert compare_package(package, FILES, read_manifest(package)) == Drift(missing=(MANIFEST,))
    del manifest["files"]["sub/module.py"]
    (package / MANIFEST).write_text(json.dumps(manifest))
    assert compare_package(package, FILES, read_manifest(package)) == Drift(changed=(MANIFEST,))
    assert write_package(package, FILES, INPUTS, force=False)
    assert not compare_package(package, FILES, read_manifest(package))


def test_obsolete_folder_is_removed_unless_it_has_user_files(package: Path):
    (package / "own").mkdir()
    write_package(package, FILES[:1], INPUTS, force=False)
    assert sorted(path.name for path in package.iterdir()) == [
        "__init__.py",
        MANIFEST,
        "own",
    ]


def test_a_folder_in_the_place_of_a_file_is_one_clear_error(tmp_path: Path):
    (tmp_path / "package" / "__init__.py").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"__init__\.py: cannot be read: it is a folder"):
        write_package(tmp_path / "package", FILES, INPUTS, force=False)


def test_a_file_in_the_place_of_the_folder_is_one_clear_error(tmp_path: Path):
    (tmp_path / "package").write_text("not a folder")
    for folder in (tmp_path / "package", tmp_path / "package" / "below"):
        with pytest.raises(OutputError, match=f"^{tmp_path}/package: is a file, not a folder"):
            read_manifest(folder)
    with pytest.raises(OutputError, match="package"):
        write_package(tmp_path / "package", FILES, INPUTS, force=False)
    assert (tmp_path / "package").read_text() == "not a folder"


def test_a_folder_that_cannot_be_written_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refused(path: Any, *_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:  # not by its mode, which does not keep root from writing
        patch.setattr(os, "mkdir", refused)
        with pytest.raises(OutputError, match="Permission denied"):
            write_package(tmp_path / "package", FILES, INPUTS, force=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"files": 1, "inputs": {}}',
        '{"files": {"../../own.py": ""}, "inputs": {}}',
        '{"files": {"/etc/own.py": ""}, "inputs": {}}',
    ],
)
def test_a_manifest_that_is_none_is_one_clear_error(package: Path, text: str):
    (package / MANIFEST).write_text(text)
    with pytest.raises(OutputError, match="not a manifest"):
        write_package(package, FILES, INPUTS, force=False)


LONG = "p" * 240
"""A name that is taken, while the longer one of the folder that is made beside it is not."""


def replace(path: Path, file: str | None) -> None:
    """Replace the file at *path*, or the folder there by one that contains *file*."""
    if file is None:
        replace_file(path, b"A = 1")
        return
    with exclusive_lock(path) as folder:
        replace_folder(folder, {file: b"A = 1"}, last=file, replaced=())


@needs_long_names
@pytest.mark.parametrize("linked", [False, pytest.param(True, marks=needs_symlinks)])
@pytest.mark.parametrize(
    ("name", "file", "told"),
    [
        (LONG, "a.py", LONG),
        ("package", f"models/{'m' * 300}.py", f"package/models/{'m' * 300}.py"),
        (f"{LONG}.py", None, f"{LONG}.py"),
    ],
)
def test_an_error_names_what_the_user_named_and_nothing_made_beside_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    file: str | None,
    told: str,
    linked: bool,
):
    monkeypatch.chdir(tmp_path)
    Path("real").mkdir()
    if linked:
        Path("out").symlink_to("real")
    else:
        Path("real").rename("out")
    with pytest.raises(OSError, match="too long") as caught:
        replace(Path("out", name), file)
    assert caught.value.filename == str(Path("out", told))
    assert [*Path("out").iterdir()] == []
    if file is not None:
        package, files = Path("out", name), (SourceFile(path=file, text="A = 1\n"),)
        with pytest.raises(OutputError) as refused:
            write_package(package, files, INPUTS, force=False)
        assert str(refused.value).startswith(f"{Path('out', told)}: cannot be written: ")


@needs_linux
def test_a_folder_in_which_no_folder_can_be_made_is_named(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(sys, "argv", ["connectgen", "generate", "--output", "/proc"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capfd.readouterr().err.startswith("connectgen: /proc/connect_v1_4: cannot be written: ")
