"""Members of the objects that several shapes describe at once, merged by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectgen.json_schema.compiler.kinds import ANY
from connectgen.json_schema.compiler.leaves import label_of
from connectgen.json_schema.compiler.shapes import Shape, Shapes, always, kinds
from connectgen.json_schema.ecma_regex import translate_pattern

__all__ = ["Members", "collect_members"]


@dataclass(slots=True, kw_only=True)
class Members:
    """What some shapes ask of the members of one object.

    Attributes:
        label: base of the names of constants.
        required: names that must be there.
        names: what is asked of the member of each declared name; nothing if that is empty.
        patterns: what is asked of undeclared members whose names match a pattern.
        rest: what is asked of all undeclared members.
        unmatched: what is asked of undeclared members whose names match no pattern.
    """

    label: str
    required: tuple[str, ...]
    names: dict[str, Shapes] = field(default_factory=dict[str, Shapes])
    patterns: list[tuple[str, Shape]] = field(default_factory=list[tuple[str, Shape]])
    rest: Shapes = ()
    unmatched: Shapes = ()

    @property
    def is_closed(self) -> bool:
        """Whether there must be no undeclared members."""
        return any(shape.is_impossible for shape in self.rest)

    @property
    def must_walk(self) -> bool:
        """Whether members that are not declared must be looked at."""
        return bool(self.patterns or self.unmatched or self.rest) and not self.is_closed

    def is_recursive(self, name: str) -> bool:
        """Return whether a recursion passes the member: it is checked last.

        A member such as `type` mostly shows that an alternative does not apply. To check recursive
        members first would multiply the time at every level.
        """
        return any(shape.leads_back for shape in self.names[name])

    def is_walk_cheaper(self) -> bool:
        """Return whether to walk the members that are there costs less than to ask for each.

        Measured in nanoseconds: to ask costs 18 for each declared member, to walk 36 for each that
        is there (17 in a closed object), and 60 more if it needs a call. How many there are is an
        estimate from public schemas and documents.
        """
        asked = [shapes for shapes in self.names.values() if shapes or self.is_closed]
        declared = len(asked)
        required = sum([name in self.names for name in self.required])
        rest = declared - required
        present = required + min((0.15 if required else 0.3) * rest, 4 + 0.03 * rest)
        calls = sum([not _is_class_only(shapes) for shapes in asked]) / max(1, declared)
        if self.is_closed:
            return 18 * declared > 40 + present * (17 + 60 * calls)
        return 18 * declared > 35 + present * (36 + 60 * calls)


def _is_class_only(shapes: Shapes) -> bool:
    """Return whether only the class of a value decides."""
    return kinds(shapes) == always(shapes)


def collect_members(parts: Shapes) -> Iterator[Members]:
    """Yield what *parts* ask of members: at once, except where two have patterns and a rest."""
    first: list[Shape] = []
    has_unmatched = False
    others: list[Shape] = []
    for part in parts:
        is_odd = bool(part.get("patternProperties")) and bool(_rest_of(part))
        (others if is_odd and has_unmatched else first).append(part)
        has_unmatched = has_unmatched or is_odd
    yield _merge(tuple(first))
    for part in others:
        yield _merge((part,))


def _merge(parts: Shapes) -> Members:
    names = dict.fromkeys(name for part in parts for name in part.get("properties", ()))
    required = dict.fromkeys(name for part in parts for name in part.get("required", ()))
    members = Members(label=label_of(parts[0]), required=tuple(required))
    for name in names:
        members.names[name] = ()
    for part in parts:
        patterns = _patterns_of(part)
        rest = _rest_of(part)
        if patterns:
            members.patterns += patterns
            members.unmatched += rest
        else:
            members.rest += rest
        _declare(members, part, patterns, rest)
    if not members.unmatched:
        members.patterns = [(text, part) for text, part in members.patterns if not part.is_trivial]
    return members


def _declare(
    members: Members, part: Shape, patterns: list[tuple[str, Shape]], rest: Shapes
) -> None:
    """Add what *part* asks of each declared name."""
    own = part.get("properties", {})
    searched = [(re.compile(translate_pattern(text)), shape) for text, shape in patterns]
    for name, found in members.names.items():
        asked = [part.child("properties", name)] if name in own else []
        asked += [shape for pattern, shape in searched if pattern.search(name)]
        if not asked:
            asked = list(rest)
        members.names[name] = (
            *found,
            *[shape for shape in asked if shape.always != ANY and shape not in found],
        )


def _patterns_of(part: Shape) -> list[tuple[str, Shape]]:
    patterns = part.get("patternProperties", ())
    return [(text, part.child("patternProperties", text)) for text in patterns]


def _rest_of(part: Shape) -> Shapes:
    """Return what *part* asks of members that it does not name: at most one shape."""
    if "additionalProperties" not in part.keywords:
        return ()
    rest = part.child("additionalProperties")
    return () if rest.is_trivial else (rest,)
