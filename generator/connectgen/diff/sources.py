"""Open the operands of `diff`: snapshots, saved catalogs or packages, in folders or in git."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectgen.core import ir
from connectgen.core.documents import PIN_FILE, Snapshot
from connectgen.core.errors import CatalogError, ConfigError, OverlayError
from connectgen.core.menus import MenuFile
from connectgen.diff.git import PREFIX, checkout_folder
from connectgen.jsonio.documents import MAX_BYTES
from connectgen.overlay.apply import Patch, applicable, apply, load_overlays, unused_overlays
from connectgen.snapshot.load import load_snapshot
from connectgen.snapshot.menus import load_menus
from connectgen.snapshot.saved_catalog import LISTING, load_saved_catalog

__all__ = ["DiffSource", "open_sources", "source_warnings"]

_OVERLAYS = "overlays"
_VERSION = re.compile(r"v\d[\w.-]*", re.ASCII)


@dataclass(slots=True, kw_only=True)
class DiffSource:
    """One operand of a comparison."""

    name: str
    """Name that the user gave."""

    snapshot: Snapshot | None = None
    """None for a generated package."""

    menus: MenuFile | None = None
    """Pinned values of menus; None if there are none."""

    patches: tuple[Patch, ...] = ()
    ordered: bool = False
    """True if members are in the order of the site."""

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Modules of a generated package, by path."""

    notes: dict[tuple[str, ...], str] = field(default_factory=dict[tuple[str, ...], str])
    """Warnings about unused overlays and unknown keywords; the key is equal on both sides."""

    def require_snapshot(self) -> Snapshot:
        """Return the snapshot.

        Raises:
            ConfigError: it is a generated package.
        """
        if self.snapshot is None:
            raise ConfigError(
                f"{self.name}: is a generated package; pass its snapshot, such as schemas/v1.4"
            )
        return self.snapshot

    def parse_documents(self, resources: tuple[str, ...] = ()) -> tuple[Snapshot, ir.Api]:
        """Parse the documents, with every overlay that applies.

        Args:
            resources: names of resources to parse; empty means all.

        Raises:
            ConfigError: it is a generated package.
            ConnectgenError: a document cannot be used.
        """
        from connectgen.parse import parse_api

        snapshot = self.require_snapshot()
        for patch in applicable(snapshot, self.patches):
            try:
                snapshot = apply(snapshot, (patch,))
            except OverlayError as error:
                self.notes[(patch.name,)] = f"left out: {error}"
        api, notes = parse_api(snapshot, resources)
        for note in notes:
            path = note.location.document.partition("/")[2]
            self.notes[path, note.location.pointer, note.message] = str(note)
        return snapshot, api


def source_warnings(old: DiffSource, new: DiffSource) -> list[str]:
    """Return the warnings of both; a warning about both is given once, for *new*."""
    gone = [text for key, text in old.notes.items() if key not in new.notes]
    return [*gone, *new.notes.values()]


@contextmanager
def open_sources(old: str, new: str) -> Generator[tuple[DiffSource, DiffSource]]:
    """Open the sources *old* and *new*.

    Overlays belong to a version. If one side has none for its version, those of the other side are
    applied to it, so that a patch is not reported as a change of the site.

    Raises:
        ConfigError: one of them cannot be compared.
        ConnectgenError: a document or overlay cannot be read.
    """
    with ExitStack() as stack:
        sources = [_open_source(name, stack) for name in (old, new)]
        before, after = sources
        if before.snapshot and after.snapshot:
            mine, theirs = _own_patches(before), _own_patches(after)
            before.patches += () if mine else theirs
            after.patches += () if theirs else mine
        yield before, after


def _own_patches(source: DiffSource) -> tuple[Patch, ...]:
    """Return the patches of the user; those shipped with connectgen apply to every site."""
    return tuple(each for each in source.patches if not each.shipped)


def _open_source(name: str, stack: ExitStack) -> DiffSource:
    if name.startswith(PREFIX):
        return _open_folder(stack.enter_context(checkout_folder(name)), name)
    if not Path(name).is_dir():
        wrong = "is a file, not a folder" if Path(name).exists() else "folder not found"
        raise ConfigError(f"{name}: {wrong}")
    return _open_folder(Path(name), name)


def _open_folder(folder: Path, name: str) -> DiffSource:
    if (folder / "__init__.py").is_file():
        return DiffSource(name=name, texts=dict(_read_modules(folder, name)))
    saved = _only_one(folder, name, [each.parent for each in folder.glob(f"*/{LISTING}")])
    if (folder / LISTING).is_file() or saved != folder:
        shown = Path(name).parent.as_posix() if saved == folder else name
        snapshot = load_saved_catalog(saved, name=shown)
        return DiffSource(
            name=name,
            snapshot=snapshot,
            patches=load_overlays(
                saved, snapshot.version, name=f"{shown}/{snapshot.version}", fetched=True
            ),
            ordered=True,
            notes=_overlay_warnings(saved, snapshot, f"{shown}/{snapshot.version}"),
        )
    version = folder if _is_snapshot(folder) else _find_version_folder(folder, name)
    schemas = version.resolve().parent
    shown = Path(name).parent.as_posix() if version == folder else name
    snapshot = load_snapshot(schemas, version.resolve().name, name=shown)
    fetched = snapshot.site is not None
    return DiffSource(
        name=name,
        snapshot=snapshot,
        menus=load_menus(schemas, snapshot.version, name=shown),
        patches=load_overlays(schemas, snapshot.version, name=shown, fetched=fetched),
        ordered=not (version / PIN_FILE).exists(),
        notes=_overlay_warnings(schemas, snapshot, shown),
    )


def _overlay_warnings(schemas: Path, snapshot: Snapshot, name: str) -> dict[tuple[str, ...], str]:
    found = unused_overlays(schemas, snapshot, name=name)
    return {(at.document.removeprefix(name), at.pointer): f"{at}: {why}" for at, why in found}


def _read_modules(folder: Path, name: str) -> Iterator[tuple[str, str]]:
    for file in sorted(file for file in folder.rglob("*.py") if file.is_file()):
        path = file.relative_to(folder).as_posix()
        if file.stat().st_size > MAX_BYTES:
            raise CatalogError(f"{name}/{path}: larger than {MAX_BYTES // 1024**2} MiB")
        try:
            yield path, file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CatalogError(f"{name}/{path}: cannot be read: {error}") from error


def _is_snapshot(folder: Path) -> bool:
    """Return whether *folder* is a snapshot: it is pinned, or has the name of a version."""
    # Any other folder may have JSON files that are no documents, such as a whole project.
    is_version = _VERSION.fullmatch(folder.resolve().name) is not None
    return (folder / PIN_FILE).is_file() or (is_version and any(folder.glob("*.json")))


def _find_version_folder(folder: Path, name: str) -> Path:
    found = [
        each
        for each in folder.iterdir()
        if each.is_dir() and each.name != _OVERLAYS and _is_snapshot(each)
    ]
    if not found:
        raise ConfigError(
            f"{name}: contains no snapshot, saved catalog or generated package; pass a folder such"
            " as schemas/v1.4"
        )
    return _only_one(folder, name, found)


def _only_one(folder: Path, name: str, found: list[Path]) -> Path:
    """Return the only one of *found*, or *folder* if there is none.

    Raises:
        ConfigError: there are several.
    """
    if len(found) > 1:
        choices = ", ".join(f"{name}/{each.name}" for each in sorted(found))
        raise ConfigError(f"{name}: contains several versions; choose one of {choices}")
    return found[0] if found else folder
