"""One run at a time writes into a folder: a lock that ends with the process that holds it.

Where the kernel locks folders, the lock is the kernel's and needs no file. Elsewhere (Windows, some
network file systems) it is a file, `.connectgen.lock`, of filelock's: created exclusively, with the
process in it, so that the next run takes over from one that was killed.
"""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["LOCK", "locked"]

LOCK = ".connectgen.lock"
"""Name of the file, where one is needed."""

WAIT = 60.0
"""Seconds to wait for another run that holds the file; writing takes less than one."""

_UNABLE = frozenset(
    {errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
)
"""What file systems that lock no folders say."""


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
        fcntl.flock(handle, fcntl.LOCK_EX)
    except BaseException as error:
        os.close(handle)
        if isinstance(error, OSError) and error.errno in _UNABLE:
            return None
        raise
    return handle


@contextmanager
def _locked_by_file(file: Path) -> Generator[None]:
    with warnings.catch_warnings(action="ignore"):  # of its own fallback, which is what is used
        from filelock import SoftFileLock, Timeout  # late: rarely needed
    lock = SoftFileLock(file, timeout=WAIT)
    try:
        lock.acquire()
    except Timeout as error:
        reason = f"another run holds the lock since {WAIT:g} seconds; delete it if none is running"
        raise OSError(errno.EAGAIN, reason, str(file)) from error
    try:
        yield
    finally:
        lock.release()
