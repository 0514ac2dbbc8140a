"""Plain words for errors of the operating system, whose own differ between systems."""

from __future__ import annotations

import errno
from os import PathLike

__all__ = ["describe_os_error", "describe_read_error", "describe_write_error"]

_DESCRIPTIONS = {
    errno.EEXIST: "it exists already",
    errno.EISDIR: "it is a folder, not a file",
    errno.ELOOP: "its symbolic links lead in a circle",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ENOENT: "file or folder not found",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
}
"""Only those that are unclear; the system's "Permission denied" is not."""


def describe_os_error(error: OSError) -> str:
    """Return the reason of *error*, without the number and the path."""
    return _DESCRIPTIONS.get(error.errno or 0) or error.strerror or str(error)


def describe_read_error(name: str | PathLike[str], error: OSError) -> str:
    """Return the message that *name* cannot be read because of *error*."""
    return f"{name}: cannot be read: {describe_os_error(error)}"


def describe_write_error(name: str | PathLike[str], error: OSError) -> str:
    """Return the message that *name* cannot be written because of *error*."""
    return f"{name}: cannot be written: {describe_os_error(error)}"
