"""Warnings about documents: which are accepted, and which are errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from connectgen.config.options import Options
from connectgen.core.diagnostics import Diagnostic
from connectgen.core.errors import SchemaError, raise_all
from connectgen.core.location import Location
from connectgen.file_formats.accepted import AcceptedEntry, read_accepted

__all__ = ["has_expired_entry", "judge_warnings"]


def judge_warnings(found: Iterable[Diagnostic], options: Options) -> tuple[Diagnostic, ...]:
    """Return the warnings in *found* that nobody has accepted, and those about entries of the file.

    Args:
        found: what the documents gave rise to.
        options: the file of accepted warnings, and whether warnings are errors.

    Raises:
        ConfigError: the file cannot be used.
        SchemaError: there is such a warning, and warnings are errors.
        ErrorGroup: there are several.
    """
    entries = _read_entries(options.accepted)
    today = date.today()
    used: set[str] = set()
    left: list[Diagnostic] = []
    for warning in found:
        fitting = [entry for entry in entries if _is_about(entry, warning)]
        used |= {entry.where for entry in fitting}
        if not any(entry.expires >= today for entry in fitting):
            left.append(warning)
    if options.strict:
        raise_all(SchemaError(each.location, each.message) for each in left)
    return (*left, *_entry_warnings(entries, used, today, every=not options.resources))


def has_expired_entry(options: Options) -> bool:
    """Return whether a strict run may fail today, though it did not when the package was written.

    Digests of inputs, which are the same on every day, do not show that an entry has expired.

    Raises:
        ConfigError: the file of accepted warnings cannot be used.
    """
    if not options.strict:
        return False
    today = date.today()
    return any(entry.expires < today for entry in _read_entries(options.accepted))


def _read_entries(file: Path | None) -> list[AcceptedEntry]:
    entries = read_accepted(file) if file else ()
    return [entry for entry in entries if entry.is_about_warning]


def _is_about(entry: AcceptedEntry, warning: Diagnostic) -> bool:
    version_and_path = warning.location.document.removesuffix(".json")
    there = {
        "document": version_and_path.partition("/")[2],
        "kind": warning.kind,
        "pointer": warning.location.pointer,
    }
    return all(
        there.get(name) == value or (name, value) == ("document", "*")
        for name, value in entry.wanted.items()
    )


def _entry_warnings(
    entries: Iterable[AcceptedEntry], used: set[str], today: date, *, every: bool
) -> Iterator[Diagnostic]:
    """Yield warnings about entries that have expired, or accept nothing if *every* is parsed."""
    for entry in entries:
        name, _, pointer = entry.where.partition("#")
        location = Location(document=name, pointer=pointer, folder="")
        if entry.where not in used:
            if every:
                text = "accepts nothing: there is no such warning"
                yield Diagnostic(location=location, message=text, kind="accepted-entry")
        elif entry.expires < today:
            text = f"expired on {entry.expires}: the warning counts again"
            yield Diagnostic(location=location, message=text, kind="accepted-entry")
