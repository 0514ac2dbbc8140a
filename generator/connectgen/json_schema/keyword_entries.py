"""Entries of the table of keywords, which the walker of the runtime makes its checks with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from connectgen.core.json_types import is_array
from connectgen.json_schema.formats import FORMATS
from connectgen.json_schema.keywords import KEYWORDS, find_keyword
from connectgen.json_schema.rows import Assertion
from connectgen.view_models.validators import KeywordEntry

__all__ = [
    "KeywordForms",
    "is_mixed",
    "keyword_entries",
    "make_entries",
    "note_keyword",
]

KeywordForms = dict[str, set[str]]
"""Entries that are used, each with the forms of its values."""

_MAKERS = {
    "additionalItems": ("array", "make_additional_items"),
    "additionalProperties": ("object", "make_additional_properties"),
    "allOf": ("", "make_all_of"),
    "anyOf": ("", "make_any_of"),
    "const": ("", "make_const"),
    "contains": ("array", "make_contains"),
    "dependencies": ("object", "make_dependencies"),
    "dependentRequired": ("object", "make_dependencies"),
    "dependentSchemas": ("object", "make_dependencies"),
    "enum": ("", "make_enum"),
    "if": ("", "make_if"),
    "items": ("array", "make_items"),
    "not": ("", "make_not"),
    "oneOf": ("", "make_one_of"),
    "patternProperties": ("object", "make_pattern_properties"),
    "prefixItems": ("array", "make_prefix_items"),
    "properties": ("object", "make_properties"),
    "propertyNames": ("object", "make_property_names"),
    "required": ("object", "make_required"),
    "unevaluatedItems": ("array", "make_unevaluated_items"),
    "unevaluatedProperties": ("object", "make_unevaluated_properties"),
    "false": ("", "make_false"),
    "$ref": ("", "make_reference"),
    "$dynamicRef": ("", "make_reference"),
    "$recursiveRef": ("", "make_reference"),
}
"""Function of the runtime that makes the checks of each keyword that is no assertion, and the type
of the values that it is for."""

_PLAIN = frozenset(
    {
        *("$ref", "additionalItems", "additionalProperties", "const", "enum", "false", "items"),
        *("properties", "propertyNames", "required", "type"),
    }
)
"""Keywords that never lead to the same schema for the same value in several ways."""

_OWN = frozenset({"const", "contains", "enum", "not", "required"})
"""Keywords whose violations are those of the value itself, never of a part of it."""

_NAME = re.compile(r"[A-Za-z_]\w*")


def note_keyword(used: KeywordForms, keyword: str, limit: Any) -> None:
    """Add the entry of *keyword* with the value *limit* to *used*."""
    is_format = isinstance(limit, str) and (keyword, limit) in FORMATS
    name = f"{keyword} {limit}" if is_format else keyword
    forms = used.get(name)
    if forms is None:
        forms = used[name] = set()
    forms.add("array" if is_array(limit) else "other")


def keyword_entries(limits: Iterable[tuple[str, Any]]) -> tuple[KeywordEntry, ...]:
    """Return the entries of keywords, each given with a value, in the order of their checks."""
    used: KeywordForms = {}
    for keyword, limit in limits:
        note_keyword(used, keyword, limit)
    return tuple(make_entries(used))


def make_entries(used: KeywordForms) -> Iterator[KeywordEntry]:
    """Yield the entries of what is *used*, each with the forms of its values."""
    is_plain = all(name in _PLAIN or _row_of(name) for name in used)
    order = {name: number for number, name in enumerate((*KEYWORDS, *_MAKERS))}
    for name in sorted(used, key=lambda entry: (order[entry.partition(" ")[0]], entry)):
        row = _row_of(name)
        if row is not None:
            yield _assertion_entry(name, row)
        elif name in _MAKERS:
            json_type, maker = _MAKERS[name]
            if name == "items" and ("array" in used[name] or "prefixItems" in used):
                maker = "make_any_items"
            elif maker == "make_reference" and not is_plain:
                maker = "make_shared_reference"
            yield KeywordEntry(
                name=name,
                json_type=json_type,
                maker=maker,
                arguments=(),
                expected="",
                needs=frozenset({maker}),
            )


def _row_of(name: str) -> Assertion | None:
    """Return the row of the assertion with an entry called *name*, or None if it is none."""
    keyword, _, limit = name.partition(" ")
    return find_keyword(keyword, limit)


@cache
def is_mixed(keywords: frozenset[str]) -> bool:
    """Return whether checks follow one that may find violations inside a value.

    Or whether several may find the same: a schema for the same value is never the only one.
    """
    if "allOf" in keywords:
        return True
    names = [name for name in _MAKERS if name in keywords]  # in the order of their checks
    for group in ("array", "object"):
        inside = [name not in _OWN for name in names if _MAKERS[name][0] in ("", group)]
        if any(inside[:-1]):
            return True
    return len(keywords) > 1 and any(_MAKERS[name][0] == "" and name not in _OWN for name in names)


def _assertion_entry(name: str, row: Assertion) -> KeywordEntry:
    """Return the entry of an assertion: a call of `make_limit` of the runtime."""
    fails = row.fails.format(value="value", limit="limit")
    arguments = [f"lambda value, limit: {fails}"]
    if row.actual is None:
        arguments.append("hides=True")
    elif row.actual != "{value}":
        arguments.append(f"shown={_function_of(row.actual)}")
    if row.detail is not None:
        arguments.append(f"detail={_function_of(row.detail)}")
    if row.limit_type == "pattern":
        arguments.append("prepare=find_pattern")
    unit = f" {row.unit}{{s}}" if row.unit else ""
    return KeywordEntry(
        name=name,
        json_type=_type_of(row.json_types),
        maker="make_limit",
        arguments=tuple(arguments),
        expected=row.expected.replace("{limit}", f"{{limit}}{unit}"),
        needs=frozenset({"make_limit"}) | _names_in(f"({', '.join(arguments)})"),
    )


def _function_of(expression: str) -> str:
    """Return the function of the value that *expression* is."""
    name = expression.removesuffix("({value})")
    return name if name.isidentifier() else f"lambda value: {expression.format(value='value')}"


def _type_of(json_types: frozenset[str]) -> str:
    """Return the type that stands for *json_types*; empty for all."""
    if json_types <= {"integer", "number"}:
        return "number"
    return min(json_types) if len(json_types) == 1 else ""


def _names_in(arguments: str) -> frozenset[str]:
    """Return the names in *arguments*, which are those of rows; and the words of Python in them."""
    return frozenset(_NAME.findall(arguments))
