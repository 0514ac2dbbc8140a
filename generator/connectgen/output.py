"""The last stage: writes a package, or checks that it is current; the only one that touches disk.

A package is written into a folder beside its target, which then takes the target's place. Its
manifest lists what connectgen wrote, with digests: by it a file edited by hand is told from a
generated one, and a file that nobody generates any more from one of the user's own.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectgen.documents import SourceFile
from connectgen.errors import OutputError

__all__ = ["MANIFEST", "Drift", "Manifest", "compare", "read_manifest", "recover", "write"]

MANIFEST = "connectgen.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What connectgen wrote into a package, and from what."""

    inputs: Mapping[str, str]
    """Digest of each kind of input, by its name."""

    files: Mapping[str, str]
    """SHA-256 of each file, by its path below the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How a package differs from what would be generated; paths below the package, sorted."""

    missing: tuple[str, ...]
    changed: tuple[str, ...]
    """Generated before, and different now."""

    edited: tuple[str, ...]
    """Not as connectgen wrote them."""

    stale: tuple[str, ...]
    """Generated before, and not any more."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.edited or self.stale)


def digest(data: bytes) -> str:
    """Return the SHA-256 of *data* in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_manifest(package: Path) -> Manifest | None:
    """Return the manifest of *package*, or None where there is none.

    Raises:
        OutputError: it is not one.
    """
    try:
        content = json.loads((package / MANIFEST).read_bytes())
        return Manifest(inputs=dict(content["inputs"]), files=dict(content["files"]))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{package / MANIFEST}: cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise OutputError(
            f"{package / MANIFEST}: not a manifest of connectgen; delete it to generate anew"
        ) from error


def untouched(package: Path, manifest: Manifest) -> bool:
    """Tell whether every file is as *manifest* says."""
    return all(_digest_of(package / path) == known for path, known in manifest.files.items())


def compare(package: Path, files: tuple[SourceFile, ...]) -> Drift:
    """Return how *package* differs from *files*.

    Raises:
        OutputError: something in it cannot be read.
    """
    manifest = read_manifest(package)
    known: Mapping[str, str] = manifest.files if manifest else {}
    wanted = {file.path: digest(file.text.encode()) for file in files}
    there = {path: _digest_of(package / path) for path in {*wanted, *known}}
    differing = [path for path in wanted if there[path] not in (None, wanted[path])]
    gone = [path for path in known if path not in wanted and there[path] is not None]
    as_written = {path for path in known if there[path] == known[path]}
    return Drift(
        missing=tuple(sorted(path for path in wanted if there[path] is None)),
        changed=tuple(sorted(path for path in differing if path in as_written)),
        edited=tuple(sorted(p for p in (*differing, *gone) if p not in as_written)),
        stale=tuple(sorted(path for path in gone if path in as_written)),
    )


def write(
    package: Path, files: tuple[SourceFile, ...], inputs: Mapping[str, str], *, force: bool
) -> Drift:
    """Make *package* hold *files* and the manifest, and leave the user's own files in it alone.

    Args:
        package: the folder of the package.
        files: what to write.
        inputs: what the manifest says of their origin.
        force: whether files edited by hand are overwritten.

    Returns:
        How the package differed before.

    Raises:
        OutputError: it cannot be written, or would overwrite an edited file; nothing has changed.
    """
    package = package.resolve()  # what a link leads to is replaced, not the link
    drift = compare(package, files)
    if drift.edited and not force:
        names = "\n".join(f"  {package / path}" for path in drift.edited)
        raise OutputError(
            f"edited by hand, or not written by connectgen (--force overwrites them):\n{names}"
        )
    manifest = Manifest(
        inputs=inputs, files={file.path: digest(file.text.encode()) for file in files}
    )
    if not drift and read_manifest(package) == manifest:
        return drift
    try:
        _swap(package, files, manifest)
    except OSError as error:
        where = error.filename or package
        raise OutputError(f"{where}: cannot be written: {error.strerror}") from error
    return drift


def recover(package: Path) -> None:
    """Put back a package whose writing was cut off between the two steps of the swap."""
    package = package.resolve()
    set_aside = _set_aside(package)
    if set_aside.exists() and not package.exists():
        set_aside.rename(package)


def _swap(package: Path, files: tuple[SourceFile, ...], manifest: Manifest) -> None:
    package.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{package.name}.", dir=package.parent) as folder:
        new = Path(folder) / package.name
        new.mkdir()
        if package.exists():
            _copy_own(package, new, read_manifest(package))
        for file in files:
            target = new / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.text.encode())
        text = json.dumps(
            {"files": dict(manifest.files), "inputs": dict(manifest.inputs)},
            indent=2,
            sort_keys=True,
        )
        (new / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
        set_aside = _set_aside(package)
        if package.exists():
            shutil.rmtree(set_aside, ignore_errors=True)
            package.rename(set_aside)
        try:
            new.rename(package)
        except OSError:
            recover(package)
            raise
        shutil.rmtree(set_aside, ignore_errors=True)


def _copy_own(package: Path, new: Path, manifest: Manifest | None) -> None:
    """Copy what connectgen did not write; byte code is not worth it."""
    written = {package / path for path in manifest.files} if manifest else set[Path]()
    written.add(package / MANIFEST)

    def left_out(folder: str, names: list[str]) -> list[str]:
        return [name for name in names if name == "__pycache__" or Path(folder, name) in written]

    shutil.copytree(package, new, symlinks=True, ignore=left_out, dirs_exist_ok=True)


def _set_aside(package: Path) -> Path:
    return package.with_name(f".{package.name}.before")


def _digest_of(path: Path) -> str | None:
    """Return the digest of a file, or None where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OutputError(f"{path}: cannot be read: {error.strerror}") from error
