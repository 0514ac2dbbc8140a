"""A package is the old one or the new one, whenever the process that writes it is killed."""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pytest
from connectgen.config.options import Options
from connectgen.core import atomic_replace
from connectgen.pipeline.generate import generate_package
from connectgen.write.package import recover_interrupted_swap, write_package
from support import write_schemas
from support.killed_processes import in_a_child, killed_at
from support.package_states import NEW, package_with_own_files, refuse_to_exchange, states, tree
from support.platforms import needs_linux, needs_modes, needs_symlinks

pytestmark = pytest.mark.slow


def refuse_to_rename_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Path) -> NoReturn:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(atomic_replace, "_trade_places", fail)


@needs_linux
def test_kill_at_any_moment_leaves_old_or_new_package(tmp_path: Path):
    old, new = states(tmp_path)
    seen: list[bool] = []
    code, moment = -9, 0
    while code == -9:
        folder = tmp_path / str(moment)
        folder.mkdir()
        package = package_with_own_files(folder)
        code = in_a_child(
            killed_at(moment, lambda p=package: write_package(p, NEW, {}, force=False))
        )
        now = tree(package)
        assert now in (old, new), f"after {moment} uses of the system"
        seen.append(now == new)
        write_package(package, NEW, {}, force=False)
        assert tree(package) == new
        assert [path.name for path in folder.iterdir()] == ["package"]
        moment += 1
    assert code == 0
    assert seen == sorted(seen)
    assert seen.count(False) > 20
    assert seen.count(True) > 5


def test_a_kill_without_exchange_is_mended_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    old, new = states(tmp_path)
    refuse_to_exchange(monkeypatch)
    code, moment, absent = -9, 0, 0
    while code == -9:
        folder = tmp_path / str(moment)
        folder.mkdir()
        package = package_with_own_files(folder)
        code = in_a_child(
            killed_at(moment, lambda p=package: write_package(p, NEW, {}, force=False))
        )
        absent += not package.exists()
        recover_interrupted_swap(package)
        assert tree(package) in (old, new), f"after {moment} uses of the system"
        assert [path.name for path in folder.iterdir()] == ["package"]
        moment += 1
    assert code == 0
    assert absent == 1  # the one moment between the two renames


def test_where_folders_cannot_be_renamed_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _, new = states(tmp_path)
    refuse_to_rename_folders(monkeypatch)
    package = package_with_own_files(tmp_path)
    write_package(package, NEW, {}, force=False)
    assert tree(package) == new
    assert not (package / "gone").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "package"]


def test_a_kill_between_files_needs_no_force_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    _, new = states(tmp_path)
    refuse_to_rename_folders(monkeypatch)
    for moment in range(20, 70):
        folder = tmp_path / str(moment)
        folder.mkdir()
        package = package_with_own_files(folder)
        in_a_child(killed_at(moment, lambda p=package: write_package(p, NEW, {}, force=False)))
        write_package(package, NEW, {}, force=False)
        assert tree(package) == new


STAGES = (
    *("snapshot", "overlay", "parse", "layout", "render", "verify", "write"),
    "atomic_replace",
)


@pytest.mark.parametrize("stage", STAGES)
def test_a_kill_in_any_stage_leaves_the_package(tmp_path: Path, stage: str):
    schemas = write_schemas(tmp_path / "in", {"things": {"properties": {}}})
    options = Options(schemas=schemas, output=tmp_path)
    generate_package(options)
    before = tree(options.target)
    write_schemas(schemas, {"others": {"properties": {}}})

    def kill(frame: FrameType, event: str, _: object) -> None:
        at = Path(frame.f_code.co_filename)
        if event == "call" and stage in (at.stem, at.parent.name):
            os.kill(os.getpid(), signal.SIGKILL)

    def doomed() -> None:
        sys.setprofile(kill)
        generate_package(options)

    if stage == "write":  # it is also asked first
        assert in_a_child(doomed) == -9
    assert in_a_child(doomed) == -9
    assert tree(options.target) == before
    generate_package(options)
    assert (options.target / "models" / "others.py").exists()


def test_own_files_are_not_copied_and_late_changes_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = package_with_own_files(tmp_path)
    inode = (package / "own.py").stat().st_ino
    original = atomic_replace._trade_places

    def late(new: Path, folder: Path) -> Path:
        (package / "late.py").write_bytes(b"mine = 4\n")
        unsaved = package / "saving"
        unsaved.write_bytes(b"mine = 5\n")
        unsaved.replace(package / "sub" / "own.py")  # as editors save
        return original(new, folder)

    monkeypatch.setattr(atomic_replace, "_trade_places", late)
    write_package(package, NEW, {}, force=False)
    assert (package / "own.py").stat().st_ino == inode
    assert (package / "late.py").read_text() == "mine = 4\n"
    assert (package / "sub" / "own.py").read_text() == "mine = 5\n"


def test_without_links_own_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    _, new = states(tmp_path)

    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", fail)
    package = package_with_own_files(tmp_path)
    write_package(package, NEW, {}, force=False)
    assert tree(package) == new


@pytest.mark.parametrize(("step", "code"), [("open", errno.EROFS), ("replace", errno.ENOSPC)])
def test_a_file_that_cannot_be_replaced_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
):
    (tmp_path / "own.py").write_bytes(b"mine = 1\n")

    def refused(*_: Any, **__: Any) -> NoReturn:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(Path, step, refused)
        with pytest.raises(OSError, match=os.strerror(code)):
            atomic_replace.replace_file(tmp_path / "own.py", b"theirs = 1\n")
    assert tree(tmp_path) == {"own.py": "mine = 1\n"}


@needs_symlinks
@needs_modes
def test_a_link_to_a_file_stays_one_and_its_mode_too(tmp_path: Path):
    (tmp_path / "own.py").write_bytes(b"mine = 1\n")
    (tmp_path / "own.py").chmod(0o640)
    (tmp_path / "link.py").symlink_to("own.py")
    atomic_replace.replace_file(tmp_path / "link.py", b"mine = 2\n")
    assert (tmp_path / "link.py").is_symlink()
    assert tree(tmp_path) == dict.fromkeys(("own.py", "link.py"), "mine = 2\n")
    assert (tmp_path / "own.py").stat().st_mode & 0o777 == 0o640
