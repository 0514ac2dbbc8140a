"""Pages of a collection, and the rows of a ROQL query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_object
from connectgen.fake_site.filtering import FieldLookup, is_match, iterate_comparisons, sort_key
from connectgen.fake_site.paths import normalize_path, values_at
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import MOST, QueryParameters
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.resource_schema import COMMON, ResourceSchema
from connectgen.fake_site.roql_parser import (
    Condition,
    SelectStatement,
    SortKey,
    parse_condition,
    parse_order,
    parse_statements,
)

__all__ = ["RecordPage", "page_links", "read_page", "run_query"]


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
    matching = _matching_ids(records, shape, condition, order)
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


def run_query(records: RecordService, query: str) -> list[JsonObject]:
    """Return the tables that `queryResults` answers *query* with; every cell is text or null.

    Raises:
        Problem: a statement is not understood.
    """
    return [_query_table(records, statement) for statement in parse_statements(query)]


def _matching_ids(
    records: RecordService,
    shape: ResourceSchema,
    condition: Condition | None,
    order: tuple[SortKey, ...],
) -> Iterator[int]:
    """Yield the ids of the records that match, in order; only the ids are held."""
    for comparison in iterate_comparisons(condition) if condition else ():
        normalize_path(records, shape, comparison.path)
    for entry in order:
        normalize_path(records, shape, entry.path)
    found = (
        record
        for record in records.store.all_records(shape.name)
        if condition is None or is_match(condition, _make_lookup(records, shape, record))
    )
    if not order:
        return (record["id"] for record in found)
    keyed = [
        (
            [sort_key(_make_lookup(records, shape, record)(entry.path)) for entry in order],
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


def _make_lookup(records: RecordService, shape: ResourceSchema, record: JsonObject) -> FieldLookup:
    return lambda path: values_at(records, shape, record, normalize_path(records, shape, path))


def _query_table(records: RecordService, statement: SelectStatement) -> JsonObject:
    shape = next(
        (s for s in records.shapes.values() if s.name.casefold() == statement.table.casefold()),
        None,
    )
    if shape is None:
        raise Problem(400, 7, f"ROQL: there is no table {statement.table!r}")
    matching = _matching_ids(records, shape, statement.condition, statement.order)
    if statement.columns == (("count(*)",),):
        return _format_result(shape, ["count(*)"], [[str(sum(1 for _ in matching))]])
    columns = [column for wanted in statement.columns for column in _expand_columns(shape, wanted)]
    for column in columns:
        normalize_path(records, shape, column)
    limit = MOST if statement.limit is None else min(statement.limit, MOST)
    rows: list[list[str | None]] = []
    for number in islice(matching, statement.offset, statement.offset + limit):
        look = _make_lookup(records, shape, records.get_record(shape.name, number))
        rows += _cross_rows([look(column) for column in columns])
    return _format_result(shape, [".".join(column) for column in columns], rows[:limit])


def _expand_columns(shape: ResourceSchema, wanted: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the columns of a name; `*` selects every field that is neither object nor list."""
    if wanted == ("count(*)",):
        raise Problem(400, 7, "ROQL: count(*) must stand alone")
    if wanted != ("*",):
        return [wanted]
    fields = shape.fields_at("read", shape.root)
    return [(name,) for name in dict.fromkeys((*COMMON, *fields)) if _is_flat(shape, name)]


def _is_flat(shape: ResourceSchema, name: str) -> bool:
    field = shape.field_at(shape.root, name)
    return field is None or isinstance(field.type, ir.Scalar | ir.ReferenceType)


def _cross_rows(cells: list[list[Any]]) -> Iterator[list[str | None]]:
    """Yield the rows of one record: one for each entry of a list that a column leads through."""
    for index in range(max(1, *(len(values) for values in cells))):
        yield [
            None if not values else _cell_text(values[min(index, len(values) - 1)])
            for values in cells
        ]


def _cell_text(value: Any) -> str:
    # Before int, of which bool is a subclass.
    if isinstance(value, bool):
        return str(int(value))
    return str(value.get("id", "")) if is_object(value) else str(value)


def _format_result(
    shape: ResourceSchema, columns: list[str], rows: list[list[str | None]]
) -> JsonObject:
    return {"tableName": shape.name, "count": len(rows), "columnNames": columns, "rows": rows}
