r"""Characters and character classes in Python's syntax, always in ASCII.

Which characters are printable depends on the version of Python, and the output must not.
Source: ECMA-262, sections 12.2, 12.3 and 22.2.2.9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = [
    "ANY",
    "DOT",
    "NOTHING",
    "SETS",
    "Span",
    "class_text",
    "complement_ranges",
    "escape_character",
    "escape_in_class",
    "join_spans",
    "range_text",
    "spans_text",
]

Span = tuple[int, int]
"""First and last code point."""

ANY = r"[\s\S]"
NOTHING = r"[^\s\S]"
DOT = r"[^\n\r\u2028\u2029]"

_SPACES = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_OTHER_THAN_SPACES = (
    r"\x00-\x08\x0e-\x1f!-\x9f\xa1-\u167f\u1681-\u1fff\u200b-\u2027\u202a-\u202e\u2030-\u205e"
    r"\u2060-\u2fff\u3001-\ufefe\uff00-\U0010ffff"
)
SETS = {
    "d": "0-9",
    "D": r"\x00-/:-\U0010ffff",
    "s": _SPACES,
    "S": _OTHER_THAN_SPACES,
    "w": "A-Za-z0-9_",
    "W": r"\x00-/:-@\[-\^`{-\U0010ffff",
}
"""Ranges of `\\d` and the like, for use inside a class."""

_CONTROLS = {"\t": r"\t", "\n": r"\n", "\v": r"\v", "\f": r"\f", "\r": r"\r"}
_SYNTAX = frozenset("^$\\.*+?()[]{}|")
_CLASS_SYNTAX = frozenset("^\\[]&~|")  # `&&`, `||`, `~~`, `--` and `[` are reserved in Python
_LAST = 0x10FFFF


def escape_character(character: str) -> str:
    """Return a pattern outside a class for exactly *character*."""
    return f"\\{character}" if character in _SYNTAX else _ascii_escape(character)


def escape_in_class(character: str) -> str:
    """Return a pattern inside a class for exactly *character*, except a single hyphen."""
    return f"\\{character}" if character in _CLASS_SYNTAX else _ascii_escape(character)


def class_text(parts: Sequence[str], negated: bool) -> str:
    """Return a class of *parts*: characters, ranges and sets, of which some may be empty."""
    parts = [part for part in parts if part]
    if not parts:
        return ANY if negated else NOTHING
    if {SETS["d"], SETS["D"]} <= {*parts} or {SETS["s"], SETS["S"]} <= {*parts}:
        return NOTHING if negated else ANY
    if {SETS["w"], SETS["W"]} <= {*parts}:
        return NOTHING if negated else ANY
    inner = [r"\-" if part == "-" else part for part in parts[1:]]
    if len(inner) > 1 and parts[-1] == "-" != parts[-2]:
        inner[-1] = "-"
    body = "".join([parts[0], *inner])
    return f"[^{body}]" if negated else f"[{body}]"


def spans_text(ranges: Iterable[Span]) -> str:
    """Return the part of a class that holds *ranges*."""
    return "".join(_span_text(first, last) for first, last in ranges)


def complement_ranges(ranges: Iterable[Span]) -> list[Span]:
    """Return the code points that are not in *ranges*, which are sorted and apart."""
    found: list[Span] = []
    start = 0
    for first, last in ranges:
        if first > start:
            found.append((start, first - 1))
        start = last + 1
    return [*found, (start, _LAST)] if start <= _LAST else found


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Return sorted *spans*, those that touch or overlap as one."""
    found: list[Span] = []
    for first, last in spans:
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def range_text(first: str, last: str) -> str:
    """Return the part of a class from *first* to *last*."""
    return "-".join(r"\-" if end == "-" else escape_in_class(end) for end in (first, last))


def _span_text(first: int, last: int) -> str:
    if last - first > 1:
        return range_text(chr(first), chr(last))
    return "".join(
        r"\-" if code == ord("-") else escape_in_class(chr(code)) for code in range(first, last + 1)
    )


def _ascii_escape(character: str) -> str:
    if " " <= character <= "~":
        return character
    code = ord(character)
    if code < 0x100:
        return _CONTROLS.get(character) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
