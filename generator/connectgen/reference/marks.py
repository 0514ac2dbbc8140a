"""Marks of the fields and pages of one version, made from what differs from another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core.sentences import count_of
from connectgen.reference.field_tables import FieldMarks, missing_rows
from connectgen.reference.page_contexts import Badge, ChangeLine
from connectgen.reference.page_names import anchor_of, gone_anchor_of
from connectgen.reference.rows import FieldRow
from connectgen.reference.since import (
    ADDED,
    CHANGED,
    REMOVED,
    Comparison,
    Place,
    describe_change,
    nearest_place,
    place_of,
)
from connectgen.reference.site import Site

__all__ = ["PageMarks", "list_other_changes", "mark_page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMarks:
    """Marks of the page of one resource."""

    badges: tuple[Badge, ...] = ()
    fields: FieldMarks
    changes: tuple[ChangeLine, ...] = ()
    """Every change of its documents and its fields."""


def mark_page(site: Site, resource: str) -> PageMarks:
    """Return the marks of the page of *resource*."""
    custom = (Badge(text="custom object", style="custom"),) if "." in resource else ()
    since = site.since
    if since is None:
        return PageMarks(badges=custom, fields=FieldMarks())
    if resource not in since.resources:  # all of it is new: nothing in it needs a mark of its own
        return PageMarks(badges=(*custom, ADDED), fields=FieldMarks())
    rows = site.rows_of[resource]
    old = since.rows.get(resource, ())
    gone = missing_rows(old, rows)
    new = [row for held in missing_rows(rows, old).values() for row in held]
    lines = _describe_by_place(since, resource, rows, gone)
    changed = {row.path: lines[place_of(row)] for row in rows if place_of(row) in lines}
    every = tuple(dict.fromkeys(line for found in lines.values() for line in found))
    count = Badge(text=count_of(len(every), "change"), style="changed")
    return PageMarks(
        badges=(*custom, *([count] if every else [])),
        fields=FieldMarks(
            badges={
                **dict.fromkeys(changed, CHANGED),
                **{row.path: ADDED for row in new},
                **{row.path: REMOVED for held in gone.values() for row in held},
            },
            changes=changed,
            gone=gone,
        ),
        changes=every,
    )


def _describe_by_place(
    since: Comparison,
    resource: str,
    rows: tuple[FieldRow, ...],
    gone: Mapping[str, tuple[FieldRow, ...]],
) -> dict[Place, tuple[ChangeLine, ...]]:
    """Return the changes of *resource* by the place of the field that each is about."""
    anchors = {place_of(row): anchor_of(row.path) for row in reversed(rows)}
    anchors |= {place_of(row): gone_anchor_of(row.path) for held in gone.values() for row in held}
    documents = {document for document, _ in anchors} | {resource}
    found: dict[Place, list[ChangeLine]] = {}
    for change in since.changes:
        if change.resource in documents or change.resource.startswith(f"{resource}/"):
            place = nearest_place(change, anchors)
            href = f"#{anchors[place]}" if place in anchors else None
            found.setdefault(place, []).append(describe_change(change, href))
    return {place: tuple(lines) for place, lines in found.items()}


_SAID_BY_MARKS = frozenset({"listing-changed", "resource-removed"})
"""Kinds of change that the marks of the index say already."""


def list_other_changes(site: Site) -> tuple[ChangeLine, ...]:
    """Return the changes of what has no page, such as menus of resources that are gone."""
    changes = site.since.changes if site.since else ()
    return tuple(
        describe_change(change, None)
        for change in changes
        if change.resource.partition("/")[0] not in site.pages and change.kind not in _SAID_BY_MARKS
    )
