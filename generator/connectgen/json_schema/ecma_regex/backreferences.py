r"""Targets of the back references of a pattern.

In ECMA-262 a reference to a group that has not participated matches the empty string, and every
repetition resets its groups. In Python the reference fails, and a group keeps the capture of the
last repetition. A pattern for which that makes a difference is rejected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from connectgen.json_schema.ecma_regex.ast import (
    Backreference,
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

__all__ = ["BackreferenceTarget", "backreference_targets"]

_Trail = tuple[tuple[RegexNode, int], ...]
"""Path from the root to a node: each ancestor, with the index of its child on the path."""


class BackreferenceTarget(NamedTuple):
    """Group that a reference refers to."""

    number: int
    certain: bool
    """Whether the group has always participated when the reference is reached."""


def backreference_targets(pattern: ParsedPattern) -> dict[int, BackreferenceTarget | None]:
    """Return the target of each reference by its position; None if it is always empty.

    Raises:
        PatternError: a reference would match differently in Python.
    """
    if not pattern.references:
        return {}
    groups: dict[int, _Trail] = {}
    references: list[tuple[Backreference, _Trail]] = []
    for node, trail in _walk_nodes(pattern.root, ()):
        if isinstance(node, Group) and node.number:
            groups[node.number] = trail
        elif isinstance(node, Backreference):
            references.append((node, trail))
    return {
        reference.position: _find_target(reference, trail, groups, pattern)
        for reference, trail in references
    }


def _find_target(
    reference: Backreference, trail: _Trail, groups: dict[int, _Trail], pattern: ParsedPattern
) -> BackreferenceTarget | None:
    number = reference.group
    if isinstance(number, str):
        if pattern.names.count(number) > 1:
            raise _unsupported_error(reference, "leads to several groups")
        number = pattern.names.index(number) + 1
    group = groups[number]
    # ECMA-262 matches lookbehinds from right to left, Python from left to right.
    if any(isinstance(node, Lookaround) and node.behind for node, _ in trail + group):
        raise _unsupported_error(reference, "leads into or out of a lookbehind")
    common = next((i for i, (a, b) in enumerate(zip(trail, group, strict=False)) if a != b), None)
    if common is None or not isinstance(group[common][0], Sequence):
        return None  # it stands in its own group, or in another alternative
    if trail[common][1] < group[common][1]:
        return None  # the group comes later
    below = [node for node, _ in group[common + 1 :]]
    # ECMA-262 forgets what a negative lookaround has captured.
    if any(isinstance(node, Lookaround) and node.negative for node in below):
        return None
    if any(_is_repeated(node) for node in (*below, *(node for node, _ in trail[:common]))):
        raise _unsupported_error(reference, "leads to a group that is repeated")
    optional = any(isinstance(node, Choice | Repeat) for node in below)
    return BackreferenceTarget(number, certain=not optional)


def _is_repeated(node: RegexNode) -> bool:
    """Return whether captures in *node* may be those of another round, or of an empty one."""
    if not isinstance(node, Repeat):
        return False
    return node.most != 1 or (node.least == 0 and _is_possibly_empty(node.body))


def _unsupported_error(reference: Backreference, why: str) -> PatternError:
    return PatternError(f"the reference at position {reference.position} {why}")


def _walk_nodes(node: RegexNode, trail: _Trail) -> Iterator[tuple[RegexNode, _Trail]]:
    """Yield *node* and everything in it, with the way to each."""
    yield node, trail
    for number, child in enumerate(_child_nodes(node)):
        yield from _walk_nodes(child, (*trail, (node, number)))


def _child_nodes(node: RegexNode) -> tuple[RegexNode, ...]:
    if isinstance(node, Sequence):
        return node.parts
    if isinstance(node, Choice):
        return node.options
    return (node.body,) if isinstance(node, Group | Lookaround | Repeat) else ()


def _is_possibly_empty(node: RegexNode) -> bool:
    """Return whether *node* may match without taking a character."""
    if isinstance(node, Sequence):
        return all(map(_is_possibly_empty, node.parts))
    if isinstance(node, Choice):
        return any(map(_is_possibly_empty, node.options))
    if isinstance(node, Repeat):
        return node.least == 0 or _is_possibly_empty(node.body)
    if isinstance(node, Group):
        return _is_possibly_empty(node.body)
    return not isinstance(node, One)
