"""Signs that a document is no schema, or one of an older draft than the default."""

from __future__ import annotations

from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.json_schema.dialects import Dialect
from connectgen.json_schema.drafts import DRAFTS
from connectgen.json_schema.keywords import KEYWORDS

__all__ = ["find_older_keywords", "has_keyword"]

# Not `title` and `description`, which other documents have too.
_OTHERS = frozenset({"$schema", "$vocabulary", "contentMediaType", "contentSchema"}).union(
    *((*draft.references, *draft.anchors, *draft.definitions) for draft in DRAFTS.values())
)
"""Keywords that neither assert nor apply, but show that a document is a schema."""


def has_keyword(schema: dict[str, Any], dialect: Dialect) -> bool:
    """Return whether *schema* has a keyword, except those that other documents have too."""
    is_named = isinstance(schema.get(dialect.draft.id_keyword), str)
    return is_named or not schema.keys().isdisjoint({*KEYWORDS, *_OTHERS})


def find_older_keywords(schema: Any, dialect: Dialect) -> list[str]:
    """Return the keywords in *schema* that an older draft reads otherwise than *dialect*, sorted.

    Args:
        schema: a schema that states no draft.
        dialect: the dialect that is assumed.
    """
    draft = dialect.draft
    older = {
        name
        for name, row in KEYWORDS.items()
        if row.first_draft is not None and row.last_draft < draft.number
    }
    older |= {"dependencies", "id"} - {draft.id_keyword}
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if not is_object(part):
            continue
        names = older & part.keys()
        if not isinstance(part.get("id"), str):
            names -= {"id"}
        if is_array(part.get("items")):
            names |= {"items"}
        names |= {
            name
            for name in ("exclusiveMaximum", "exclusiveMinimum")
            if isinstance(part.get(name), bool)
        }
        found |= names
        waiting += [each for _, each in dialect.list_schemas(part)]
    return sorted(found)
