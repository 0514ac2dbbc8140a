"""Two snapshots or two generated packages compared, and the report of it in every format."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.core.errors import CatalogError
from connectgen.diff import compare
from connectgen.diff.accepted import Accepted, load_accepted
from connectgen.diff.change import Change
from connectgen.diff.python_api import Surface, surface_of
from connectgen.diff.python_api_changes import compare_surfaces
from connectgen.diff.report import Entry, PythonEntry, Report
from connectgen.diff.side import edition_of
from connectgen.diff.sources import Source, notes_of, opened

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.documents import Snapshot

__all__ = ["as_page", "compared"]


def compared(old: str, new: str, accepted: Path | None = None) -> tuple[Report, list[str]]:
    """Compare what *old* and *new* name.

    Args:
        old: a folder with a snapshot, a saved catalog or a generated package, or `git:REV:PATH`.
        new: likewise.
        accepted: file with the changes that are accepted.

    Returns:
        The report, and warnings.

    Raises:
        ConnectgenError: one of them cannot be read.
    """
    known = load_accepted(accepted) if accepted else Accepted()
    with opened(old, new) as (before, after):
        changes, texts, names = _contents(before, after)
    python = compare_surfaces(_surface(texts[0], before), _surface(texts[1], after))
    report = Report(
        old=names[0],
        new=names[1],
        entries=tuple(
            Entry(change=change, accepted=known.reason_for(change)) for change in changes
        ),
        python=tuple(
            PythonEntry(change=change, accepted=known.reason_for(change)) for change in python
        ),
        same_text=texts[0] == texts[1],
    )
    return report, [*notes_of(before, after), *known.notes()]


Texts = Mapping[str, str]


def _contents(
    old: Source, new: Source
) -> tuple[tuple[Change, ...], tuple[Texts, Texts], tuple[str, str]]:
    """Return the changes of the documents, the packages' texts, and what both are called."""
    if old.snapshot is None or new.snapshot is None:
        texts = [
            _generated(source.parsed()[1], whole=True) if source.snapshot else source.texts
            for source in (old, new)
        ]
        return (), (texts[0], texts[1]), (old.name, new.name)
    before, after = old.parsed(), new.parsed()
    editions = [
        edition_of(api, snapshot, ordered=source.ordered)
        for source, (snapshot, api) in ((old, before), (new, after))
    ]
    packages = _generated(before[1]), _generated(after[1])
    return compare(*editions), packages, (_called(old, before[0]), _called(new, after[0]))


def _called(source: Source, snapshot: Snapshot) -> str:
    return f"{snapshot.version} ({source.name})"


def _generated(api: ir.Api, *, whole: bool = False) -> Texts:
    """Return the modules that would be generated; unless *whole*, without validators.

    Those take most of the time, and what they offer follows from the views, as the models do.
    """
    from connectgen.pipeline.preview import preview

    folders = None if whole else ("", "models", "resources")
    return {file.path: file.text for file in preview(api, folders)}


def _surface(texts: Texts, source: Source) -> Surface:
    try:
        return surface_of(texts)
    except SyntaxError as error:
        raise CatalogError(f"{source.name}/{error.filename}: not Python: {error.msg}") from error


def as_page(report: Report) -> str:
    """Return *report* as one HTML page that needs nothing else."""
    from connectgen.core.bundled_data import TEMPLATES
    from connectgen.diff.html_report import page_of
    from connectgen.render.templates import render_page

    return render_page(page_of(report), TEMPLATES)
