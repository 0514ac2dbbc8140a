"""Report of a comparison, which the formatters print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectgen.diff.change import Bump, Change, Weight, bump_of, larger_bump
from connectgen.diff.python_api_changes import PythonChange

__all__ = ["PythonReportLine", "Report", "ReportLine"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One change of the documents, with the reason for accepting it."""

    change: Change
    accepted: str | None = None
    """Reason for accepting it; None if it is not accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonReportLine:
    """One change of the Python API, with the reason for accepting it."""

    change: PythonChange
    accepted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Changes between two snapshots or packages."""

    old: str
    """Name of the old side, with its version if it has one."""

    new: str
    lines: tuple[ReportLine, ...]
    """Changes of the documents, sorted by resource and pointer."""

    python_lines: tuple[PythonReportLine, ...]
    """Changes of the Python API, sorted by name."""

    same_text: bool
    """True if the generated packages are byte for byte equal."""

    @property
    def api_bump(self) -> Bump:
        """Version bump that the changes of the documents require."""
        return bump_of(entry.change.weight for entry in self.lines)

    @property
    def python_bump(self) -> Bump:
        """Version bump that the changes of the Python API require."""
        found = bump_of(entry.change.weight for entry in self.python_lines)
        return found if self.same_text else larger_bump(found, "patch")

    @property
    def bump(self) -> Bump:
        """Larger of both bumps; accepted changes count, because they still break code."""
        return larger_bump(self.api_bump, self.python_bump)

    def count_changes(self, weight: Weight) -> int:
        """Return how many changes of the documents have *weight*."""
        return sum(entry.change.weight == weight for entry in self.lines)

    def count_breaking(self, use: str) -> int:
        """Return how many changes of the documents break code that makes *use* of the API."""
        return sum(use in entry.change.breaks for entry in self.lines)

    def exceeds_limit(self, limit: str) -> bool:
        """Return whether any change exceeds *limit*: `breaking`, `any` or `none`.

        Accepted changes do not count.
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
