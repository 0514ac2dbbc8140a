"""Template context of the HTML report: texts and names of styles, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from connectgen.core.terminal_text import escape_control_chars
from connectgen.diff.formatting import format_json
from connectgen.diff.report import PythonReportLine, Report, ReportLine

__all__ = ["ChangeCard", "DiffPage", "PageSection", "SummaryCount", "build_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryCount:
    """One number of the summary."""

    number: int
    label: str
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCard:
    """One change with its old and new value."""

    style: str
    """`breaking`, `compatible` or `cosmetic`."""

    title: str
    kind: str
    badges: tuple[str, ...]
    reason: str
    notes: tuple[str, ...]
    """A suggestion, and the reason for accepting the change."""

    old: str
    new: str
    old_style: str
    """`was` if there is an old value, otherwise `nothing`."""

    new_style: str
    old_pointer: str
    new_pointer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """The changes of one document, or of the Python surface."""

    title: str
    anchor: str
    styles: str
    """Styles of its cards: the section is hidden when all its cards are."""

    count: int
    cards: tuple[ChangeCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPage:
    """The whole page."""

    old: str
    new: str
    bump: str
    bump_style: str
    api_bump: str
    python_bump: str
    counts: tuple[SummaryCount, ...]
    sections: tuple[PageSection, ...]
    nothing: tuple[str, ...]
    """Text to show if nothing changed."""


def build_page(report: Report) -> DiffPage:
    """Return the template context of *report*."""
    groups = groupby(report.lines, key=lambda entry: entry.change.resource)
    sections = [
        _build_section(resource or "The catalog's listing", tuple(map(_build_card, entries)), index)
        for index, (resource, entries) in enumerate(groups)
    ]
    if report.python_lines:
        cards = tuple(map(_build_python_card, report.python_lines))
        sections.append(_build_section("Python surface", cards, len(sections)))
    return DiffPage(
        old=escape_control_chars(report.old),
        new=escape_control_chars(report.new),
        bump=report.bump,
        bump_style=f"bump-{report.bump}",
        api_bump=report.api_bump,
        python_bump=report.python_bump,
        counts=_build_counts(report),
        sections=tuple(sections),
        nothing=() if sections else ("Nothing changed.",),
    )


def _build_counts(report: Report) -> tuple[SummaryCount, ...]:
    python = sum(entry.change.breaks for entry in report.python_lines)
    return (
        SummaryCount(
            number=report.count_breaking("write"), label="break code that writes", style="breaking"
        ),
        SummaryCount(
            number=report.count_breaking("read"), label="break code that reads", style="breaking"
        ),
        SummaryCount(number=python, label="break Python code", style="breaking"),
        SummaryCount(
            number=report.count_changes("compatible"), label="compatible", style="compatible"
        ),
        SummaryCount(number=report.count_changes("cosmetic"), label="cosmetic", style="cosmetic"),
    )


def _build_section(title: str, cards: tuple[ChangeCard, ...], index: int) -> PageSection:
    styles = sorted({f"has-{card.style}" for card in cards})
    return PageSection(
        title=escape_control_chars(title),
        anchor=f"s{index}",
        styles=" ".join(styles),
        count=len(cards),
        cards=cards,
    )


_BADGES = {"write": "breaks writers", "read": "breaks readers"}


def _build_card(entry: ReportLine) -> ChangeCard:
    change = entry.change
    notes = [] if change.suggestion is None else [_suggestion_text(change.kind, change.suggestion)]
    return ChangeCard(
        style=change.weight,
        title=escape_control_chars(change.subject or change.pointer or change.resource),
        kind=change.kind.replace("-", " "),
        badges=tuple(_BADGES[use] for use in change.breaks),
        reason=change.reason,
        notes=(*notes, *_accepted_notes(entry.accepted)),
        old=format_json(change.old),
        new=format_json(change.new),
        old_style="nothing" if change.old_pointer is None else "was",
        new_style="nothing" if change.new_pointer is None else "is",
        old_pointer=escape_control_chars(change.old_pointer or ""),
        new_pointer=escape_control_chars(change.new_pointer or ""),
    )


def _suggestion_text(kind: str, suggestion: str) -> str:
    name = escape_control_chars(suggestion.rpartition("/")[2])
    return f"Perhaps renamed {'from' if kind == 'field-added' else 'to'} {name}."


def _accepted_notes(reason: str | None) -> tuple[str, ...]:
    return () if reason is None else (f"Accepted: {escape_control_chars(reason)}",)


def _build_python_card(entry: PythonReportLine) -> ChangeCard:
    change = entry.change
    return ChangeCard(
        style=change.weight,
        title=change.name,
        kind=change.kind.replace("-", " "),
        badges=("breaks Python",) if change.breaks else (),
        reason=change.reason,
        notes=_accepted_notes(entry.accepted),
        old=change.old or "",
        new=change.new or "",
        old_style="nothing" if change.old is None else "was",
        new_style="nothing" if change.new is None else "is",
        old_pointer="",
        new_pointer="",
    )
