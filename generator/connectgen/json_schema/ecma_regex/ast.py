"""What a pattern says: an inert tree, independent of how Python would write it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Assertion",
    "Choice",
    "Group",
    "Look",
    "Node",
    "One",
    "Pattern",
    "PatternError",
    "Reference",
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
class Assertion:
    """A place between characters."""

    text: str
    """For Python."""


@dataclass(frozen=True, slots=True)
class Look:
    """A lookahead or a lookbehind."""

    body: Node
    behind: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A part in parentheses."""

    body: Node
    number: int | None
    """From 1, in the order of the opening parentheses; None where it captures nothing."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A back reference."""

    group: int | str
    """Its number or its name."""

    position: int
    """In the pattern; no two references have the same."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part with a quantifier."""

    body: Node
    least: int
    most: int | None
    """None where there is no limit."""

    lazy: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after another; none at all matches everywhere."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, at least two."""

    options: tuple[Node, ...]


Node = One | Assertion | Look | Group | Reference | Repeat | Sequence | Choice


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole pattern."""

    root: Node
    names: tuple[str | None, ...]
    """Of the groups that capture, in the order of the opening parentheses."""

    references: tuple[Reference, ...]
    obstacle: str | None
    """Why it cannot be translated although it is valid, as far as reading it tells."""
