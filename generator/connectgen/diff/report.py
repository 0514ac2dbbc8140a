"""Everything that a comparison found, ready to be told in any format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectgen.diff.change import Bump, Change, Weight, bump_of, larger_bump
from connectgen.diff.python_api_changes import PythonChange

__all__ = ["PythonReportLine", "Report", "ReportLine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One change of the documents, and why it is accepted."""

    change: Change
    accepted: str | None = None
    """The reason for accepting it; None where it is not accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonReportLine:
    """One change of the Python surface, and why it is accepted."""

    change: PythonChange
    accepted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of the old thing."""

    old: str
    """What the old thing is called, with its version where it has one."""

    new: str
    lines: tuple[ReportLine, ...]
    """Changes of the documents, sorted by resource and pointer."""

    python_lines: tuple[PythonReportLine, ...]
    """Changes of the Python surface, sorted by name."""

    same_text: bool
    """Whether the generated packages are equal to the byte."""

    @property
    def api_bump(self) -> Bump:
        """The version bump that the documents call for."""
        return bump_of(entry.change.weight for entry in self.lines)

    @property
    def python_bump(self) -> Bump:
        """The version bump that the Python surface calls for."""
        found = bump_of(entry.change.weight for entry in self.python_lines)
        return found if self.same_text else larger_bump(found, "patch")

    @property
    def bump(self) -> Bump:
        """The larger of the two; what is accepted counts: it still breaks somebody."""
        return larger_bump(self.api_bump, self.python_bump)

    def count_changes(self, weight: Weight) -> int:
        """Return how many changes of the documents have *weight*."""
        return sum(entry.change.weight == weight for entry in self.lines)

    def count_breaking(self, use: str) -> int:
        """Return how many changes of the documents break code that makes *use* of the API."""
        return sum(use in entry.change.breaks for entry in self.lines)

    def exceeds_limit(self, limit: str) -> bool:
        """Tell whether there is a change that *limit*, `breaking`, `any` or `none`, does not allow.

        What is accepted does not count.
        """
        weights = {"breaking": ("breaking",), "any": ("breaking", "compatible", "cosmetic")}
        return bool(set(weights.get(limit, ())) & set(self._open_weights()))

    def _open_weights(self) -> Iterable[Weight]:
        for entry in self.lines:
            if entry.accepted is None:
                yield entry.change.weight
        for python in self.python_lines:
            if python.accepted is None:
                yield python.change.weight
