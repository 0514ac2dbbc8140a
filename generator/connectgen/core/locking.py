"""One run at a time writes into a folder: a lock that ends with the process that holds it.

Where the kernel locks folders, the lock needs no file. Elsewhere (Windows, NFS) filelock has the
kernel lock a file, `.connectgen.lock`; and where nothing can be locked, the file itself is the
lock: it says which process has it, and the next run takes over from one that was killed.
"""

from __future__ import annotations

import errno
import os
import stat
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["LOCK", "locked"]

LOCK = ".connectgen.lock"
"""Name of the file, where one is needed."""

_ATTEMPT, _ATTEMPTS = 2.0, 30
"""Seconds of one attempt to get the file, and their number; writing takes less than a second."""

_BUSY = "another run holds this lock for a minute; delete the file if none is running"

_UNABLE = frozenset(
    {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
)
"""Errors of file systems that cannot lock folders."""


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Keep other runs of connectgen from writing into *folder* meanwhile.

    Raises:
        OSError: it cannot be locked.
    """
    handle = _lock_by_kernel(folder)
    if handle is None:
        with _locked_by_file(folder / LOCK):
            yield
        return
    try:
        yield
    finally:
        os.close(handle)


def _lock_by_kernel(folder: Path) -> int | None:
    """Return a handle whose closing ends the lock, or None where the kernel locks no folders."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # freed by the kernel, also when this run is killed
    except BaseException as error:
        os.close(handle)
        if isinstance(error, OSError) and error.errno in _UNABLE:
            return None
        raise
    return handle


@contextmanager
def _locked_by_file(file: Path) -> Generator[None]:
    with warnings.catch_warnings(action="ignore"):  # it says when it is but a file that locks
        from filelock import FileLock, Timeout, UnixFileLock  # late: rarely needed

        lock = FileLock(file)
        for _ in range(_ATTEMPTS):
            before = _state_of_empty(file)
            try:
                lock.acquire(timeout=_ATTEMPT)
                break
            except Timeout:
                # Killed between making the file and writing into it: filelock waits for ever.
                if before is not None and before == _state_of_empty(file):
                    file.unlink(missing_ok=True)
        else:
            raise OSError(errno.EAGAIN, _BUSY, str(file))
    try:
        yield
    finally:
        with suppress(OSError):  # all is written; what is left of a lock ends with this process
            if isinstance(lock, UnixFileLock):  # keeps the file, and notices when it is gone
                file.unlink(missing_ok=True)
            lock.release()


def _state_of_empty(file: Path) -> tuple[int, int] | None:
    """Return inode and time of an empty file, to recognise it again; None if it is not empty."""
    try:
        status = file.lstat()
    except OSError:
        return None
    if status.st_size or not stat.S_ISREG(status.st_mode):
        return None
    return status.st_ino, status.st_mtime_ns
