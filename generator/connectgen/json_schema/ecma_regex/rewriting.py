"""Rewrite a pattern so that `re.search` gives the same verdict in fewer ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from connectgen.json_schema.ecma_regex.alphabet import code_spans, make_one, subtract_spans
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
from connectgen.json_schema.ecma_regex.charset import complement_ranges
from connectgen.json_schema.ecma_regex.construction import (
    EMPTY,
    choose,
    is_nullable,
    is_plain,
    join,
    repeat,
)

__all__ = ["simplify_for_search"]


def simplify_for_search(root: RegexNode) -> RegexNode:
    """Return a pattern without groups that is found in the same texts as *root*.

    Args:
        root: the pattern, without back references.
    """
    return _start_after_others(_trim_end(_trim_start(_simplify(root))))


def _simplify(node: RegexNode) -> RegexNode:
    """Return *node*, which then matches the same texts, in normal form."""
    if isinstance(node, Group):
        return _simplify(node.body)
    if isinstance(node, Sequence):
        return join(_stop_early(_flatten(map(_simplify, node.parts))))
    if isinstance(node, Choice):
        return choose(map(_simplify, node.options))
    if isinstance(node, Repeat):
        return repeat(_simplify(node.body), node.least, node.most)
    if isinstance(node, Lookaround):
        if node.behind:
            return node  # the emitter makes something else of it
        return Lookaround(_trim_end(_simplify(node.body)), node.behind, node.negative)
    return node


def _flatten(parts: Iterable[RegexNode]) -> list[RegexNode]:
    whole = join(parts)
    return [*whole.parts] if isinstance(whole, Sequence) else [whole]


def _stop_early(parts: list[RegexNode]) -> Iterator[RegexNode]:
    """Yield *parts*, where the first of several separators is enough, with that one.

    `[ax]*x[abx]*` reads a text in as many ways as it has `x`; `a*x[abx]*` reads it in one.
    """
    place = 0
    while place < len(parts):
        three = parts[place : place + 3]
        found = _separate(*three) if len(three) == 3 else None
        if found is None and len(three) == 3:
            found = _separate(*three[::-1])
            found = found and found[::-1]
        if found is None:
            yield parts[place]
            place += 1
        else:
            yield from found[:-1]
            parts[place + 2] = found[-1]
            place += 2


def _separate(
    one: RegexNode, separator: RegexNode, other: RegexNode
) -> tuple[RegexNode, ...] | None:
    """Return *one* without *separator*, if *other* takes whatever *one* and *separator* do."""
    if not (isinstance(one, Repeat) and isinstance(other, Repeat) and isinstance(separator, One)):
        return None
    if not (isinstance(one.body, One) and isinstance(other.body, One)) or other.most is not None:
        return None
    before, at, behind = (code_spans(node.text) for node in (one.body, separator, other.body))
    if subtract_spans(before, behind) or subtract_spans(at, behind):
        return None
    rest = make_one(subtract_spans(before, at))
    more = None if one.most is None else one.most - one.least
    return (repeat(one.body, one.least, one.least), repeat(rest, 0, more), separator, other)


def _trim_start(node: RegexNode) -> RegexNode:
    """Return *node* with the repetitions at its start as few as may be.

    A search also finds what begins later: where `a{2,}b` is found, `a{2}b` is.
    """
    if is_plain(node) and is_nullable(node):
        return EMPTY
    if isinstance(node, Choice):
        return choose(map(_trim_start, node.options))
    if isinstance(node, Lookaround):
        return _take_instead(node) if node.behind else node
    if isinstance(node, Sequence):
        first = _trim_start(node.parts[0])
        rest = Sequence(node.parts[1:])
        return _trim_start(rest) if first == EMPTY else join((first, rest))
    if isinstance(node, Repeat) and not isinstance(node.body, Lookaround):
        first = _trim_start(node.body)
        return EMPTY if node.least == 0 else join((first, *_repeat_fewer(node)))
    return node


def _trim_end(node: RegexNode) -> RegexNode:
    """Return *node* with the repetitions at its end as few as may be, because nothing follows."""
    if is_plain(node) and is_nullable(node):
        return EMPTY
    if isinstance(node, Choice):
        return choose(map(_trim_end, node.options))
    if isinstance(node, Lookaround):
        return node if node.behind else _take_instead(node)
    if isinstance(node, Sequence):
        last = _trim_end(node.parts[-1])
        rest = Sequence(node.parts[:-1])
        return _trim_end(rest) if last == EMPTY else join((rest, last))
    if isinstance(node, Repeat) and not isinstance(node.body, Lookaround):
        last = _trim_end(node.body)
        return EMPTY if node.least == 0 else join((*_repeat_fewer(node), last))
    return node


def _repeat_fewer(node: Repeat) -> tuple[RegexNode, ...]:
    """Return what is left of the fewest rounds of *node* without one of them."""
    if node.least == 1:
        return ()
    return (Repeat(node.body, node.least - 1, node.least - 1, lazy=False),)


def _take_instead(look: Lookaround) -> RegexNode:
    """Return a part that takes what *look*, at the start or at the end, only looks at.

    `(?<=a)b` is found where `ab` is, and `(?<!a)b` where `(?:^|[^a])b` is.
    """
    body = _simplify(look.body)
    if not look.negative:
        return _trim_start(body) if look.behind else _trim_end(body)
    if not isinstance(body, One):
        return look
    other = make_one(complement_ranges(code_spans(body.text)))
    return choose((BoundaryAssertion("^" if look.behind else r"\Z"), other))


def _start_after_others(root: RegexNode) -> RegexNode:
    r"""Return *root*, searched for only after a character that its repetitions do not take.

    Where `(?=.*\d).{8}` is found, it is also found at the start of that line.
    """
    parts = root.parts if isinstance(root, Sequence) else (root,)
    looks = [*takewhile(lambda part: isinstance(part, Lookaround), parts)]
    rest = parts[len(looks) :]
    if not looks or not rest:
        return root
    first = rest[0]
    taken = first.body if isinstance(first, Repeat) else first
    unlimited = isinstance(first, Repeat) and first.most is None
    if not isinstance(taken, One) or not (unlimited or len(rest) == 1):
        return root
    if not all(_begins_with_any(look, taken) for look in looks):
        return root
    other = make_one(complement_ranges(code_spans(taken.text)))
    return join((choose((BoundaryAssertion("^"), other)), *parts))


def _begins_with_any(look: RegexNode, taken: One) -> bool:
    """Return whether *look* is a lookahead that begins with any number of *taken*."""
    if not isinstance(look, Lookaround) or look.behind or look.negative:
        return False
    body = look.body
    first = body.parts[0] if isinstance(body, Sequence) and body.parts else body
    return isinstance(first, Repeat) and first.body == taken and first.most is None
