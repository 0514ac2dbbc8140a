"""A report as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from connectgen.core.terminal_text import escape_control_chars
from connectgen.diff.formatting import format_sides
from connectgen.diff.report import PythonReportLine, Report, ReportLine

__all__ = ["TextLine", "Tone", "text_lines"]

Tone = Literal["heading", "breaking", "compatible", "cosmetic", "plain"]

_LEGEND = (
    "(write: breaks code that sends the field; read: code that reads it; breaks: code that uses",
    "the name; ok: breaks no code; -: only texts or the order changed)",
)

_INDENT = " " * 14


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line with its style."""

    text: str
    tone: Tone = "plain"


def text_lines(report: Report) -> Iterator[TextLine]:
    """Yield the lines of *report*."""
    yield TextLine(text=f"{report.old} -> {report.new}", tone="heading")
    if report.lines or report.python_lines:
        yield from (TextLine(text=line, tone="cosmetic") for line in _LEGEND)
    for resource, entries in groupby(report.lines, key=lambda entry: entry.change.resource):
        yield TextLine(text="")
        yield TextLine(
            text=escape_control_chars(resource) or "the catalog's listing", tone="heading"
        )
        for entry in entries:
            yield from _format_change(entry)
    if report.python_lines:
        yield TextLine(text="")
        yield TextLine(text="Python surface of the generated package", tone="heading")
        for python in report.python_lines:
            yield from _format_python_change(python)
    yield TextLine(text="")
    yield from _format_summary(report)


def _format_change(entry: ReportLine) -> Iterator[TextLine]:
    change = entry.change
    whom = " ".join(change.breaks) or ("-" if change.weight == "cosmetic" else "ok")
    subject = escape_control_chars(change.subject or change.pointer)
    values = ""
    if change.kind not in ("resource-added", "resource-removed", "reordered"):
        old, new = format_sides(change.old, change.new)
        values = f"  {old} -> {new}"
        if change.old_pointer is None:
            values = f"  {new}"
        elif change.new_pointer is None:
            values = f"  was {old}"
    text = f"  {whom:<11} {change.kind}" + (f" {subject}" if subject else "") + values
    yield TextLine(text=text, tone=change.weight)
    yield TextLine(
        text=f"{_INDENT}{change.reason}{_format_suggestion(change.kind, change.suggestion)}"
    )
    if entry.accepted is not None:
        yield TextLine(text=f"{_INDENT}accepted: {escape_control_chars(entry.accepted)}")


def _format_suggestion(kind: str, suggestion: str | None) -> str:
    if suggestion is None:
        return ""
    name = escape_control_chars(suggestion.rpartition("/")[2])
    return (
        f" Perhaps {name} under a new name."
        if kind == "field-added"
        else f" Perhaps renamed to {name}."
    )


def _format_python_change(entry: PythonReportLine) -> Iterator[TextLine]:
    change = entry.change
    text = f"  {'breaks' if change.breaks else 'ok':<11} {change.kind} {change.name}"
    yield TextLine(text=text, tone=change.weight)
    if change.old is not None and change.new is not None:
        yield TextLine(text=f"{_INDENT}{change.old} -> {change.new}")
    yield TextLine(text=f"{_INDENT}{change.reason}")
    if entry.accepted is not None:
        yield TextLine(text=f"{_INDENT}accepted: {escape_control_chars(entry.accepted)}")


def _format_summary(report: Report) -> Iterator[TextLine]:
    total = len(report.lines)
    yield TextLine(
        text=f"{total} {'change' if total == 1 else 'changes'} of the API: "
        f"{report.count_changes('breaking')} breaking "
        f"({report.count_breaking('write')} for code that writes, "
        f"{report.count_breaking('read')} for code that reads), "
        f"{report.count_changes('compatible')} compatible, "
        f"{report.count_changes('cosmetic')} cosmetic"
    )
    broken = sum(entry.change.breaks for entry in report.python_lines)
    yield TextLine(text=f"{len(report.python_lines)} of the Python surface: {broken} breaking")
    tone: Tone = "breaking" if report.bump == "major" else "plain"
    yield TextLine(
        text=f"suggested bump: {report.bump} "
        f"(API: {report.api_bump}, Python: {report.python_bump})",
        tone=tone,
    )
