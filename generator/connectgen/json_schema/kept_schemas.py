"""Schemas without what neither asserts nor applies, as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectgen.core.json_types import is_array, is_object

__all__ = ["KeptPlace", "json_lines", "prune"]

_NAMED = frozenset({"definitions", "$defs"})


@dataclass(slots=True)
class KeptPlace:
    """A place in a document that is kept."""

    keywords: frozenset[str] | None = None
    """Keywords that are kept of the schema there; None if there is none, or true or false."""

    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    """Members for the walker that are added to the schema."""

    targets: dict[str, dict[str, tuple[str, str]]] = field(
        default_factory=dict[str, dict[str, tuple[str, str]]]
    )
    """Place and scope that each reference leads to, by the scope in which it is reached."""

    odd_references: set[str] = field(default_factory=set[str])
    """References that are no plain pointers into their document."""

    parts: dict[str, KeptPlace] = field(default_factory=dict[str, "KeptPlace"])


def prune(value: Any, place: KeptPlace) -> Any:
    """Return *value* with only what is kept at *place*."""
    kept = place.keywords
    if is_array(value):
        return [
            prune(item, place.parts[str(index)]) if str(index) in place.parts else None
            for index, item in enumerate(value)
        ]
    if not is_object(value) or (kept is None and not place.parts):
        return value
    members = {
        name: _prune_member(item, place.parts.get(name))
        for name, item in value.items()
        if name in place.parts or (kept is not None and name in kept)
    }
    targets = {
        keyword: _short_targets(place.targets[keyword]) for keyword in sorted(place.odd_references)
    }
    return members | place.extra | ({"$targets": targets} if targets else {})


def _short_targets(leads: Mapping[str, tuple[str, str]]) -> Any:
    """Return where a reference leads: a place, or if that depends on the scope, by scope."""
    places = {place for place, _ in leads.values()}
    if len(places) == 1 and all(scope == kept for scope, (_, kept) in leads.items()):
        return min(places)
    return {scope: list(lead) for scope, lead in leads.items()}


def _prune_member(value: Any, place: KeptPlace | None) -> Any:
    """Return the value of a keyword, or of a member on the way to a schema."""
    if place is None:
        return value
    if place.keywords is None and is_object(value):
        # Of `dependencies`, some members are no schemas.
        return {
            name: _prune_member(item, place.parts.get(name))
            for name, item in value.items()
            if name in place.parts or is_array(item)
        }
    return prune(value, place)


def json_lines(documents: dict[str, Any], patterns: dict[str, str]) -> Iterator[str]:
    """Yield the lines of JSON: one for each member of a schema, and each definition."""
    text = f"[{_write(documents, 2)},{_write(patterns, 1)}]"
    yield from text.replace("\\", "\\\\").split("\n")


def _write(value: Any, levels: int) -> str:
    """Return *value* as JSON, with one line for each member in as many *levels*."""
    if not is_object(value) or not value or not levels:
        return json.dumps(value, separators=(",", ":"))
    members = [
        f"{json.dumps(name)}:{_write(item, levels - 1 if name not in _NAMED else 1)}"
        for name, item in value.items()
    ]
    return "{\n" + ",\n".join(members) + "}"
