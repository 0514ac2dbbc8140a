"""Translation of a pattern to Python, in a form that takes linear time if one is found."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from connectgen.json_schema.ecma_regex.ast import (
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
from connectgen.json_schema.ecma_regex.backreferences import backreference_targets
from connectgen.json_schema.ecma_regex.emitter import emit_pattern
from connectgen.json_schema.ecma_regex.linearity import Blowup, find_blowup
from connectgen.json_schema.ecma_regex.parser import parse_pattern

__all__ = ["Translation", "translate"]

_LONGEST = 2_000
"""Characters that a pattern may have after it was rewritten, if it was not longer before."""

_SHOWN = 6
"""Characters of a part of a text that a message shows."""


class Translation(NamedTuple):
    """Pattern for Python."""

    source: str
    """For `re.search`: ASCII, without flags, with capturing groups only for references."""

    anchored: bool
    """Whether it starts with `^`, so that it can match only at the start of a text."""

    forbidden: str | None
    """Inside of the class of characters that it forbids, if it does nothing else."""

    blowup: Blowup | None
    """Why it is not proved that its time is proportional to the length of the text."""

    def hanging_reason(self) -> str | None:
        """Return *blowup* as a message for the author of the schema."""
        if self.blowup is None:
            return None
        if not self.blowup.text:
            return (
                "pattern is too complex to prove that it is fast; use fewer repetitions, or"
                " maxLength beside a simpler pattern"
            )
        start, pump = self.blowup.split()
        shown = f"{start[-_SHOWN:]}{pump[:_SHOWN] * 3}"
        return (
            f"pattern may take very long on a text that contains {shown!r} many times over; rewrite"
            " it so that its repetitions cannot match the same characters"
        )


@functools.lru_cache(maxsize=4096)
def translate(pattern: str) -> Translation:
    """Return *pattern* for Python, rewritten if it would not take linear time otherwise.

    Raises:
        PatternError: *pattern* is not valid, or uses features that Python does not have.
    """
    parsed = parse_pattern(pattern)
    root, source = parsed.root, emit_pattern(parsed)
    if parsed.references:
        blowup = find_blowup(root, _reference_copies(parsed))
    else:
        blowup = None if _is_loose(root) else find_blowup(root)
        if blowup is not None or _is_loose(root):
            found = _find_linear(root, max(_LONGEST, len(source)))
            root, source = found or (root, source)
            blowup = None if found else blowup or find_blowup(root)
    # Only `re` knows whether it takes these; the rest is written so that it does.
    if parsed.references or "(?<" in source or root is not parsed.root:
        _check_source(source)
    first = root.parts[0] if isinstance(root, Sequence) and root.parts else None
    anchored = first == BoundaryAssertion("^")
    return Translation(source, anchored, _forbidden_class(root), blowup)


def _forbidden_class(root: RegexNode) -> str | None:
    """Return what `^[^...]*$` forbids; None of any other pattern."""
    match root:
        case Sequence(
            parts=(
                BoundaryAssertion(text="^"),
                Repeat(body=One(text=text), least=0, most=None),
                BoundaryAssertion(text="\\Z"),
            )
        ) if text.startswith("[^"):
            return text[2:-1]
        case _:
            return None


def _is_loose(root: RegexNode) -> bool:
    """Return whether *root* begins or ends with a repetition, which is not needed in a search."""
    ends = (root.parts[0], root.parts[-1]) if isinstance(root, Sequence) and root.parts else (root,)
    return any(isinstance(end, Repeat) and end.least != end.most for end in ends)


def _find_linear(root: RegexNode, longest: int) -> tuple[RegexNode, str] | None:
    """Return a form of *root* that is proved linear, and its text of at most *longest* characters.

    Args:
        root: the pattern, without back references.
        longest: characters that the text may have.
    """
    # Most patterns need none of these, and the first call in a process counts.
    from connectgen.json_schema.ecma_regex.construction import add_groups
    from connectgen.json_schema.ecma_regex.determinization import determinize
    from connectgen.json_schema.ecma_regex.rewriting import simplify_for_search

    simple = simplify_for_search(root)
    found = simple if find_blowup(simple) is None else determinize(simple)
    if found is None:
        return None
    found = add_groups(found)
    text = emit_pattern(ParsedPattern(found, (), (), None))
    return (found, text) if len(text) <= longest else None


def _check_source(source: str) -> None:
    try:
        re.compile(source)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"Python cannot compile it: {error}") from error


def _reference_copies(pattern: ParsedPattern) -> dict[int, RegexNode]:
    """Return what each back reference stands for: another match of the body of its group.

    A matcher has at least as many ways through a copy of the group as through the reference.
    """
    bodies: dict[int, RegexNode] = {}
    waiting = [pattern.root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Group) and node.number:
            bodies[node.number] = node.body
        if isinstance(node, Group | Repeat | Lookaround):
            waiting.append(node.body)
        elif isinstance(node, Choice):
            waiting += node.options
        elif isinstance(node, Sequence):
            waiting += node.parts
    copies: dict[int, RegexNode] = {}
    for position, target in backreference_targets(pattern).items():
        body = Sequence(()) if target is None else bodies[target.number]
        optional = target is not None and not target.certain
        copies[position] = Repeat(body, 0, 1, lazy=False) if optional else body
    return copies
