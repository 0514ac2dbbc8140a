"""A backtracking matcher that counts its steps, as Python's `re` takes them.

It is the model that `connectgen.json_schema.ecma_regex.linearity` reasons about, written the plain
way: no automaton, no counting of ways.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from connectgen.json_schema.ecma_regex.alphabet import code_spans
from connectgen.json_schema.ecma_regex.ast import (
    BoundaryAssertion,
    Choice,
    Group,
    Lookaround,
    One,
    RegexNode,
    Repeat,
    Sequence,
)

__all__ = ["TooManyStepsError", "count_steps"]

Next = Callable[[int], bool]


class TooManyStepsError(Exception):
    """The limit of steps is reached."""


def count_steps(root: RegexNode, text: str, most: int = 1_000_000) -> int:
    """Return the steps of a search for *root*, without back references, in *text*.

    Raises:
        TooManyStepsError: there are more than *most*.
    """
    matcher = _Matcher(text, most)
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 1_000_000))
    try:
        for start in range(len(text) + 1):
            if matcher.match(root, start, lambda _: True):
                break
    finally:
        sys.setrecursionlimit(before)
    return matcher.steps


class _Matcher:
    def __init__(self, text: str, most: int) -> None:
        self.text = text
        self.most = most
        self.steps = 0

    def match(self, node: RegexNode, place: int, then: Next) -> bool:
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError
        if isinstance(node, One):
            return self._takes(node, place) and then(place + 1)
        if isinstance(node, Sequence):
            return self._match_parts(node.parts, 0, place, then)
        if isinstance(node, Group):
            return self.match(node.body, place, then)
        if isinstance(node, Choice):
            found = False
            for option in node.options:
                found = found or self.match(option, place, then)
            return found
        if isinstance(node, Repeat):
            if isinstance(node.body, Lookaround):
                return self.match(node.body, place, then) if node.least else then(place)
            return self._match_round(node, 0, -1, place, then)
        if isinstance(node, BoundaryAssertion):
            return self._holds(node.text, place) and then(place)
        assert isinstance(node, Lookaround)
        if node.behind:
            found = any(
                self.match(node.body, start, lambda end: end == place) for start in range(place + 1)
            )
        else:
            found = self.match(node.body, place, lambda _: True)
        return found != node.negative and then(place)

    def _match_parts(
        self, parts: tuple[RegexNode, ...], index: int, place: int, then: Next
    ) -> bool:
        if index == len(parts):
            return then(place)
        return self.match(
            parts[index], place, lambda end: self._match_parts(parts, index + 1, end, then)
        )

    def _match_round(self, node: Repeat, done: int, last: int, place: int, then: Next) -> bool:
        self.steps += 1
        if done < node.least or ((node.most is None or done < node.most) and place != last):

            def again(end: int) -> bool:
                return self._match_round(node, done + 1, place, end, then)

            if self.match(node.body, place, again):
                return True
        return done >= node.least and then(place)

    def _takes(self, node: One, place: int) -> bool:
        if place >= len(self.text):
            return False
        code = ord(self.text[place])
        return any(first <= code <= last for first, last in code_spans(node.text))

    def _holds(self, assertion: str, place: int) -> bool:
        if assertion == "^":
            return place == 0
        if assertion == r"\Z":
            return place == len(self.text)
        boundary = self._is_word(place - 1) != self._is_word(place)
        return boundary == (assertion == r"(?a:\b)")

    def _is_word(self, place: int) -> bool:
        found = self.text[place : place + 1] if place >= 0 else ""
        return found.isascii() and (found.isalnum() or found == "_")
