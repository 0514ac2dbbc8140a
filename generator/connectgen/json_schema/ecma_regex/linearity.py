"""Proof that Python's `re` needs time proportional to the length of a text, or a text against it.

A backtracking matcher tries one way through the pattern after the other. If no match is found, its
steps are the ways to read each beginning of each end of the text. `find_blowup` follows all of them
at once, from all starts, for all texts: a vector holds how many ways are at each state. If there
are finitely many vectors, and each has few ways, the time is linear. This is the determinization of
an automaton with multiplicities (Weber and Seidl, On the degree of ambiguity of finite automata,
1991). A vector is skipped if another one has at least as many ways everywhere.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping
from math import inf
from operator import itemgetter
from typing import NamedTuple

from connectgen.json_schema.ecma_regex.alphabet import Letter, split_alphabet
from connectgen.json_schema.ecma_regex.ast import (
    BoundaryAssertion,
    RegexNode,
    Repeat,
    Sequence,
)
from connectgen.json_schema.ecma_regex.automaton import (
    AT_START,
    OTHER,
    SMALL,
    START,
    WORD,
    Automaton,
    TooComplexError,
    context,
)
from connectgen.json_schema.ecma_regex.measures import (
    count_paths,
    flat_parts,
    greatest_width,
    is_deterministic,
)

__all__ = ["Blowup", "find_blowup"]

_EXTRA_WAYS = 20
"""Ways that a pattern may have at a time, beyond one for each of its states."""

_FEW = 2_000
"""Steps at each place that do not need a proof."""

_MOST_STEPS = 30_000
_MOST_PRODUCTS = 4_000
"""Ways that a pattern may have that begins with long repetitions, all of them limited."""

_REPETITION = re.compile(r"(.+?)\1{2}", re.DOTALL)
_BEST = 12
"""Vectors that every new one is compared with."""

_Vector = dict[int, int]
"""Number of ways by state."""


class Blowup(NamedTuple):
    """Reason why a pattern is not proved linear."""

    text: str
    """Beginning of texts that take more and more time; empty if none was found."""

    def split(self) -> tuple[str, str]:
        """Return the part of the text that repeats itself, after the part before it."""
        found = _REPETITION.search(self.text)
        return (self.text[: found.start()], found[1]) if found else ("", self.text)


def find_blowup(root: RegexNode, copies: Mapping[int, RegexNode] | None = None) -> Blowup | None:
    """Return why `re.search` for *root* is not proved linear, or None if it is.

    Args:
        root: the pattern.
        copies: for each back reference, by its position, what it stands for.
    """
    if is_deterministic(root) or count_paths(root) * (1 + greatest_width(root)) <= _FEW:
        return None
    proof = _Proof(dict(copies or {}))
    found = proof.count_ways(root, exact=False, restart=True)
    if isinstance(found, int) or not proof.approximate:
        return found if isinstance(found, Blowup) else None
    parts = flat_parts(root)
    if parts[0] == BoundaryAssertion("^") and proof.count_product(parts) <= _MOST_PRODUCTS:
        return None
    again = proof.count_ways(root, exact=True, restart=True)
    return found if isinstance(again, Blowup) else None


class _Proof:
    """Proof for one pattern; *copies* as for `find_blowup`."""

    def __init__(self, copies: dict[int, RegexNode]) -> None:
        self.copies = copies
        self.approximate = False
        """Whether a long repetition was taken for a loop."""

    def count_ways(self, root: RegexNode, *, exact: bool, restart: bool) -> int | Blowup:
        """Return the most ways at a time, for any text.

        Args:
            root: a pattern, or a part of one.
            exact: whether to count long repetitions.
            restart: whether it is searched for at every place.
        """
        automaton = Automaton(exact=exact, copies=self.copies)
        try:
            automaton.add_pattern(root)
        except TooComplexError:
            self.approximate = True
            return Blowup("")
        self.approximate |= automaton.approximate
        search = _Search(automaton, restart=restart)
        found = search.run()
        if found is not None:
            return found
        for body in automaton.lookbehinds:
            # It has a greatest width, so that one that is linear is limited by a constant.
            inside = self.count_ways(body, exact=exact, restart=False)
            if isinstance(inside, Blowup):
                return inside
        return search.most

    def count_product(self, parts: list[RegexNode]) -> float:
        """Return a number of ways that *parts*, from one place, do not exceed; infinite if unknown.

        A part of limited width ends at so many places at most, and the rest begins there.
        """
        whole = self.count_ways(Sequence(tuple(parts)), exact=False, restart=False)
        if isinstance(whole, int):
            return whole
        for end, part in enumerate(parts, 1):
            if isinstance(part, Repeat) and (part.most or 0) > SMALL:
                front = Sequence(tuple(parts[:end]))
                ways = self.count_ways(front, exact=False, restart=False)
                width = greatest_width(front)
                if isinstance(ways, Blowup) or width > _MOST_PRODUCTS or end == len(parts):
                    return inf
                return ways + ways * (width + 1) * self.count_product(parts[end:])
        return inf


class _Search:
    """Search for a vector with too many ways."""

    def __init__(self, automaton: Automaton, *, restart: bool) -> None:
        self.automaton = automaton
        self.restart = restart and any(places & ~AT_START for _, places in automaton.follow[0])
        # A part of a pattern can begin anywhere.
        self.starts = (START,) if restart else (START, WORD, OTHER)
        self.limit = _EXTRA_WAYS + len(automaton.texts)
        texts = list(dict.fromkeys(automaton.texts[1:]))
        self.letters = _greatest(split_alphabet(texts, words=automaton.words))
        taken = [
            [number for number, letter in enumerate(self.letters) if letter.classes >> index & 1]
            for index in range(len(texts))
        ]
        by_text = dict(zip(texts, taken, strict=True))
        self.taken = [by_text.get(text, []) for text in automaton.texts]
        """By state, the numbers of the letters that it takes."""

        self.kinds = [WORD if letter.word else OTHER for letter in self.letters]
        self.origins: list[tuple[int, int]] = []
        """For each vector the number of the one before it, and the letter that leads here."""

        self.best: list[tuple[int, int, _Vector]] = []
        """What is before the place, ways, and the vector."""

        self.most = 1
        """The most ways of a vector so far."""

        self.steps = 0

    def run(self) -> Blowup | None:
        """Return the first vector with too many ways, as a text that leads to it."""
        self.origins.append((-1, -1))
        waiting: list[tuple[int, int, int, _Vector]] = [(0, 0, at, {0: 1}) for at in self.starts]
        seen: set[tuple[int, frozenset[tuple[int, int]]]] = set()
        while waiting:
            _, number, before, vector = heapq.heappop(waiting)
            for letter, after in self._advance(before, vector).items():
                kind = self.kinds[letter]
                ways = sum(after.values())
                key = (kind, frozenset(after.items()))
                if ways <= self.limit and (key in seen or self._is_dominated(kind, after, ways)):
                    continue
                seen.add(key)
                self.origins.append((number, letter))
                self.most = max(self.most, ways)
                if ways > self.limit:
                    return Blowup(self._text())
                heapq.heappush(waiting, (-ways, len(self.origins) - 1, kind, after))
            if self.steps > _MOST_STEPS:
                return Blowup("")
        return None

    def _advance(self, before: int, vector: _Vector) -> dict[int, _Vector]:
        """Return the vectors after *vector*, by letter."""
        found: dict[int, _Vector] = {}
        if self.restart:
            found = {letter: {0: 1} for letter in range(len(self.letters))}
        for state, ways in vector.items():
            for (target, places), times in self.automaton.follow[state].items():
                self.steps += 2 + len(self.taken[target])
                for letter in self.taken[target]:
                    if places & context(before, self.kinds[letter]):
                        after = found.setdefault(letter, {})
                        after[target] = after.get(target, 0) + ways * times
        return found

    def _is_dominated(self, kind: int, vector: _Vector, ways: int) -> bool:
        """Return whether a vector that is known has at least the ways of *vector*."""
        for known, most, other in self.best:
            if most < ways or known != kind or not other.keys() >= vector.keys():
                continue
            if all(other[state] >= n for state, n in vector.items()):
                return True
        self.best.append((kind, ways, vector))
        if len(self.best) > _BEST:
            self.best.remove(min(self.best, key=itemgetter(1)))
        return False

    def _text(self) -> str:
        """Return the text that leads to the last vector."""
        letters: list[str] = []
        number, letter = self.origins[-1]
        while number >= 0:
            letters.append(self.letters[letter].example())
            number, letter = self.origins[number]
        return "".join(reversed(letters))


def _greatest(letters: list[Letter]) -> list[Letter]:
    """Return the letters that no other one can replace: those of fewer classes have fewer ways."""
    return [
        one
        for one in letters
        if not any(
            one.classes != other.classes
            and one.classes & ~other.classes == 0
            and one.word == other.word
            for other in letters
        )
    ]
