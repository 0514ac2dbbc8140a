"""Reports: stored as rows, or as a ROQL statement that is run each time."""

from __future__ import annotations

from typing import Any

from connectgen.core.json_types import JsonObject, is_array, is_integer, is_object
from connectgen.fake_site.ids import is_id
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.queries import run_query
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.roql_parser import parse_statements

__all__ = ["REPORTS", "add_report", "run_report"]

REPORTS = "analyticsReportResults"

_MOST = 10_000
"""Number of rows of one call."""


def add_report(records: RecordService, report: JsonObject) -> JsonObject:
    """Store a report, and return it with its `id` and `lookupName`.

    Args:
        records: records of the site that has the report.
        report: `query`, a ROQL statement, or else `columnNames` and `rows`; perhaps `id` and
            `lookupName`.

    Raises:
        Problem: *report* has another form.
    """
    columns, rows, query = (report.get(name) for name in ("columnNames", "rows", "query"))
    is_table = is_array(columns) and is_array(rows) and all(is_array(row) for row in rows)
    if not is_table and not isinstance(query, str):
        raise Problem(400, 12, "A report needs a query, or columnNames and rows")
    if isinstance(query, str):
        parse_statements(query)
    number = report.get("id")
    with records.store.transaction():
        if not is_id(number):
            number = records.store.next_id(REPORTS)
        records.store.reserve_id(REPORTS, number)
        name = str(report.get("lookupName") or number)
        kept = {**report, "id": number, "lookupName": name}
        records.store.put_record(REPORTS, kept)
    return kept


def run_report(records: RecordService, body: JsonObject) -> JsonObject:
    """Return the table of the report that *body* names; every cell is text or null.

    A filter selects rows if it has the name of a column. Otherwise it has no effect.

    Raises:
        Problem: the report does not exist, or *body* has another form.
    """
    report = _find_report(records, body)
    table = (
        run_query(records, report["query"])[0]
        if "query" in report
        else {"columnNames": report["columnNames"], "rows": report["rows"]}
    )
    columns: list[str] = table["columnNames"]
    rows: list[list[Any]] = table["rows"]
    for name, values in _read_filters(body):
        if name in columns:
            at = columns.index(name)
            rows = [row for row in rows if _cell_text(row[at]) in values]
    limit = min(_read_number(body, "limit", _MOST), _MOST)
    offset = _read_number(body, "offset", 0)
    shown = [[_cell_text(value) for value in row] for row in rows[offset : offset + limit]]
    name = report["lookupName"]
    return {"count": len(shown), "name": name, "columnNames": columns, "rows": shown}


def _find_report(records: RecordService, body: JsonObject) -> JsonObject:
    number, name = body.get("id"), body.get("lookupName")
    if not is_id(number):
        if not isinstance(name, str):
            raise Problem(400, 12, "A report is named by its id or its lookupName")
        number = next(iter(records.store.ids_by_name(REPORTS, name)), None)
    report = None if number is None else records.store.get_record(REPORTS, number)
    if report is None:
        wanted = name if number is None else number
        raise Problem(400, 12, f"There is no report {wanted!r}; {REPORTS} of the data adds one")
    return report


def _read_filters(body: JsonObject) -> list[tuple[str, list[str | None]]]:
    """Return the name of each filter, and the cells that it accepts."""
    found: list[tuple[str, list[str | None]]] = []
    filters: Any = body.get("filters")
    for each in filters if is_array(filters) else [] if filters is None else [filters]:
        if not is_object(each) or not isinstance(each.get("name"), str):
            raise Problem(400, 12, "A filter needs a name")
        values = each.get("values")
        wanted = values if is_array(values) else [values]
        found.append((each["name"], [_cell_text(value) for value in wanted]))
    return found


def _read_number(body: JsonObject, name: str, default: int) -> int:
    value = body.get(name, default)
    if not is_integer(value) or value < 0:
        raise Problem(400, 12, f"{name} must be a whole number, not {value!r}")
    return value


def _cell_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else str(value)
