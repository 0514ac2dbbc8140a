"""Write a reference of a site into a folder of its own."""

from __future__ import annotations

from pathlib import Path

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.core.os_errors import describe_read_error
from connectgen.write.drift import Drift
from connectgen.write.manifest import MANIFEST, read_manifest, sha256_hex
from connectgen.write.package import recover_interrupted_swap, write_package

__all__ = ["write_reference"]

_KIND = "reference"
"""Name of the only input in the manifest, which a package does not have."""


def write_reference(folder: Path, files: tuple[SourceFile, ...], *, force: bool) -> Drift:
    """Make *folder* hold *files* and a manifest, as a whole or not at all.

    Args:
        folder: the folder; it is created, is empty, or holds a reference.
        files: the pages.
        force: whether pages that were edited are overwritten.

    Returns:
        How the folder differed before.

    Raises:
        OutputError: it holds something else, or cannot be written; nothing has changed.
    """
    recover_interrupted_swap(folder)
    _ensure_own(folder)
    listed = "\n".join(f"{file.path} {sha256_hex(file.text.encode())}" for file in files)
    return write_package(folder, files, {_KIND: sha256_hex(listed.encode())}, force=force)


def _ensure_own(folder: Path) -> None:
    """Raise if *folder* holds something, and it is no reference."""
    manifest = read_manifest(folder)
    if manifest is not None:
        if _KIND in manifest.inputs:
            return
        raise OutputError(f"{folder}: holds a generated package; choose another folder with -o")
    try:
        is_used = folder.exists() and any(folder.iterdir())
    except OSError as error:
        raise OutputError(describe_read_error(folder, error)) from error
    if is_used:
        raise OutputError(
            f"{folder}: holds files that are no reference of connectgen (it has no {MANIFEST}); "
            "choose another folder with -o"
        )
