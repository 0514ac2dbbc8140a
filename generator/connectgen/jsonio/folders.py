"""The JSON files of a folder; `Path.rglob` and `Path.glob` would pass over what may not be read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from connectgen.core.errors import CatalogError, raise_all
from connectgen.core.os_errors import describe_read_error

__all__ = ["list_json_files", "reject_case_collisions", "walk_json_files"]


def list_json_files(folder: Path, name: str) -> list[str]:
    """Return the names of the JSON files in *folder*, sorted; none if it does not exist.

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
        raise _unreadable_error(name, error) from error


def walk_json_files(folder: Path, name: str) -> list[str]:
    """Return the paths of the JSON files in *folder* and all folders below it, sorted.

    None if the folder does not exist.

    Args:
        folder: what the paths are relative to; they have slashes.
        name: what messages call it.

    Raises:
        CatalogError: one of the folders cannot be read.
    """

    def raise_unreadable(error: OSError) -> None:
        closed = (Path(name) / Path(error.filename).relative_to(folder)).as_posix()
        raise _unreadable_error(closed, error) from error

    if not folder.is_dir():
        return []
    return sorted(
        (Path(at).relative_to(folder) / file).as_posix()
        for at, folders, files in os.walk(folder, onerror=raise_unreadable)
        # A folder with the name of a document is reported when it is read.
        for file in folders + files
        if file.endswith(".json")
    )


def _unreadable_error(name: str, error: OSError) -> CatalogError:
    return CatalogError(describe_read_error(name, error))


def reject_case_collisions(paths: Iterable[str], name: str) -> None:
    """Raise if names of files or folders differ only in case: not every system has both.

    Args:
        paths: of documents.
        name: what messages call the folder.

    Raises:
        CatalogError: there are such.
    """
    spellings: dict[str, str] = {}
    files = [PurePosixPath(f"{path}.json") for path in sorted(paths)]
    every = {str(part): None for file in files for part in (*file.parents, file)}
    pairs = [(spellings.setdefault(path.casefold(), path), path) for path in every]
    raise_all(
        CatalogError(f"{name}: {one!r} and {other!r} differ only in case; leave one out")
        for one, other in pairs
        if one != other
    )
