"""Run ROQL statements: the tables of `queryResults`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from connectgen.core import ir
from connectgen.core.json_types import JsonObject, is_object
from connectgen.fake_site.pagination import make_lookup, matching_ids
from connectgen.fake_site.paths import normalize_path
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import MOST
from connectgen.fake_site.records import RecordService
from connectgen.fake_site.references import record_class_name
from connectgen.fake_site.resource_schema import COMMON, Path, ResourceSchema
from connectgen.fake_site.roql_parser import (
    DescribeStatement,
    SelectStatement,
    ShowStatement,
    parse_statements,
)

__all__ = ["run_query"]

_MOST_OF_REPORT = 100_000
"""Number of rows of a query against the reporting database."""

_COUNT = ("count(*)",)
_DESCRIBED = ["Name", "Type", "Path"]
_MOST_NESTED = 5


def run_query(records: RecordService, query: str) -> list[JsonObject]:
    """Return the tables that `queryResults` answers *query* with; every cell is text or null.

    Raises:
        Problem: a statement is not understood.
    """
    tables: list[JsonObject] = []
    for statement in parse_statements(query):
        if isinstance(statement, ShowStatement):
            rows: list[list[str | None]] = [[name] for name in sorted(records.shapes)]
            tables.append(_format_table("objects", ["Name"], rows))
        elif isinstance(statement, DescribeStatement):
            shape = _find_shape(records, statement.table)
            described = list(_describe_fields(shape, shape.root, ()))
            tables.append(_format_table(shape.name, _DESCRIBED, described))
        else:
            tables.append(_select_rows(records, statement))
    return tables


def _find_shape(records: RecordService, table: str) -> ResourceSchema:
    for shape in records.shapes.values():
        if shape.name.casefold() == table.casefold():
            return shape
    raise Problem(400, 7, f"ROQL: there is no table {table!r}")


def _select_rows(records: RecordService, statement: SelectStatement) -> JsonObject:
    shape = _find_shape(records, statement.table)
    matching = matching_ids(records, shape, statement.condition, statement.order)
    if statement.columns == (_COUNT,):
        name = statement.aliases[0] or "count(*)"
        return _format_table(shape.name, [name], [[str(sum(1 for _ in matching))]])
    columns = [
        (normalize_path(records, shape, path), alias)
        for wanted, alias in zip(statement.columns, statement.aliases, strict=True)
        for path in _expand_columns(shape, wanted)
    ]
    most = _MOST_OF_REPORT if statement.report else MOST
    limit = most if statement.limit is None else min(statement.limit, most)
    lookup = make_lookup(records, shape)
    rows: list[list[str | None]] = []
    for number in islice(matching, statement.offset, statement.offset + limit):
        look = lookup(records.get_record(shape.name, number))
        rows += _cross_rows([look(path) for path, _ in columns])
    # Oracle names a column by its last step; only an alias keeps two of one name apart.
    names = [alias or path[-1] for path, alias in columns]
    return _format_table(shape.name, names, rows[:limit])


def _expand_columns(shape: ResourceSchema, wanted: Path) -> list[Path]:
    """Return the columns of a name; `*` selects every field that is neither object nor list."""
    if wanted == _COUNT:
        raise Problem(400, 7, "ROQL: count(*) must stand alone")
    if wanted != ("*",):
        return [wanted]
    fields = shape.fields_at("read", shape.root)
    return [(name,) for name in dict.fromkeys((*COMMON, *fields)) if _is_flat(shape, name)]


def _is_flat(shape: ResourceSchema, name: str) -> bool:
    field = shape.field_at(shape.root, name)
    return field is None or isinstance(field.type, ir.Scalar | ir.ReferenceType)


def _describe_fields(shape: ResourceSchema, path: Path, above: Path) -> Iterator[list[str | None]]:
    """Yield name, type and path of the fields at *path*, and of their parts."""
    common = shape.common if path == shape.root else ()
    for name in dict.fromkeys((*common, *shape.fields_at("read", path))):
        field = shape.field_at(path, name)
        kind = field.type if field is not None else None
        item = kind.item if isinstance(kind, ir.ListType) else kind
        steps = (*above, name)
        if isinstance(item, ir.ModelType):
            if len(steps) < _MOST_NESTED:
                yield from _describe_fields(shape, item.model, steps)
        elif name != "links":
            yield [name, _type_name(item), ".".join(steps)]


def _type_name(kind: ir.Type | None) -> str:
    if isinstance(kind, ir.ReferenceType):
        return "NamedID" if kind.named_id else record_class_name(kind.target)
    kinds = kind.kinds if isinstance(kind, ir.Scalar) else ()
    return kinds[0].capitalize() if kinds else "String"


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


def _format_table(table: str, columns: list[str], rows: list[list[str | None]]) -> JsonObject:
    return {"tableName": table, "count": len(rows), "columnNames": columns, "rows": rows}
