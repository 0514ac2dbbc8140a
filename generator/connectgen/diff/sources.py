"""What the user names to compare: a snapshot, a mirror or a generated package, now or in git."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from connectgen.core import ir
from connectgen.core.documents import Snapshot
from connectgen.core.errors import CatalogError, ConfigError, OverlayError
from connectgen.diff.git import PREFIX, extracted
from connectgen.jsonio.documents import MAX_BYTES
from connectgen.overlay.apply import Correction, apply, doubts, fitting, load_overlays
from connectgen.snapshot.load import PIN_FILE, load
from connectgen.snapshot.saved_catalog import LISTING, load_mirror

__all__ = ["Source", "notes_of", "opened"]

_OVERLAYS = "overlays"


@dataclass(slots=True, kw_only=True)
class Source:
    """One of the two things that are compared."""

    name: str
    """As the user named it."""

    snapshot: Snapshot | None = None
    """None for a generated package."""

    corrections: tuple[Correction, ...] = ()
    ordered: bool = False
    """Whether members stand as the site sent them."""

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of a generated package, the text of each module by its path."""

    notes: dict[tuple[str, ...], str] = field(default_factory=dict[tuple[str, ...], str])
    """Overlays that do not fit and were left out, and what in the documents is not understood; by
    what is the same of a note on the other side."""

    def parsed(self, resources: tuple[str, ...] = ()) -> tuple[Snapshot, ir.Api]:
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
        for correction in fitting(snapshot, self.corrections):
            try:
                snapshot = apply(snapshot, (correction,))
            except OverlayError as error:
                self.notes[(correction.name,)] = f"left out: {error}"
        api, notes = parse_api(snapshot, resources)
        for note in notes:
            path = note.location.document.partition("/")[2]
            self.notes[path, note.location.pointer, note.message] = str(note)
        return snapshot, api


def notes_of(old: Source, new: Source) -> list[str]:
    """Return the notes on both; what holds of both is told once, as of *new*."""
    gone = [text for key, text in old.notes.items() if key not in new.notes]
    return [*gone, *new.notes.values()]


@contextmanager
def opened(old: str, new: str) -> Generator[tuple[Source, Source]]:
    """Yield the two sources that *old* and *new* name.

    Overlays belong to a version. Where one side has none for its version, those of the
    other side are tried on it, so that a correction is not taken for a change of the site.

    Raises:
        ConfigError: one of them names nothing that can be compared.
        ConnectgenError: a document or overlay cannot be read.
    """
    with ExitStack() as stack:
        sources = [_source(name, stack) for name in (old, new)]
        before, after = sources
        if before.snapshot and after.snapshot:
            mine, theirs = _own(before), _own(after)
            before.corrections += () if mine else theirs
            after.corrections += () if theirs else mine
        yield before, after


def _own(source: Source) -> tuple[Correction, ...]:
    """Return the corrections that do not come with connectgen, which hold for every site."""
    return tuple(each for each in source.corrections if not each.shipped)


def _source(name: str, stack: ExitStack) -> Source:
    if name.startswith(PREFIX):
        return _in_folder(stack.enter_context(extracted(name)), name)
    if not Path(name).is_dir():
        raise ConfigError(f"{name}: there is no such folder")
    return _in_folder(Path(name), name)


def _in_folder(folder: Path, name: str) -> Source:
    if (folder / "__init__.py").is_file():
        return Source(name=name, texts=dict(_modules(folder, name)))
    mirror = _one_of(folder, name, [each.parent for each in folder.glob(f"*/{LISTING}")])
    if (folder / LISTING).is_file() or mirror != folder:
        shown = Path(name).parent.as_posix() if mirror == folder else name
        snapshot = load_mirror(mirror, name=shown)
        return Source(
            name=name,
            snapshot=snapshot,
            corrections=load_overlays(
                mirror, snapshot.version, name=f"{shown}/{snapshot.version}", fetched=True
            ),
            ordered=True,
            notes=_doubts(mirror, snapshot, f"{shown}/{snapshot.version}"),
        )
    version = folder if _holds_documents(folder) else _version_in(folder, name)
    schemas = version.resolve().parent
    shown = Path(name).parent.as_posix() if version == folder else name
    snapshot = load(schemas, version.resolve().name, name=shown)
    fetched = snapshot.site is not None
    return Source(
        name=name,
        snapshot=snapshot,
        corrections=load_overlays(schemas, snapshot.version, name=shown, fetched=fetched),
        ordered=not (version / PIN_FILE).exists(),
        notes=_doubts(schemas, snapshot, shown),
    )


def _doubts(schemas: Path, snapshot: Snapshot, name: str) -> dict[tuple[str, ...], str]:
    found = doubts(schemas, snapshot, name=name)
    return {(at.document.removeprefix(name), at.pointer): f"{at}: {why}" for at, why in found}


def _modules(folder: Path, name: str) -> Iterator[tuple[str, str]]:
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


def _version_in(folder: Path, name: str) -> Path:
    found = [
        each
        for each in folder.iterdir()
        if each.is_dir() and each.name != _OVERLAYS and _holds_documents(each)
    ]
    if not found:
        raise ConfigError(f"{name}: holds no snapshot, no saved catalog and no generated package")
    return _one_of(folder, name, found)


def _one_of(folder: Path, name: str, found: list[Path]) -> Path:
    """Return the only one of *found*, or *folder* where there is none.

    Raises:
        ConfigError: there are several.
    """
    if len(found) > 1:
        choices = ", ".join(f"{name}/{each.name}" for each in sorted(found))
        raise ConfigError(f"{name}: holds several versions; say which: {choices}")
    return found[0] if found else folder
