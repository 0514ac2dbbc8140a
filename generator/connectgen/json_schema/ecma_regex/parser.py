r"""Parser for patterns of ECMA-262 (2025), section 22.2.1.

A pattern is parsed as with the flag `u`, and matched by code points, like JSON text. From Annex
B.1.2, which applies without the flag, it accepts what cannot be a mistake: escaped punctuation
(`\-`), single brackets and braces, a set of characters beside a hyphen, a quantifier after a
lookahead. It rejects escaped letters and digits without a meaning (`\A`, `\8`), and patterns of
which one part needs the flag and another must not have it.
"""

from __future__ import annotations

import re

from connectgen.json_schema.ecma_regex.ast import (
    Backreference,
    BoundaryAssertion,
    Choice,
    Group,
    Lookaround,
    One,
    ParsedPattern,
    PatternError,
    RegexNode,
    Repeat,
    Sequence,
)
from connectgen.json_schema.ecma_regex.charset import (
    DOT,
    class_text,
    escape_character,
    escape_in_class,
    range_text,
)
from connectgen.json_schema.ecma_regex.escapes import (
    CharacterSet,
    read_character,
    read_character_set,
)
from connectgen.json_schema.ecma_regex.groups import CapturingGroups

__all__ = ["parse_pattern"]

_DEEPEST = 50
"""Levels of parentheses: Python's `re` recurses several times for each."""

_QUANTIFIER = re.compile(r"(?:([*+?])|\{([0-9]+)(?:(,)([0-9]*))?\})(\??)")
_QUANTIFIER_STARTS = frozenset("*+?{")
_LIMITS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_SIMPLE_CLASS = re.compile(r"\[\^?(?:a-z|A-Z|0-9|a-f|A-F|[A-Za-z0-9_ /.:,;@#%=])+\]")
"""Most classes, which Python writes likewise."""

_OPENING = re.compile(
    r"\((?:\?(?:(?P<plain>:)|(?P<look><?[=!])|<(?P<name>[^>]*)>|(?P<flags>[ims]*(?:-[ims]*)?):))?"
)
_BACK_REFERENCE = re.compile(r"\\(?:([1-9][0-9]*)|k<([^>]*)>)")
_BOUNDARIES = {
    "^": "^",
    "$": r"\Z",
    r"\b": r"(?a:\b)",
    r"\B": r"(?!(?a:\b))",  # Python's own does not match in an empty string
}
_BOUNDARY = re.compile(r"\^|\$|\\[bB]")


def parse_pattern(pattern: str) -> ParsedPattern:
    """Return the syntax tree of *pattern*.

    Raises:
        PatternError: it is not valid, or its meaning depends on the flag `u`.
    """
    return _PatternParser(pattern).parse_whole()


