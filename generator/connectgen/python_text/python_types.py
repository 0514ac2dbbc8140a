"""The Python types of fields, as annotations say them, and what fields are set to."""

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
"""By JSON type."""

DATES = {"date-time": ("datetime", "date_time"), "date": ("date", "date")}
"""By format: the type, and what the functions are called after that read and write it."""

HIDDEN = "field(repr=False)"
"""Default of a field that must be given and is not printed."""

HIDDEN_UNSET = "field(default=UNSET, repr=False)"
"""Default of one that need not be given."""
