"""Read files of JSON values, one a line, without trusting that a line ever ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from connectgen.core.errors import PayloadError
from connectgen.core.os_errors import describe_read_error
from connectgen.jsonio.documents import MAX_BYTES

__all__ = ["batches_of", "lines_of"]


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of *file*.

    Raises:
        PayloadError: it cannot be read, or a line is longer than a document may be.
    """
    number = 1
    while line := _read_line(file, number, file.name):
        yield line
        number += 1


def batches_of(file: IO[bytes], size: int, name: str) -> Iterator[tuple[bytes, int]]:
    """Yield whole lines of *file*, about *size* bytes at a time, and the number of the first.

    Args:
        file: a file that has `read` and `readline`, which may be without a name of its own.
        size: size from which lines are enough.
        name: its name for messages.

    Raises:
        PayloadError: as for `lines_of`.
    """
    number = 1
    while data := _read(file, size, name):
        if not data.endswith(b"\n"):
            data += _read_line(file, number + data.count(b"\n"), name)
        yield data.removesuffix(b"\n"), number
        number += data.count(b"\n")


def _read_line(file: IO[bytes], number: int, name: str) -> bytes:
    try:
        line = file.readline(MAX_BYTES + 1)
    except OSError as error:
        raise PayloadError(describe_read_error(name, error)) from error
    if len(line) > MAX_BYTES:
        raise PayloadError(f"{name}:{number}: longer than {MAX_BYTES // 1024**2} MiB")
    return line


def _read(file: IO[bytes], size: int, name: str) -> bytes:
    try:
        return file.read(size)
    except OSError as error:
        raise PayloadError(describe_read_error(name, error)) from error
