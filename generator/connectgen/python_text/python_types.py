"""Python types of fields in annotations, and defaults of fields."""

from __future__ import annotations

__all__ = ["DATES", "HIDDEN", "HIDDEN_UNSET", "SCALARS"]

SCALARS = {
    "array": "list[Any]",
    "boolean": "bool",
    "null": "None",
    "integer": "int",
    "number": "float",
    "object": "dict[str, Any]",
    "string": "str",
}
"""Annotation by JSON type."""

DATES = {"date-time": ("datetime", "date_time"), "date": ("date", "date")}
"""By format: the annotation, and the suffix of the functions that read and write it."""

HIDDEN = "field(repr=False)"
"""Default of a required field that `repr()` hides."""

HIDDEN_UNSET = "field(default=UNSET, repr=False)"
"""Default of an optional field that `repr()` hides."""
