"""JSON Schema that datamodel-code-generator can render for one model backend.

Where the generator or the library of the backend cannot hold a limit of a property, this module
leaves it out: the module would not be written, could not be imported, or would refuse valid values.
Validators check every limit all the same.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from fractions import Fraction
from typing import Any

from connectgen.json_schema.ecma_regex import translate_pattern
from connectgen.json_schema.keywords import find_keyword
from connectgen.python_text.literals import is_printable

__all__ = ["simplify_schema", "unsupported_name_reason"]

_STRUCTURE = frozenset({"$ref", "items", "properties", "required"})
_LIMITING_BACKENDS = frozenset({"msgspec", "pydantic"})
_DATES = frozenset({"date", "date-time"})
_INT64 = range(-(2**63), 2**63)


def simplify_schema(schema: Any, backend: str) -> Any:
    """Return *schema* without what *backend* cannot hold."""
    if backend != "dataclass" and schema.get("then", schema.get("items")) != schema.get("items"):
        schema = _list_or_object(schema)
    kept = {keyword: schema[keyword] for keyword in schema if keyword in _STRUCTURE}
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if "items" in kept:  # a single object or an array: write an array
        kinds = [kind for kind in kinds if kind != "object"]
    if kinds:
        kept |= _limited_types(schema, kinds, backend)
    if "anyOf" in schema:
        kept["anyOf"] = [simplify_schema(part, backend) for part in schema["anyOf"]]
    if "items" in kept:
        kept["items"] = simplify_schema(kept["items"], backend)
    if "properties" in kept:
        kept["properties"] = {
            name: simplify_schema(part, backend)
            for name, part in kept["properties"].items()
            if unsupported_name_reason(name, backend) is None
        }
    if "required" in kept:
        required = kept["required"]
        kept["required"] = [n for n in required if unsupported_name_reason(n, backend) is None]
    return kept


def unsupported_name_reason(wire_name: str, backend: str) -> str | None:
    """Return why models of *backend* cannot have a property of this name; None if they can."""
    if not _is_encodable(wire_name):
        return "a lone surrogate in a name"
    if backend == "msgspec" and re.search(r"[\x00-\x1f\"\\]", wire_name):
        return "quotation marks, backslashes and control characters in names"
    if backend != "typeddict":
        return None
    if re.search(r"[\"'\\]", wire_name) or not all(map(is_printable, wire_name)):
        return "quotation marks, backslashes and unprintable characters in keys"
    # it writes such keys as identifiers, which Python may mangle or normalize (NFKC)
    if wire_name.startswith("_") or unicodedata.normalize("NFKC", wire_name) != wire_name:
        return "keys that begin with an underscore, or that Python would normalize (NFKC)"
    return None


def _list_or_object(schema: Any) -> Any:
    """Return *schema*, of a list in a reply, as `anyOf` of the array and the object around it."""
    array = {keyword: schema[keyword] for keyword in schema if keyword not in ("if", "then")}
    null = [{"type": "null"}] if "null" in schema["type"] else []
    return {"anyOf": [{**array, "type": "array"}, schema["then"], *null]}


def _limited_types(schema: Any, kinds: list[str], backend: str) -> dict[str, Any]:
    """Return the keywords for the types *kinds* and for the limits of each in *schema*."""
    limits = {kind: _held_limits(schema, kind, kinds, backend) for kind in kinds}
    types = [kind for kind in kinds if kind != "null"]
    if len(types) > 1 and any(limits.values()):
        # it cannot write the limits of one type among several unless each has its own schema
        return {"anyOf": [{"type": kind, **limits[kind]} for kind in kinds]}
    held = limits[types[0]] if len(types) == 1 else {}
    return {"type": kinds[0] if len(kinds) == 1 else kinds, **held}


def _held_limits(schema: Any, kind: str, kinds: list[str], backend: str) -> dict[str, Any]:
    """Return the limits in *schema* of values of the type *kind* that *backend* can hold.

    Args:
        schema: the schema of one value.
        kind: one of its types.
        kinds: all of them.
        backend: name of the model backend.
    """
    if kind == "string" and schema.get("format") in _DATES and backend != "typeddict":
        # such a value becomes a `date` or `datetime`, which has no length and matches no pattern
        return {"format": schema["format"]}
    if backend not in _LIMITING_BACKENDS:
        return {}
    held: dict[str, Any] = {}
    for keyword, limit in schema.items():
        row = find_keyword(keyword, limit)
        if row is None or kind not in row.json_types:
            continue
        if row.limit_type == "pattern":
            held |= _held_pattern(limit, kinds, backend)
        elif (row.limit_type == "count" and _is_held_count(limit, kind, kinds)) or (
            row.limit_type == "number" and _is_held_number(keyword, limit, kind, kinds, backend)
        ):
            held[keyword] = limit
    return held


def _held_pattern(pattern: str, kinds: list[str], backend: str) -> dict[str, str]:
    """Return the keyword for *pattern*; empty if *backend* cannot check it."""
    if backend == "msgspec":
        if not {"array", "object"}.isdisjoint(kinds):
            return {}  # Python may crash when it exits: issue 717 of msgspec
        pattern = translate_pattern(pattern)  # msgspec uses Python's `re`
    holds = _is_encodable(pattern) and (backend != "pydantic" or _is_taken_by_pydantic(pattern))
    return {"pattern": pattern} if holds else {}


def _is_encodable(text: str) -> bool:
    """Return whether *text* can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_taken_by_pydantic(pattern: str) -> bool:
    """Return whether the default regex engine of pydantic can compile *pattern*."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    # Its default engine is that of Rust: no lookarounds, no back references.
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def _is_held_count(limit: int, kind: str, kinds: list[str]) -> bool:
    """Return whether models can limit the length of values of the type *kind* by *limit*."""
    # datamodel-code-generator limits no objects in a union
    return limit in _INT64 and (kind != "object" or len(kinds) == 1)


def _is_held_number(
    keyword: str, limit: int | float, kind: str, kinds: list[str], backend: str
) -> bool:
    """Return whether models of *backend* can limit numbers of the type *kind* by *limit*."""
    is_msgspec = backend == "msgspec"
    if is_msgspec and {"integer", "number"} <= {*kinds}:
        return False  # msgspec decodes every integer as `int`, and limits `int` and `float` apart
    if kind == "integer":
        # msgspec has limits of 64 bits, and writes an exclusive one as the next inclusive one
        within = _INT64[1:-1] if keyword.startswith("exclusive") else _INT64
        return not is_msgspec or within[0] <= limit <= within[-1]
    if abs(limit) > sys.float_info.max:
        return False
    if keyword != "multipleOf":
        return True
    # msgspec compares the remainder with 0, so that 0.3 would be no multiple of 0.1
    is_exact = Fraction(str(float(limit))) == Fraction(limit)
    return limit >= sys.float_info.min and (is_exact or not is_msgspec)
