"""Pages of a collection, and the rows of a ROQL query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from connectgen.core import ir
from connectgen.fake_site.filtering import Look, conditions, meets, sort_key
from connectgen.fake_site.json_types import JsonObject, is_object
from connectgen.fake_site.paths import check_path, values_at
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import MOST, Parameters
from connectgen.fake_site.records import COMMON, Records
from connectgen.fake_site.resource_schema import Shape
from connectgen.fake_site.roql_parser import (
    Condition,
    Order,
    Select,
    parse_condition,
    parse_order,
    parse_statements,
)

__all__ = ["Page", "page_links", "page_of", "query_results"]


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of a collection."""

    records: list[JsonObject]
    has_more: bool
    total: int | None
    """Number of all that match; None where nobody asked."""


def page_of(records: Records, shape: Shape, asked: Parameters) -> Page:
    """Return the page of a collection that was asked for.

    Raises:
        Problem: `q` or `orderBy` is not understood, or names an unknown field.
    """
    if not asked.q and not asked.order_by:
        found = records.store.page(shape.name, asked.limit + 1, asked.offset)
        total = records.store.count(shape.name) if asked.total else None
        return Page(found[: asked.limit], len(found) > asked.limit, total)
    condition = parse_condition(asked.q) if asked.q else None
    order = parse_order(asked.order_by) if asked.order_by else ()
    matching = _matching(records, shape, condition, order)
    ids = list(matching) if asked.total or order else None
    end = asked.offset + asked.limit + 1
    chosen = list(islice(matching if ids is None else iter(ids), asked.offset, end))
    found = [records.get(shape.name, number) for number in chosen[: asked.limit]]
    total = len(ids) if ids is not None and asked.total else None
    return Page(found, len(chosen) > asked.limit, total)


def page_links(url: str, given: dict[str, str], asked: Parameters, page: Page) -> list[JsonObject]:
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


def query_results(records: Records, query: str) -> list[JsonObject]:
    """Return the tables that `queryResults` answers *query* with; every cell is text or null.

    Raises:
        Problem: a statement is not understood.
    """
    return [_table(records, statement) for statement in parse_statements(query)]


def _matching(
    records: Records, shape: Shape, condition: Condition | None, order: tuple[Order, ...]
) -> Iterator[int]:
    """Yield the ids of the records that match, in order; only the ids are held."""
    for comparison in conditions(condition) if condition else ():
        check_path(records, shape, comparison.path)
    for entry in order:
        check_path(records, shape, entry.path)
    found = (
        record
        for record in records.store.all(shape.name)
        if condition is None or meets(condition, _look(records, shape, record))
    )
    if not order:
        return (record["id"] for record in found)
    keyed = [
        ([sort_key(_look(records, shape, record)(entry.path)) for entry in order], record["id"])
        for record in found
    ]
    for index, entry in reversed(list(enumerate(order))):
        keyed.sort(key=_part(index), reverse=entry.descending)
    return (number for _, number in keyed)


def _part(index: int) -> Callable[[tuple[list[Any], int]], Any]:
    return lambda keyed: keyed[0][index]


def _look(records: Records, shape: Shape, record: JsonObject) -> Look:
    return lambda path: values_at(records, shape, record, check_path(records, shape, path))


def _table(records: Records, statement: Select) -> JsonObject:
    shape = next(
        (s for s in records.shapes.values() if s.name.casefold() == statement.table.casefold()),
        None,
    )
    if shape is None:
        raise Problem(400, 7, f"ROQL: there is no table {statement.table!r}")
    matching = _matching(records, shape, statement.condition, statement.order)
    if statement.columns == (("count(*)",),):
        return _result(shape, ["count(*)"], [[str(sum(1 for _ in matching))]])
    columns = [column for wanted in statement.columns for column in _columns(shape, wanted)]
    for column in columns:
        check_path(records, shape, column)
    limit = MOST if statement.limit is None else min(statement.limit, MOST)
    rows: list[list[str | None]] = []
    for number in islice(matching, statement.offset, statement.offset + limit):
        look = _look(records, shape, records.get(shape.name, number))
        rows += _rows([look(column) for column in columns])
    return _result(shape, [".".join(column) for column in columns], rows[:limit])


def _columns(shape: Shape, wanted: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the columns that a name stands for; `*` for all fields that are no object or list."""
    if wanted == ("count(*)",):
        raise Problem(400, 7, "ROQL: count(*) must stand alone")
    if wanted != ("*",):
        return [wanted]
    fields = shape.fields("read", shape.root)
    return [(name,) for name in dict.fromkeys((*COMMON, *fields)) if _is_flat(shape, name)]


def _is_flat(shape: Shape, name: str) -> bool:
    field = shape.field(shape.root, name)
    return field is None or isinstance(field.type, ir.Scalar | ir.ReferenceType)


def _rows(cells: list[list[Any]]) -> Iterator[list[str | None]]:
    """Yield the rows of one record: one for each entry of a list that a column leads through."""
    for index in range(max(1, *(len(values) for values in cells))):
        yield [
            None if not values else _text(values[min(index, len(values) - 1)]) for values in cells
        ]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return str(value.get("id", "")) if is_object(value) else str(value)


def _result(shape: Shape, columns: list[str], rows: list[list[str | None]]) -> JsonObject:
    return {"tableName": shape.name, "count": len(rows), "columnNames": columns, "rows": rows}
