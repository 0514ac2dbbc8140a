r"""Escapes of ECMA-262: what follows a backslash, inside a class and outside."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from connectgen.json_schema.ecma_regex.ast import PatternError
from connectgen.json_schema.ecma_regex.charset import SETS, complement_ranges, spans_text
from connectgen.json_schema.ecma_regex.unicode_properties import property_ranges

__all__ = ["CharacterSet", "EscapedCharacter", "read_character", "read_character_set"]

_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_PROPERTY = re.compile(r"[pP]\{([^}]*)\}")
_NUMBERED = re.compile(
    r"""
    (?P<zero> 0(?![0-9]) )
    | c(?P<control> [A-Za-z] )
    | x(?P<byte> [0-9A-Fa-f]{2} )
    | u(?P<high> [Dd][89ABab][0-9A-Fa-f]{2} )\\u(?P<low> [Dd][C-Fc-f][0-9A-Fa-f]{2} )
    | u(?P<unit> [0-9A-Fa-f]{4} )
    | u\{(?P<point> [0-9A-Fa-f]+ )\}
    """,
    re.VERBOSE,
)


class CharacterSet(NamedTuple):
    r"""Character set of an escape such as `\d`."""

    text: str
    """The part of a class that holds it."""

    opposite: str
    """The part of a class that holds everything else."""

    end: int
    """Position after the escape."""

    negative: bool
    """Whether it is defined by what it excludes, such as `\\D`."""

    unicode: bool
    """Whether it has this meaning only with the flag `u`."""


class EscapedCharacter(NamedTuple):
    """The one character that an escape stands for."""

    character: str
    end: int
    """Position after the escape."""

    mode: bool | None
    """Whether it is valid only with the flag `u` (True), only without it (False), or both."""


def read_character_set(pattern: str, position: int) -> CharacterSet | None:
    """Return the set of characters whose escape has its letter at *position*, if it is one.

    Raises:
        PatternError: it names no Unicode property.
    """
    letter = pattern[position : position + 1]
    if letter and letter in SETS:
        opposite = SETS[letter.swapcase()]
        return CharacterSet(SETS[letter], opposite, position + 1, letter.isupper(), unicode=False)
    if letter not in ("p", "P"):
        return None
    named = _PROPERTY.match(pattern, position)
    if named is None:
        raise PatternError(f"escape \\{letter} at position {position - 1} names no property")
    try:
        text, opposite = _property_texts(named[1])
    except PatternError as error:
        raise PatternError(f"{error}, at position {position - 1}") from error
    if letter == "P":
        text, opposite = opposite, text
    return CharacterSet(text, opposite, named.end(), letter == "P", unicode=True)


@functools.lru_cache(maxsize=256)
def _property_texts(name: str) -> tuple[str, str]:
    """Return the parts of a class that hold the characters with the property *name*, and others."""
    ranges = property_ranges(name)
    return spans_text(ranges), spans_text(complement_ranges(ranges))


def read_character(pattern: str, position: int) -> EscapedCharacter:
    """Return the character that the escape whose letter is at *position* stands for.

    Raises:
        PatternError: it stands for none, or means something else with and without the flag `u`.
    """
    if position >= len(pattern):
        raise PatternError("pattern ends in a backslash")
    letter = pattern[position]
    if letter in _CONTROLS:
        return EscapedCharacter(_CONTROLS[letter], position + 1, None)
    numbered = _NUMBERED.match(pattern, position)
    if numbered:
        return _read_code_point(numbered)
    if letter.isascii() and letter.isalnum():
        raise PatternError(f"unsupported escape \\{letter} at position {position - 1}")
    return EscapedCharacter(letter, position + 1, None if letter in _SYNTAX else False)


def _read_code_point(found: re.Match[str]) -> EscapedCharacter:
    """Return the character of a numeric escape."""
    kind, digits = found.lastgroup, found[found.lastgroup or 0]
    if kind == "zero":
        return EscapedCharacter("\0", found.end(), None)
    if kind == "control":
        return EscapedCharacter(chr(ord(digits) % 32), found.end(), None)
    code = int(digits, 16)
    if kind == "low":
        code = 0x10000 + (int(found["high"], 16) - 0xD800) * 0x400 + code - 0xDC00
    if code > 0x10FFFF:
        raise PatternError(f"no character {digits}, at position {found.start() - 1}")
    wide = kind == "point" or code > 0xFFFF or 0xD800 <= code <= 0xDFFF
    return EscapedCharacter(chr(code), found.end(), wide or None)
