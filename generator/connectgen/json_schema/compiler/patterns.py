"""Tests of patterns: without `re` where a method of `str` does the same."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from connectgen.json_schema.compiler.expressions import (
    TRUE,
    Atom,
    Call,
    Compare,
    Expr,
    literal,
    method,
    negate,
)
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.ecma_regex import forbidden_class, refuting_pattern, translate_pattern
from connectgen.json_schema.ecma_regex.alphabet import code_spans
from connectgen.json_schema.ecma_regex.ast import (
    BoundaryAssertion,
    Choice,
    Group,
    One,
    RegexNode,
    Repeat,
    Sequence,
)
from connectgen.json_schema.ecma_regex.parser import parse_pattern

__all__ = ["pattern_test"]

_MOST_CHARACTERS = 64
_START = BoundaryAssertion("^")
_END = BoundaryAssertion("\\Z")


class _Literals(NamedTuple):
    """A pattern that only compares: its texts, and whether they must be at the start or end."""

    texts: tuple[str, ...]
    at_start: bool
    at_end: bool
    is_set: bool = False
    """Whether the texts are the characters of a class."""


def pattern_test(pattern: str, value: Expr, label: str, module: ModuleScope) -> Expr:
    """Return the test that *value*, a string, matches *pattern*.

    Args:
        pattern: a regular expression of ECMA-262.
        value: the string.
        label: base of the name of a new constant.
        module: holds the constants.

    Raises:
        PatternError: it cannot be translated.
    """
    found = _read_literals(pattern)
    if found is not None:
        test = _literal_test(found, value, label, module)
        if test is not None:
            return test
    characters = forbidden_class(pattern)
    if characters is not None and len(characters) == 1:
        return Compare(literal(characters), "not in", value)
    unwanted = f"[{characters}]" if characters else refuting_pattern(pattern)
    if unwanted is None:
        searched = module.pattern_constant(translate_pattern(pattern), f"{label}_pattern")
        return negate(_search(searched, value))
    prefix = "not_in" if characters else "not"
    return _search(module.pattern_constant(unwanted, f"{prefix}_{label}"), value)


def _search(pattern: Expr, value: Expr) -> Expr:
    """Return the test that *pattern* is not found in *value*."""
    return Compare(method(pattern, "search", value), "is", literal(None))


def _literal_test(found: _Literals, value: Expr, label: str, module: ModuleScope) -> Expr | None:
    texts, at_start, at_end, is_set = found
    if is_set:
        start = Call(value, (Atom(":1"),), "[]")
        return Compare(start, "in", module.set_constant(texts, f"{label}_start"))
    if at_start and at_end:
        if len(texts) == 1:
            return Compare(value, "==", literal(texts[0]))
        return Compare(value, "in", module.set_constant(texts, f"{label}_texts"))
    if "" in texts:
        return TRUE
    if at_start or at_end:
        listed = literal(texts[0]) if len(texts) == 1 else _tuple(texts)
        if len(texts) > 1 and len(listed.text()) > _MOST_CHARACTERS:
            return None
        return method(value, "startswith" if at_start else "endswith", listed)
    return Compare(literal(texts[0]), "in", value) if len(texts) == 1 else None


def _tuple(texts: tuple[str, ...]) -> Atom:
    return Atom(f"({', '.join(literal(text).source for text in texts)})")


@lru_cache(maxsize=4096)
def _read_literals(pattern: str) -> _Literals | None:
    """Return what *pattern* compares with, or None if it does more than compare."""
    parsed = parse_pattern(pattern)
    if parsed.references or parsed.obstacle:
        return None
    parts = _flatten(parsed.root)
    at_start = bool(parts) and parts[0] == _START
    at_end = len(parts) > at_start and parts[-1] == _END
    parts = parts[at_start : len(parts) - at_end]
    while parts and not at_end and isinstance(parts[-1], Repeat) and parts[-1].least == 0:
        parts = parts[:-1]  # what may be missing at an open end asks nothing
    if at_start and not at_end and len(parts) == 1:
        characters = _characters_of(parts[0])
        if characters is not None and len(characters) > 1:
            return _Literals(characters, at_start, at_end, is_set=True)
    texts = _texts_of(parts)
    return None if texts is None else _Literals(texts, at_start, at_end)


def _flatten(node: RegexNode) -> tuple[RegexNode, ...]:
    while isinstance(node, Group):
        node = node.body
    return node.parts if isinstance(node, Sequence) else (node,)


def _texts_of(parts: tuple[RegexNode, ...]) -> tuple[str, ...] | None:
    """Return the texts that *parts* match: one, or those of a single choice."""
    while len(parts) == 1 and isinstance(parts[0], Group):
        parts = _flatten(parts[0])
    if len(parts) == 1 and isinstance(parts[0], Choice):
        texts = [_plain_text(_flatten(option)) for option in parts[0].options]
        found = tuple(dict.fromkeys(text for text in texts if text is not None))
        return found if None not in texts else None
    text = _plain_text(parts)
    return None if text is None else (text,)


def _plain_text(parts: tuple[RegexNode, ...]) -> str | None:
    text = ""
    for part in parts:
        characters = _characters_of(part)
        if characters is None or len(characters) != 1:
            return None
        text += characters[0]
    return text


def _characters_of(part: RegexNode) -> tuple[str, ...] | None:
    """Return the characters that *part*, if it is one character, matches; None if many do."""
    spans = code_spans(part.text) if isinstance(part, One) else ()
    if not spans or sum([last + 1 - first for first, last in spans]) > _MOST_CHARACTERS:
        return None
    return tuple([chr(code) for first, last in spans for code in range(first, last + 1)])
