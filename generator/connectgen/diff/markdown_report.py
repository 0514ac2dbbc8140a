"""A report as GitHub-flavoured Markdown, for a pull request or a changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from connectgen.diff.change import Weight
from connectgen.diff.formatting import printable, shown_sides
from connectgen.diff.report import Entry, PythonEntry, Report

__all__ = ["markdown_lines"]

_TITLES: tuple[tuple[Weight, str], ...] = (
    ("breaking", "Breaking"),
    ("compatible", "Compatible"),
    ("cosmetic", "Cosmetic"),
)


def markdown_lines(report: Report) -> Iterator[str]:
    """Yield the lines of *report*; text of the site stands in code spans alone."""
    yield f"## API changes: {_code(report.old)} → {_code(report.new)}"
    yield ""
    yield (
        f"Suggested version bump: **{report.bump}** "
        f"(API: {report.api_bump}, Python surface: {report.python_bump})."
    )
    for weight, title in _TITLES:
        entries = [entry for entry in report.entries if entry.change.weight == weight]
        python = [entry for entry in report.python if entry.change.weight == weight]
        if entries or python:
            yield ""
            yield f"### {title}"
        yield from _table(_HEAD, [_row(entry) for entry in entries])
        yield from _table(_PYTHON_HEAD, [_python_row(entry) for entry in python])


_HEAD = ("Where", "Change", "Old", "New", "Breaks", "Why")
_PYTHON_HEAD = ("Python name", "Change", "Old", "New", "Why")


def _table(head: Sequence[str], rows: list[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _row(entry: Entry) -> Sequence[str]:
    change = entry.change
    where = change.resource or "listing"
    name = change.subject
    old, new = shown_sides(change.old, change.new)
    reason = change.reason
    if change.suggestion:
        what = "from" if change.kind == "field-added" else "to"
        reason += f" Perhaps renamed {what} {_code(change.suggestion.rpartition('/')[2])}."
    return (
        f"{_code(where)} {_code(name)}" if name else _code(where),
        change.kind,
        "" if change.old_pointer is None else _code(old),
        "" if change.new_pointer is None else _code(new),
        ", ".join(change.breaks),
        reason + _accepted(entry.accepted),
    )


def _python_row(entry: PythonEntry) -> Sequence[str]:
    change = entry.change
    return (
        _code(change.name),
        change.kind,
        "" if change.old is None else _code(change.old),
        "" if change.new is None else _code(change.new),
        change.reason + _accepted(entry.accepted),
    )


def _accepted(reason: str | None) -> str:
    return "" if reason is None else f" Accepted: {_code(reason)}"


def _code(text: str) -> str:
    """Return *text* as a code span in a table, whatever is in it."""
    line = printable(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or line != line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""
