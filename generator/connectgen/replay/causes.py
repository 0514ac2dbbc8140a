"""Causes of verdicts: violations without the values of one body, so that they can be counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from connectgen.replay.counts import Cause, CauseCount, Counts, Example

__all__ = ["Tally", "Verdict"]

_ITEMS = frozenset(
    (
        *("additionalItems", "contains", "items", "prefixItems", "unevaluatedItems"),
        *("additionalProperties", "unevaluatedProperties"),
    )
)
"""Keywords of schemas of items, or of members that the schema does not name."""

_NUMBERED = frozenset(("allOf", "anyOf", "oneOf", "dependentSchemas", "dependencies"))
"""Keywords of schemas of the same value, with a number or a name after them."""

_NAMING = frozenset(("required", "dependentRequired", "dependencies"))
"""Keywords whose message names a member of the schema that the path does not."""

_MAX_STEPS = 12
"""Number of steps of a path from which on causes are not told apart.

A schema that refers to itself has a path for each depth of a body.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Verdict on one line that both sides do not agree about."""

    line: int
    outcome: Literal["starts", "stops", "skipped"]
    resource: str = ""
    view: str = ""
    violations: Sequence[Any] = ()
    """Violations found by the side that rejects the body: objects or texts."""

    detail: str = ""
    """Reason why a line is skipped, without the values of the line."""

    @property
    def why(self) -> tuple[str, ...]:
        """Violations in words."""
        return tuple(_describe(each) for each in self.violations)

    def find_causes(self) -> Iterator[tuple[Cause, str]]:
        """Yield each cause, and its violation in words."""
        if self.outcome == "skipped":
            yield Cause(outcome="skipped", detail=self.detail), self.why[0]
            return
        for each in self.violations:
            at = getattr(each, "keyword_location", "")
            keyword = getattr(each, "keyword", "")
            named = each.message if keyword in _NAMING else ""
            cause = Cause(
                outcome=self.outcome,
                resource=self.resource,
                view=self.view,
                path=_make_path(at),
                keyword=keyword,
                detail=named if keyword else str(each),
            )
            yield cause, _describe(each)


def _describe(violation: Any) -> str:
    if getattr(violation, "keyword", ""):
        return f"{violation} ({violation.keyword})"
    return str(violation)


def _make_path(location: str) -> str:
    """Return the path of a value from the path of a keyword, which names no value of the body.

    The body's own pointer would make one cause of each item, and of each member that a schema with
    patternProperties does not name.
    """
    steps: list[str] = []
    tokens = iter(location.split("/")[1:])
    for token in tokens:
        if token == "properties":
            steps.append(next(tokens, ""))
        elif token == "patternProperties":
            next(tokens, "")
            steps.append("*")
        elif token in _ITEMS:
            steps.append("*")
        elif token in _NUMBERED:
            next(tokens, "")
    if len(steps) > _MAX_STEPS:
        steps[_MAX_STEPS:] = ["..."]
    return "".join(f"/{step}" for step in steps)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts that grow with each line."""

    source: str
    outcomes: Counter[str] = field(default_factory=Counter[str])
    causes: dict[Cause, CauseCount] = field(default_factory=dict[Cause, CauseCount])

    def add(self, verdict: Verdict) -> None:
        """Count *verdict*, once for each of its causes."""
        self.outcomes[verdict.outcome] += 1
        found: dict[Cause, str] = {}
        for cause, why in verdict.find_causes():
            found.setdefault(cause, why)
        for cause, why in found.items():
            example = Example(source=self.source, line=verdict.line, why=why)
            count = CauseCount(lines=1, example=example)
            known = self.causes.get(cause)
            self.causes[cause] = known + count if known else count

    def to_counts(self, *, passes: int, fails: int) -> Counts:
        """Return what was counted.

        Args:
            passes: number of bodies that are valid with both sides.
            fails: number of bodies that fail with both sides.
        """
        return Counts(
            starts=self.outcomes["starts"],
            stops=self.outcomes["stops"],
            skipped=self.outcomes["skipped"],
            passes=passes,
            fails=fails,
            causes=self.causes,
        )
