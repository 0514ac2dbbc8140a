"""Compare two snapshots or generated packages and build the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.core.errors import CatalogError
from connectgen.core.progress import Progress, ignore_progress
from connectgen.diff import compare
from connectgen.diff.accepted import AcceptedChanges, load_accepted
from connectgen.diff.change import Change
from connectgen.diff.menu_changes import comparable_menus
from connectgen.diff.python_api import PythonApi, read_python_api
from connectgen.diff.python_api_changes import compare_python_apis
from connectgen.diff.report import PythonReportLine, Report, ReportLine
from connectgen.diff.side import DiffSide, build_diff_side
from connectgen.diff.sources import DiffSource, open_sources, source_warnings
from connectgen.python_text.identifiers import module_name

if TYPE_CHECKING:
    from connectgen.core import ir
    from connectgen.core.menus import Menu

__all__ = ["SnapshotChanges", "compare_snapshots", "compare_sources", "format_as_html"]


def compare_sources(
    old: str, new: str, accepted: Path | None = None, progress: Progress = ignore_progress
) -> tuple[Report, list[str]]:
    """Compare the sources *old* and *new*.

    Args:
        old: folder with a snapshot, a saved catalog or a generated package, or `git:REV:PATH`.
        new: folder to compare it with.
        accepted: file that lists accepted changes.
        progress: called with the share that is done.

    Returns:
        The report, and warnings.

    Raises:
        ConnectgenError: one of them cannot be read.
    """
    known = load_accepted(accepted) if accepted else AcceptedChanges()
    # The documents are done with before the modules are parsed: each takes much memory.
    changes, texts, names, warnings = _compare_documents(old, new, progress)
    python = compare_python_apis(_read_python_api(texts[0], old), _read_python_api(texts[1], new))
    progress(1)
    report = Report(
        old=names[0],
        new=names[1],
        lines=tuple(
            ReportLine(change=change, accepted=known.reason_for(change)) for change in changes
        ),
        python_lines=tuple(
            PythonReportLine(change=change, accepted=known.reason_for(change)) for change in python
        ),
        same_text=texts[0] == texts[1],
    )
    return report, [*warnings, *known.warnings()]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotChanges:
    """Changes between two snapshots, and the older one."""

    name: str
    """Name of the older one."""

    api: ir.Api
    """What the older one describes."""

    changes: tuple[Change, ...]
    warnings: tuple[str, ...]
    """Warnings that are only about the older one."""


def compare_snapshots(old: str, new: str) -> SnapshotChanges:
    """Compare the documents of the sources *old* and *new*, without their packages.

    Raises:
        ConfigError: one of them is a generated package.
        ConnectgenError: one of them cannot be read.
    """
    with open_sources(old, new) as (before, after):
        older, newer = _read_contents(before), _read_contents(after)
        own = (text for key, text in before.notes.items() if key not in after.notes)
        return SnapshotChanges(
            name=older.name,
            api=older.api,
            changes=compare(older.side, newer.side),
            warnings=tuple(own),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contents:
    """Contents of one source."""

    name: str
    api: ir.Api
    side: DiffSide


def _read_contents(source: DiffSource, menus: Iterable[Menu] = ()) -> _Contents:
    """Return what *source* describes; *menus* are those of its menus that are compared."""
    snapshot, api = source.parse_documents()
    hidden = source.menus.unavailable if source.menus else ()
    return _Contents(
        name=f"{snapshot.version} ({source.name})",
        api=api,
        side=build_diff_side(
            api, snapshot, ordered=source.ordered, menus=tuple(menus), hidden_menus=hidden
        ),
    )


PackageTexts = Mapping[str, str]


def _compare_documents(
    old: str, new: str, progress: Progress
) -> tuple[tuple[Change, ...], tuple[PackageTexts, PackageTexts], tuple[str, str], list[str]]:
    """Return the changes of the documents, the modules of both packages, names and warnings."""
    with open_sources(old, new) as (before, after):
        changes, texts, names = _compare_contents(before, after, progress)
        unequal = _menu_warnings(before, after)
    return changes, texts, names, [*source_warnings(before, after), *unequal]


def _compare_contents(
    old: DiffSource, new: DiffSource, progress: Progress
) -> tuple[tuple[Change, ...], tuple[PackageTexts, PackageTexts], tuple[str, str]]:
    """Return the changes of the documents, the modules of both packages, and both names."""
    if old.snapshot is None or new.snapshot is None:
        texts = _package_texts(old, new), _package_texts(new, old)
        return (), texts, (old.name, new.name)
    menus = comparable_menus(old.menus, new.menus)
    before = _read_contents(old, menus[0])
    progress(0.2)
    after = _read_contents(new, menus[1])
    progress(0.4)
    older = _render_modules(before.api, menus[0])
    progress(0.6)
    newer = _render_modules(after.api, menus[1])
    progress(0.8)
    return compare(before.side, after.side), (older, newer), (before.name, after.name)


def _package_texts(source: DiffSource, other: DiffSource) -> PackageTexts:
    """Return the modules of *source*, of which one side is a generated package."""
    if source.snapshot is None:
        known = _has_menus(source) and _has_menus(other)
        return {path: text for path, text in source.texts.items() if known or path != _MENUS}
    menus = source.menus.menus if source.menus and _has_menus(other) else ()
    return _render_modules(source.parse_documents()[1], menus, package=other.texts)


_MENUS = "menus.py"


def _has_menus(source: DiffSource) -> bool:
    return source.menus is not None or _MENUS in source.texts


def _menu_warnings(old: DiffSource, new: DiffSource) -> list[str]:
    """Return why menus, or some of them, are not compared."""
    found = [
        f"{source.name}: {_format_unread(len(source.menus.unread_only))} not compared, because the"
        " last `connectgen fetch --menus` did not read all of them; run it again"
        for source in (old, new)
        if source.menus and source.menus.unread_only
    ]
    if _has_menus(old) == _has_menus(new):
        return found
    there, other = (old, new) if _has_menus(old) else (new, old)
    return [
        f"menus are not compared: {there.name} has values of menus, {other.name} has none; get"
        " them with `connectgen fetch --menus`"
    ]


def _format_unread(count: int) -> str:
    return "1 menu is" if count == 1 else f"{count} menus are"


def _render_modules(
    api: ir.Api, menus: Iterable[Menu], *, package: PackageTexts | None = None
) -> PackageTexts:
    """Render the modules of a package; without validators if no *package* is compared with it.

    Validators take most of the time, and their API follows from the views, like that of the models.
    """
    from connectgen.parse import add_standard_resources, unlisted_standard_resources
    from connectgen.pipeline.preview import render_preview

    # As `generate` does by default, or as it did for *package*: see its option `--listed-only`.
    added = unlisted_standard_resources([resource.name for resource in api.resources], ())
    if package is not None:
        added = tuple(name for name in added if f"resources/{module_name(name)}.py" in package)
    folders = ("", "models", "resources") if package is None else None
    files = render_preview(add_standard_resources(api, added), folders, menus=menus)
    return {file.path: file.text for file in files}


def _read_python_api(texts: PackageTexts, source: str) -> PythonApi:
    try:
        return read_python_api(texts)
    except SyntaxError as error:
        raise CatalogError(f"{source}/{error.filename}: not Python: {error.msg}") from error


def format_as_html(report: Report) -> str:
    """Return *report* as one self-contained HTML page."""
    from connectgen.core.bundled_data import TEMPLATES
    from connectgen.diff.html_report import build_page
    from connectgen.render.templates import render_page

    return render_page(build_page(report), TEMPLATES)
