"""References to components of the document."""

from __future__ import annotations

from connectgen.core.json_types import JsonObject

__all__ = ["LINK", "schema_ref"]

LINK = "Link"
"""Name of the schema of a hyperlink."""


def schema_ref(name: str) -> JsonObject:
    """Return a reference to the schema called *name*."""
    return {"$ref": f"#/components/schemas/{name}"}
