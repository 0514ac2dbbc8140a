"""The data dictionary as CSV, JSON Lines and Markdown: the same rows in each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from connectgen.core import ir
from connectgen.core.markdown_text import code_span, escape_markdown, table_lines
from connectgen.core.terminal_text import escape_control_chars
from connectgen.reference.rows import FieldRow
from connectgen.reference.words import describe_limits

__all__ = ["FORMATS", "row_as_json"]

_MAX_CELL = 32_000
"""Number of characters of a cell above which it is cut: Excel splits one of more than 32,767."""

_SHOWN_VALUES = 50
"""Number of values of a menu that Markdown shows."""

_BETWEEN = " | "
"""Stands between the parts of a cell. A semicolon would end the cell in some countries' Excel."""

_FORMULA = re.compile(r'(^|[;\uff1b][;\uff1b"\s]*)(?=[-=+@\uff0d\uff1d\uff0b\uff20])')
"""Place where a spreadsheet that splits lines at commas, or at semicolons, may find a formula.

Full-width signs count too, because input in Japanese and Chinese may use them for formulas.
"""


def row_as_json(row: FieldRow) -> dict[str, Any]:
    """Return *row* as one line of JSON Lines holds it."""
    values = row.menu_values
    return {
        "resource": row.resource,
        "path": row.path,
        "label": row.label,
        "type": row.type,
        "nullable": row.nullable,
        "views": [*row.views],
        "required": [*row.required],
        "readOnly": row.read_only,
        "custom": row.custom,
        "deprecated": row.deprecated,
        "default": row.default,
        "limits": {limit.keyword: limit.limit for limit in row.limits},
        "itemLimits": {limit.keyword: limit.limit for limit in row.item_limits},
        "reference": None if row.is_menu else row.target,
        "menu": row.target if row.is_menu else None,
        "menuValues": values and [{"id": each.id, "lookupName": each.name} for each in values],
        "pythonPath": row.python_path,
        "pythonClasses": dict(zip(row.views, row.python_classes, strict=True)),
        "repeats": row.repeats,
        "description": row.description,
        "source": _source(row),
    }


def _to_json_lines(_: ir.Api, rows: Iterable[FieldRow]) -> Iterator[str]:
    """Yield one JSON object per row; characters that do not show are escaped."""
    for row in rows:
        text = json.dumps(row_as_json(row), ensure_ascii=False)
        if not text.isprintable():  # direction marks, halves of surrogate pairs, ...
            text = "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)
        yield f"{text}\n"


_COLUMNS: dict[str, Callable[[FieldRow], str]] = {
    "resource": lambda row: row.resource,
    "path": lambda row: row.path,
    "label": lambda row: row.label,
    "type": lambda row: row.type,
    "maxLength": lambda row: _max_length(row),
    "limits": lambda row: _BETWEEN.join(describe_limits(row.limits, row.item_limits)),
    "nullable": lambda row: _yes(row.nullable),
    "create": lambda row: _use(row, "create"),
    "patch": lambda row: _use(row, "patch"),
    "read": lambda row: _use(row, "read"),
    "readOnly": lambda row: _yes(row.read_only),
    "custom": lambda row: _yes(row.custom),
    "deprecated": lambda row: _yes(row.deprecated),
    "default": lambda row: "" if row.default is None else json.dumps(row.default),
    "reference": lambda row: "" if row.is_menu else row.target or "",
    "menu": lambda row: (row.target or "") if row.is_menu else "",
    "menuValues": lambda row: _BETWEEN.join(_menu_texts(row)),
    "pythonPath": lambda row: row.python_path,
    "pythonClasses": lambda row: _BETWEEN.join(row.python_classes),
    "repeats": lambda row: "" if row.repeats is None else row.repeats or row.resource,
    "description": lambda row: row.description,
    "source": lambda row: _source(row),
}
"""Cell of a row by the name of its column; the names are those of JSON Lines where it has them."""


def _to_csv(_: ir.Api, rows: Iterable[FieldRow]) -> Iterator[str]:
    """Yield the header and the lines of a CSV file (RFC 4180); no cell of it is a formula."""
    yield _csv_line(_COLUMNS)
    for row in rows:
        yield _csv_line(make(row) for make in _COLUMNS.values())


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(map(_csv_cell, cells))
    return line.getvalue()


def _csv_cell(text: str) -> str:
    """Return *text* as one line that a spreadsheet takes for text."""
    line = _FORMULA.sub(r"\1'", escape_control_chars(" ".join(text.split())))
    return line if len(line) <= _MAX_CELL else f"{line[:_MAX_CELL]}…"


_MARKDOWN_HEAD = (
    *("Field", "Label", "Type", "Limits", "Create", "Patch", "Read"),
    *("Leads to", "Python", "Notes", "Description"),
)


def _to_markdown(api: ir.Api, rows: Iterable[FieldRow]) -> Iterator[str]:
    """Yield the lines of a page with a table per resource; text of the site is never markup."""
    yield f"# Data dictionary of {code_span(api.version)}\n"
    descriptions = {resource.name: resource.description for resource in api.resources}
    for name, own in groupby(rows, key=lambda row: row.resource):
        yield f"\n## {code_span(name)}\n\n"
        if descriptions[name].strip():
            yield f"{code_span(name)}: {escape_markdown(descriptions[name])}\n\n"
        for line in table_lines(_MARKDOWN_HEAD, map(_markdown_cells, own)):
            yield f"{line}\n"


def _markdown_cells(row: FieldRow) -> tuple[str, ...]:
    flags = {"custom": row.custom, "deprecated": row.deprecated, "nullable": row.nullable}
    notes = [
        *("read only" for _ in [0] if row.read_only),
        *(flag for flag, there in flags.items() if there),
    ]
    if row.default is not None:
        notes.append(f"default {code_span(json.dumps(row.default))}")
    if row.repeats is not None:
        notes.append(f"members as in {code_span(row.repeats or row.resource)}")
    return (
        code_span(row.path),
        escape_markdown(row.label),
        escape_markdown(row.type),
        escape_markdown("; ".join(describe_limits(row.limits, row.item_limits))),
        *(_use(row, direction) for direction in ("create", "patch", "read")),
        _markdown_target(row),
        code_span(row.python_path),
        "; ".join(notes),
        escape_markdown(row.description),
    )


def _markdown_target(row: FieldRow) -> str:
    texts = [escape_markdown(text) for text in _menu_texts(row)]
    if len(texts) > _SHOWN_VALUES:
        texts = [*texts[:_SHOWN_VALUES], f"and {len(texts) - _SHOWN_VALUES:,} more"]
    return ": ".join(filter(None, (code_span(row.target or ""), "; ".join(texts))))


def _source(row: FieldRow) -> str:
    """Return where the catalog describes the field, below the folder of snapshots."""
    return f"{row.location.document}#{row.location.pointer}"


def _max_length(row: FieldRow) -> str:
    limits = (each for each in (*row.limits, *row.item_limits) if each.keyword == "maxLength")
    return next((str(each.limit) for each in limits), "")


def _menu_texts(row: FieldRow) -> tuple[str, ...]:
    return tuple(f"{each.id} = {each.name}" for each in row.menu_values or ())


def _use(row: FieldRow, direction: ir.Direction) -> str:
    if direction in row.required:
        return "required"
    return _yes(direction in row.views)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else ""


FORMATS: dict[str, Callable[[ir.Api, Iterable[FieldRow]], Iterator[str]]] = {
    "csv": _to_csv,
    "jsonl": _to_json_lines,
    "markdown": _to_markdown,
}
"""Function that yields the text of each format, in parts."""
