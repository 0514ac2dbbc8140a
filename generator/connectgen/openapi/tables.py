"""Schemas of queries and reports, which no document of a catalog describes."""

from __future__ import annotations

from connectgen.core.json_types import JsonObject
from connectgen.openapi.refs import LINK, schema_ref

__all__ = ["table_schemas"]


def table_schemas() -> dict[str, JsonObject]:
    """Return the schemas by name."""
    return {
        "Table": _table_schema(),
        "QueryResults": {
            "type": "object",
            "description": "One table for each statement that yields one.",
            "required": ["items"],
            "properties": {"items": _array_of("Table"), "links": _array_of(LINK)},
        },
        "ReportFilter": _filter_schema(),
        "ReportRequest": _request_schema(),
    }


def _table_schema() -> JsonObject:
    name = {"type": "string", "description": "Name of the table or report."}
    row = {"type": "array", "items": {"type": ["string", "null"]}}
    return {
        "type": "object",
        "description": "The result of a query or report. Cells are texts, also for numbers, times "
        "and booleans.",
        "required": ["columnNames", "rows"],
        "properties": {
            "name": name,
            "tableName": name,
            "count": {"type": "integer", "format": "int64", "description": "Number of rows."},
            "columnNames": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": row},
            "links": _array_of(LINK),
        },
    }


def _filter_schema() -> JsonObject:
    text = {"type": ["string", "number", "boolean", "null"]}
    return {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "description": "Name of the filter in the report."},
            "values": {"anyOf": [{"type": "array", "items": text}, text]},
        },
    }


def _request_schema() -> JsonObject:
    return {
        "type": "object",
        "description": "The report to run, given by its `id` or its `lookupName`.",
        "anyOf": [{"required": ["id"]}, {"required": ["lookupName"]}],
        "properties": {
            "id": {"type": "integer", "format": "int64", "minimum": 1},
            "lookupName": {"type": "string"},
            "filters": _array_of("ReportFilter"),
            "limit": {
                "type": "integer",
                "minimum": 0,
                "maximum": 10_000,
                "description": "Number of rows. Sites return at most 10,000 in a reply.",
            },
            "offset": {"type": "integer", "minimum": 0, "description": "Rows to skip."},
        },
    }


def _array_of(name: str) -> JsonObject:
    return {"type": "array", "items": schema_ref(name)}
