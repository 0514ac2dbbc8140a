"""Changes that people have accepted, with a reason and until a date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from connectgen.diff.change import Change
from connectgen.diff.python_api_changes import PythonChange
from connectgen.file_formats.accepted import AcceptedEntry, read_accepted

__all__ = ["AcceptedChanges", "load_accepted"]


@dataclass(slots=True, kw_only=True)
class AcceptedChanges:
    """The entries, and those of them that matched a change."""

    entries: tuple[AcceptedEntry, ...] = ()
    today: date = field(default_factory=date.today)
    used: set[str] = field(default_factory=set[str])

    def reason_for(self, change: Change | PythonChange) -> str | None:
        """Return the reason why *change* is accepted, or None if it is not, or no longer."""
        fitting = [entry for entry in self.entries if _is_about(entry, change)]
        self.used |= {entry.where for entry in fitting}
        reasons = [entry.reason for entry in fitting if entry.expires >= self.today]
        return reasons[0] if reasons else None

    def warnings(self) -> Iterable[str]:
        """Yield warnings about entries that have expired, or that match no change."""
        for entry in self.entries:
            if entry.where not in self.used:
                yield f"{entry.where}: accepts nothing: there is no such change"
            elif entry.expires < self.today:
                yield f"{entry.where}: expired on {entry.expires}: the change counts again"


def _is_about(entry: AcceptedEntry, change: Change | PythonChange) -> bool:
    """Return whether *entry* accepts *change*."""
    return all(getattr(change, name, None) == value for name, value in entry.wanted.items())


def load_accepted(file: Path) -> AcceptedChanges:
    """Read the accepted changes in *file*; it may list accepted warnings too.

    Raises:
        ConfigError: it cannot be read, or does not have the format (a line for each mistake).
    """
    entries = read_accepted(file)
    return AcceptedChanges(entries=tuple(each for each in entries if not each.is_about_warning))
