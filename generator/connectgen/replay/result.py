"""Result of a replay, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Batch", "Outcome", "ReplayVerdict", "Totals"]

Outcome = Literal["starts", "stops", "fails", "passes"]
"""Verdict on a body: starts to fail with the new side, stops failing, fails or passes with both."""

_WORDS = {"starts": "starts to fail", "stops": "stops failing"}


_SUMS: tuple[tuple[Outcome, str, str], ...] = (
    ("starts", "starts to fail", "start to fail"),
    ("stops", "stops failing", "stop failing"),
    ("fails", "fails with both", "fail with both"),
    ("passes", "is valid with both", "are valid with both"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayVerdict:
    """Verdict on one body that the two sides judge differently."""

    line: int
    """Line of the file, from 1."""

    resource: str
    view: str
    outcome: Outcome
    why: tuple[str, ...]
    """Violations found by the side that rejects it."""

    def as_text(self, name: str) -> list[str]:
        """Return a line per violation, for the file called *name*."""
        start = f"{name}:{self.line}: {self.resource} {self.view} {_WORDS[self.outcome]}"
        return [f"{start}: {reason}" for reason in self.why]

    def as_json(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(
            {
                "line": self.line,
                "resource": self.resource,
                "view": self.view,
                "outcome": self.outcome,
                "why": list(self.why),
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Result of one batch of lines."""

    size: int
    """Size in bytes."""

    counts: Counter[Outcome]
    verdicts: tuple[ReplayVerdict, ...]
    error: str | None = None
    """Error in the first line that cannot be judged; later lines are not read."""


@dataclass(slots=True, kw_only=True)
class Totals:
    """Number of bodies per outcome."""

    counts: Counter[Outcome] = field(default_factory=Counter[Outcome])

    def as_text(self) -> str:
        """Return the totals as one sentence."""
        total = self.counts.total()
        summary = ", ".join(
            f"{count:,} {one if count == 1 else more}"
            for outcome, one, more in _SUMS
            for count in (self.counts[outcome],)
        )
        return f"{total:,} {'body' if total == 1 else 'bodies'}: {summary}"

    def as_json(self) -> str:
        """Return the numbers as one line of JSON."""
        numbers = {name: self.counts[name] for name in ("starts", "stops", "fails", "passes")}
        return json.dumps({"bodies": self.counts.total(), **numbers})
