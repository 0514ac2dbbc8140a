"""Python types of fields in annotations, and functions that declare fields."""

from __future__ import annotations

__all__ = ["DATES", "OPTIONAL_MEMBER", "REQUIRED_MEMBER", "SCALARS"]

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

DATES = {"date-time": "datetime", "date": "date"}
"""Annotation by format."""

OPTIONAL_MEMBER = "json_member"
"""Function that declares a field with another name in JSON."""

REQUIRED_MEMBER = "required_member"
"""The same for a field that must be given."""
