"""Explanation of what breaks a meta-schema; the only module that imports jsonschema."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from jsonschema import (
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
    validators,
)
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from connectgen.core.errors import SchemaError
from connectgen.core.json_types import Json, is_array
from connectgen.core.location import Location

__all__ = ["explain_errors"]

_untyped: Any = validators  # its stubs do not say what `extend` takes


def _unique(_: Validator, wanted: Json, values: Json, __: Json) -> Iterator[ValidationError]:
    """Yield an error where *values* are not all different; jsonschema compares all with all."""
    if wanted and isinstance(values, list) and len(set(map(_key, values))) < len(values):
        yield ValidationError(f"{str(values)[:200]} has non-unique elements")


def _key(value: Json) -> Hashable:
    """Return a key that is equal only for equal JSON values: 1 equals 1.0, true equals neither."""
    if isinstance(value, dict):
        return "object", frozenset((name, _key(part)) for name, part in value.items())
    if isinstance(value, list):
        return "array", tuple(map(_key, value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        # as text, whose hashes nobody can make equal
        return "number", f"{int(value):x}" if value == int(value) else repr(value)
    return type(value).__name__, value


_DRAFTS: dict[int, type[Validator]] = {
    number: _untyped.extend(draft, {"uniqueItems": _unique})
    for number, draft in (
        (4, Draft4Validator),
        (6, Draft6Validator),
        (7, Draft7Validator),
        (2019, Draft201909Validator),
        (2020, Draft202012Validator),
    )
}


def explain_errors(schema: Json, draft: int, location: Location) -> Iterator[SchemaError]:
    """Yield every way in which *schema* breaks the meta-schema of *draft*."""
    checker = _DRAFTS[draft](_DRAFTS[draft].META_SCHEMA)
    yield from _locate_errors(checker.iter_errors(schema), location)


def _locate_errors(found: Iterable[ValidationError], location: Location) -> Iterator[SchemaError]:
    for error in sorted(found, key=lambda error: list(map(str, error.path))):
        closest = _closest_cause(error)
        yield SchemaError(location.child(*closest.absolute_path), _translate_message(closest))


def _closest_cause(error: ValidationError) -> ValidationError:
    """Return the cause of *error* that lies deepest: of alternatives, the one that was meant."""
    while error.context:
        error = max(error.context, key=lambda cause: len(cause.absolute_path))
    return error


_TYPES = {
    "array": "an array",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "object": "an object",
    "string": "a string",
}
_MAPS = ("definitions", "dependencies", "patternProperties")


def _translate_message(error: ValidationError) -> str:
    """Return the message of *error* in the words that the parser has for the same mistake.

    A pinned document is not checked against its meta-schema, so the parser finds the mistake.
    """
    rule = str(error.validator)
    limit: Any = error.validator_value
    schema: Any = error.schema
    if rule == "enum" and "integer" in limit:
        return f"{repr(error.instance)[:100]} is not a JSON type"
    if rule in ("minimum", "type") and schema.get("type") == "integer" and "minimum" in schema:
        return f"{_subject_of(error)} must be a non-negative integer"
    if rule == "type":
        names = limit if is_array(limit) else [limit]
        wanted = " or ".join(_TYPES.get(str(name), str(name)) for name in names)
        if limit == "array" and schema.get("items") == {"type": "string"}:
            wanted = "an array of strings"
        return f"{_subject_of(error)} must be {wanted}"
    return error.message if len(error.message) <= 200 else f"{error.message[:197]}..."


def _subject_of(error: ValidationError) -> str:
    """Return what messages call the value at fault: its keyword, or what it is an item of."""
    path: list[str | int | None] = [None, None, *error.absolute_path]
    parent, name = path[-2:]
    if parent == "properties":
        return "a property"
    is_item = isinstance(name, int)
    if name is None or parent in _MAPS or (is_item and error.validator_value == "object"):
        return "a schema"
    return f"an item of {parent}" if is_item else str(name)
