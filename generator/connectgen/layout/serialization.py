"""Expressions that read a field from JSON and write it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from connectgen.core import ir
from connectgen.layout.names import ResourceNames
from connectgen.python_text.identifiers import snake_case
from connectgen.python_text.literals import LINE_WIDTH, format_call, py_literal
from connectgen.python_text.python_types import DATES

__all__ = [
    "date_codec",
    "is_linked_list",
    "item_reader",
    "mark_one_line",
    "read_expression",
    "reader_name",
    "write_expression",
    "writes_items",
]

_FAR_RIGHT = 72
"""Column beyond which formatters parenthesize the right-hand side instead of splitting a call."""


def _call_on_one_line(function: str, arguments: Sequence[str], column: int) -> str:
    """Return a call that starts at *column* and that formatters leave unchanged."""
    if column + len(function) < _FAR_RIGHT:
        return format_call(function, arguments, column)
    return mark_one_line(f"{function}({', '.join(arguments)})", column)


def mark_one_line(text: str, column: int) -> str:
    """Return *text* with `# fmt: skip` if it is too long, so that formatters leave it unchanged."""
    return text if column + len(text) <= LINE_WIDTH else f"{text}  # fmt: skip"


def _is_list_of_links(kind: ir.Type) -> bool:
    return isinstance(kind, ir.ListType) and isinstance(kind.item, ir.LinkType)


def is_linked_list(kind: ir.Type, view: ir.View) -> TypeGuard[ir.ListType]:
    """Return whether a reply may have an object with `items` or links in place of the array."""
    # only lists of records and references have URLs, so that links can replace them
    records = ir.ModelType | ir.ReferenceType
    return (
        view.direction == "read"
        and isinstance(kind, ir.ListType)
        and isinstance(kind.item, records)
    )


def read_expression(
    kind: ir.Type, name: str, wire_name: str, view: ir.View, names: ResourceNames
) -> str:
    """Return the expression that reads a field, for `self.<name> = `."""
    raw = f"data[{py_literal(wire_name)}]"
    reader = _value_reader(kind.item if isinstance(kind, ir.ListType) else kind, view, names)
    column = len(f"        self.{name} = ")
    if _is_list_of_links(kind):
        return _call_on_one_line("read_links", (raw,), column)
    if is_linked_list(kind, view):
        single = ("or_single=True",) if kind.or_single else ()
        return _call_on_one_line(
            "read_entries", (raw, *((reader,) if reader else ()), *single), column
        )
    if reader is None:
        return mark_one_line(raw, column)
    if isinstance(kind, ir.ListType):
        function = "read_one_or_many" if kind.or_single else "read_array"
        if item_reader(kind, view, names):
            return _call_on_one_line(function, ("items", reader), column + 4)
        return _call_on_one_line(function, (raw, reader), column)
    return _call_on_one_line(reader, (raw,), column)


def item_reader(kind: ir.Type, view: ir.View, names: ResourceNames) -> str | None:
    """Return the function that reads one item if the loop over items is inlined, else None."""
    if not isinstance(kind, ir.ListType) or is_linked_list(kind, view) or _is_list_of_links(kind):
        return None
    reader = _value_reader(kind.item, view, names)
    line = f"            models = [{reader}(item) for item in items]"
    return reader if reader and len(line) <= LINE_WIDTH else None


def _value_reader(kind: ir.Type, view: ir.View, names: ResourceNames) -> str | None:
    """Return the function that reads one value of *kind*; None if it is used as it is."""
    match kind:
        case ir.ModelType(model=path):
            return reader_name(names.class_of(view, path))
        case ir.ReferenceType():
            return "read_reference"
        case ir.LinkType():
            return "read_link"
        case ir.Scalar():
            date = date_codec(kind)
            return f"read_{date[1]}" if date else None
        case ir.ListType():
            return None


def reader_name(class_name: str) -> str:
    """Return the name of the function that reads a model."""
    return f"_read_{snake_case(class_name)}"


def write_expression(kind: ir.Type, name: str, wire_name: str, view: ir.View) -> str:
    """Return the expression that writes a field, for `result[…] = `."""
    raw = f"self.{name}"
    writer = _value_writer(kind.item if isinstance(kind, ir.ListType) else kind)
    column = len(f"            result[{py_literal(wire_name)}] = ")
    if _is_list_of_links(kind):
        return _call_on_one_line("write_links", (raw,), column)
    if is_linked_list(kind, view):
        return _call_on_one_line("write_entries", (raw, writer) if writer else (raw,), column)
    if writer is None:
        return mark_one_line(raw, column)
    if isinstance(kind, ir.ListType):
        if writer == "write_object":
            return _call_on_one_line("write_objects", (raw,), column)
        return _call_on_one_line("write_list", (raw, writer), column)
    if writer == "write_object" and column + len(raw) * 2 + len(" and .to_json()") <= LINE_WIDTH:
        return f"{raw} and {raw}.to_json()"  # None stays None, without a function call
    return _call_on_one_line(writer, (raw,), column)


def writes_items(kind: ir.Type, name: str, wire_name: str, view: ir.View) -> bool:
    """Return whether the loop that writes the items of an array is inlined."""
    if not isinstance(kind, ir.ListType) or is_linked_list(kind, view) or _is_list_of_links(kind):
        return False
    lines = (
        f"        items = self.{name}",
        f"            result[{py_literal(wire_name)}] = "
        "[item and item.to_json() for item in items]",
    )
    return _value_writer(kind.item) == "write_object" and max(map(len, lines)) <= LINE_WIDTH


def _value_writer(kind: ir.Type) -> str | None:
    """Return the function that writes one value of *kind*; None if it is written as it is."""
    match kind:
        case ir.ModelType() | ir.ReferenceType() | ir.LinkType():
            return "write_object"
        case ir.Scalar():
            date = date_codec(kind)
            return f"write_{date[1]}" if date else None
        case ir.ListType():
            return None


def date_codec(kind: ir.Scalar) -> tuple[str, str] | None:
    """Return the Python type and the codec of a date, or None for any other scalar."""
    formats = [str(limit.limit) for limit in kind.constraints if limit.keyword == "format"]
    return DATES.get(formats[0]) if formats and kind.kinds == ("string",) else None
