"""Commands in forked processes that are killed at any of their uses of the file system."""

from __future__ import annotations

import errno
import importlib
import json
import os
import signal
import stat
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from connectgen.cli import main

from support import ROOT

GENERATOR = str(ROOT / "generator" / "connectgen")
EVENTS = ("os.", "open", "shutil.", "fcntl.", "ctypes.", "tempfile.")
CHANGES = frozenset(
    f"os.{name}"
    for name in ("chmod", "link", "mkdir", "remove", "rename", "rmdir", "symlink", "truncate")
)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def in_a_child(work: Callable[[], object]) -> int:
    """Return the exit code of a forked process that does *work*; -9 where it was killed."""
    if not hasattr(os, "fork"):
        pytest.skip("the system has no fork")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def command(folder: Path, *arguments: str, **environment: str) -> Callable[[], object]:
    """Return what runs a command of connectgen in *folder*; for a child, as it changes much."""

    def run() -> object:
        os.chdir(folder)
        os.environ.update(environment)
        sys.argv = ["connectgen", *arguments]
        return main.main()

    return run


def uses_of_files(act: Callable[[str, tuple[Any, ...]], None]) -> None:
    """Have *act* called at every use of the file system from now on; for a child, as it stays."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(EVENTS) and event != "os.kill":
            act(event, arguments)

    sys.addaudithook(hook)


def killed_at(moment: int, work: Callable[[], object]) -> Callable[[], object]:
    """Return *work* that is killed just before its *moment*-th use of the system."""

    def doomed() -> object:
        left = moment

        def count(*_: object) -> None:
            nonlocal left
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1

        uses_of_files(count)
        return work()

    return doomed


def moments_of(work: Callable[[], object], scratch: Path) -> list[tuple[str, bool]]:
    """Return all uses of the file system by *work*: what and where, and whether it changes any."""

    def recorded() -> object:
        found: list[tuple[str, bool]] = []

        def record(event: str, arguments: tuple[Any, ...]) -> None:
            flags = arguments[2] if event == "open" else 0
            changes = event in CHANGES or (isinstance(flags, int) and bool(flags & WRITING))
            found.append((f"{event} in {_place(sys._getframe())}", changes))

        uses_of_files(record)
        try:
            return work()
        finally:
            told = json.dumps(found)
            os.write(os.open(scratch, os.O_WRONLY | os.O_CREAT), told.encode())

    assert in_a_child(recorded) == 0
    told: list[tuple[str, bool]] = json.loads(scratch.read_text())
    scratch.unlink()
    return told


def _place(frame: FrameType | None) -> str:
    """Return the innermost function of connectgen."""
    while frame and not frame.f_code.co_filename.startswith(GENERATOR):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}" if frame else "python"


def one_of_each(moments: list[tuple[str, bool]]) -> list[int]:
    """Return the first moment of each kind, from the first change on, and the very last one."""
    start = next(number for number, (_, changes) in enumerate(moments) if changes)
    first = {kind: start + number for number, (kind, _) in reversed([*enumerate(moments[start:])])}
    return sorted({*first.values(), len(moments) - 1})


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below *folder*, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def failing_at(moment: int, work: Callable[[], object]) -> Callable[[], object]:
    """Return *work* whose *moment*-th use of the system fails, as on a full disk."""

    def doomed() -> object:
        left = moment

        def fail(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            left -= 1
            if left == -1 and not event.startswith(("shutil.", "os.walk")):  # no system calls
                path = [each for each in arguments[:1] if isinstance(each, str | Path)]
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), *map(str, path))

        uses_of_files(fail)
        return work()

    return doomed


@contextmanager
def without_fcntl() -> Iterator[None]:
    """Have no process lock anything by the kernel, as where Python has no fcntl."""
    pytest.importorskip("fcntl", reason="Windows locks files in another way")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(action="ignore"):
        for name in [name for name in sys.modules if name.partition(".")[0] == "filelock"]:
            patch.delitem(sys.modules, name)
        patch.setitem(sys.modules, "fcntl", None)
        filelock = importlib.import_module("filelock")
        assert filelock.FileLock is filelock.SoftFileLock
        try:
            yield
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == "filelock"]:
                del sys.modules[name]


@contextmanager
def without_locks_of_folders() -> Iterator[None]:
    """Have the kernel lock files, and no folders, as NFS does."""
    fcntl = pytest.importorskip("fcntl", reason="there are no locks of folders on Windows")
    original = fcntl.flock

    def flock(handle: int, operation: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        original(handle, operation)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fcntl, "flock", flock)
        yield
