"""Code points of characters, escapes and classes, and the alphabet of a pattern."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from connectgen.json_schema.ecma_regex.ast import One
from connectgen.json_schema.ecma_regex.charset import (
    ANY,
    NOTHING,
    SETS,
    Span,
    complement_ranges,
    escape_character,
    join_spans,
    spans_text,
)

__all__ = ["Letter", "code_spans", "is_disjoint", "make_one", "split_alphabet", "subtract_spans"]

_ITEM = re.compile(r"\\(?:x(..)|u(.{4})|U(.{8})|(.))|(.)", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_LAST = 0x10FFFF
_READABLE = [(ord("a"), ord("z")), (ord("A"), ord("Z")), (ord("0"), ord("9")), (ord(" "), ord("~"))]


class Letter(NamedTuple):
    """Characters that a pattern treats alike."""

    classes: int
    """Bit *n* is set if the class number *n* contains them."""

    word: bool
    r"""Whether they are word characters, if the pattern asks (`\\b`)."""

    spans: tuple[Span, ...]

    def example(self) -> str:
        """Return one of the characters, a readable one if there is any."""
        for low, high in _READABLE:
            for first, last in self.spans:
                if first <= high and last >= low:
                    return chr(max(first, low))
        return chr(self.spans[0][0])


@functools.lru_cache(maxsize=1024)
def code_spans(text: str) -> tuple[Span, ...]:
    """Return the code points that *text* of a `One` matches, sorted and apart."""
    if text == ANY:
        return ((0, _LAST),)
    if text == NOTHING:
        return ()
    if not text.startswith("["):
        return tuple((code, code) for code, _ in _read_items(text))
    negated = text.startswith("[^")
    found = join_spans(sorted(_read_spans([*_read_items(text[1 + negated : -1])])))
    return tuple(complement_ranges(found) if negated else found)


def _read_items(text: str) -> Iterator[tuple[int, bool]]:
    """Yield the code points in *text*, each with whether it is a hyphen that can make a range."""
    for item in _ITEM.finditer(text):
        kind = item.lastindex or 0
        if kind < 4:
            yield int(item[kind], 16), False
        else:
            yield ord(_CONTROLS.get(item[4], item[4]) if kind == 4 else item[5]), item[5] == "-"


def _read_spans(items: list[tuple[int, bool]]) -> Iterator[Span]:
    place = 0
    while place < len(items):
        first = items[place][0]
        if place + 2 < len(items) and items[place + 1][1]:
            yield first, items[place + 2][0]
            place += 3
        else:
            yield first, first
            place += 1


def subtract_spans(spans: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """Return the code points of *spans* that are not in *others*; all sorted and apart."""
    kept = complement_ranges(others)
    return [
        (max(first, low), min(last, high))
        for first, last in spans
        for low, high in kept
        if first <= high and low <= last
    ]


def is_disjoint(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    """Return whether *spans* and *others* have no code point in common."""
    return not any(first <= high and low <= last for first, last in spans for low, high in others)


def make_one(spans: Iterable[Span]) -> One:
    """Return the node for one of the characters in *spans*, in the shortest text."""
    found = join_spans(sorted(spans))
    if len(found) == 1 and found[0][0] == found[0][1]:
        return One(escape_character(chr(found[0][0])))
    if not found:
        return One(NOTHING)
    others = complement_ranges(found)
    if not others:
        return One(ANY)
    return One(min(f"[{spans_text(found)}]", f"[^{spans_text(others)}]", key=len))


def split_alphabet(texts: Iterable[str], *, words: bool) -> list[Letter]:
    r"""Return the letters that the classes *texts* distinguish; one of them may be in no class.

    Args:
        texts: texts of `One`; the first is class 0.
        words: whether to distinguish word characters too, as `\\b` does.
    """
    changes: dict[int, int] = {0: 0}
    bit = 1
    for text in (*texts, f"[{SETS['w']}]") if words else texts:
        for first, last in code_spans(text):
            changes[first] = changes.get(first, 0) ^ bit
            changes[last + 1] = changes.get(last + 1, 0) ^ bit
        bit <<= 1
    word_bit = bit >> 1 if words else 0
    spans: dict[int, list[Span]] = {}
    cuts = sorted(changes)
    classes = 0
    for first, end in zip(cuts, (*cuts[1:], _LAST + 1), strict=True):
        classes ^= changes[first]
        if first < end:
            spans.setdefault(classes, []).append((first, end - 1))
    return [
        Letter(classes & ~word_bit, bool(classes & word_bit), tuple(found))
        for classes, found in spans.items()
    ]
