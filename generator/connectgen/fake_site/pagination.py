"""Pages of a collection, and the records that match a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from connectgen.core.json_types import JsonObject
from connectgen.fake_site.filtering import FieldLookup, is_match, iterate_comparisons, sort_key
from connectgen.fake_site.paths import normalize_path, values_at
from connectgen.fake_site.query_params import QueryParameters
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.resource_schema import ResourceSchema
from connectgen.fake_site.roql_parser import (
    Condition,
    SortKey,
    parse_condition,
    parse_order,
)

__all__ = ["RecordPage", "make_lookup", "matching_ids", "page_links", "read_page"]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Some records of a collection."""

    records: list[JsonObject]
    has_more: bool
    total: int | None
    """Number of all matching records; None if it was not requested."""


def read_page(records: RecordService, shape: ResourceSchema, asked: QueryParameters) -> RecordPage:
    """Return the requested page of a collection.

    Raises:
        Problem: `q` or `orderBy` is not understood, or names an unknown field.
    """
    if not asked.q and not asked.order_by:
        # One more than the page holds shows whether another page follows.
        found = records.store.page_of_records(shape.name, asked.limit + 1, asked.offset)
        total = records.store.count_records(shape.name) if asked.total else None
        return RecordPage(found[: asked.limit], len(found) > asked.limit, total)
    condition = parse_condition(asked.q) if asked.q else None
    order = parse_order(asked.order_by) if asked.order_by else ()
    matching = matching_ids(records, shape, condition, order)
    ids = list(matching) if asked.total or order else None
    end = asked.offset + asked.limit + 1
    chosen = list(islice(matching if ids is None else iter(ids), asked.offset, end))
    found = [records.get_record(shape.name, number) for number in chosen[: asked.limit]]
    total = len(ids) if ids is not None and asked.total else None
    return RecordPage(found, len(chosen) > asked.limit, total)


def page_links(
    url: str, given: dict[str, str], asked: QueryParameters, page: RecordPage
) -> list[JsonObject]:
    """Return the links of a page: itself, and its neighbours."""
    links: list[JsonObject] = [
        {"rel": "self", "href": f"{url}?{urlencode(given)}" if given else url},
        {"rel": "canonical", "href": url},
    ]
    steps = {"next": asked.offset + asked.limit} if page.has_more else {}
    if asked.offset:
        steps["prev"] = max(0, asked.offset - asked.limit)
    for rel, offset in steps.items():
        where = urlencode({**given, "limit": asked.limit, "offset": offset})
        links.append({"rel": rel, "href": f"{url}?{where}"})
    return links


def matching_ids(
    records: RecordService,
    shape: ResourceSchema,
    condition: Condition | None,
    order: tuple[SortKey, ...],
) -> Iterator[int]:
    """Yield the ids of the records that match, in order; only the ids are held."""
    lookup = make_lookup(records, shape)
    for comparison in iterate_comparisons(condition) if condition else ():
        normalize_path(records, shape, comparison.path)
    for entry in order:
        normalize_path(records, shape, entry.path)
    found = (
        record
        for record in records.store.all_records(shape.name)
        if condition is None or is_match(condition, lookup(record))
    )
    if not order:
        return (record["id"] for record in found)
    keyed = [
        (
            [sort_key(lookup(record)(entry.path)) for entry in order],
            record["id"],
        )
        for record in found
    ]
    # Python sorts stably, so the most important key comes last.
    for index, entry in reversed(list(enumerate(order))):
        keyed.sort(key=_item_getter(index), reverse=entry.descending)
    return (number for _, number in keyed)


def _item_getter(index: int) -> Callable[[tuple[list[Any], int]], Any]:
    return lambda keyed: keyed[0][index]


def make_lookup(
    records: RecordService, shape: ResourceSchema
) -> Callable[[JsonObject], FieldLookup]:
    """Return a function that returns the lookup of a record's fields."""
    spelled: dict[tuple[str, ...], tuple[str, ...]] = {}

    def find_values(record: JsonObject, path: tuple[str, ...]) -> list[Any]:
        if path not in spelled:
            spelled[path] = normalize_path(records, shape, path)
        return values_at(records, shape, record, spelled[path])

    return lambda record: lambda path: find_values(record, path)
