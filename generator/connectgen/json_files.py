"""The JSON files of a folder; `Path.rglob` and `Path.glob` would pass over what may not be read."""

from __future__ import annotations

import os
from pathlib import Path

from connectgen.errors import CatalogError

__all__ = ["json_files", "json_files_below"]


def json_files(folder: Path, name: str) -> list[str]:
    """Return the names of the JSON files in *folder*, sorted; none where there is no such folder.

    Args:
        folder: where they are looked for.
        name: what messages call it.

    Raises:
        CatalogError: it cannot be read.
    """
    try:
        return sorted(file.name for file in folder.iterdir() if file.name.endswith(".json"))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _closed(name, error) from error


def json_files_below(folder: Path, name: str) -> list[str]:
    """Return the paths of the JSON files in *folder* and all folders below it, sorted.

    Args:
        folder: what the paths are relative to; they have slashes.
        name: what messages call it.

    Raises:
        CatalogError: one of the folders cannot be read.
    """

    def refuse(error: OSError) -> None:
        closed = (Path(name) / Path(error.filename).relative_to(folder)).as_posix()
        raise _closed(closed, error) from error

    return sorted(
        (Path(at).relative_to(folder) / file).as_posix()
        for at, folders, files in os.walk(folder, onerror=refuse)
        for file in folders + files
        if file.endswith(".json")
    )


def _closed(name: str, error: OSError) -> CatalogError:
    return CatalogError(f"{name}: cannot be read: {error.strerror}")
