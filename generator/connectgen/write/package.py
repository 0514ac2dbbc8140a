"""The last stage: writes a package, or checks that it is current; the only one that touches disk.

A package is replaced as a whole and in one step (`swap`). Its manifest lists what connectgen wrote,
with digests: by it a file edited by hand is told from a generated one, and a file that nobody
generates any more from one of the user's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectgen.core import atomic_replace
from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.core.portable import is_below, with_line_feeds

__all__ = [
    "MANIFEST",
    "Drift",
    "Manifest",
    "compare_package",
    "ensure_no_local_edits",
    "is_unmodified",
    "read_manifest",
    "recover_interrupted_swap",
    "sha256_hex",
    "with_crlf",
    "write_package",
]

MANIFEST = "connectgen.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What connectgen wrote into a package, and from what."""

    inputs: Mapping[str, str]
    """Digest of each kind of input, by its name."""

    files: Mapping[str, str]
    """SHA-256 of each file, by its path below the package."""

    modules: Mapping[str, str] = field(default_factory=dict[str, str])
    """Digest of what each module of a resource was made from, by its path below the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How a package differs from what would be generated; paths below the package, sorted."""

    missing: tuple[str, ...] = ()

    changed: tuple[str, ...] = ()
    """Generated before, and different now."""

    edited: tuple[str, ...] = ()
    """Generated before, and not as connectgen wrote them."""

    foreign: tuple[str, ...] = ()
    """Not written by connectgen, in the place of a generated file."""

    stale: tuple[str, ...] = ()
    """Generated before, and not any more."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.edited or self.foreign or self.stale)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of *data* in hexadecimal, the same whatever its line ends."""
    return hashlib.sha256(with_line_feeds(data)).hexdigest()


def read_manifest(package: Path) -> Manifest | None:
    """Return the manifest of *package*, or None where there is none.

    Raises:
        OutputError: it is not one.
    """
    try:
        content = json.loads((package / MANIFEST).read_bytes())
        manifest = Manifest(
            inputs=dict(content["inputs"]),
            files=dict(content["files"]),
            modules=dict(content.get("modules", {})),
        )
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        raise OutputError(f"{package}: cannot be a folder, as a file is in its way") from error
    except OSError as error:
        raise OutputError(f"{package / MANIFEST}: cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise OutputError(f"{package / MANIFEST}: {_NO_MANIFEST}") from error
    if not all(is_below(path) for path in (*manifest.files, *manifest.modules)):
        raise OutputError(f"{package / MANIFEST}: {_NO_MANIFEST}")
    return manifest


_NO_MANIFEST = (
    "not a manifest of connectgen (a conflict of a merge in it?); "
    "delete it, and generate with --force"
)


def is_unmodified(package: Path, manifest: Manifest) -> bool:
    """Tell whether every file is as *manifest* says."""
    return all(_file_digest(package / path) == known for path, known in manifest.files.items())


def with_crlf(package: Path, manifest: Manifest) -> tuple[str, ...]:
    """Return the paths of the files in *manifest* that have other line ends than were written.

    Raises:
        OutputError: one of them cannot be read.
    """
    there = ((path, _read(package / path) or b"") for path in sorted(manifest.files))
    return tuple(path for path, data in there if with_line_feeds(data) != data)


def compare_package(package: Path, files: tuple[SourceFile, ...]) -> Drift:
    """Return how *package* differs from *files*.

    Raises:
        OutputError: something in it cannot be read.
    """
    manifest = read_manifest(package)
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
    return drift or _manifest_drift(manifest, wanted)


def _manifest_drift(manifest: Manifest | None, wanted: Mapping[str, str]) -> Drift:
    """Return whether the manifest itself is wrong, where all files are right."""
    if manifest is None:
        return Drift(missing=(MANIFEST,))
    return Drift() if manifest.files == wanted else Drift(changed=(MANIFEST,))


def ensure_no_local_edits(package: Path, drift: Drift) -> None:
    """Refuse to write where that would discard what somebody else wrote.

    Raises:
        OutputError: it would; the message says what and what to do.
    """
    listed = [
        *((path, "edited by hand") for path in drift.edited),
        *((path, "not written by connectgen") for path in drift.foreign),
    ]
    if listed:
        raise OutputError(
            f"{package} is left as it is, for generating would discard:",
            *(f"  {package / path}: {what}" for path, what in listed),
            "keep what you need of that elsewhere (an overlay, a module of your own), "
            "then use --force",
        )


def write_package(
    package: Path,
    files: tuple[SourceFile, ...],
    inputs: Mapping[str, str],
    *,
    force: bool,
    modules: Mapping[str, str] | None = None,
) -> Drift:
    """Make *package* hold *files* and the manifest, and leave the user's own files in it alone.

    Args:
        package: the folder of the package.
        files: what to write.
        inputs: what the manifest says of their origin.
        force: whether files that connectgen did not write, or that were edited, are overwritten.
        modules: what the manifest says that modules of resources were made from.

    Returns:
        How the package differed before.

    Raises:
        OutputError: it cannot be written, or would overwrite such a file; nothing has changed.
    """
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with atomic_replace.exclusive_lock(package) as folder:
            drift = compare_package(package, files)
            if not force:
                ensure_no_local_edits(package, drift)
            _replace_package(folder, files, inputs, modules or {})
    except OSError as error:
        where = error.filename or package
        raise OutputError(f"{where}: cannot be written: {error.strerror}") from error
    return drift


def recover_interrupted_swap(package: Path) -> None:
    """Clear away what a run left behind that was killed while it wrote *package*.

    Raises:
        OutputError: it cannot be done.
    """
    try:
        atomic_replace.undo_half_swap(package)
    except OSError as error:
        raise OutputError(f"{error.filename or package}: {error.strerror}") from error


def _replace_package(
    folder: Path,
    files: tuple[SourceFile, ...],
    inputs: Mapping[str, str],
    modules: Mapping[str, str],
) -> None:
    contents = {file.path: file.text.encode() for file in files}
    before = read_manifest(folder)
    after = Manifest(
        inputs=inputs,
        files={path: sha256_hex(content) for path, content in contents.items()},
        modules=modules,
    )
    if before == after and is_unmodified(folder, after):
        return
    kinds = {"files": after.files, "inputs": after.inputs, "modules": after.modules}
    listed = {kind: dict(entries) for kind, entries in kinds.items()}
    text = json.dumps(listed, indent=2, sort_keys=True)
    contents[MANIFEST] = f"{text}\n".encode()
    replaced = {*before.files, MANIFEST} if before else {MANIFEST}
    atomic_replace.replace_folder(folder, contents, last=MANIFEST, replaced=replaced)


def _file_digest(path: Path) -> str | None:
    """Return the digest of a file, or None where there is none."""
    data = _read(path)
    return None if data is None else sha256_hex(data)


def _read(path: Path) -> bytes | None:
    """Return the content of a file, or None where there is none."""
    try:
        if path.is_fifo() or path.is_char_device():  # which would not end
            raise OutputError(f"{path}: cannot be read: a pipe or device")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}") from error
