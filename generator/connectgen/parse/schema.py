"""Access to the schemas of a document, with the location of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from connectgen.core.diagnostics import Diagnostics
from connectgen.core.documents import SchemaDocument
from connectgen.core.json_types import Json, JsonObject, is_object
from connectgen.core.location import Location
from connectgen.parse.normalize import normalize_schema
from connectgen.parse.values import shorten_value

__all__ = ["SchemaNode", "read_record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaNode:
    """One normalized (sub)schema of a document."""

    members: JsonObject
    location: Location
    document: SchemaDocument
    """The document that it is in."""

    is_shared: bool = False
    """Whether a `$ref` of the same document leads to it."""

    def read_text(self, keyword: str) -> str:
        """Return the text under *keyword*; an empty one if it is absent."""
        return cast("str", self.members.get(keyword, ""))

    def read_flag(self, keyword: str, default: bool = False) -> bool:
        """Return the flag under *keyword*, or *default* if it is absent."""
        return cast("bool", self.members.get(keyword, default))

    def read_own_flag(self, keyword: str, diagnostics: Diagnostics) -> bool:
        """Return a flag that only overlays set; anything else there is an error."""
        value = self.members.get(keyword, False)
        if not isinstance(value, bool):
            diagnostics.add_error(self.location.child(keyword), f"{keyword} must be true or false")
        return value is True

    def child(self, *tokens: str | int) -> SchemaNode:
        """Return the subschema that *tokens* lead to; it exists."""
        members: Any = self.members
        for token in tokens:
            members = members[token]
        location = self.location.child(*tokens)
        return SchemaNode(members=members, location=location, document=self.document)

    def read_items(self) -> SchemaNode | None:
        """Return the schema of the items; None if there is none."""
        return self.child("items") if "items" in self.members else None

    def read_properties(self) -> Iterator[tuple[str, SchemaNode]]:
        """Yield the name and schema of each property, sorted by name."""
        for name in sorted(self.members.get("properties", ())):
            yield name, self.child("properties", name)

    def read_bases(self) -> Iterator[SchemaNode]:
        """Yield the schemas in `allOf`."""
        for index, _ in enumerate(self.members.get("allOf", ())):
            yield self.child("allOf", index)

    def takes_other_members(self, inherited: bool) -> bool:
        """Return whether members without a schema of their own fit; *inherited* if it is silent."""
        found = [self.members[keyword] for keyword in _OTHERS if keyword in self.members]
        return any(value is True or is_object(value) for value in found) if found else inherited

    def read_types(self) -> frozenset[str]:
        """Return the JSON types that the schema allows; empty means any."""
        return frozenset(self.members.get("type", ()))

    def read_required(self) -> frozenset[str]:
        """Return the names of the required properties."""
        return frozenset(self.members.get("required", ()))


_OTHERS = ("additionalProperties", "patternProperties", "unevaluatedProperties")
"""Keywords of members that `properties` does not name. Only the fake site asks for them."""

_RECORD = ("definitions", "singularResource")


def read_record(document: SchemaDocument, diagnostics: Diagnostics) -> SchemaNode:
    """Return the schema of one record: `definitions.singularResource`, or else the document."""
    content: dict[str, Json] = document.content
    location = document.location
    definitions = content.get("definitions", {})
    if is_object(definitions):
        record = definitions.get(_RECORD[1])
        if is_object(record):
            place = location.child(*_RECORD)
            members = normalize_schema(record, place, diagnostics)
            return SchemaNode(members=members, location=place, document=document)
        if _RECORD[1] in definitions:
            place, value = location.child(*_RECORD), record
            text = f"singularResource is {shorten_value(value)}, not a schema: left out"
            diagnostics.add_warning(place, text, "unusable-value")
    else:
        text = f"definitions is {shorten_value(definitions)}, not an object: left out"
        diagnostics.add_warning(location.child("definitions"), text, "unusable-value")
    members = normalize_schema(content, location, diagnostics)
    return SchemaNode(members=members, location=location, document=document)
