"""Access to the schemas of a document, with the location of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectgen.core.diagnostics import Diagnostics
from connectgen.core.documents import SchemaDocument
from connectgen.core.json_types import Json
from connectgen.core.location import Location

__all__ = ["SchemaNode", "record_schema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaNode:
    """One (sub)schema of a document."""

    members: dict[str, Json]
    location: Location

    def read_text(self, keyword: str, diagnostics: Diagnostics) -> str:
        """Return the string under *keyword*; an empty one if it is absent."""
        value = self.members.get(keyword, "")
        if isinstance(value, str):
            return value
        diagnostics.add_error(self.location.child(keyword), f"{keyword} must be a string")
        return ""

    def read_flag(self, keyword: str, default: bool, diagnostics: Diagnostics) -> bool:
        """Return the boolean under *keyword*, or *default* if it is absent."""
        value = self.members.get(keyword, default)
        if isinstance(value, bool):
            return value
        diagnostics.add_error(self.location.child(keyword), f"{keyword} must be true or false")
        return default

    def subschema(self, keyword: str, diagnostics: Diagnostics) -> SchemaNode | None:
        """Return the subschema under *keyword*; None if it is absent."""
        if keyword not in self.members:
            return None
        value = self.members[keyword]
        location = self.location.child(keyword)
        if isinstance(value, dict):
            return SchemaNode(members=value, location=location)
        diagnostics.add_error(location, f"{keyword} must be an object")
        return None

    def read_properties(self, diagnostics: Diagnostics) -> Iterator[tuple[str, SchemaNode]]:
        """Yield the name and schema of each property, sorted by name."""
        properties = self.subschema("properties", diagnostics)
        if properties is None:
            return
        for name, value in sorted(properties.members.items()):
            location = properties.location.child(name)
            if isinstance(value, dict):
                yield name, SchemaNode(members=value, location=location)
            else:
                diagnostics.add_error(location, "a property must be an object")

    def read_types(self, diagnostics: Diagnostics) -> frozenset[str]:
        """Return the JSON types that the schema allows; empty means any."""
        value = self.members.get("type", [])
        names = value if isinstance(value, list) else [value]
        unknown = [name for name in names if not isinstance(name, str) or name not in _TYPES]
        if unknown:
            diagnostics.add_error(self.location.child("type"), f"{unknown[0]!r} is not a JSON type")
        return frozenset(name for name in names if isinstance(name, str)) & _TYPES

    def read_required(self, diagnostics: Diagnostics) -> frozenset[str]:
        """Return the names of the required properties."""
        value = self.members.get("required", [])
        if isinstance(value, list) and all(isinstance(name, str) for name in value):
            return frozenset(str(name) for name in value)
        diagnostics.add_error(
            self.location.child("required"), "required must be an array of strings"
        )
        return frozenset()


_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})


def record_schema(document: SchemaDocument, diagnostics: Diagnostics) -> SchemaNode:
    """Return the schema of one record: `definitions.singularResource`, or else the document."""
    whole = SchemaNode(members=document.content, location=document.location)
    definitions = whole.subschema("definitions", diagnostics)
    wrapped = definitions.subschema("singularResource", diagnostics) if definitions else None
    return wrapped or whole
