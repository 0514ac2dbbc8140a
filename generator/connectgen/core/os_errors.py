"""Plain words for errors of the operating system, whose own differ between systems."""

from __future__ import annotations

import errno
import os
from os import PathLike
from pathlib import Path

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
    code = errno.EISDIR if _is_open_folder(error) else error.errno or 0
    return _DESCRIPTIONS.get(code) or error.strerror or str(error)


def _is_open_folder(error: OSError) -> bool:
    """Return whether a folder was opened as a file, which Windows does not permit to anybody."""
    if error.errno != errno.EACCES or getattr(error, "winerror", None) is not None:
        return False
    name: object = error.filename
    return isinstance(name, str) and Path(name).is_dir() and os.name == "nt"


def describe_read_error(name: str | PathLike[str], error: OSError) -> str:
    """Return the message that *name* cannot be read because of *error*."""
    return f"{name}: cannot be read: {describe_os_error(error)}"


def describe_write_error(name: str | PathLike[str], error: OSError) -> str:
    """Return the message that *name* cannot be written because of *error*."""
    return f"{name}: cannot be written: {describe_os_error(error)}"
