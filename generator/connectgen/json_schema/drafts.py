"""Drafts of JSON Schema: how `$schema` names them, and where each has ids and subschemas.

Sources: draft-04, draft-06 and draft-07 of "JSON Schema Core" and "JSON Schema Validation".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.keywords import KEYWORDS, Applicator, known_keywords

__all__ = ["DRAFTS", "PointerTokens", "draft_of", "id_of", "later_keywords", "subschemas_of"]

PointerTokens = tuple[str | int, ...]

DRAFTS = {
    "http://json-schema.org/schema": 7,
    "http://json-schema.org/draft-04/schema": 4,
    "http://json-schema.org/draft-06/schema": 6,
    "http://json-schema.org/draft-07/schema": 7,
}
"""Number of each draft, by the `$schema` that names it, without its empty fragment."""


def draft_of(uri: object) -> int | None:
    """Return the number of the draft that a `$schema` names, or None if it is unknown."""
    return (
        DRAFTS.get(uri.removesuffix("#").replace("https:", "http:", 1))
        if isinstance(uri, str)
        else None
    )


def later_keywords(schema: Any) -> list[str]:
    """Return the keywords in *schema* that draft 4 ignores and a later draft does not."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        node = waiting.pop()
        if is_object(node) and "$ref" not in node:
            found |= known_keywords(node, 7) - known_keywords(node, 4)
        waiting += [subschema for _, subschema in subschemas_of(node, 7)]
    return sorted(found)


def id_of(schema: Any, draft: int) -> str | None:
    """Return the id of *schema*, or None; siblings of a `$ref` are ignored."""
    if not is_object(schema) or "$ref" in schema:
        return None
    found = schema.get("id" if draft == 4 else "$id")
    return found if isinstance(found, str) else None


def subschemas_of(schema: Any, draft: int) -> Iterator[tuple[PointerTokens, Any]]:
    """Yield the subschemas directly in *schema*, each with the tokens that lead to it."""
    if not is_object(schema):
        return
    # Siblings of a `$ref` are ignored, but `definitions` beside it may be referred to.
    keywords = schema if "$ref" not in schema else schema.keys() & {"definitions"}
    for keyword in keywords:
        value, holds = schema[keyword], _holds(keyword, draft)
        if is_array(value) and "list" in holds:
            yield from (((keyword, index), subschema) for index, subschema in enumerate(value))
        elif is_object(value) and "object" in holds:
            yield from (
                ((keyword, name), subschema)
                for name, subschema in value.items()
                if isinstance(subschema, dict | bool)
            )
        elif isinstance(value, dict | bool) and "schema" in holds:
            yield (keyword,), value


def _holds(keyword: str, draft: int) -> str:
    """Return where the subschemas of *keyword* are in its value; empty if it has none."""
    row = KEYWORDS.get(keyword)
    if isinstance(row, Applicator) and row.is_known_in(draft):
        return row.holds
    return "object" if keyword == "definitions" else ""  # applies none: a `$ref` leads there
