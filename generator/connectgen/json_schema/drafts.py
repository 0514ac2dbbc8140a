"""What the drafts of JSON Schema differ in, and where in a schema there are others.

Sources: draft-04, draft-06 and draft-07 of "JSON Schema Core" and "JSON Schema Validation".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectgen.core.json_types import is_array, is_object

__all__ = [
    "DIALECT",
    "DRAFTS",
    "FORMATS",
    "PointerTokens",
    "draft_of",
    "id_of",
    "keywords_of",
    "later_keywords",
    "subschemas_of",
]

PointerTokens = tuple[str | int, ...]

DRAFTS = {
    "http://json-schema.org/schema": 7,
    "http://json-schema.org/draft-04/schema": 4,
    "http://json-schema.org/draft-06/schema": 6,
    "http://json-schema.org/draft-07/schema": 7,
}
"""Number of each draft, by the `$schema` that names it, without its empty fragment."""

FORMATS = frozenset({"contentEncoding", "format"})
"""Keywords that narrow a value only where that is asked for."""

DIALECT = frozenset({"maximumDate", "maximumDateTime", "minimumDate", "minimumDateTime"})
"""Keywords that no draft knows, and the catalog's own dialect does."""

_IN_4 = frozenset(
    {
        *("additionalItems", "additionalProperties", "allOf", "anyOf", "contentEncoding"),
        *("dependencies", "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items"),
        *("maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength"),
        *("minProperties", "minimum", "multipleOf", "not", "oneOf", "pattern"),
        *("patternProperties", "properties", "required", "type", "uniqueItems"),
    }
)
_IN_6 = _IN_4 | {"const", "contains", "propertyNames"}
_IN_7 = _IN_6 | {"else", "if", "then"}
_KEYWORDS = {4: _IN_4, 6: _IN_6, 7: _IN_7}

_ONE = ("additionalItems", "additionalProperties", "not", "items")
_ONE_6 = ("contains", "propertyNames")
_ONE_7 = ("if", "then", "else")
_MANY = ("allOf", "anyOf", "oneOf", "items")
_NAMED = ("definitions", "dependencies", "patternProperties", "properties")


def draft_of(uri: object) -> int | None:
    """Return the number of the draft that a `$schema` names, or None where it is not known."""
    return (
        DRAFTS.get(uri.removesuffix("#").replace("https:", "http:", 1))
        if isinstance(uri, str)
        else None
    )


def keywords_of(draft: int) -> frozenset[str]:
    """Return the keywords that narrow a value in *draft*; all others are ignored."""
    return _KEYWORDS[draft]


def later_keywords(schema: Any) -> list[str]:
    """Return the keywords in *schema* that draft 4 ignores, and a later draft does not."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        one = waiting.pop()
        if is_object(one) and "$ref" not in one:
            found |= one.keys() & (_IN_7 - _IN_4)
        waiting += [part for _, part in subschemas_of(one, 7)]
    return sorted(found)


def id_of(schema: Any, draft: int) -> str | None:
    """Return what *schema* calls itself, or None; beside a `$ref` nothing counts."""
    if not is_object(schema) or "$ref" in schema:
        return None
    found = schema.get("id" if draft == 4 else "$id")
    return found if isinstance(found, str) else None


def subschemas_of(schema: Any, draft: int) -> Iterator[tuple[PointerTokens, Any]]:
    """Yield the schemas directly inside *schema*, each with its way from there."""
    if not is_object(schema) or "$ref" in schema:
        # Beside a `$ref` nothing counts, but what stands in `definitions` may be referred to.
        schema = {"definitions": schema.get("definitions")} if is_object(schema) else {}
    one = (*_ONE, *(_ONE_6 if draft > 4 else ()), *(_ONE_7 if draft > 6 else ()))
    for keyword, value in schema.items():
        if keyword in one and isinstance(value, dict | bool):
            yield (keyword,), value
        elif keyword in _MANY and is_array(value):
            yield from (((keyword, index), part) for index, part in enumerate(value))
        elif keyword in _NAMED and is_object(value):
            yield from (
                ((keyword, name), part)
                for name, part in value.items()
                if isinstance(part, dict | bool)
            )
