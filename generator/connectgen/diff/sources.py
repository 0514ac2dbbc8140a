"""What the user names to compare: a snapshot, a mirror or a generated package, now or in git."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectgen.core import ir
from connectgen.core.documents import Snapshot
from connectgen.core.errors import CatalogError, ConfigError, OverlayError
from connectgen.diff.git import PREFIX, checkout_folder
from connectgen.jsonio.documents import MAX_BYTES
from connectgen.overlay.apply import Patch, applicable, apply, load_overlays, unused_overlays
from connectgen.snapshot.load import load_snapshot
from connectgen.snapshot.pin import PIN_FILE
from connectgen.snapshot.saved_catalog import LISTING, load_saved_catalog

__all__ = ["DiffSource", "open_sources", "source_warnings"]

_OVERLAYS = "overlays"


@dataclass(slots=True, kw_only=True)
class DiffSource:
    """One of the two things that are compared."""

    name: str
    """As the user named it."""

    snapshot: Snapshot | None = None
    """None for a generated package."""

    patches: tuple[Patch, ...] = ()
    ordered: bool = False
    """Whether members stand as the site sent them."""

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a generated package, the text of each module by its path."""

    notes: dict[tuple[str, ...], str] = field(default_factory=dict[tuple[str, ...], str])
    """Overlays that do not fit and were left out, and what in the documents is not understood; by
    what is the same of a note on the other side."""

    def parse_documents(self, resources: tuple[str, ...] = ()) -> tuple[Snapshot, ir.Api]:
        """Return the documents, corrected where that fits, and what they mean.

        Args:
            resources: names of the only resources that are wanted; none means all.

        Raises:
            ConfigError: it is a generated package.
            ConnectgenError: a document cannot be used.
        """
        from connectgen.parse import parse_api

        if self.snapshot is None:
            raise ConfigError(f"{self.name}: is a generated package, not the documents of a site")
        snapshot = self.snapshot
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
    """Return the notes on both; what holds of both is told once, as of *new*."""
    gone = [text for key, text in old.notes.items() if key not in new.notes]
    return [*gone, *new.notes.values()]


@contextmanager
def open_sources(old: str, new: str) -> Generator[tuple[DiffSource, DiffSource]]:
    """Yield the two sources that *old* and *new* name.

    Overlays belong to a version. Where one side has none for its version, those of the
    other side are tried on it, so that a correction is not taken for a change of the site.

    Raises:
        ConfigError: one of them names nothing that can be compared.
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
    """Return the corrections that do not come with connectgen, which hold for every site."""
    return tuple(each for each in source.patches if not each.shipped)


def _open_source(name: str, stack: ExitStack) -> DiffSource:
    if name.startswith(PREFIX):
        return _open_folder(stack.enter_context(checkout_folder(name)), name)
    if not Path(name).is_dir():
        raise ConfigError(f"{name}: there is no such folder")
    return _open_folder(Path(name), name)


def _open_folder(folder: Path, name: str) -> DiffSource:
    if (folder / "__init__.py").is_file():
        return DiffSource(name=name, texts=dict(_read_modules(folder, name)))
    mirror = _only_one(folder, name, [each.parent for each in folder.glob(f"*/{LISTING}")])
    if (folder / LISTING).is_file() or mirror != folder:
        shown = Path(name).parent.as_posix() if mirror == folder else name
        snapshot = load_saved_catalog(mirror, name=shown)
        return DiffSource(
            name=name,
            snapshot=snapshot,
            patches=load_overlays(
                mirror, snapshot.version, name=f"{shown}/{snapshot.version}", fetched=True
            ),
            ordered=True,
            notes=_overlay_warnings(mirror, snapshot, f"{shown}/{snapshot.version}"),
        )
    version = folder if _holds_documents(folder) else _find_version_folder(folder, name)
    schemas = version.resolve().parent
    shown = Path(name).parent.as_posix() if version == folder else name
    snapshot = load_snapshot(schemas, version.resolve().name, name=shown)
    fetched = snapshot.site is not None
    return DiffSource(
        name=name,
        snapshot=snapshot,
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


def _holds_documents(folder: Path) -> bool:
    return any(folder.glob("*.json"))


def _find_version_folder(folder: Path, name: str) -> Path:
    found = [
        each
        for each in folder.iterdir()
        if each.is_dir() and each.name != _OVERLAYS and _holds_documents(each)
    ]
    if not found:
        raise ConfigError(f"{name}: holds no snapshot, no saved catalog and no generated package")
    return _only_one(folder, name, found)


def _only_one(folder: Path, name: str, found: list[Path]) -> Path:
    """Return the only one of *found*, or *folder* where there is none.

    Raises:
        ConfigError: there are several.
    """
    if len(found) > 1:
        choices = ", ".join(f"{name}/{each.name}" for each in sorted(found))
        raise ConfigError(f"{name}: holds several versions; say which: {choices}")
    return found[0] if found else folder
