"""Compare a package with what would be generated; nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.core.os_errors import describe_read_error
from connectgen.core.portable import with_line_feeds
from connectgen.write.manifest import MANIFEST, Manifest, sha256_hex

__all__ = ["Drift", "compare_package", "files_with_crlf", "is_unmodified"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Differences between a package and what would be generated, as sorted paths below it."""

    missing: tuple[str, ...] = ()

    changed: tuple[str, ...] = ()
    """Generated before, and different now."""

    edited: tuple[str, ...] = ()
    """Generated before, and edited by hand."""

    foreign: tuple[str, ...] = ()
    """Not written by connectgen, in the place of a generated file."""

    stale: tuple[str, ...] = ()
    """Generated before, and no longer."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.edited or self.foreign or self.stale)


def is_unmodified(package: Path, manifest: Manifest) -> bool:
    """Return whether every file is as *manifest* says."""
    return all(_file_digest(package / path) == known for path, known in manifest.files.items())


def files_with_crlf(package: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return the paths of the files in *manifest* that have other line ends than were written.

    Raises:
        OutputError: one of them cannot be read.
    """
    there = ((path, _read(package / path) or b"") for path in sorted(manifest.files))
    return tuple(path for path, data in there if with_line_feeds(data) != data)


def compare_package(
    package: Path, files: tuple[SourceFile, ...], manifest: Manifest | None
) -> Drift:
    """Return how *package*, which has *manifest*, differs from *files*.

    Raises:
        OutputError: something in it cannot be read.
    """
    known: Mapping[str, str] = manifest.files if manifest else {}
    wanted = {file.path: sha256_hex(file.text.encode()) for file in files}
    there = {path: _file_digest(package / path) for path in {*wanted, *known}}
    differing = [path for path in wanted if there[path] not in (None, wanted[path])]
    gone = [path for path in known if path not in wanted and there[path] is not None]
    as_written = {path for path in known if there[path] == known[path]}
    drift = Drift(
        missing=tuple(sorted(path for path in wanted if there[path] is None)),
        changed=tuple(sorted(path for path in differing if path in as_written)),
        edited=tuple(sorted(p for p in (*differing, *gone) if p in known and p not in as_written)),
        foreign=tuple(sorted(path for path in differing if path not in known)),
        stale=tuple(sorted(path for path in gone if path in as_written)),
    )
    return drift or _compare_manifest(manifest, wanted)


def _compare_manifest(manifest: Manifest | None, wanted: Mapping[str, str]) -> Drift:
    """Return whether the manifest itself is wrong, where all files are right."""
    if manifest is None:
        return Drift(missing=(MANIFEST,))
    return Drift() if manifest.files == wanted else Drift(changed=(MANIFEST,))


def _file_digest(path: Path) -> str | None:
    """Return the digest of a file, or None if it does not exist."""
    data = _read(path)
    return None if data is None else sha256_hex(data)


def _read(path: Path) -> bytes | None:
    """Return the content of a file, or None if it does not exist."""
    try:
        if path.is_fifo() or path.is_char_device():  # reading one may never end
            raise OutputError(f"{path}: cannot be read: a pipe or device")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(describe_read_error(path, error)) from error
