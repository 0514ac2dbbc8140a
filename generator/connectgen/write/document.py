"""Write one document for people or other programs, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from connectgen.core.atomic_replace import replace_file
from connectgen.core.errors import OutputError
from connectgen.core.os_errors import describe_write_error

__all__ = ["write_document"]


def write_document(
    path: Path, data: bytes, *, before: Callable[[Path], None] | None = None
) -> None:
    """Make the file at *path* hold *data*, whatever it held.

    Args:
        path: the file; its folder must be there.
        data: the content.
        before: called with the path of a file that is there, and raises if it must stay.

    Raises:
        OutputError: it cannot be written; it is as it was.
    """
    try:
        if not path.parent.exists():
            raise OutputError(f"{path}: cannot be written: create the folder {path.parent} first")
        if path.exists() and not path.is_file():
            raise OutputError(f"{path}: cannot be written: not a file")
        if path.exists() and before is not None:
            before(path)
        replace_file(path, data)
    except OSError as error:
        raise OutputError(describe_write_error(path, error)) from error
