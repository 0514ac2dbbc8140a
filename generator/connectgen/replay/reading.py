"""Read recorded bodies: NDJSON, as it is or compressed, and columns of Parquet files."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_CUR, BufferedReader, RawIOBase
from os import PathLike
from pathlib import Path
from typing import IO, Any, TypeAlias

from connectgen.core.errors import PayloadError
from connectgen.core.os_errors import describe_read_error
from connectgen.jsonio.ndjson import batches_of
from connectgen.replay.compression import open_compressed

__all__ = ["Line", "Part", "open_file", "read_lines", "read_parts"]

Line: TypeAlias = str | bytes
"""A JSON value as text or in UTF-8."""

_BYTES = 512 * 1024
"""Size from which a part is full: some thousands of small bodies, milliseconds of work."""

_MAGIC = 4
"""Number of bytes that say how a file is to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some lines of a file."""

    source: str
    """Name of the file."""

    numbers: Sequence[int]
    """Numbers of the lines, and maybe of more than there are."""

    data: bytes | list[Line]
    """Lines, or the text that they are still to be split from."""

    done: int = 0
    """Number of bytes of the file that have been read; 0 if it does not know."""

    @property
    def lines(self) -> list[Line]:
        """Lines, without line feeds."""
        # Not splitlines, which also splits at carriage returns: JSON allows them between values.
        return [*self.data.split(b"\n")] if isinstance(self.data, bytes) else self.data


def read_lines(
    file: str | PathLike[str] | IO[bytes], *, column: str | None = None
) -> Iterator[Line]:
    """Yield the lines of a file of recorded bodies.

    Args:
        file: name of a local file, or a file that is open for reading bytes, such as one of an
            object store. Its first bytes say whether it is NDJSON, gzip, zstd or Parquet.
        column: column of a Parquet file that has the bodies; needed if several hold text.

    Raises:
        PayloadError: it cannot be read.
    """
    if isinstance(file, str | PathLike):
        with open_file(str(file)) as opened:
            yield from read_lines(opened, column=column)
        return
    for part in read_parts(file, str(getattr(file, "name", "the file")), column):
        yield from part.lines


@contextmanager
def open_file(name: str) -> Generator[IO[bytes]]:
    """Open the file called *name*, or stdin ("-").

    Raises:
        PayloadError: it cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed below; errors of the block are not ours
    except FileNotFoundError:
        raise PayloadError(f"{name}: file not found") from None
    except OSError as error:
        raise PayloadError(describe_read_error(name, error)) from error
    with file:
        yield file


def read_parts(file: IO[bytes], name: str, column: str | None = None) -> Iterator[Part]:
    """Yield the lines of *file*, some at a time.

    Args:
        file: a file, whose first bytes say how it is to be read.
        name: its name for messages and examples.
        column: column of a Parquet file.

    Raises:
        PayloadError: it cannot be read, or a line is longer than a document may be.
    """
    file, start = _peek(file, name)
    if start == b"PAR1":
        from connectgen.replay.parquet import read_column  # late: needs pyarrow

        for first, lines, done in read_column(file, name, column):
            yield Part(source=name, numbers=_count_from(first), data=lines, done=done)
        return
    if column is not None:
        raise PayloadError(f"{name}: is not Parquet and has no columns; leave the column out")
    opened, damages = open_compressed(file, start, name)
    try:
        for data, first in batches_of(opened, _BYTES, name):
            done = file.tell() if file.seekable() else 0
            yield Part(source=name, numbers=_count_from(first), data=data, done=done)
    except damages as error:
        raise PayloadError(f"{name}: cannot be read: it is damaged: {error}") from error


def _peek(file: IO[bytes], name: str) -> tuple[IO[bytes], bytes]:
    """Return what *file* is to be read from, and its first bytes, which are still to be read.

    Raises:
        PayloadError: it cannot be read.
    """
    start = b""
    try:
        # A pipe gives what was written so far, which may be a single byte.
        while len(start) < _MAGIC and (more := file.read(_MAGIC - len(start))):
            start += more
        if file.seekable():
            file.seek(-len(start), SEEK_CUR)
            return file, start
    except OSError as error:
        raise PayloadError(describe_read_error(name, error)) from error
    return BufferedReader(_Resumed(start, file)), start


class _Resumed(RawIOBase):
    """A stream whose first bytes were read already, from its start again."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self.start = start
        self.rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.start[: len(buffer)] or self.rest.read(len(buffer))
        self.start = self.start[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _count_from(first: int) -> Sequence[int]:
    return range(first, sys.maxsize)
