"""Measures of a syntax tree: ways through it, its width, whether it can be read in one way only."""

from __future__ import annotations

from math import inf, prod

from connectgen.json_schema.ecma_regex.alphabet import code_spans, is_disjoint
from connectgen.json_schema.ecma_regex.ast import (
    Backreference,
    BoundaryAssertion,
    Choice,
    Group,
    One,
    RegexNode,
    Repeat,
    Sequence,
)

__all__ = ["count_paths", "flat_parts", "greatest_width", "is_deterministic"]

_MOST_ROUNDS = 2_000
_MANY = 10**9
"""Number from which on a measure is infinite, so that it always fits into a float."""


def count_paths(node: RegexNode) -> float:
    """Return a number of ways through *node* that is not exceeded, without regard to texts."""
    if isinstance(node, One | BoundaryAssertion):
        return 1
    if isinstance(node, Sequence):
        return _limit(prod(map(count_paths, node.parts)))
    if isinstance(node, Choice):
        return _limit(sum(map(count_paths, node.options)))
    if isinstance(node, Group):
        return count_paths(node.body)
    if isinstance(node, Repeat) and node.most is not None and node.most <= _MOST_ROUNDS:
        paths = count_paths(node.body)
        if paths < inf:
            return _limit((node.most - node.least + 1) * paths**node.most)
    return inf


def greatest_width(node: RegexNode) -> float:
    """Return the most characters that *node* takes."""
    if isinstance(node, One):
        return 1
    if isinstance(node, Sequence):
        return _limit(sum(map(greatest_width, node.parts)))
    if isinstance(node, Choice):
        return max(map(greatest_width, node.options))
    if isinstance(node, Group):
        return greatest_width(node.body)
    if isinstance(node, Repeat):
        width = greatest_width(node.body)
        return width and _limit(width * (inf if node.most is None else node.most))
    return inf if isinstance(node, Backreference) else 0


def _limit(number: float) -> float:
    return number if number < _MANY else inf


def flat_parts(node: RegexNode) -> list[RegexNode]:
    """Return the parts of *node* one after the other, those of groups too."""
    if isinstance(node, Group):
        return flat_parts(node.body)
    if isinstance(node, Sequence):
        return [part for each in node.parts for part in flat_parts(each)] or [node]
    return [node]


def is_deterministic(root: RegexNode) -> bool:
    """Return whether *root* is a plain sequence from `^` on that reads any text in one way."""
    parts = root.parts if isinstance(root, Sequence) else ()
    if not parts or parts[0] != BoundaryAssertion("^"):
        return False
    for part, following in zip(parts, (*parts[1:], None), strict=True):
        if isinstance(part, One | BoundaryAssertion):
            continue
        if not isinstance(part, Repeat) or not isinstance(part.body, One):
            return False
        if part.least == part.most or following in (None, BoundaryAssertion(r"\Z")):
            continue
        after = following.body if isinstance(following, Repeat) and following.least else following
        if not isinstance(after, One):
            return False
        if not is_disjoint(code_spans(part.body.text), code_spans(after.text)):
            return False
    return True
