"""Find patterns that may take very long: they are compiled, but must not go unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core.json_types import is_object
from connectgen.json_schema.dialects import Dialect, PointerTokens
from connectgen.json_schema.ecma_regex import PatternError, hanging_reason

__all__ = ["find_hanging_patterns", "walk_hanging_patterns"]

_KEYWORDS = frozenset({"pattern", "patternProperties"})

HangingPattern = tuple[PointerTokens, str]
"""Tokens that lead to the pattern, and a message: why it may take long, and what to do."""


def find_hanging_patterns(schema: object, dialect: Dialect) -> Iterator[HangingPattern]:
    """Yield the patterns of *schema*, without its subschemas, that are not proved linear.

    Args:
        schema: any JSON value.
        dialect: the keywords that count.
    """
    # Most schemas have none, and there can be many thousands.
    if not is_object(schema) or _KEYWORDS.isdisjoint(schema):
        return
    places: list[PointerTokens] = []
    known = dialect.keywords_of(schema)
    if "pattern" in known:
        places.append(("pattern",))
    if "patternProperties" in known and is_object(schema["patternProperties"]):
        places += [("patternProperties", name) for name in schema["patternProperties"]]
    for place in places:
        pattern = place[1] if len(place) > 1 else schema["pattern"]
        reason = _hanging_reason(pattern) if isinstance(pattern, str) else None
        if reason:
            yield place, reason


def walk_hanging_patterns(schema: object, dialect: Dialect) -> Iterator[HangingPattern]:
    """Yield the patterns of *schema* and its subschemas that are not proved linear."""
    waiting: list[tuple[PointerTokens, object]] = [((), schema)]
    while waiting:
        above, part = waiting.pop()
        for place, reason in find_hanging_patterns(part, dialect):
            yield (*above, *place), reason
        waiting += [((*above, *place), below) for place, below in dialect.list_schemas(part)]


def _hanging_reason(pattern: str) -> str | None:
    try:
        return hanging_reason(pattern)
    except PatternError:
        return None  # another error says so
