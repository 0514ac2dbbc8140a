r"""Automaton of positions (Glushkov) of a pattern, which counts the ways of a backtracking matcher.

Each character or class of the pattern is a state. Two states can be connected in several ways, of
which a matcher tries every one: `(?:a*)*` leads from `a` to `a` through the inner repetition and
through the outer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from connectgen.json_schema.ecma_regex.ast import (
    Backreference,
    BoundaryAssertion,
    Choice,
    Group,
    Lookaround,
    One,
    RegexNode,
    Repeat,
    Sequence,
)

__all__ = [
    "ANYWHERE",
    "AT_START",
    "END",
    "OTHER",
    "SMALL",
    "START",
    "WORD",
    "Automaton",
    "TooComplexError",
    "context",
]

START, WORD, OTHER = range(3)
"""What is before a place: nothing, a word character, or another one."""

END = START
"""What is behind a place: nothing; else as before it."""

_MOST_STATES = 400
_MOST_EDGES = 10_000
_MOST_WAYS = 10_000
SMALL = 8
"""Repetitions that are always counted."""


def context(before: int, behind: int) -> int:
    """Return the bit of a place between *before* and *behind*."""
    return 1 << (before * 3 + behind)


_KINDS = (START, WORD, OTHER)
ANYWHERE = sum(context(before, behind) for before in _KINDS for behind in _KINDS)
_WORD_BOUNDARY = sum(
    context(before, behind)
    for before in _KINDS
    for behind in _KINDS
    if (before == WORD) != (behind == WORD)
)
AT_START = sum(context(START, behind) for behind in _KINDS)
_PLACES = {
    "^": AT_START,
    r"\Z": sum(context(before, END) for before in _KINDS),
    r"(?a:\b)": _WORD_BOUNDARY,
    r"(?!(?a:\b))": ANYWHERE ^ _WORD_BOUNDARY,
}
"""Places where an assertion holds, by its text: a sum of contexts."""

_Key = TypeVar("_Key")

Ends = dict[tuple[int, int], int]
"""Number of ways by state and by the places where they can be taken."""


class TooComplexError(Exception):
    """A pattern whose automaton is too large, or has too many ways."""


class _Fragment(NamedTuple):
    """Part of an automaton."""

    empty: dict[int, int]
    """Ways through it that take no character, by the places where they can be taken."""

    first: Ends
    last: Ends


_EMPTY = _Fragment({ANYWHERE: 1}, {}, {})


class Automaton:
    """Automaton of a whole pattern.

    Args:
        exact: whether to count all repetitions. Without it, long ones become loops, which have at
            least as many ways.
        copies: for each back reference, by its position, what it stands for.
    """

    def __init__(
        self, *, exact: bool = True, copies: Mapping[int, RegexNode] | None = None
    ) -> None:
        self.exact = exact
        self.copies = copies or {}
        self.texts = [""]
        """By state, the text of its `One`; state 0 is the start."""

        self.follow: list[Ends] = [{}]
        """By state, the states behind it."""

        self.exits: Ends = {}
        """States behind which the pattern matches."""

        self.approximate = False
        """Whether a long repetition has become a loop."""

        self.words = False
        r"""Whether it asks for word characters (`\b`)."""

        self.lookarounds = False
        self.lookbehinds: list[RegexNode] = []
        """Bodies of its lookbehinds, which are not part of it."""

        self._edges = 0

    def add_pattern(self, root: RegexNode) -> None:
        """Add the whole pattern.

        Raises:
            TooComplexError: it has too many states, connections or ways.
        """
        fragment = self._add(root)
        self._connect({(0, ANYWHERE): 1}, fragment.first)
        self.exits = fragment.last | {(0, places): ways for places, ways in fragment.empty.items()}

    def _add(self, node: RegexNode) -> _Fragment:
        if isinstance(node, One):
            return self._add_state(node)
        if isinstance(node, Sequence):
            found = _EMPTY
            for part in node.parts:
                found = self._join(found, self._add(part))
            return found
        if isinstance(node, Group):
            return self._add(node.body)
        if isinstance(node, Choice):
            return _unite([self._add(option) for option in node.options])
        if isinstance(node, Repeat):
            return self._add_repeat(node)
        if isinstance(node, BoundaryAssertion):
            places = _PLACES[node.text]
            self.words |= places in (_PLACES[r"(?a:\b)"], _PLACES[r"(?!(?a:\b))"])
            return _Fragment({places: 1}, {}, {})
        if isinstance(node, Backreference):
            return self._add(self.copies[node.position])
        return self._add_lookaround(node)

    def _add_state(self, node: One) -> _Fragment:
        state = len(self.texts)
        if state > _MOST_STATES:
            raise TooComplexError
        self.texts.append(node.text)
        self.follow.append({})
        ends = {(state, ANYWHERE): 1}
        return _Fragment({}, ends, ends)

    def _add_lookaround(self, node: Lookaround) -> _Fragment:
        self.lookarounds = True
        if node.behind:
            self.lookbehinds.append(node.body)
            return _EMPTY
        # What it looks at is tried, and leads nowhere; the match goes on from the same place.
        return _Fragment({ANYWHERE: 1}, self._add(node.body).first, {})

    def _add_repeat(self, node: Repeat) -> _Fragment:
        if isinstance(node.body, Lookaround):  # as the emitter has it
            return self._add(node.body) if node.least else _EMPTY
        body = self._add(node.body)
        least, most = node.least, node.most
        # Each of the rounds that have to be can be an empty one, and a matcher tries them all.
        if body.empty and least > (SMALL if body.first else 1):
            raise TooComplexError
        # In a loop an empty round is the last one, so that it cannot stand for several.
        if (
            not self.exact
            and max(least, most or 0) > SMALL
            and (least < 2 or not body.empty)
            and not (most is not None and most < 2)
        ):
            self.approximate = True
            least, most = min(least, 1), None
        found = _EMPTY
        for number in range(least):
            found = self._join(found, body if number == 0 else self._add(node.body))
        last_copy = body if least == 0 else None
        if most is None:
            return self._join(found, self._loop(last_copy or self._add(node.body)))
        rest: _Fragment | None = None
        for _ in range(most - least):
            copy = last_copy or self._add(node.body)
            last_copy = None
            rest = _unite([_EMPTY, copy if rest is None else self._join(copy, rest)])
        return found if rest is None else self._join(found, rest)

    def _loop(self, body: _Fragment) -> _Fragment:
        """Return *body* repeated without limits; a matcher stops after an empty round."""
        self._connect(body.last, body.first)
        empty = _sum_ways(_EMPTY.empty, body.empty)
        return _Fragment(empty, body.first, _multiply(body.last, empty))

    def _join(self, one: _Fragment, other: _Fragment) -> _Fragment:
        """Return *one* followed by *other*."""
        if one is _EMPTY:
            return other
        self._connect(one.last, other.first)
        empty: dict[int, int] = {}
        for places, ways in one.empty.items():
            for more, others in other.empty.items():
                if places & more:
                    empty[places & more] = empty.get(places & more, 0) + ways * others
        if any(ways > _MOST_WAYS for ways in empty.values()):
            raise TooComplexError
        first = _sum_ways(one.first, _multiply(other.first, one.empty))
        return _Fragment(empty, first, _sum_ways(other.last, _multiply(one.last, other.empty)))

    def _connect(self, last: Ends, first: Ends) -> None:
        """Connect each state of *last* with each one of *first*."""
        self._edges += len(last) * len(first)
        if self._edges > _MOST_EDGES:
            raise TooComplexError
        for (state, places), ways in last.items():
            follow = self.follow[state]
            for (target, more), others in first.items():
                common = places & more
                if common:
                    follow[target, common] = follow.get((target, common), 0) + ways * others


def _unite(fragments: list[_Fragment]) -> _Fragment:
    """Return the alternatives *fragments*."""
    empty: dict[int, int] = {}
    first: Ends = {}
    last: Ends = {}
    for fragment in fragments:
        empty = _sum_ways(empty, fragment.empty)
        first = _sum_ways(first, fragment.first)
        last = _sum_ways(last, fragment.last)
    return _Fragment(empty, first, last)


def _multiply(ends: Ends, empty: dict[int, int]) -> Ends:
    """Return *ends*, with a part before or behind them that may be empty."""
    if len(empty) == 1 and empty.get(ANYWHERE) == 1:
        return ends
    found: Ends = {}
    for (state, places), ways in ends.items():
        for more, others in empty.items():
            if places & more:
                key = (state, places & more)
                found[key] = found.get(key, 0) + ways * others
    return found


def _sum_ways(one: dict[_Key, int], other: dict[_Key, int]) -> dict[_Key, int]:
    if not one or not other:
        return one or other
    found = dict(one)
    for key, ways in other.items():
        found[key] = found.get(key, 0) + ways
        if found[key] > _MOST_WAYS:
            raise TooComplexError
    return found
