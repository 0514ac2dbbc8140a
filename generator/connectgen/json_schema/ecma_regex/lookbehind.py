"""Rewrite lookbehinds of several widths: Python has only those of one width."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

from connectgen.json_schema.ecma_regex.ast import (
    Choice,
    Group,
    Lookaround,
    One,
    PatternError,
    RegexNode,
    Repeat,
    Sequence,
)

__all__ = ["fixed_width_lookbehinds"]

_MOST = 100
"""Repetitions that one part of a lookbehind may have, if their number is not fixed."""

_LONGEST = 20_000
"""Characters that one lookbehind may become."""

_Texts = dict[int, list[str]]
"""By their width in characters."""


def fixed_width_lookbehinds(look: Lookaround, text: Callable[[RegexNode], str]) -> str:
    """Return *look* as lookbehinds of one width each; *text* writes what has no width.

    Raises:
        PatternError: there is no end of widths.
    """
    texts = _AlternativesByWidth(text).alternatives_of(_trim_start(look.body))
    sign = "!" if look.negative else "="
    found = [f"(?<{sign}{'|'.join(texts[width])})" for width in sorted(texts)]
    if look.negative or len(found) == 1:
        return "".join(found)
    return f"(?>{'|'.join(found)})"  # one that holds is enough: no second way


def _trim_start(node: RegexNode) -> RegexNode:
    """Return *node* with the repetitions at its start as few as may be.

    Text further to the left does not matter: where `a{2,}b` ends, `a{2}b` ends too.
    """
    if isinstance(node, Choice):
        return Choice(tuple(map(_trim_start, node.options)))
    if isinstance(node, Group):
        return replace(node, body=_trim_start(node.body))
    if isinstance(node, Repeat):
        fewest = replace(node, most=node.least)
        return _trim_start(node.body) if node.least == 1 else fewest if node.least else Sequence(())
    if isinstance(node, Sequence) and node.parts:
        first = _trim_start(node.parts[0])
        rest = Sequence(node.parts[1:])
        return _trim_start(rest) if first == Sequence(()) else Sequence((first, *rest.parts))
    return node


class _AlternativesByWidth:
    """Alternatives of a part of a lookbehind, by width."""

    def __init__(self, text: Callable[[RegexNode], str]) -> None:
        self.text = text

    def alternatives_of(self, node: RegexNode) -> _Texts:
        """Return the alternatives that *node* stands for."""
        if isinstance(node, One):
            return {1: [node.text]}
        if isinstance(node, Group):
            return self.alternatives_of(node.body)
        if isinstance(node, Choice):
            return _merge_alternatives([self.alternatives_of(option) for option in node.options])
        if isinstance(node, Sequence):
            found: _Texts = {0: [""]}
            for part in node.parts:
                found = _concatenate(found, self.alternatives_of(part))
            return found
        if isinstance(node, Repeat) and not isinstance(node.body, Lookaround):
            return self._repeat_alternatives(node)
        return {0: [self.text(node)]}

    def _repeat_alternatives(self, node: Repeat) -> _Texts:
        """Return each number of repetitions as one alternative."""
        body = self.alternatives_of(node.body)
        # Each number of repetitions becomes a lookbehind of its own.
        if node.most is None or (node.most > _MOST and node.most > node.least):
            raise PatternError("lookbehind is too wide")
        if len(body) == 1:
            ((width, texts),) = body.items()
            times = range(node.least, node.most + 1)
            return _merge_alternatives(
                [{width * n: [_repeat_text(_alternation(texts), n)]} for n in times]
            )
        found: list[_Texts] = [{0: [""]}]
        for _ in range(min(node.most, _MOST + 1)):
            found.append(_concatenate(found[-1], body))
        return _merge_alternatives(found[node.least :])


def _repeat_text(text: str, number: int) -> str:
    return f"(?:{text}){{{number}}}" if number > 1 else text * number


def _alternation(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"(?:{'|'.join(texts)})"


def _concatenate(first: _Texts, second: _Texts) -> _Texts:
    """Return every alternative of *first* followed by every one of *second*."""
    return _merge_alternatives(
        [
            {width + more: [_alternation(texts) + _alternation(others)]}
            for width, texts in first.items()
            for more, others in second.items()
        ]
    )


def _merge_alternatives(all_texts: list[_Texts]) -> _Texts:
    found: _Texts = {}
    for texts in all_texts:
        for width, some in texts.items():
            known = found.setdefault(width, [])
            known += [text for text in some if text not in known]
    if sum(map(len, chain(*found.values()))) > _LONGEST:
        raise PatternError("lookbehind is too wide")
    return found
