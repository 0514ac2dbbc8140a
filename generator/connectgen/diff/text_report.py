"""A report as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from connectgen.diff.formatting import printable, shown_sides
from connectgen.diff.report import Entry, PythonEntry, Report

__all__ = ["Line", "Tone", "text_lines"]

Tone = Literal["heading", "breaking", "compatible", "cosmetic", "plain"]

_INDENT = " " * 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, and how it is set off."""

    text: str
    tone: Tone = "plain"


def text_lines(report: Report) -> Iterator[Line]:
    """Yield the lines of *report*."""
    yield Line(text=f"{report.old} -> {report.new}", tone="heading")
    for resource, entries in groupby(report.entries, key=lambda entry: entry.change.resource):
        yield Line(text="")
        yield Line(text=printable(resource) or "the catalog's listing", tone="heading")
        for entry in entries:
            yield from _entry(entry)
    if report.python:
        yield Line(text="")
        yield Line(text="Python surface of the generated package", tone="heading")
        for python in report.python:
            yield from _python(python)
    yield Line(text="")
    yield from _summary(report)


def _entry(entry: Entry) -> Iterator[Line]:
    change = entry.change
    whom = " ".join(change.breaks) or ("-" if change.weight == "cosmetic" else "ok")
    subject = printable(change.subject or change.pointer)
    values = ""
    if change.kind not in ("resource-added", "resource-removed", "reordered"):
        old, new = shown_sides(change.old, change.new)
        values = f"  {old} -> {new}"
        if change.old_pointer is None:
            values = f"  {new}"
        elif change.new_pointer is None:
            values = f"  was {old}"
    text = f"  {whom:<11} {change.kind}" + (f" {subject}" if subject else "") + values
    yield Line(text=text, tone=change.weight)
    yield Line(text=f"{_INDENT}{change.reason}{_suggested(change.kind, change.suggestion)}")
    if entry.accepted is not None:
        yield Line(text=f"{_INDENT}accepted: {printable(entry.accepted)}")


def _suggested(kind: str, suggestion: str | None) -> str:
    if suggestion is None:
        return ""
    name = printable(suggestion.rpartition("/")[2])
    return (
        f" Perhaps {name} under a new name."
        if kind == "field-added"
        else f" Perhaps renamed to {name}."
    )


def _python(entry: PythonEntry) -> Iterator[Line]:
    change = entry.change
    text = f"  {'breaks' if change.breaks else 'ok':<11} {change.kind} {change.name}"
    yield Line(text=text, tone=change.weight)
    if change.old is not None and change.new is not None:
        yield Line(text=f"{_INDENT}{change.old} -> {change.new}")
    yield Line(text=f"{_INDENT}{change.reason}")
    if entry.accepted is not None:
        yield Line(text=f"{_INDENT}accepted: {printable(entry.accepted)}")


def _summary(report: Report) -> Iterator[Line]:
    total = len(report.entries)
    yield Line(
        text=f"{total} {'change' if total == 1 else 'changes'} of the API: "
        f"{report.count('breaking')} breaking "
        f"({report.breaking('write')} for code that writes, "
        f"{report.breaking('read')} for code that reads), "
        f"{report.count('compatible')} compatible, {report.count('cosmetic')} cosmetic"
    )
    broken = sum(entry.change.breaks for entry in report.python)
    yield Line(text=f"{len(report.python)} of the Python surface: {broken} breaking")
    tone: Tone = "breaking" if report.bump == "major" else "plain"
    yield Line(
        text=f"suggested bump: {report.bump} "
        f"(API: {report.api_bump}, Python: {report.python_bump})",
        tone=tone,
    )
