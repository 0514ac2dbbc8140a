"""Emitter of patterns for Python's `re`."""

from __future__ import annotations

from connectgen.json_schema.ecma_regex.alphabet import code_spans, is_disjoint
from connectgen.json_schema.ecma_regex.ast import (
    Backreference,
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
from connectgen.json_schema.ecma_regex.backreferences import (
    BackreferenceTarget,
    backreference_targets,
)
from connectgen.json_schema.ecma_regex.lookbehind import fixed_width_lookbehinds

__all__ = ["emit_pattern"]

_SYMBOLS: dict[tuple[int, int | None], str] = {(0, None): "*", (1, None): "+", (0, 1): "?"}


def emit_pattern(pattern: ParsedPattern) -> str:
    """Return *pattern* for `re.search`.

    Raises:
        PatternError: it has no translation.
    """
    if pattern.obstacle:
        raise PatternError(pattern.obstacle)
    found = backreference_targets(pattern)
    captured = sorted({target.number for target in found.values() if target})
    return _PatternEmitter({old: new for new, old in enumerate(captured, 1)}, found).emit_node(
        pattern.root
    )


class _PatternEmitter:
    """Emitter of one pattern."""

    def __init__(
        self, numbers: dict[int, int], found: dict[int, BackreferenceTarget | None]
    ) -> None:
        self.numbers = numbers
        """New number of each group that a reference refers to; no other group captures."""

        self.targets = found

    def emit_node(self, node: RegexNode) -> str:
        """Return *node* for Python."""
        if isinstance(node, One | BoundaryAssertion):
            return node.text
        if isinstance(node, Sequence):
            return "".join(map(self._emit_in_sequence, node.parts, (*node.parts[1:], None)))
        if isinstance(node, Choice):
            return "|".join(map(self.emit_node, node.options))
        if isinstance(node, Group):
            return f"({'' if node.number in self.numbers else '?:'}{self.emit_node(node.body)})"
        if isinstance(node, Repeat):
            return self._emit_repeat(node)
        return (
            self._emit_reference(node)
            if isinstance(node, Backreference)
            else self._emit_lookaround(node)
        )

    def _emit_in_sequence(self, node: RegexNode, following: RegexNode | None) -> str:
        return self.emit_node(node) + "+" * _is_possessive(node, following)

    def _emit_repeat(self, node: Repeat) -> str:
        text = self.emit_node(node.body)
        # A lookaround takes no characters, so repeating it changes nothing.
        if isinstance(node.body, Lookaround):
            return text if node.least else ""
        return text + quantifier_text(node)

    def _emit_reference(self, node: Backreference) -> str:
        target = self.targets[node.position]
        if target is None:
            return "(?:)"
        # In a group, so that a digit behind it is not read as part of the number.
        number = self.numbers[target.number]
        return f"(?:\\{number})" if target.certain else f"(?:(?({number})\\{number}|))"

    def _emit_lookaround(self, node: Lookaround) -> str:
        if node.behind:
            return fixed_width_lookbehinds(node, self.emit_node)
        return f"(?{'!' if node.negative else '='}{self.emit_node(node.body)})"


def _is_possessive(node: RegexNode, following: RegexNode | None) -> bool:
    """Return whether *node* can be possessive: if it gives back, *following* never matches."""
    # Possessive repetitions do not backtrack, so hostile text cannot make them slow.
    if not isinstance(node, Repeat) or not isinstance(node.body, One) or node.lazy:
        return False
    if node.most is not None and node.most - node.least < 2:
        return False
    if isinstance(following, BoundaryAssertion):
        return following.text == r"\Z"
    if not isinstance(following, One) or following.text.startswith("["):
        return False
    return is_disjoint(code_spans(node.body.text), code_spans(following.text))


def quantifier_text(node: Repeat) -> str:
    """Return the quantifier of *node*."""
    limits = (node.least, node.most)
    if limits in _SYMBOLS:
        text = _SYMBOLS[limits]
    elif node.least == node.most:
        text = f"{{{node.least}}}"
    else:
        text = f"{{{node.least},{'' if node.most is None else node.most}}}"
    return text + "?" * node.lazy
