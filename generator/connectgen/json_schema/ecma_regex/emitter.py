"""Writing what a pattern says in the language of Python's `re`."""

from __future__ import annotations

import re

from connectgen.json_schema.ecma_regex.ast import (
    Assertion,
    Choice,
    Group,
    Look,
    Node,
    One,
    Pattern,
    PatternError,
    Reference,
    Repeat,
    Sequence,
)
from connectgen.json_schema.ecma_regex.backreferences import Target, targets
from connectgen.json_schema.ecma_regex.lookbehind import lookbehinds

__all__ = ["write"]

_PLAIN = re.compile(r"\\?([^\\A-Za-z0-9\[]|(?<!\\)[A-Za-z0-9])")
_SYMBOLS: dict[tuple[int, int | None], str] = {(0, None): "*", (1, None): "+", (0, 1): "?"}


def write(pattern: Pattern) -> str:
    """Return *pattern* for `re.search`.

    Raises:
        PatternError: Python cannot say it.
    """
    if pattern.obstacle:
        raise PatternError(pattern.obstacle)
    found = targets(pattern)
    captured = sorted({target.number for target in found.values() if target})
    return _Writer({old: new for new, old in enumerate(captured, 1)}, found).text(pattern.root)


class _Writer:
    """What is the same for all of a pattern."""

    def __init__(self, numbers: dict[int, int], found: dict[int, Target | None]) -> None:
        self.numbers = numbers
        """The new number of each group that a reference leads to; no other group captures."""

        self.targets = found

    def text(self, node: Node) -> str:
        """Return *node* for Python."""
        if isinstance(node, One | Assertion):
            return node.text
        if isinstance(node, Sequence):
            return "".join(map(self._in_sequence, node.parts, (*node.parts[1:], None)))
        if isinstance(node, Choice):
            return "|".join(map(self.text, node.options))
        if isinstance(node, Group):
            return f"({'' if node.number in self.numbers else '?:'}{self.text(node.body)})"
        if isinstance(node, Repeat):
            return self._repeat(node)
        return self._reference(node) if isinstance(node, Reference) else self._look(node)

    def _in_sequence(self, node: Node, following: Node | None) -> str:
        return self.text(node) + "+" * _gives_nothing_back(node, following)

    def _repeat(self, node: Repeat) -> str:
        text = self.text(node.body)
        if isinstance(node.body, Look):
            return text if node.least else ""
        return text + quantifier(node)

    def _reference(self, node: Reference) -> str:
        target = self.targets[node.position]
        if target is None:
            return "(?:)"
        number = self.numbers[target.number]
        return f"(?:\\{number})" if target.certain else f"(?:(?({number})\\{number}|))"

    def _look(self, node: Look) -> str:
        if node.behind:
            return lookbehinds(node, self.text)
        return f"(?{'!' if node.negative else '='}{self.text(node.body)})"


def _gives_nothing_back(node: Node, following: Node | None) -> bool:
    """Tell whether *node* may as well be possessive: with less of it *following* never matches."""
    if not isinstance(node, Repeat) or not isinstance(node.body, One) or node.lazy:
        return False
    if node.most is not None and node.most - node.least < 2:
        return False
    if isinstance(following, Assertion):
        return following.text == r"\Z"
    plain = _PLAIN.fullmatch(following.text) if isinstance(following, One) else None
    return plain is not None and re.fullmatch(node.body.text, plain[1]) is None


def quantifier(node: Repeat) -> str:
    """Return the quantifier of *node*."""
    limits = (node.least, node.most)
    if limits in _SYMBOLS:
        text = _SYMBOLS[limits]
    elif node.least == node.most:
        text = f"{{{node.least}}}"
    else:
        text = f"{{{node.least},{'' if node.most is None else node.most}}}"
    return text + "?" * node.lazy
