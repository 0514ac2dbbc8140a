"""Changes that people have reviewed and accepted, with a reason and until a date.

A TOML or JSON file with an array `accepted`; each entry names either a change of the documents
(`resource`, `kind` and, to be exact, `pointer`) or one of the Python surface (`name`, `kind`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from connectgen.core.errors import ConfigError
from connectgen.core.json_types import is_array, is_object
from connectgen.diff.change import Change
from connectgen.diff.python_api_changes import PythonChange
from connectgen.file_formats.check import require_format
from connectgen.jsonio.documents import read_document

__all__ = ["AcceptedChange", "AcceptedChanges", "load_accepted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedChange:
    """One entry of the file."""

    where: str
    """Name in messages: file and pointer."""

    wanted: Mapping[str, str]
    """Required attributes of the change."""

    reason: str
    expires: date
    """The last day on which it holds."""

    def is_about(self, change: Change | PythonChange) -> bool:
        """Return whether the entry accepts *change*."""
        return all(getattr(change, name, None) == value for name, value in self.wanted.items())


@dataclass(slots=True, kw_only=True)
class AcceptedChanges:
    """The entries, and those of them that matched a change."""

    entries: tuple[AcceptedChange, ...] = ()
    today: date = field(default_factory=date.today)
    used: set[str] = field(default_factory=set[str])

    def reason_for(self, change: Change | PythonChange) -> str | None:
        """Return the reason why *change* is accepted, or None if it is not, or no longer."""
        fitting = [entry for entry in self.entries if entry.is_about(change)]
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


def load_accepted(file: Path) -> AcceptedChanges:
    """Read the accepted changes in *file*.

    Raises:
        ConfigError: it cannot be read, or does not have the format (a line for each mistake).
    """
    name = file.as_posix()
    content = require_format("accepted", _read_content(file, name), name, ConfigError)
    return AcceptedChanges(
        entries=tuple(
            AcceptedChange(
                where=f"{name}#/accepted/{index}",
                wanted={key: entry[key] for key in entry if key not in ("expires", "reason")},
                reason=entry["reason"],
                expires=date.fromisoformat(entry["expires"]),
            )
            for index, entry in enumerate(content["accepted"])
        )
    )


def _read_content(file: Path, name: str) -> Any:
    import tomllib  # late: only needed where something is accepted

    data = read_document(file, name)
    try:
        text = data.decode("utf-8-sig")
        return (
            json.loads(text) if file.suffix == ".json" else _with_dates_as_text(tomllib.loads(text))
        )
    except (ValueError, RecursionError) as error:
        form = "JSON" if file.suffix == ".json" else "TOML"
        raise ConfigError(f"{name}: not {form}: {error}") from error


def _with_dates_as_text(value: Any) -> Any:
    """Return *value* with the dates of TOML as JSON has them."""
    if is_object(value):
        return {name: _with_dates_as_text(item) for name, item in value.items()}
    if is_array(value):
        return [_with_dates_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
