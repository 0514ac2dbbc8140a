"""A report as what the HTML page shows: finished texts and names of styles, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from connectgen.diff.formatting import pretty, printable
from connectgen.diff.report import Entry, PythonEntry, Report

__all__ = ["Card", "Count", "DiffPage", "Section", "page_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One number of the summary."""

    number: int
    label: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One change: what it is, and both sides of it."""

    style: str
    """`breaking`, `compatible` or `cosmetic`."""

    title: str
    kind: str
    badges: tuple[str, ...]
    reason: str
    notes: tuple[str, ...]
    """A suggestion, and why it is accepted."""

    old: str
    new: str
    old_style: str
    """`was` where there is an old side, else `nothing`."""

    new_style: str
    old_pointer: str
    new_pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The changes of one document, or of the Python surface."""

    title: str
    anchor: str
    styles: str
    """The styles of its cards, so that it goes when they do."""

    count: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPage:
    """The whole page."""

    old: str
    new: str
    bump: str
    bump_style: str
    api_bump: str
    python_bump: str
    counts: tuple[Count, ...]
    sections: tuple[Section, ...]
    nothing: tuple[str, ...]
    """What to say where nothing changed."""


def page_of(report: Report) -> DiffPage:
    """Return what the page of *report* shows."""
    groups = groupby(report.entries, key=lambda entry: entry.change.resource)
    sections = [
        _section(resource or "The catalog's listing", tuple(map(_card, entries)), index)
        for index, (resource, entries) in enumerate(groups)
    ]
    if report.python:
        cards = tuple(map(_python_card, report.python))
        sections.append(_section("Python surface", cards, len(sections)))
    return DiffPage(
        old=printable(report.old),
        new=printable(report.new),
        bump=report.bump,
        bump_style=f"bump-{report.bump}",
        api_bump=report.api_bump,
        python_bump=report.python_bump,
        counts=_counts(report),
        sections=tuple(sections),
        nothing=() if sections else ("Nothing changed.",),
    )


def _counts(report: Report) -> tuple[Count, ...]:
    python = sum(entry.change.breaks for entry in report.python)
    return (
        Count(number=report.breaking("write"), label="break code that writes", style="breaking"),
        Count(number=report.breaking("read"), label="break code that reads", style="breaking"),
        Count(number=python, label="break Python code", style="breaking"),
        Count(number=report.count("compatible"), label="compatible", style="compatible"),
        Count(number=report.count("cosmetic"), label="cosmetic", style="cosmetic"),
    )


def _section(title: str, cards: tuple[Card, ...], index: int) -> Section:
    styles = sorted({f"has-{card.style}" for card in cards})
    return Section(
        title=printable(title),
        anchor=f"s{index}",
        styles=" ".join(styles),
        count=len(cards),
        cards=cards,
    )


_BADGES = {"write": "breaks writers", "read": "breaks readers"}


def _card(entry: Entry) -> Card:
    change = entry.change
    notes = [] if change.suggestion is None else [_suggested(change.kind, change.suggestion)]
    return Card(
        style=change.weight,
        title=printable(change.subject or change.pointer or change.resource),
        kind=change.kind.replace("-", " "),
        badges=tuple(_BADGES[use] for use in change.breaks),
        reason=change.reason,
        notes=(*notes, *_accepted(entry.accepted)),
        old=pretty(change.old),
        new=pretty(change.new),
        old_style="nothing" if change.old_pointer is None else "was",
        new_style="nothing" if change.new_pointer is None else "is",
        old_pointer=printable(change.old_pointer or ""),
        new_pointer=printable(change.new_pointer or ""),
    )


def _suggested(kind: str, suggestion: str) -> str:
    name = printable(suggestion.rpartition("/")[2])
    return f"Perhaps renamed {'from' if kind == 'field-added' else 'to'} {name}."


def _accepted(reason: str | None) -> tuple[str, ...]:
    return () if reason is None else (f"Accepted: {printable(reason)}",)


def _python_card(entry: PythonEntry) -> Card:
    change = entry.change
    return Card(
        style=change.weight,
        title=change.name,
        kind=change.kind.replace("-", " "),
        badges=("breaks Python",) if change.breaks else (),
        reason=change.reason,
        notes=_accepted(entry.accepted),
        old=change.old or "",
        new=change.new or "",
        old_style="nothing" if change.old is None else "was",
        new_style="nothing" if change.new is None else "is",
        old_pointer="",
        new_pointer="",
    )
