"""Store a fetched catalog as a snapshot: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from connectgen.core.atomic_replace import exclusive_lock, replace_folder
from connectgen.core.documents import PIN_FILE, FetchedCatalog
from connectgen.core.errors import CatalogError, OutputError
from connectgen.core.json_types import Json
from connectgen.core.os_errors import describe_read_error, describe_write_error
from connectgen.jsonio.documents import dump_canonical
from connectgen.jsonio.folders import reject_case_collisions, walk_json_files
from connectgen.snapshot.pin import read_pin

__all__ = ["ensure_replaceable", "store_snapshot"]


def ensure_replaceable(schemas: Path, version: str, *, name: str) -> None:
    """Raise if the target snapshot was made by hand.

    Args:
        schemas: the folder that holds the versions.
        version: such as `v1.4`.
        name: what messages call that folder.

    Raises:
        OutputError: there is something at its place, and it was not fetched.
    """
    folder = schemas / version
    try:
        occupied = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise OutputError(describe_read_error(f"{name}/{version}", error)) from error
    if not occupied:
        return
    pin_file = folder / PIN_FILE
    try:
        fetched = pin_file.is_file() and read_pin(pin_file, f"{name}/{version}/{PIN_FILE}").site
    except CatalogError:
        fetched = None
    if not fetched:
        raise OutputError(
            f"{name}/{version}: exists and was not created by `connectgen fetch`;"
            " remove it or use a different --into"
        )


def store_snapshot(schemas: Path, fetched: FetchedCatalog, *, name: str) -> bool:
    """Store *fetched* as the snapshot of its version.

    Args:
        schemas: the folder that holds the versions; made where it is missing.
        fetched: what the site gave.
        name: what messages call that folder.

    Returns:
        Whether the snapshot changed.

    Raises:
        CatalogError: paths differ only in case, or a folder of the snapshot cannot be read.
        OutputError: it cannot be written, or would replace what was not fetched; whatever was there
            is as it was.
    """
    folder = schemas / fetched.version
    place = f"{name}/{fetched.version}"
    reject_case_collisions(fetched.documents, place)
    files = {f"{path}.json": content for path, content in fetched.documents.items()}
    files[PIN_FILE] = _pin_bytes(fetched)
    try:
        schemas.mkdir(parents=True, exist_ok=True)
        with exclusive_lock(folder) as target:
            ensure_replaceable(schemas, fetched.version, name=name)
            there = walk_json_files(folder, place) if folder.is_dir() else []
            if _is_current(folder, there, files):
                return False
            replace_folder(target, files, last=PIN_FILE, replaced=there)
    except OSError as error:
        where = error.filename or folder
        raise OutputError(describe_write_error(where, error)) from error
    return True


def _pin_bytes(fetched: FetchedCatalog) -> bytes:
    documents: list[Json] = [
        {"path": path, "sha256": hashlib.sha256(content).hexdigest()}
        for path, content in sorted(fetched.documents.items())
    ]
    unavailable: list[Json] = [
        {"path": path, "status": status} for path, status in sorted(fetched.unavailable.items())
    ]
    return dump_canonical(
        {
            "asked": fetched.asked,
            "documents": documents,
            "resources": [*fetched.resources],
            "site": fetched.site,
            "unavailable": unavailable,
            "version": fetched.version,
        }
    )


def _is_current(folder: Path, there: list[str], files: Mapping[str, bytes]) -> bool:
    return sorted(there) == sorted(files) and all(
        (folder / path).is_file() and (folder / path).read_bytes() == content
        for path, content in files.items()
    )
