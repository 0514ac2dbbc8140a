"""Marks of what was added, changed or removed since another version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from connectgen.core.json_types import Json
from connectgen.reference.page_contexts import Badge, ChangeLine, TextLink
from connectgen.reference.rows import FieldRow

__all__ = ["ADDED", "CHANGED", "REMOVED", "Comparison", "SiteChange", "describe_change"]

ADDED = Badge(text="added", style="added")
CHANGED = Badge(text="changed", style="changed")
REMOVED = Badge(text="removed", style="removed")

_WHOLE = ("field", "named-id", "operation", "resource")
"""Beginnings of the kinds of change that add or remove something, and not a limit of it."""

_LONGEST = 60


class SiteChange(Protocol):
    """A change that `connectgen diff` reports."""

    @property
    def resource(self) -> str:
        """Catalog path of the document."""

    @property
    def pointer(self) -> str:
        """JSON Pointer into the newer document that has it."""

    @property
    def kind(self) -> str:
        """Such as `max-length-tightened`."""

    @property
    def old(self) -> Json:
        """Value before."""

    @property
    def new(self) -> Json:
        """Value now."""

    @property
    def reason(self) -> str:
        """Why it breaks code, or why not."""

    @property
    def subject(self) -> str:
        """Dotted path of the field below its document; empty if it is no field."""


Place = tuple[str, str]
"""Catalog path of a document, and a JSON Pointer into it."""


def place_of(row: FieldRow) -> Place:
    """Return where the catalog describes *row*, without the version."""
    document = row.location.document.partition("/")[2]
    return document.removesuffix(".json"), row.location.pointer


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Everything that differs between another version and the one that the pages show."""

    name: str
    """Name of the other version."""

    resources: frozenset[str]
    """Resources of the other version."""

    rows: Mapping[tuple[str, str], FieldRow]
    """Rows of the other version, by resource and path."""

    by_place: Mapping[Place, tuple[SiteChange, ...]]
    """Changes of each field that both versions have, by its place."""

    of_documents: Mapping[str, tuple[SiteChange, ...]]
    """All changes, by the first name in the path of their document."""

    @classmethod
    def create(
        cls,
        *,
        name: str,
        resources: Iterable[str],
        old_rows: Iterable[FieldRow],
        rows: Iterable[FieldRow],
        changes: Iterable[SiteChange],
    ) -> Comparison:
        """Return the comparison.

        Args:
            name: name of the other version.
            resources: resources of the other version.
            old_rows: rows of the other version.
            rows: rows of the version that the pages show.
            changes: changes from the other version to that one.
        """
        there = {place_of(row) for row in rows}
        by_place: dict[Place, list[SiteChange]] = {}
        of_documents: dict[str, list[SiteChange]] = {}
        for change in changes:
            of_documents.setdefault(change.resource.partition("/")[0], []).append(change)
            place = _nearest(change, there)
            if place is not None and change.kind not in ("field-added", "field-removed"):
                by_place.setdefault(place, []).append(change)
        return cls(
            name=name,
            resources=frozenset(resources),
            rows={(row.resource, row.path): row for row in old_rows},
            by_place={place: tuple(found) for place, found in by_place.items()},
            of_documents={document: tuple(found) for document, found in of_documents.items()},
        )


def _nearest(change: SiteChange, there: set[Place]) -> Place | None:
    """Return the place of the innermost field that *change* is about or inside of."""
    pointer = change.pointer
    while pointer and (change.resource, pointer) not in there:
        pointer = pointer.rpartition("/")[0]
    return (change.resource, pointer) if (change.resource, pointer) in there else None


def describe_change(change: SiteChange, href_of: Callable[[str, str], str | None]) -> ChangeLine:
    """Return the line for *change*.

    Args:
        change: the change.
        href_of: returns the address of a field, given its document and its path below that.
    """
    begin, _, end = change.kind.rpartition("-")
    badge = {"added": ADDED, "removed": REMOVED}.get(end, CHANGED) if begin in _WHOLE else CHANGED
    old, new = _short(change.old), _short(change.new)
    href = href_of(change.resource, change.subject) if change.subject else None
    where = ".".join(filter(None, (change.resource.replace("/", "."), change.subject)))
    return ChangeLine(
        badge=badge,
        link=TextLink(text=where or "list of resources", href=(href,) if href else ()),
        kind=change.kind.replace("-", " "),
        old=old or "none",
        new=new or "none",
        is_short=badge == CHANGED and (old or new) != "" and None not in (old, new),
        reason=change.reason,
    )


def _short(value: Json) -> str | None:
    """Return a scalar *value* as text; empty for none, and None if it is no short text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        texts = [_short(each) for each in value]
        joined = ", ".join(text or "null" for text in texts)
        return None if None in texts or len(joined) > _LONGEST else joined
    text = "" if isinstance(value, dict) else str(value)
    return text if text and len(text) <= _LONGEST else None
