"""Syntax tree of a pattern, independent of Python's syntax."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Backreference",
    "BoundaryAssertion",
    "Choice",
    "Group",
    "Lookaround",
    "One",
    "ParsedPattern",
    "PatternError",
    "RegexNode",
    "Repeat",
    "Sequence",
]


class PatternError(ValueError):
    """A pattern that cannot be translated exactly; the message says where and why."""


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one character."""

    text: str
    """For Python: a character, an escape or a class."""


@dataclass(frozen=True, slots=True)
class BoundaryAssertion:
    """A place between characters."""

    text: str
    """For Python."""


@dataclass(frozen=True, slots=True)
class Lookaround:
    """A lookahead or a lookbehind."""

    body: RegexNode
    behind: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A part in parentheses."""

    body: RegexNode
    number: int | None
    """From 1, in the order of the opening parentheses; None where it captures nothing."""


@dataclass(frozen=True, slots=True)
class Backreference:
    """A back reference."""

    group: int | str
    """Its number or its name."""

    position: int
    """In the pattern; no two references have the same."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part with a quantifier."""

    body: RegexNode
    least: int
    most: int | None
    """None where there is no limit."""

    lazy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after another; none at all matches everywhere."""

    parts: tuple[RegexNode, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, at least two."""

    options: tuple[RegexNode, ...]


RegexNode = (
    One | BoundaryAssertion | Lookaround | Group | Backreference | Repeat | Sequence | Choice
)


@dataclass(frozen=True, slots=True)
class ParsedPattern:
    """A whole pattern."""

    root: RegexNode
    names: tuple[str | None, ...]
    """Of the groups that capture, in the order of the opening parentheses."""

    references: tuple[Backreference, ...]
    obstacle: str | None
    """Why it cannot be translated although it is valid, as far as reading it tells."""
