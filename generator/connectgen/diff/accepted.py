"""Changes that people have looked at and accepted, with a reason and until a day.

A TOML or JSON file with an array `accepted`; each entry names either a change of the documents
(`resource`, `kind` and, to be exact, `pointer`) or one of the Python surface (`name`, `kind`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

from connectgen.core.errors import ConfigError, ConnectgenError, raise_all
from connectgen.diff.change import Change
from connectgen.diff.python_api_changes import PythonChange
from connectgen.jsonio.documents import read_document

__all__ = ["AcceptedChange", "AcceptedChanges", "load_accepted"]

_MEMBERS = frozenset({"expires", "kind", "name", "pointer", "reason", "resource"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedChange:
    """One entry of the file."""

    where: str
    """What messages call it."""

    wanted: Mapping[str, str]
    """What the change must be, by member."""

    reason: str
    expires: date
    """The last day on which it holds."""

    def is_about(self, change: Change | PythonChange) -> bool:
        """Tell whether it is about *change*."""
        return all(getattr(change, name, None) == value for name, value in self.wanted.items())


@dataclass(slots=True, kw_only=True)
class AcceptedChanges:
    """The entries, and which of them were of use."""

    entries: tuple[AcceptedChange, ...] = ()
    today: date = field(default_factory=date.today)
    used: set[str] = field(default_factory=set[str])

    def reason_for(self, change: Change | PythonChange) -> str | None:
        """Return why *change* is accepted, or None where it is not, or no longer."""
        fitting = [entry for entry in self.entries if entry.is_about(change)]
        self.used |= {entry.where for entry in fitting}
        reasons = [entry.reason for entry in fitting if entry.expires >= self.today]
        return reasons[0] if reasons else None

    def warnings(self) -> Iterable[str]:
        """Yield what is to be said of entries that have expired, or that fit nothing."""
        for entry in self.entries:
            if entry.where not in self.used:
                yield f"{entry.where}: accepts nothing: there is no such change"
            elif entry.expires < self.today:
                yield f"{entry.where}: expired on {entry.expires}: the change counts again"


def load_accepted(file: Path) -> AcceptedChanges:
    """Read the accepted changes in *file*.

    Raises:
        ConfigError: it cannot be read, or an entry lacks something; all of them at once.
    """
    name = file.as_posix()
    content = _read_content(file, name)
    entries: Any = content.get("accepted") if _is_table(content) else None
    if not _is_list(entries):
        raise ConfigError(f"{name}: needs accepted, an array of tables")
    found: list[AcceptedChange] = []
    errors: list[ConnectgenError] = []
    for index, entry in enumerate(entries):
        try:
            found.append(_parse_acceptance(entry, f"{name}#/accepted/{index}"))
        except ConfigError as error:
            errors.append(error)
    raise_all(errors)
    return AcceptedChanges(entries=tuple(found))


def _read_content(file: Path, name: str) -> Any:
    import tomllib  # late: only needed where something is accepted

    data = read_document(file, name)
    try:
        text = data.decode("utf-8-sig")
        return json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        form = "JSON" if file.suffix == ".json" else "TOML"
        raise ConfigError(f"{name}: not {form}: {error}") from error


def _parse_acceptance(entry: Any, where: str) -> AcceptedChange:
    if not _is_table(entry):
        raise ConfigError(f"{where}: must be a table")
    unknown = sorted(entry.keys() - _MEMBERS)
    if unknown:
        known = ", ".join(sorted(_MEMBERS))
        raise ConfigError(f"{where}: there is no {unknown[0]!r}; there are {known}")
    texts = {name: value for name, value in entry.items() if isinstance(value, str)}
    missing = [name for name in ("kind", "reason") if not texts.get(name)]
    if "resource" not in texts and "name" not in texts:
        missing.append("resource or name")
    if missing:
        raise ConfigError(f"{where}: needs {', '.join(missing)}")
    wanted = {name: texts[name] for name in texts if name not in ("expires", "reason")}
    return AcceptedChange(
        where=where, wanted=wanted, reason=texts["reason"], expires=_parse_day(entry, where)
    )


def _parse_day(entry: dict[str, Any], where: str) -> date:
    value = entry.get("expires")
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        day = None
    if type(day) is not date:
        raise ConfigError(f"{where}: needs expires, a day such as 2030-01-31")
    return day


def _is_table(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_list(value: Any) -> TypeGuard[list[Any]]:
    return isinstance(value, list)
