"""Smart constructors of syntax trees without groups, which keep to the same language.

For a verdict only the language counts: captures and laziness do not. Trees with back references are
not to be built with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from connectgen.json_schema.ecma_regex.alphabet import code_spans, make_one
from connectgen.json_schema.ecma_regex.ast import (
    Backreference,
    Choice,
    Group,
    Lookaround,
    One,
    RegexNode,
    Repeat,
    Sequence,
)
from connectgen.json_schema.ecma_regex.charset import NOTHING

__all__ = ["EMPTY", "add_groups", "choose", "is_nullable", "is_plain", "join", "repeat"]

_NEVER = One(NOTHING)

EMPTY = Sequence(())
"""Node that matches the empty text."""


def join(parts: Iterable[RegexNode]) -> RegexNode:
    """Return *parts* one after the other; neighbours that repeat the same are one repetition."""
    found: list[RegexNode] = []
    for part in parts:
        for node in part.parts if isinstance(part, Sequence) else (part,):
            merged = _merge_repeats(found[-1], node) if found else None
            if merged is None:
                found.append(node)
            else:
                found[-1] = merged
    return found[0] if len(found) == 1 else Sequence(tuple(found))


def _merge_repeats(one: RegexNode, other: RegexNode) -> RegexNode | None:
    """Return *one* and *other* as one repetition, if both repeat the same: `a+a*` is `a+`."""
    if not (isinstance(one, Repeat) or isinstance(other, Repeat)):
        return None
    first = one if isinstance(one, Repeat) else Repeat(one, 1, 1, lazy=False)
    second = other if isinstance(other, Repeat) else Repeat(other, 1, 1, lazy=False)
    if first.body != second.body:
        return None
    most = None if first.most is None or second.most is None else first.most + second.most
    return Repeat(first.body, first.least + second.least, most, lazy=False)


def choose(options: Iterable[RegexNode]) -> RegexNode:
    """Return one of *options*: without duplicates, all single characters as one class."""
    found: list[RegexNode] = []
    for option in options:
        found += option.options if isinstance(option, Choice) else (option,)
    found = [node for node in dict.fromkeys(found) if node != _NEVER] or [_NEVER]
    ones = [node for node in found if isinstance(node, One)]
    if len(ones) > 1:
        union = make_one(span for one in ones for span in code_spans(one.text))
        place = found.index(ones[0])
        found = [node for node in found if not isinstance(node, One)]
        found.insert(place, union)
    if EMPTY in found:
        rest = [node for node in found if node != EMPTY]
        return repeat(choose(rest), 0, 1) if rest else EMPTY
    return found[0] if len(found) == 1 else Choice(tuple(found))


def repeat(body: RegexNode, least: int, most: int | None) -> RegexNode:
    """Return *body* repeated; a repetition of repetitions becomes one where that is the same."""
    if body == EMPTY or most == 0:
        return EMPTY
    if not _takes_characters(body):  # once is as good as many times
        return body if least else EMPTY
    if is_plain(body):
        if is_nullable(body):
            least = 0
            if most == 1:
                return body
        if most is None and least < 2:
            body = _without_empty_rounds(body)
        elif isinstance(body, Repeat):
            flat = _flatten_repeat(body, least, most)
            if flat is not None:
                return flat
    return body if least == most == 1 else Repeat(body, least, most, lazy=False)


def _flatten_repeat(inner: Repeat, least: int, most: int | None) -> RegexNode | None:
    """Return a repetition of *inner* as one, or None if it is more than that."""
    # What one round more takes at least must follow on what these take at most.
    reach = least and least * (inf if inner.most is None else inner.most)
    if least != most and (least + 1) * inner.least > reach + 1:
        return None
    unlimited = most is None or inner.most is None
    most = None if unlimited else (most or 0) * (inner.most or 0)
    return Repeat(inner.body, inner.least * least, most, lazy=False)


def _without_empty_rounds(node: RegexNode) -> RegexNode:
    """Return a node that gives the same when it is repeated without limits, and is never empty.

    This is the star normal form: `(a*b*)*` is `(a|b)*`. Source: Brueggemann-Klein, Regular
    expressions into finite automata, 1993.
    """
    if isinstance(node, Choice):
        return choose(map(_without_empty_rounds, node.options))
    if isinstance(node, Sequence) and is_nullable(node):
        return choose(map(_without_empty_rounds, node.parts))
    if isinstance(node, Repeat) and (node.least < 2 or is_nullable(node.body)):
        return _without_empty_rounds(node.body)
    return node


def is_nullable(node: RegexNode) -> bool:
    """Return whether *node*, which is plain, matches the empty text."""
    if isinstance(node, Sequence):
        return all(map(is_nullable, node.parts))
    if isinstance(node, Choice):
        return any(map(is_nullable, node.options))
    if isinstance(node, Repeat):
        return node.least == 0 or is_nullable(node.body)
    return False


def is_plain(node: RegexNode) -> bool:
    """Return whether what *node* matches does not depend on the text around it."""
    if isinstance(node, Sequence):
        return all(map(is_plain, node.parts))
    if isinstance(node, Choice):
        return all(map(is_plain, node.options))
    return is_plain(node.body) if isinstance(node, Repeat) else isinstance(node, One)


def _takes_characters(node: RegexNode) -> bool:
    """Return whether *node* may take a character."""
    if isinstance(node, Sequence):
        return any(map(_takes_characters, node.parts))
    if isinstance(node, Choice):
        return any(map(_takes_characters, node.options))
    if isinstance(node, Group | Repeat):
        return _takes_characters(node.body)
    return isinstance(node, One | Backreference)


def add_groups(node: RegexNode) -> RegexNode:
    """Return *node* with the groups that its text needs."""
    if isinstance(node, Sequence):
        return Sequence(tuple(map(_grouped_choice, node.parts)))
    if isinstance(node, Choice):
        return Choice(tuple(map(add_groups, node.options)))
    if isinstance(node, Lookaround):
        return Lookaround(add_groups(node.body), node.behind, node.negative)
    if isinstance(node, Repeat):
        body = add_groups(node.body)
        if not isinstance(body, One | Lookaround):
            body = Group(body, None)
        return Repeat(body, node.least, node.most, node.lazy)
    return node


def _grouped_choice(node: RegexNode) -> RegexNode:
    found = add_groups(node)
    return Group(found, None) if isinstance(found, Choice) else found
