"""A report as GitHub-flavoured Markdown, for a pull request or a changelog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from connectgen.core.markdown_text import code_span, table_lines
from connectgen.diff.change import Weight
from connectgen.diff.formatting import format_sides
from connectgen.diff.report import PythonReportLine, Report, ReportLine

__all__ = ["markdown_lines"]

_TITLES: tuple[tuple[Weight, str], ...] = (
    ("breaking", "Breaking"),
    ("compatible", "Compatible"),
    ("cosmetic", "Cosmetic"),
)


def markdown_lines(report: Report) -> Iterator[str]:
    """Yield the lines of *report*; text of the site appears only in code spans."""
    yield f"## API changes: {code_span(report.old)} → {code_span(report.new)}"
    yield ""
    yield (
        f"Suggested version bump: **{report.bump}** "
        f"(API: {report.api_bump}, Python surface: {report.python_bump})."
    )
    for weight, title in _TITLES:
        entries = [entry for entry in report.lines if entry.change.weight == weight]
        python = [entry for entry in report.python_lines if entry.change.weight == weight]
        if entries or python:
            yield ""
            yield f"### {title}"
        yield from _format_table(_HEAD, [_format_row(entry) for entry in entries])
        yield from _format_table(_PYTHON_HEAD, [_format_python_row(entry) for entry in python])


_HEAD = ("Where", "Change", "Old", "New", "Breaks", "Why")
_PYTHON_HEAD = ("Python name", "Change", "Old", "New", "Why")


def _format_table(head: Sequence[str], rows: list[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield ""
        yield from table_lines(head, rows)


def _format_row(entry: ReportLine) -> Sequence[str]:
    change = entry.change
    where = change.resource or "listing"
    name = change.subject
    old, new = format_sides(change.old, change.new)
    reason = change.reason
    if change.suggestion:
        what = "from" if change.kind == "field-added" else "to"
        reason += f" Perhaps renamed {what} {code_span(change.suggestion.rpartition('/')[2])}."
    return (
        f"{code_span(where)} {code_span(name)}" if name else code_span(where),
        change.kind,
        "" if change.old_pointer is None else code_span(old),
        "" if change.new_pointer is None else code_span(new),
        ", ".join(change.breaks),
        reason + _format_accepted(entry.accepted),
    )


def _format_python_row(entry: PythonReportLine) -> Sequence[str]:
    change = entry.change
    return (
        code_span(change.name),
        change.kind,
        "" if change.old is None else code_span(change.old),
        "" if change.new is None else code_span(change.new),
        change.reason + _format_accepted(entry.accepted),
    )


def _format_accepted(reason: str | None) -> str:
    return "" if reason is None else f" Accepted: {code_span(reason)}"
