"""Replace a folder or a file in one step, even if the process is killed.

The new one is made beside the old one, under a name of its own. A new file is renamed to the old
one's name. Folders are exchanged (`renameat2`, RENAME_EXCHANGE), because between two renames there
is none; then the old one is removed. At every moment, so also after a kill, the whole old one or
the whole new one exists. Where the system cannot exchange folders, two renames do it, and the next
run undoes the first if the second is missing; where it cannot even rename them (the lower layer of
a container), files are replaced one by one, and the manifest last. Nothing is synced to the disk: a
power cut is not covered.

Whoever replaces something holds its lock (`exclusive_lock`), so that leftovers beside it are of a
run that was killed: they are removed then.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from connectgen.core.locking import LOCK, locked

__all__ = ["exclusive_lock", "replace_file", "replace_folder", "undo_half_swap"]

_UNABLE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EXDEV})
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_TOKEN_BYTES = 8


@contextmanager
def exclusive_lock(path: Path) -> Generator[Path]:
    """Yield the target of *path*, which only this run may replace until the lock is released.

    A replacement that a killed run left unfinished is undone first.

    Args:
        path: a folder or file, which need not exist; or a link, which is kept and followed.

    Raises:
        OSError: it cannot be locked, or the leftovers cannot be removed. An error that names what
            was made beside the target, also one of the caller's, names *path* instead.
    """
    target = _followed(path)
    with locked(target.parent):
        try:
            _mend(target)
            yield target
        except OSError as error:
            inside = _path_inside(target, error.filename)
            if inside is None:
                raise
            raise OSError(error.errno, error.strerror, str(path / inside)) from error


def undo_half_swap(path: Path) -> None:
    """Undo a replacement of *path* that a killed run left unfinished, if there is one.

    Raises:
        OSError: it cannot be done.
    """
    target = _followed(path)
    folder = target.parent
    if folder.is_dir() and (os.path.lexists(folder / LOCK) or _leftovers(target)):
        with exclusive_lock(target):
            pass


def replace_folder(
    folder: Path, files: Mapping[str, bytes], *, last: str, replaced: Collection[str]
) -> None:
    """Make *folder* contain *files*, and keep everything else in it except *replaced*.

    Args:
        folder: what `exclusive_lock` yielded; its parent must exist.
        files: content by path below *folder*, with slashes.
        last: the file that is written last, should they have to be written one by one.
        replaced: paths below *folder* that are not kept; byte code never is.

    Raises:
        OSError: it cannot be written; *folder* is as it was.
    """
    aside = _beside(folder, "new")
    left_behind = frozenset({*replaced, *files})
    try:
        _write_files(aside, files)
        if not folder.exists():
            aside.rename(folder)
            return
        shutil.copymode(folder, aside)
        _carry_over(folder, aside, left_behind)
        try:
            aside = _trade_places(aside, folder)
        except OSError as error:
            if error.errno != errno.EXDEV:  # the lower layer of a container renames no folder
                raise
            _replace_files(folder, aside, sorted({*files} - {last}), {*replaced} - {*files})
            (aside / last).replace(folder / last)
            return
        try:
            _carry_over(aside, folder, left_behind)  # what was put there in the meantime
        except OSError:
            aside = _trade_places(aside, folder)  # back: it must stay as it was
            raise
    finally:
        _remove_folder(aside)


def replace_file(file: Path, content: bytes) -> None:
    """Make *file*, or what it links to, hold *content*.

    Raises:
        OSError: it cannot be written; *file* is as it was, and nothing lies beside it.
    """
    with exclusive_lock(file) as target:
        new = _beside(target, "new")
        try:
            with new.open("xb") as opened:
                opened.write(content)
            if target.exists():
                shutil.copymode(target, new)
            new.replace(target)
        finally:
            with suppress(OSError):
                new.unlink()


def _followed(path: Path) -> Path:
    """Return what *path* leads to; `Path.resolve` raises no `OSError` for a circle of links."""
    return Path(os.path.realpath(path))


def _beside(target: Path, state: str) -> Path:
    """Return a path that no other run uses, and that `_leftovers` finds."""
    return target.with_name(f".{target.name}.connectgen-{state}-{secrets.token_hex(_TOKEN_BYTES)}")


def _match_beside(target: Path, name: str) -> re.Match[str] | None:
    """Return the match of *name*, with `new` or `old`, if `_beside` made it of *target*."""
    token = f"[0-9a-f]{{{2 * _TOKEN_BYTES}}}"
    return re.fullmatch(rf"\.{re.escape(target.name)}\.connectgen-(new|old)-{token}", name)


def _path_inside(target: Path, name: object) -> Path | None:
    """Return the path in *target* that *name* stands for, if it is in what was made beside it."""
    if not isinstance(name, str) or not Path(name).is_relative_to(target.parent):
        return None
    beside, *inside = Path(name).relative_to(target.parent).parts or ("",)
    return Path(*inside) if _match_beside(target, beside) else None


def _leftovers(target: Path) -> list[tuple[str, Path]]:
    """Return what runs have made beside *target* and not removed, each with `new` or `old`."""
    with os.scandir(target.parent) as entries:
        matches = [(_match_beside(target, entry.name), entry) for entry in entries]
    # A link of such a name is not ours, and what it leads to is not ours to remove.
    return [
        (match[1], Path(entry.path)) for match, entry in matches if match and not entry.is_symlink()
    ]


def _mend(target: Path) -> None:
    """Undo the first of two renames without the second, and remove what is left over."""
    for state, path in _leftovers(target):
        if state == "old" and not os.path.lexists(target):
            path.rename(target)
        elif path.is_dir():
            _remove_folder(path)
        else:
            with suppress(OSError):
                path.unlink()


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _trade_places(aside: Path, folder: Path) -> Path:
    """Exchange *aside* and *folder*, and return the path of the old folder."""
    if _exchange_folders(aside, folder):
        return aside
    old = _beside(folder, "old")
    folder.rename(old)
    try:
        aside.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    return old


def _exchange_folders(one: Path, other: Path) -> bool:
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
    """Link into *target* whatever *source* holds, except *left_behind* and byte code.

    Links are the very same files: nothing of a large or just edited file can get lost.
    """
    # A folder whose files are all replaced would stay behind, empty.
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
                _link_file(entry, target / path)


def _link_file(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        # After the exchange most files are there already: the first pass has linked them.
        if _is_copy(source, target):
            return
        target.unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Not every system makes hard links of symbolic links.
        if source.is_symlink() or _is_kept_by_windows(source):
            shutil.copy2(source, target, follow_symlinks=False)
        else:
            os.link(source, target)
    except (AttributeError, OSError):  # not every system and file system has links
        shutil.copy2(source, target, follow_symlinks=False)


def _is_kept_by_windows(path: Path) -> bool:
    """Return whether *path* is removed only if all of its links become writable."""
    return os.name == "nt" and not path.stat().st_mode & stat.S_IWRITE


def _remove_folder(folder: Path) -> None:
    """Remove *folder* as far as it can be done."""

    def retry(remove: Callable[[str], object], path: str, _: object) -> None:
        with suppress(OSError):
            if _is_kept_by_windows(Path(path)):
                Path(path).chmod(stat.S_IWRITE)
                remove(path)

    option: dict[str, Any] = {"onexc" if sys.version_info >= (3, 12) else "onerror": retry}
    shutil.rmtree(folder, **option)


def _is_copy(source: Path, target: Path) -> bool:
    one, other = source.lstat(), target.lstat()
    return os.path.samestat(one, other) or (
        (one.st_mtime_ns, one.st_size) == (other.st_mtime_ns, other.st_size)
    )


def _replace_files(
    folder: Path, new: Path, paths: Collection[str], removed: Collection[str]
) -> None:
    """Replace files one by one, and remove others; the manifest still lists all of them."""
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (new / path).replace(target)
    for path in removed:
        (folder / path).unlink(missing_ok=True)
        _remove_empty((folder / path).parent, folder)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
