"""The file of what people have looked at and accepted, each with a reason and a last day.

A TOML or JSON file with an array `accepted`. An entry is about a change that `connectgen diff`
finds (`resource`, or `name` in the Python API), or about a warning of `connectgen generate`
(`document`); all have a `kind`, and a `pointer` selects one exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from connectgen.core.errors import CatalogError, ConfigError
from connectgen.core.json_types import is_array, is_object
from connectgen.file_formats.check import require_format
from connectgen.file_formats.toml_text import parse_toml
from connectgen.jsonio.documents import parse_json, read_document

__all__ = ["AcceptedEntry", "read_accepted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedEntry:
    """One entry of the file."""

    where: str
    """Name in messages: file and pointer."""

    wanted: Mapping[str, str]
    """What it is about, by key: those that are neither the reason nor the day."""

    reason: str
    expires: date
    """The last day on which it holds."""

    @property
    def is_about_warning(self) -> bool:
        """True if it accepts a warning, and no change."""
        return "document" in self.wanted


def read_accepted(file: Path) -> tuple[AcceptedEntry, ...]:
    """Read the entries of *file*.

    Raises:
        ConfigError: it cannot be read, or does not have the format (a line for each mistake).
    """
    name = file.as_posix()
    content = require_format("accepted", _read_content(file, name), name, ConfigError)
    return tuple(
        AcceptedEntry(
            where=f"{name}#/accepted/{index}",
            wanted={key: entry[key] for key in entry if key not in ("expires", "reason")},
            reason=entry["reason"],
            expires=date.fromisoformat(entry["expires"]),
        )
        for index, entry in enumerate(content["accepted"])
    )


def _read_content(file: Path, name: str) -> Any:
    try:
        data = read_document(file, name)
        if file.suffix == ".json":
            return parse_json(data, name)
    except CatalogError as error:
        raise ConfigError(str(error)) from error
    return _with_dates_as_text(parse_toml(data, name))


def _with_dates_as_text(value: Any) -> Any:
    """Return *value* with the dates of TOML as JSON has them."""
    if is_object(value):
        return {name: _with_dates_as_text(item) for name, item in value.items()}
    if is_array(value):
        return [_with_dates_as_text(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
