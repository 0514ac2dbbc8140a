"""Marks of what was added, changed or removed since another version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from connectgen.core.catalog_paths import decode_name
from connectgen.core.json_types import Json
from connectgen.reference.page_contexts import Badge, ChangeLine, TextLink
from connectgen.reference.rows import FieldRow

__all__ = [
    "ADDED",
    "CHANGED",
    "REMOVED",
    "Comparison",
    "Place",
    "SiteChange",
    "describe_change",
    "nearest_place",
    "place_of",
]

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
        ...

    @property
    def pointer(self) -> str:
        """JSON Pointer into the newer document that has it."""
        ...

    @property
    def kind(self) -> str:
        """Such as `max-length-tightened`."""
        ...

    @property
    def old(self) -> Json:
        """Value before."""
        ...

    @property
    def new(self) -> Json:
        """Value now."""
        ...

    @property
    def reason(self) -> str:
        """Why it breaks code, or why not."""
        ...

    @property
    def subject(self) -> str:
        """Dotted path of the field below its document; empty if it is no field."""
        ...


Place = tuple[str, str]
"""Catalog path of a document, and a JSON Pointer into it."""


def place_of(row: FieldRow) -> Place:
    """Return where the catalog describes *row*, without the version."""
    document = row.location.document.partition("/")[2]
    return document.removesuffix(".json"), row.location.pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything that differs between another version and the one that the pages show."""

    name: str
    """Name of the other version."""

    resources: frozenset[str]
    """Resources of the other version."""

    rows: Mapping[str, tuple[FieldRow, ...]]
    """Rows of the other version, by resource."""

    changes: tuple[SiteChange, ...]


def nearest_place(change: SiteChange, places: Collection[Place]) -> Place:
    """Return the innermost of *places* that *change* is about or inside of.

    It is the document as a whole if none is.
    """
    pointer = change.pointer
    while pointer and (change.resource, pointer) not in places:
        pointer = pointer.rpartition("/")[0]
    return change.resource, pointer


def describe_change(change: SiteChange, href: str | None) -> ChangeLine:
    """Return the line for *change*.

    Args:
        change: the change.
        href: address of the field that it is about.
    """
    begin, _, end = change.kind.rpartition("-")
    badge = {"added": ADDED, "removed": REMOVED}.get(end, CHANGED) if begin in _WHOLE else CHANGED
    old, new = _short(change.old), _short(change.new)
    where = (*map(decode_name, change.resource.split("/")), change.subject)
    return ChangeLine(
        badge=badge,
        link=TextLink(
            text=".".join(filter(None, where)) or "list of resources", href=(href,) if href else ()
        ),
        kind=change.kind.replace("-", " "),
        old=old or "none",
        new=new or "none",
        is_short=badge is CHANGED and None not in (old, new) and bool(old or new),
        reason=change.reason,
    )


def _short(value: Json) -> str | None:
    """Return a scalar *value* as text; empty for none, and None if it is no short text."""
    if value is None:
        return ""
    if isinstance(value, list):
        texts = [_short(each) for each in value]
        joined = ", ".join(text or "null" for text in texts)
        return None if None in texts or len(joined) > _LONGEST else joined
    # The kind of the change says which way a flag went.
    text = "" if isinstance(value, dict | bool) else str(value)
    return text if text and len(text) <= _LONGEST else None
