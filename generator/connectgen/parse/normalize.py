"""Rewrite a schema so that every keyword has the value that the rest of the parser expects.

What a site writes otherwise, but can only mean one thing, is taken for that. What cannot be
understood is left out where it stands, with one warning. Nothing else of the parser asks of what
type a value is. Keywords of connectgen itself, which come from overlays, stay as they are: what is
wrong with those is an error of the user's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from connectgen.core.diagnostics import Diagnostics
from connectgen.core.json_types import Json, JsonObject, is_array, is_object
from connectgen.core.location import Location
from connectgen.parse.values import (
    LEFT_OUT,
    READERS,
    choice_key,
    has_type,
    shorten_value,
)

__all__ = ["normalize_schema"]

_CONTRADICTIONS = (
    ("minimum", "maximum", False),
    ("exclusiveMinimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "maximum", True),
    ("minimum", "exclusiveMaximum", True),
    ("minLength", "maxLength", False),
    ("minItems", "maxItems", False),
    ("minProperties", "maxProperties", False),
    ("minimumDate", "maximumDate", False),
    ("minimumDateTime", "maximumDateTime", False),
)
"""Pairs of a lower and an upper limit, and whether they contradict each other if equal."""


def normalize_schema(
    members: dict[str, Json], location: Location, diagnostics: Diagnostics
) -> dict[str, Json]:
    """Return a schema that means the same as *members*, with well-formed values.

    Args:
        members: the schema.
        location: its location.
        diagnostics: gets a warning for each value that is read as another, or left out.
    """
    schema: JsonObject = dict(members)
    reader = _SchemaReader(schema, location, diagnostics)
    reader.read_keywords()
    reader.read_earlier_drafts()
    reader.read_subschemas()
    reader.drop_contradictions()
    reader.match_choices()
    return schema


class _SchemaReader:
    """Reader that rewrites one schema in place, one concern after the other."""

    def __init__(self, schema: JsonObject, location: Location, diagnostics: Diagnostics) -> None:
        self._schema = schema
        self._location = location
        self._diagnostics = diagnostics

    def read_keywords(self) -> None:
        """Read the values of the keywords of the table."""
        schema = self._schema
        for keyword in [*schema]:
            read = READERS.get(keyword)
            value = schema[keyword]
            if read is None or (keyword, type(value)) in _LATER:
                continue
            meant, note = read(value)
            if meant is LEFT_OUT:
                del schema[keyword]
            else:
                schema[keyword] = meant
            if note:
                self._warn(keyword, value, note)
        if not schema.get("type", True):
            del schema["type"]

    def read_earlier_drafts(self) -> None:
        """Read forms of drafts 3 and 4 as those of draft 7."""
        schema = self._schema
        for limit, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
            if isinstance(schema.get(exclusive), bool):  # of draft 4
                is_exclusive = schema.pop(exclusive)
                if is_exclusive and limit in schema:
                    schema[exclusive] = schema.pop(limit)
                elif is_exclusive:
                    self._warn(exclusive, True, f"there is no {limit}: left out")
        if "divisibleBy" in schema:
            value = schema.pop("divisibleBy")
            meant, note = READERS["multipleOf"](value)
            if meant is not LEFT_OUT:
                schema.setdefault("multipleOf", meant)
            self._warn("divisibleBy", value, note or "read as multipleOf")
        if isinstance(schema.get("required"), bool):
            del schema["required"]  # of draft 3; the schema around it has read it
        if schema.pop("nullable", False) and "type" in schema and "null" not in schema["type"]:
            schema["type"] = [*schema["type"], "null"]

    def read_subschemas(self) -> None:
        """Read the schemas in `properties`, `items` and `allOf`."""
        schema = self._schema
        if "properties" in schema:
            self._read_properties()
        if "items" in schema:
            items = self._read_items(schema.pop("items"))
            if items is not None:
                schema["items"] = items
        if "allOf" in schema:
            self._read_bases()

    def _read_properties(self) -> None:
        value = self._schema.pop("properties")
        if not is_object(value):
            self._warn("properties", value, "not an object: left out")
            return
        location = self._location.child("properties")
        required: list[str] = []
        properties: JsonObject = {}
        for name, part in value.items():
            if is_object(part):
                part = dict(part)
                if self._is_required(part, location.child(name)):
                    required.append(name)
                properties[name] = normalize_schema(part, location.child(name), self._diagnostics)
            elif part is False:
                self._add(location.child(name), "is false: the property is left out")
            else:
                properties[name] = {}
                if part is not True:
                    text = f"is {shorten_value(part)}, not a schema: any value is accepted"
                    self._add(location.child(name), text)
        self._schema["properties"] = properties
        if required:
            self._schema["required"] = [*self._schema.get("required", ()), *required]

    def _is_required(self, part: JsonObject, location: Location) -> bool:
        """Return whether a property says itself that it is required, as in draft 3."""
        value = part.get("required")
        if value is None or isinstance(value, dict | list):
            return False
        flag, _ = READERS["readOnly"](value)
        if flag is LEFT_OUT:
            return False
        del part["required"]
        if flag:
            text = f"is {shorten_value(value)}, as in draft 3: the property is required"
            self._add(location.child("required"), text)
        return bool(flag)

    def _read_items(self, value: Any) -> JsonObject | None:
        location = self._location.child("items")
        if is_object(value):
            return normalize_schema(value, location, self._diagnostics)
        if value is True:
            return {}
        if is_array(value):
            parts = [part for part in value if is_object(part)]
            if len(parts) == len(value) > 0 and all(part == parts[0] for part in parts):
                self._warn("items", value, "read as the schema of every item")
                return normalize_schema(parts[0], location.child(0), self._diagnostics)
        self._warn("items", value, "not a schema: items of any type are accepted")
        return None

    def _read_bases(self) -> None:
        value = self._schema.pop("allOf")
        location = self._location.child("allOf")
        if is_object(value):
            self._warn("allOf", value, "not an array: read as an array of this schema")
            self._schema["allOf"] = [normalize_schema(value, location, self._diagnostics)]
            return
        if not is_array(value):
            self._warn("allOf", value, "not an array: left out")
            return
        bases: list[JsonObject] = []
        for index, part in enumerate(value):
            if is_object(part):
                bases.append(normalize_schema(part, location.child(index), self._diagnostics))
            else:
                # `read_bases` counts by position, so that pointers stay right
                bases.append({})
                text = f"is {shorten_value(part)}, not a schema: left out"
                self._add(location.child(index), text)
        self._schema["allOf"] = bases

    def drop_contradictions(self) -> None:
        """Leave out limits that no value can keep."""
        schema = self._schema
        for lower, upper, strict in _CONTRADICTIONS:
            if lower not in schema or upper not in schema:
                continue
            least, most = _to_comparable(schema[lower]), _to_comparable(schema[upper])
            if least > most or (strict and least == most):
                text = f"no value keeps {lower} {schema[lower]} too: both are left out"
                self._warn(upper, schema[upper], text)
                if "Date" in lower:  # it is a date all the same
                    schema.setdefault("format", "date-time" if "Time" in lower else "date")
                del schema[lower], schema[upper]

    def match_choices(self) -> None:
        """Turn `const` into an `enum` of one value, and leave out values of other types."""
        schema = self._schema
        choices: list[Any] | None = schema.get("enum")
        if "const" in schema:
            constant = schema.pop("const")
            if choices is None or choice_key(constant) in map(choice_key, choices):
                choices = [constant]
            else:
                self._warn("const", constant, "not among the values of enum: left out")
        if choices is None:
            return
        types = schema.get("type", ())
        fitting = [choice for choice in choices if not types or has_type(choice, types)]
        keyword = "enum" if "enum" in schema else "const"
        schema.pop("enum", None)
        if not any(choice is not None for choice in fitting):
            self._warn(keyword, choices, "no value of the right type: left out")
            return
        if not types and all(isinstance(choice, str | None) for choice in fitting):
            schema["type"] = ["string", *(["null"] if None in fitting else [])]
        # null is stated once, by the type
        schema["enum"] = [choice for choice in fitting if choice is not None]

    def _warn(self, keyword: str, value: object, note: str) -> None:
        self._add(self._location.child(keyword), f"is {shorten_value(value)}, {note}")

    def _add(self, location: Location, message: str) -> None:
        kind = "unusable-value" if "left out" in message else "odd-value"
        self._diagnostics.add_warning(location, f"{_name_of(location)} {message}", kind)


_LATER = frozenset({("exclusiveMinimum", bool), ("exclusiveMaximum", bool), ("required", bool)})
"""Keywords with values of a type that earlier drafts give a meaning."""


def _to_comparable(limit: Any) -> Any:
    return datetime.fromisoformat(limit) if isinstance(limit, str) else limit


def _name_of(location: Location) -> str:
    """Return the last name in the pointer of *location*."""
    return location.pointer.rpartition("/")[2] or "the schema"
