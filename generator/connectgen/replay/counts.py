"""Numbers of judged bodies, and the causes of what changes, which add up over any parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Cause", "CauseCount", "Counts", "Example", "Outcome"]

Outcome = Literal["starts", "stops", "fails", "passes", "skipped"]
"""Verdict on a line.

The body starts to fail with the new side, stops failing, fails or passes with both, or the line is
skipped because no body could be read from it.
"""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cause:
    """Reason of a verdict, without the values of one body."""

    outcome: Literal["starts", "stops", "skipped"]
    resource: str = ""
    """Name of the resource; empty for a skipped line."""

    view: str = ""
    """`create`, `patch` or `read`; empty for a skipped line."""

    path: str = ""
    """Path of the invalid value, with `*` for each item or unnamed member: `/threads/*/text`.

    After 12 steps it ends with `/...`.
    """

    keyword: str = ""
    """JSON Schema keyword that it breaks, such as `maxLength`."""

    detail: str = ""
    """Name of a missing member, or the reason of a verdict that no keyword decides."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Example:
    """Place of a line with a cause; without its text, which may hold a password."""

    source: str
    """Name of its file, if the caller has passed one."""

    line: int
    """Number of the line, or of the row of a Parquet file, from 1."""

    why: str
    """Violation in words, with the value unless it is a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseCount:
    """Number of lines that have a cause, and one of them."""

    lines: int
    example: Example
    """First of them by file name and line."""

    def __add__(self, other: CauseCount) -> CauseCount:
        """Return the count of both."""
        return CauseCount(lines=self.lines + other.lines, example=min(self.example, other.example))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Number of lines per verdict, and why verdicts differ.

    Counts of parts add up to those of the whole, in any order: `old + new`, or `sum(parts)`.
    """

    starts: int = 0
    """Bodies that start to fail: valid with the old side, invalid with the new one."""

    stops: int = 0
    """Bodies that stop failing."""

    fails: int = 0
    """Bodies that fail with both sides."""

    passes: int = 0
    """Bodies that are valid with both sides."""

    skipped: int = 0
    """Lines that no body could be read from."""

    causes: Mapping[Cause, CauseCount] = field(default_factory=dict[Cause, CauseCount])
    """Causes of bodies that start or stop failing, and of skipped lines.

    A body with several violations counts for each of their causes.
    """

    @property
    def bodies(self) -> int:
        """Number of bodies, without skipped lines."""
        return self.starts + self.stops + self.fails + self.passes

    def __add__(self, other: Counts) -> Counts:
        """Return the counts of both."""
        causes = dict(self.causes)
        for cause, count in other.causes.items():
            known = causes.get(cause)
            causes[cause] = known + count if known else count
        return Counts(
            starts=self.starts + other.starts,
            stops=self.stops + other.stops,
            fails=self.fails + other.fails,
            passes=self.passes + other.passes,
            skipped=self.skipped + other.skipped,
            causes=causes,
        )

    def __radd__(self, other: int) -> Counts:
        """Return these counts for the 0 that `sum` begins with."""
        return self if other == 0 else NotImplemented

    def sorted_causes(self) -> list[tuple[Cause, CauseCount]]:
        """Return the causes: by outcome, the most frequent first."""
        return sorted(
            self.causes.items(),
            key=lambda item: (_ORDER[item[0].outcome], -item[1].lines, item[1].example, item[0]),
        )


_ORDER = {"starts": 0, "stops": 1, "skipped": 2}
