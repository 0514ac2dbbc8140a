"""Read a column of a Parquet file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from typing import IO, Any

from connectgen.core.errors import PayloadError
from connectgen.core.suggestions import did_you_mean
from connectgen.core.surroundings import how_to_install

__all__ = ["read_column"]

_ROWS = 4096
"""Number of rows that are read at a time."""

_TEXTS = frozenset(("binary", "large_binary", "large_string", "string", "string_view"))
"""Arrow's types of text, and of bytes that may be UTF-8."""


def read_column(
    file: IO[bytes], name: str, column: str | None
) -> Iterator[tuple[int, list[str | bytes], int]]:
    """Yield values of a column, number of the first of them, and bytes of the file done.

    Args:
        file: a Parquet file.
        name: its name for messages.
        column: name of the column; None if only one holds text.

    Raises:
        PayloadError: it cannot be read, or has no such column of text.
    """
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError:
        raise PayloadError(
            f"{name}: is a Parquet file, which takes pyarrow: {how_to_install('pyarrow')}"
        ) from None
    if not file.seekable():
        raise PayloadError(f"{name}: is a Parquet file, which cannot be read from a pipe")
    size, first = file.seek(0, os.SEEK_END), 1
    try:
        opened = parquet.ParquetFile(file)
        wanted = _choose_column(opened.schema_arrow, name, column)
        rows = opened.metadata.num_rows
        for batch in opened.iter_batches(batch_size=_ROWS, columns=[wanted]):
            # A row without a value is a blank line.
            lines = [value or "" for value in batch.column(0).to_pylist()]
            yield first, lines, size * first // max(rows, 1)
            first += len(lines)
    except (arrow.ArrowException, OSError) as error:
        raise PayloadError(f"{name}: cannot be read: {error}") from error


def _choose_column(schema: Any, name: str, column: str | None) -> str:
    """Return *column*, or the name of the only column of text.

    Raises:
        PayloadError: there is no such column of text, or there are several.
    """
    columns = [str(field.name) for field in schema]
    texts = [str(field.name) for field in schema if _holds_text(field.type)]
    if column is None and len(texts) == 1:
        return texts[0]
    listed = ", ".join(texts) or "none"
    if column is None:
        raise PayloadError(f"{name}: name the column that has the bodies (--column): {listed}")
    if column not in columns:
        raise PayloadError(f"{name}: has no column {column!r}{did_you_mean(column, columns)}")
    if column not in texts:
        raise PayloadError(f"{name}: column {column!r} holds no text; columns that do: {listed}")
    return column


def _holds_text(kind: Any) -> bool:
    # Arrow writes columns with few values as dictionaries of them.
    return str(getattr(kind, "value_type", kind)) in _TEXTS and not hasattr(kind, "value_field")
