"""One folder, or file, takes the place of another in one step, whatever happens meanwhile.

The new folder is made beside the old one; then both change places (`renameat2`, RENAME_EXCHANGE),
and what is the old one by now is removed. At every moment, so also after a kill, there is the whole
old folder or the whole new one; what a killed run left beside it is cleared away by the next. Where
the system cannot exchange folders, two renames do it, and `recover` undoes the first without the
second; where it cannot even rename them (the lower layer of a container), files are replaced one by
one, and the manifest last.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

__all__ = ["exclusive", "recover", "replace_file", "replace_folder"]

_UNABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV})
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@contextmanager
def exclusive(folder: Path) -> Generator[None, None, None]:
    """Keep other runs of connectgen from writing into *folder* for the time being.

    The lock is the kernel's: it needs no file, and ends with the process that holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with _where_supported():
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _where_supported() -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:  # some network file systems lock no folders
        if error.errno not in {errno.EBADF, errno.ENOLCK, *_UNABLE}:
            raise


def replace_folder(
    folder: Path, files: Mapping[str, bytes], *, last: str, replaced: Collection[str]
) -> None:
    """Make *folder* hold *files*, and of what it held before all but *replaced*.

    Args:
        folder: need not exist; its parent must.
        files: content by path below *folder*, with slashes.
        last: the file that is written last, should they have to be written one by one.
        replaced: paths below *folder* that are not kept; byte code never is.

    Raises:
        OSError: it cannot be written; *folder* is as it was.
    """
    new = _made_beside(folder, files)
    left_behind = frozenset({*replaced, *files})
    try:
        if not folder.exists():
            new.rename(folder)
            return
        shutil.copymode(folder, new)
        _carry_over(folder, new, left_behind)
        try:
            _trade_places(new, folder)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _replace_files(folder, new, [*sorted({*files} - {last}), last], replaced)
        else:
            _carry_over(new, folder, left_behind)  # what was put there in the meantime
    finally:
        shutil.rmtree(new, ignore_errors=True)


def replace_file(file: Path, content: bytes) -> None:
    """Make *file*, or what it links to, hold *content*.

    Raises:
        OSError: it cannot be written; *file* is as it was, and nothing lies beside it.
    """
    target = file.resolve()
    new = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with new.open("xb") as opened:
            opened.write(content)
        if target.exists():
            shutil.copymode(target, new)
        new.replace(target)
    finally:
        with suppress(OSError):
            new.unlink()


def recover(folder: Path) -> None:
    """Undo the first of two renames without the second, and clear away what a kill left behind."""
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (old, _new(folder)):
        shutil.rmtree(leftover, ignore_errors=True)


def _made_beside(folder: Path, files: Mapping[str, bytes]) -> Path:
    new = _new(folder)
    try:
        new.mkdir()
        for path, content in files.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return new


def _trade_places(new: Path, folder: Path) -> None:
    """Let the two change places; afterwards *new* is the old folder."""
    if _exchange(new, folder):
        return
    old = _old(folder)
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    old.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    import ctypes  # late: only where something is written

    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _carry_over(source: Path, target: Path, left_behind: Collection[str]) -> None:
    """Link into *target* whatever *source* holds, but for *left_behind* and byte code.

    Links are the very same files: nothing of a large or just edited file can get lost.
    """
    emptied = {parent for path in left_behind for parent in PurePosixPath(path).parents}
    for at, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in (*folders, *names):
            entry = Path(at, name)
            path = PurePosixPath(entry.relative_to(source).as_posix())
            if entry.is_dir() and not entry.is_symlink():
                if path not in emptied:
                    (target / path).mkdir(parents=True, exist_ok=True)
                    shutil.copymode(entry, target / path)
            elif str(path) not in left_behind:
                _link(entry, target / path)


def _link(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        if _is_copy(source, target):
            return
        target.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # not every file system has links
        shutil.copy2(source, target, follow_symlinks=False)


def _is_copy(source: Path, target: Path) -> bool:
    one, other = source.lstat(), target.lstat()
    return os.path.samestat(one, other) or (
        (one.st_mtime_ns, one.st_size) == (other.st_mtime_ns, other.st_size)
    )


def _replace_files(
    folder: Path, new: Path, paths: Collection[str], replaced: Collection[str]
) -> None:
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (new / path).replace(target)
    for path in {*replaced} - {*paths}:
        (folder / path).unlink(missing_ok=True)
        _remove_empty((folder / path).parent, folder)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _new(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.connectgen-new")


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.connectgen-old")