class _PatternParser:
    """Recursive-descent parser of one pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.depth = 0
        self.groups = CapturingGroups()
        self.references: list[Backreference] = []
        self.obstacle: str | None = None
        self.unicode: str | None = None
        self.annex_b: str | None = None
        if not pattern.isascii():
            wide = next((c for c in pattern if c > "\uffff" or "\ud800" <= c <= "\udfff"), None)
            if wide is not None:
                self.unicode = f"the character at position {pattern.index(wide)}"

    def parse_whole(self) -> ParsedPattern:
        """Return the pattern."""
        root = self._parse_choice()
        if self.position < len(self.pattern):
            raise PatternError(f"unmatched closing parenthesis at position {self.position}")
        self.groups.check_references(self.references)
        if self.unicode and self.annex_b:
            raise PatternError(
                f"{self.annex_b} is valid only without the flag u, but {self.unicode} only with it"
            )
        names, references = tuple(self.groups.names), tuple(self.references)
        return ParsedPattern(root, names, references, self.obstacle)

    def _parse_choice(self) -> RegexNode:
        options = [self._parse_sequence()]
        while self.pattern.startswith("|", self.position):
            self.position += 1
            self.groups.next_alternative()
            options.append(self._parse_sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _parse_sequence(self) -> RegexNode:
        parts: list[RegexNode] = []
        while self.position < len(self.pattern) and self.pattern[self.position] not in "|)":
            parts.append(self._parse_term())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _parse_term(self) -> RegexNode:
        start = self.position
        first = self.pattern[start]
        if first in _QUANTIFIER_STARTS and _QUANTIFIER.match(self.pattern, start):
            raise PatternError(f"nothing to repeat at position {start}")
        boundary = _BOUNDARY.match(self.pattern, start) if first in "^$\\" else None
        if boundary:
            self.position = boundary.end()
            return self._reject_quantifier(BoundaryAssertion(_BOUNDARIES[boundary[0]]))
        node = self._parse_atom()
        if isinstance(node, Lookaround) and node.behind:
            return self._reject_quantifier(node)
        following = self.pattern[self.position : self.position + 1]
        if following not in _QUANTIFIER_STARTS:
            return node
        quantifier = _QUANTIFIER.match(self.pattern, self.position)
        if quantifier is None:
            return node
        if isinstance(node, Lookaround):
            self._reject_flag(f"the quantifier at position {self.position}")
        self.position = quantifier.end()
        return self._reject_quantifier(_make_repeat(node, quantifier))

    def _reject_quantifier(self, node: RegexNode) -> RegexNode:
        """Return *node*, which no quantifier may follow; `+` would be possessive in Python."""
        if _QUANTIFIER.match(self.pattern, self.position):
            raise PatternError(f"nothing to repeat at position {self.position}")
        return node

    def _parse_atom(self) -> RegexNode:
        character = self.pattern[self.position]
        if character == "(":
            return self._parse_group()
        if character == "[":
            return self._parse_class()
        if character == "\\":
            return self._parse_escape()
        self.position += 1
        if character == ".":
            return One(DOT)
        if character in "]{}":
            self._reject_flag(f"the {character} at position {self.position - 1}")
        return One(escape_character(character))

    def _parse_group(self) -> RegexNode:
        start = self.position
        opening = _OPENING.match(self.pattern, start)
        if opening is None or self.pattern.startswith("?", opening.end()):
            raise PatternError(f"unsupported group at position {start}")
        number = self.groups.open_group(opening["name"], start) if _is_capturing(opening) else None
        self._open_group(opening)
        body = self._parse_choice()
        if not self.pattern.startswith(")", self.position):
            raise PatternError(f"unclosed parenthesis at position {start}")
        self.position += 1
        self.depth -= 1
        self.groups.close_alternatives()
        if opening["look"]:
            return Lookaround(body, behind="<" in opening["look"], negative="!" in opening["look"])
        return Group(body, number)

    def _open_group(self, opening: re.Match[str]) -> None:
        self.position = opening.end()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError(f"more than {_DEEPEST} levels of parentheses")
        self.groups.open_alternatives()
        flags = opening["flags"]
        if flags is None:
            return
        letters = flags.replace("-", "")
        if not letters or len({*letters}) < len(letters):
            raise PatternError(f"unsupported group at position {opening.start()}")
        self.obstacle = f"unsupported flags of the group at position {opening.start()}"

    def _parse_escape(self) -> RegexNode:
        start = self.position
        reference = _BACK_REFERENCE.match(self.pattern, start)
        if reference:
            self.position = reference.end()
            # Python refuses to convert thousands of digits, and no pattern has so many groups.
            group = int(reference[1][:9]) if reference[1] else reference[2]
            self.references.append(Backreference(group, start))
            return self.references[-1]
        found = self._read_escape(start)
        if isinstance(found, CharacterSet):
            return One(
                class_text([found.opposite if found.negative else found.text], found.negative)
            )
        return One(escape_character(found))

    def _read_escape(self, start: int) -> CharacterSet | str:
        """Return the set or the character of the escape at *start*, and move past it."""
        found = read_character_set(self.pattern, start + 1)
        if found is not None:
            self.position = found.end
            if found.unicode:
                self.unicode = self.unicode or f"the property at position {start}"
            return found
        character, self.position, mode = read_character(self.pattern, start + 1)
        if mode is True:
            self.unicode = self.unicode or f"the escape at position {start}"
        elif mode is False:
            self._reject_flag(f"the escape at position {start}")
        return character

    def _parse_class(self) -> RegexNode:
        start = self.position
        simple = _SIMPLE_CLASS.match(self.pattern, start)
        if simple:
            self.position = simple.end()
            return One(simple[0])
        negated = self.pattern.startswith("^", start + 1)
        self.position += 1 + negated
        parts: list[str] = []
        while not self.pattern.startswith("]", self.position):
            if self.position >= len(self.pattern):
                raise PatternError(f"unclosed character class at position {start}")
            parts += self._parse_class_range()
        self.position += 1
        return One(class_text(parts, negated))

    def _parse_class_range(self) -> list[str]:
        """Return the parts that one character, set or range adds to a class."""
        start = self.position
        first = self._parse_class_atom()
        behind = self.pattern[self.position : self.position + 2]
        if len(behind) < 2 or behind[0] != "-" or behind[1] == "]":
            return [_class_part(first)]
        self.position += 1
        last = self._parse_class_atom()
        if isinstance(first, str) and isinstance(last, str):
            if first > last:
                raise PatternError(f"range out of order at position {start}")
            return [range_text(first, last)]
        self._reject_flag(f"the hyphen beside a set, after position {start},")
        return [_class_part(first), "-", _class_part(last)]

    def _parse_class_atom(self) -> CharacterSet | str:
        start = self.position
        if self.pattern.startswith(r"\b", start):
            self.position += 2
            return "\b"
        if self.pattern.startswith(r"\-", start):  # which the flag allows in a class
            self.position += 2
            return "-"
        if self.pattern[start] == "\\":
            return self._read_escape(start)
        self.position += 1
        return self.pattern[start]

    def _reject_flag(self, what: str) -> None:
        self.annex_b = self.annex_b or what


def _is_capturing(opening: re.Match[str]) -> bool:
    return opening[0] == "(" or opening["name"] is not None


def _make_repeat(node: RegexNode, quantifier: re.Match[str]) -> RegexNode:
    symbol, least, comma, most, lazy = quantifier.groups()
    if symbol:
        low, high = _LIMITS[symbol]
    else:
        low = _parse_count(least)
        high = _parse_count(most) if most else None if comma else low
    if high is not None and high < low:
        raise PatternError(f"repetition limits out of order at position {quantifier.start()}")
    return Repeat(node, low, high, bool(lazy))


def _parse_count(digits: str) -> int:
    if len(digits.lstrip("0")) > 9:
        raise PatternError(f"too many repetitions: {digits[:20]}")
    return int(digits)


def _class_part(atom: CharacterSet | str) -> str:
    if isinstance(atom, CharacterSet):
        return atom.text
    return atom if atom == "-" else escape_in_class(atom)
