r"""Rewrite a pattern as an unambiguous one, through a deterministic automaton.

The automaton accepts the texts in which `re.search` finds the pattern. Its states are eliminated
one by one (Brzozowski and McCluskey, 1963), which gives a pattern that reads every text in one way:
`<[^>]*>` becomes `^[^<]*<[^>]*>`. Such a pattern has at most one way to each of its characters.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from connectgen.json_schema.ecma_regex.alphabet import Letter, make_one, split_alphabet
from connectgen.json_schema.ecma_regex.ast import (
    BoundaryAssertion,
    Choice,
    Lookaround,
    One,
    RegexNode,
    Repeat,
    Sequence,
)
from connectgen.json_schema.ecma_regex.automaton import (
    END,
    OTHER,
    START,
    WORD,
    Automaton,
    TooComplexError,
    context,
)
from connectgen.json_schema.ecma_regex.charset import NOTHING, Span
from connectgen.json_schema.ecma_regex.construction import EMPTY, choose, join, repeat

__all__ = ["determinize"]

_MOST_RAW_STATES = 200
_MOST_STATES = 30
_MOST_LETTERS = 100
_MOST_NODES = 2_000
"""Size of all patterns between states together."""

_START = BoundaryAssertion("^")
_ACCEPTED = -1
"""State of a text in which the pattern is found, whatever follows."""

_State = tuple[int, frozenset[int]]
"""What is before the place, and the states of the automaton of positions."""

_Edges = dict[int, dict[int, RegexNode]]


def determinize(root: RegexNode) -> RegexNode | None:
    """Return an unambiguous pattern that is found in the same texts, or None if it is too large.

    Lookaheads behind `^` stay, and are unambiguous themselves; there may be no others.

    Args:
        root: the pattern, without groups and back references.
    """
    if isinstance(root, Choice):
        options = [determinize(option) for option in root.options]
        whole = _determinize_plain(root)
        if whole is not None or None in options:
            return whole
        return choose(option for option in options if option is not None)
    parts = root.parts if isinstance(root, Sequence) else (root,)
    looks = [part for part in takewhile(_is_lookahead, parts[1:]) if isinstance(part, Lookaround)]
    if not looks or parts[0] != _START:
        return _determinize_plain(root)
    found = [
        _determinize_plain(join((_START, part)))
        for part in (*(look.body for look in looks), Sequence(parts[1 + len(looks) :]))
    ]
    if None in found:
        return None
    *bodies, rest = [_strip_start(part) for part in found if part is not None]
    kept = [replace(look, body=body) for look, body in zip(looks, bodies, strict=True)]
    return join((_START, *kept, rest))


def _strip_start(node: RegexNode) -> RegexNode:
    """Return *node* without the `^` at its start."""
    return join(node.parts[1:]) if isinstance(node, Sequence) and node.parts else node


def _is_lookahead(node: RegexNode) -> bool:
    return isinstance(node, Lookaround) and not node.behind


def _determinize_plain(root: RegexNode) -> RegexNode | None:
    automaton = Automaton()
    try:
        automaton.add_pattern(root)
        if automaton.lookarounds:
            return None
        table = _Table(automaton)
        table.fill()
        return _eliminate(*table.minimized())
    except TooComplexError:
        return None


class _Table:
    """Deterministic automaton; state 0 is the start."""

    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        texts = list(dict.fromkeys(automaton.texts[1:]))
        self.letters: list[Letter] = split_alphabet(texts, words=automaton.words)
        if len(self.letters) > _MOST_LETTERS:
            raise TooComplexError
        self.bits = [1 << texts.index(text) if text else 0 for text in automaton.texts]
        self.rows: list[list[int]] = []
        """By state and letter, the next state."""

        self.final: list[bool] = []
        """By state, whether a text that ends there is accepted."""

    def fill(self) -> None:
        """Add all states that texts lead to."""
        states: dict[_State, int] = {(START, frozenset((0,))): 0}
        waiting = list(states)
        for before, positions in waiting:
            self.final.append(self._is_accepted(before, positions, END))
            row: list[int] = []
            for letter in self.letters:
                state = self._step(before, positions, letter)
                if state is None:
                    row.append(_ACCEPTED)
                    continue
                if state not in states:
                    states[state] = len(states)
                    waiting.append(state)
                    if len(states) > _MOST_RAW_STATES:
                        raise TooComplexError
                row.append(states[state])
            self.rows.append(row)
        for number, row in enumerate(self.rows):
            if self.final[number] and all(to == _ACCEPTED for to in row):
                self._accept(number)

    def _accept(self, state: int) -> None:
        """Replace *state*, in which the pattern is found whatever follows."""
        for row in self.rows:
            row[:] = [_ACCEPTED if to == state else to for to in row]

    def _is_accepted(self, before: int, positions: frozenset[int], behind: int) -> bool:
        place = context(before, behind)
        return any(
            position in positions and places & place for position, places in self.automaton.exits
        )

    def _step(self, before: int, positions: frozenset[int], letter: Letter) -> _State | None:
        """Return the state after *letter*, or None if the pattern is found before it."""
        behind = WORD if letter.word else OTHER
        if self._is_accepted(before, positions, behind):
            return None
        place = context(before, behind)
        found = {0}
        for position in positions:
            for target, places in self.automaton.follow[position]:
                if places & place and self.bits[target] & letter.classes:
                    found.add(target)
        return behind, frozenset(found)

    def minimized(self) -> tuple[list[dict[int, list[Span]]], list[bool]]:
        """Return the fewest states that do, as the letters to each next one, and which are final.

        Source: Moore, Gedanken-experiments on sequential machines, 1956.
        """
        blocks = [int(final) for final in self.final]
        count = len({*blocks})
        while True:
            signatures: dict[tuple[int, ...], int] = {}
            blocks = [
                signatures.setdefault(
                    (blocks[state], *(blocks[to] if to >= 0 else to for to in row)), len(signatures)
                )
                for state, row in enumerate(self.rows)
            ]
            if len(signatures) == count:
                break
            count = len(signatures)
        if count > _MOST_STATES:
            raise TooComplexError
        edges: list[dict[int, list[Span]]] = [{} for _ in range(count)]
        final = [False] * count
        done: set[int] = set()
        for state, block in enumerate(blocks):
            if block in done:
                continue
            done.add(block)
            final[block] = self.final[state]
            for to, letter in zip(self.rows[state], self.letters, strict=True):
                edges[block].setdefault(blocks[to] if to >= 0 else to, []).extend(letter.spans)
        return edges, final


def _eliminate(edges: list[dict[int, list[Span]]], final: list[bool]) -> RegexNode:
    """Return the pattern of the texts that lead from state 0 to an accepting one."""
    if final[0] and edges[0].keys() <= {0, _ACCEPTED}:
        return EMPTY  # every text is accepted
    graph: _Edges = {}
    for state, row in enumerate(edges):
        graph[state] = {to: make_one(spans) for to, spans in row.items()}
        if final[state]:
            end = BoundaryAssertion(r"\Z")
            graph[state][_ACCEPTED] = choose(
                [*([graph[state][_ACCEPTED]] if _ACCEPTED in graph[state] else []), end]
            )
    useful = _states_before(_ACCEPTED, graph)
    if 0 not in useful:
        return One(NOTHING)
    graph = {
        state: {to: node for to, node in row.items() if to in useful or to == _ACCEPTED}
        for state, row in graph.items()
        if state in useful
    }
    while len(graph) > 1:
        _remove_state(
            min((state for state in graph if state), key=lambda s: _cost(s, graph)), graph
        )
    loop = _repeat_unrolled(graph[0][0]) if 0 in graph[0] else EMPTY
    return join((BoundaryAssertion("^"), loop, graph[0][_ACCEPTED]))


def _states_before(target: int, graph: _Edges) -> set[int]:
    """Return the states from which *target* can be reached."""
    found = {target}
    size = 0
    while size < len(found):
        size = len(found)
        found |= {state for state, row in graph.items() if not found.isdisjoint(row)}
    return found


def _remove_state(state: int, graph: _Edges) -> None:
    """Remove *state*; what led through it leads past it."""
    row = graph.pop(state)
    loop = _repeat_unrolled(row.pop(state)) if state in row else EMPTY
    for other in graph.values():
        if state not in other:
            continue
        way = other.pop(state)
        for to, node in row.items():
            past = join((way, loop, node))
            other[to] = choose((other[to], past)) if to in other else past
    if sum(_size(node) for other in graph.values() for node in other.values()) > _MOST_NODES:
        raise TooComplexError


def _cost(state: int, graph: _Edges) -> int:
    """Return how much larger the patterns become when *state* is removed."""
    incoming = [row[state] for other, row in graph.items() if state in row and other != state]
    outgoing = [node for to, node in graph[state].items() if to != state]
    loop = _size(graph[state][state]) if state in graph[state] else 0
    return (
        sum(map(_size, incoming)) * (len(outgoing) - 1)
        + sum(map(_size, outgoing)) * (len(incoming) - 1)
        + loop * (len(incoming) * len(outgoing) - 1)
    )


def _repeat_unrolled(node: RegexNode) -> RegexNode:
    """Return *node* any number of times; `(?:x|y)*` as `x*(?:yx*)*`, because `x*` is fast."""
    options: tuple[RegexNode, ...] = node.options if isinstance(node, Choice) else (node,)
    ones = [option for option in options if isinstance(option, One)]
    if not ones or len(ones) == len(options):
        return repeat(node, 0, None)
    fast = repeat(choose(ones), 0, None)
    rest = choose(option for option in options if not isinstance(option, One))
    return join((fast, Repeat(join((rest, fast)), 0, None, lazy=False)))


def _size(node: RegexNode) -> int:
    if isinstance(node, One):
        return 1 + len(node.text) // 10
    if isinstance(node, Choice):
        return sum(map(_size, node.options))
    if isinstance(node, Repeat):
        return 1 + _size(node.body)
    return 1 + sum(map(_size, getattr(node, "parts", ())))
