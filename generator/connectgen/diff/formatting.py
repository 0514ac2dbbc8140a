"""Format values of a catalog as one line, with unprintable characters escaped."""

from __future__ import annotations

import json

from connectgen.core.json_types import Json, is_object
from connectgen.core.terminal_text import escape_control_chars

__all__ = ["format_json", "format_sides", "format_value"]

_LENGTH = 60
_PRETTY = 4000


def format_value(value: Json, length: int = _LENGTH) -> str:
    """Return *value* in at most *length* characters; a schema as its type."""
    if is_object(value) and ({"type", "$ref"} & value.keys()):
        text = _describe_schema(value)
    else:
        text = json.dumps(value, ensure_ascii=False)
    text = escape_control_chars(text)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def format_sides(old: Json, new: Json) -> tuple[str, str]:
    """Return both sides of a change; of two schemas of the same type only the differences."""
    sides = format_value(old), format_value(new)
    if sides[0] == sides[1] and is_object(old) and is_object(new):
        names = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        before, after = ({name: one[name] for name in names if name in one} for one in (old, new))
        return format_value(before), format_value(after)
    return sides


def _describe_schema(schema: dict[str, Json]) -> str:
    types = schema.get("type", [])
    names = types if isinstance(types, list) else [types]
    text = " or ".join(map(str, names)) or "any value"
    items = schema.get("items")
    ref = schema.get("$ref") or (items.get("$ref") if is_object(items) else None)
    target = str(ref).removeprefix("metadata-catalog/") if ref else ""
    return f"{text} of {target}" if target else text


def format_json(value: Json) -> str:
    """Return *value* as JSON with a member a line, cut where it is very long; nothing for None."""
    if value is None:
        return ""
    text = _compact_json(value)
    if is_object(value):
        members = [
            f"  {_compact_json(name)}: {_compact_json(value[name])}" for name in sorted(value)
        ]
        text = "\n".join(["{", ",\n".join(members), "}"])
    return text if len(text) <= _PRETTY else f"{text[:_PRETTY]}\n…"


def _compact_json(value: Json) -> str:
    return escape_control_chars(json.dumps(value, ensure_ascii=False, sort_keys=True))
