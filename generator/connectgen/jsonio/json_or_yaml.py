"""Write a document as JSON or as YAML 1.2, so that parsers of either read the same.

Many tools read JSON as YAML, in which a character is never escaped as two halves. So characters are
written as such, in UTF-8, except those that YAML does not allow or that do not show.

JSON is YAML, so only objects, arrays and plain keys are written in another way. A library for YAML
1.1 would write the text `1e3` or `0o7` without quotation marks, which readers of YAML 1.2 take for
a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain
from typing import Any, cast

__all__ = ["dump_json", "dump_yaml"]

_HALF = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(
    "[\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]"
)
"""Characters that do not show or turn the direction of writing, and those that YAML forbids."""

_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LONGEST_KEY = 1_000
"""Longest key, in characters, that need not be marked as one."""

_WORDS = frozenset({"false", "n", "no", "null", "off", "on", "true", "y", "yes"})
"""Keys that some version of YAML reads as something else than a text."""


def dump_json(document: Mapping[str, Any]) -> bytes:
    """Return *document* as JSON: always the same bytes."""
    encoder = json.JSONEncoder(indent=2, ensure_ascii=False, allow_nan=False)
    return _encode(chain(map(_escape, encoder.iterencode(document)), "\n"))


def dump_yaml(document: Mapping[str, Any]) -> bytes:
    """Return *document* as YAML: always the same bytes."""
    return _encode(f"{line}\n" for line in _object_lines(document, ""))


def _encode(parts: Iterable[str]) -> bytes:
    # "".join would hold a list of all parts, and take four bytes for each character if one is an
    # emoji: ten times the memory of the document.
    data = BytesIO()
    data.writelines(part.encode() for part in parts)
    return data.getvalue()


def _to_json(value: object) -> str:
    return _escape(json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escape(text: str) -> str:
    if text.isascii() and "\x7f" not in text:
        return text
    # half a character, which only an escape can hold, is none in YAML
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", _HALF.sub("\ufffd", text))


def _object_lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, member in value.items():
        key = _key(name)
        if len(key) > _LONGEST_KEY:
            yield f"{indent}? {key}"
            key = ""
        yield from _entry_lines(f"{indent}{key}:", member, indent)


def _array_lines(value: Sequence[Any], indent: str) -> Iterator[str]:
    for item in value:
        yield from _entry_lines(f"{indent}-", item, indent)


def _entry_lines(head: str, value: object, indent: str) -> Iterator[str]:
    inner = f"{indent}  "
    if value and isinstance(value, Mapping):
        yield head
        yield from _object_lines(cast("Mapping[str, Any]", value), inner)
    elif value and isinstance(value, list | tuple):
        yield head
        yield from _array_lines(cast("Sequence[Any]", value), inner)
    else:
        yield f"{head} {_to_json(value)}"


def _key(name: str) -> str:
    is_plain = _PLAIN_KEY.fullmatch(name) and name.lower() not in _WORDS
    return name if is_plain else _to_json(name)
