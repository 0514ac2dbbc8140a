"""Write packages, each as a whole and in one step, with a manifest.

`write_packages` is the only way to write: it compares, refuses, recovers and replaces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from connectgen.core import atomic_replace
from connectgen.core.documents import SourceFile
from connectgen.core.errors import ConnectgenError, OutputError, raise_all
from connectgen.core.os_errors import describe_os_error, describe_write_error
from connectgen.write.drift import Drift, compare_package, is_unmodified
from connectgen.write.manifest import (
    MANIFEST,
    Manifest,
    dump_manifest,
    read_manifest,
    sha256_hex,
)

__all__ = [
    "RenderedPackage",
    "recover_interrupted_swap",
    "write_package",
    "write_packages",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPackage:
    """A package that is about to be written."""

    folder: Path
    files: tuple[SourceFile, ...]
    drift: Drift
    """Differences between the folder and *files* when these were rendered."""

    inputs: Mapping[str, str]
    """Digest of each kind of input, for the manifest."""

    modules: Mapping[str, str] = field(default_factory=dict[str, str])
    """Digest of what each resource module was made from, for the manifest."""


def write_packages(packages: Iterable[RenderedPackage], *, force: bool) -> None:
    """Write *packages*, and none of them if one would discard what somebody else wrote.

    Args:
        packages: what to write.
        force: whether files that connectgen did not write, or that were edited, are overwritten.

    Raises:
        OutputError: a package cannot be written, or would overwrite such a file (an `ErrorGroup`
            for several of them).
    """
    rendered = tuple(packages)
    refusals = (_refusal_of(each.folder, each.drift) for each in rendered if not force)
    raise_all(refusal for refusal in refusals if refusal)
    for each in rendered:
        write_package(each.folder, each.files, each.inputs, force=force, modules=each.modules)


def write_package(
    package: Path,
    files: tuple[SourceFile, ...],
    inputs: Mapping[str, str],
    *,
    force: bool,
    modules: Mapping[str, str] | None = None,
) -> Drift:
    """Make *package* hold *files* and the manifest, and keep the user's own files in it.

    Args:
        package: the folder of the package.
        files: what to write.
        inputs: digest of each kind of input, for the manifest.
        force: whether files that connectgen did not write, or that were edited, are overwritten.
        modules: digest of what each resource module was made from, for the manifest.

    Returns:
        How the package differed before.

    Raises:
        OutputError: it cannot be written, or would overwrite such a file; nothing has changed.
    """
    try:
        package.parent.mkdir(parents=True, exist_ok=True)
        with atomic_replace.exclusive_lock(package) as folder:
            # Compare again under the lock: another run may have written since files were rendered.
            before = read_manifest(package)
            drift = compare_package(package, files, before)
            refusal = None if force else _refusal_of(package, drift)
            if refusal:
                raise refusal
            _replace_package(folder, files, inputs, modules or {}, before)
    except OSError as error:
        where = error.filename or package
        raise OutputError(describe_write_error(where, error)) from error
    return drift


def recover_interrupted_swap(package: Path) -> None:
    """Restore *package* if a run was killed while it wrote it, and remove what that run left.

    Raises:
        OutputError: it cannot be done.
    """
    try:
        atomic_replace.undo_half_swap(package)
    except OSError as error:
        raise OutputError(f"{error.filename or package}: {describe_os_error(error)}") from error


def _refusal_of(package: Path, drift: Drift) -> ConnectgenError | None:
    """Return the error for writing over what somebody else wrote, or None if nothing is lost."""
    listed = [
        *((path, "edited by hand") for path in drift.edited),
        *((path, "not written by connectgen") for path in drift.foreign),
    ]
    if not listed:
        return None
    return OutputError(
        f"{package} is unchanged, because generating would discard:",
        *(f"  {package / path}: {what}" for path, what in listed),
        "move your changes elsewhere (an overlay, a module of your own), then use --force",
    )


def _replace_package(
    folder: Path,
    files: tuple[SourceFile, ...],
    inputs: Mapping[str, str],
    modules: Mapping[str, str],
    before: Manifest | None,
) -> None:
    contents = {file.path: file.text.encode() for file in files}
    after = Manifest(
        inputs=inputs,
        files={path: sha256_hex(content) for path, content in contents.items()},
        modules=modules,
    )
    if before == after and is_unmodified(folder, after):
        return  # the folder keeps its times, and tools that watch it stay quiet
    contents[MANIFEST] = dump_manifest(after)
    # The user's own files are in no manifest, so they are not among what is replaced: they are
    # hard-linked into the new folder, and looked for once more after the exchange.
    replaced = {*before.files, MANIFEST} if before else {MANIFEST}
    atomic_replace.replace_folder(folder, contents, last=MANIFEST, replaced=replaced)
