"""Members of the objects that several shapes describe at once, merged by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectgen.json_schema.compiler.coverage import cover_members
from connectgen.json_schema.compiler.kinds import ANY
from connectgen.json_schema.compiler.leaves import label_of
from connectgen.json_schema.compiler.shapes import Shape, Shapes, always, kinds
from connectgen.json_schema.ecma_regex import translate_pattern

__all__ = ["Members", "collect_members"]


@dataclass(slots=True, kw_only=True)
class Members:
    """Demands of some shapes on the members of one object.

    Attributes:
        label: base of the names of constants.
        required: names that must be there.
        names: what is asked of the member of each declared name; nothing if that is empty.
        patterns: what is asked of undeclared members whose names match a pattern.
        rest: what is asked of all undeclared members.
        asks_names: whether all names must be strings, which a YAML parser does not see to: patterns
            can be searched in no others.
        unmatched: what is asked of undeclared members whose names match no pattern.
        keys: what is asked of all names.
    """

    label: str
    required: tuple[str, ...]
    names: dict[str, Shapes] = field(default_factory=dict[str, Shapes])
    patterns: list[tuple[str, Shape]] = field(default_factory=list[tuple[str, Shape]])
    rest: Shapes = ()
    unmatched: Shapes = ()
    asks_names: bool = False
    keys: Shapes = ()

    @property
    def is_closed(self) -> bool:
        """True if there must be no undeclared members."""
        return any(shape.is_impossible for shape in self.rest)

    @property
    def must_walk(self) -> bool:
        """True if members that are not declared must be looked at."""
        return bool(self.patterns or self.unmatched or self.rest) and not self.is_closed

    def is_recursive(self, name: str) -> bool:
        """Return whether a recursion passes the member: it is checked last.

        A member such as `type` mostly shows that an alternative does not apply. To check recursive
        members first would multiply the time at every level.
        """
        return any(shape.leads_back for shape in self.names[name])

    def take_out_required(self) -> dict[str, Shapes]:
        """Return what is asked of members that must be there, and ask it no more in a walk.

        Those are asked for directly: that takes half the time of a call. Members of a recursion are
        left for the walk, as they are checked last.
        """
        found = {
            name: self.names[name]
            for name in self.required
            if self.names.get(name)
            and not _is_class_only(self.names[name])
            and not self.is_recursive(name)
        }
        self.names |= dict.fromkeys(found, ())
        return found

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
    """Yield what *parts* ask of members: at once, except where a rest depends on patterns.

    What matches no pattern of one schema may match one of another, so such a schema is merged only
    with others that have no patterns.
    """
    scopes = [_Scope(part) for part in parts]
    odd = [scope for scope in scopes if scope.patterns and scope.rest]
    others = [scope for scope in scopes if scope not in odd]
    if odd and not any(scope.patterns for scope in others):
        others.append(odd.pop())
    if others:
        yield _merge(others)
    for scope in odd:
        yield _merge([scope])


class _Scope:
    """Demands of one shape on members.

    Attributes:
        part: the shape.
        names: names that it declares, or that `unevaluatedProperties` passes over.
        patterns: what it asks of names that match a pattern.
        rest: what it asks of members that neither names nor patterns cover: at most one shape.
    """

    def __init__(self, part: Shape) -> None:
        self.part = part
        self.names = frozenset(part.get("properties", ()))
        patterns = part.get("patternProperties", ())
        self.patterns = [(text, part.child("patternProperties", text)) for text in patterns]
        rest = part.listed("additionalProperties")
        if not rest and "unevaluatedProperties" in part.keywords:
            covered = cover_members(part)
            if not covered.everything and not covered.conditional:
                rest = part.listed("unevaluatedProperties")
                self.names = frozenset(covered.names)
                more = [text for text in covered.patterns if text not in patterns]
                self.patterns += [(text, part.nothing) for text in more]
        self.rest = tuple([shape for shape in rest if not shape.is_trivial])


def _merge(scopes: list[_Scope]) -> Members:
    parts = [scope.part for scope in scopes]
    declared = dict.fromkeys(name for part in parts for name in part.get("properties", ()))
    covered = [name for scope in scopes if scope.rest for name in sorted(scope.names)]
    required = dict.fromkeys(name for part in parts for name in part.get("required", ()))
    members = Members(label=label_of(parts[0]), required=tuple(required))
    asked: _Asked = {name: {} for name in (*declared, *covered)}
    members.asks_names = any("patternProperties" in part.keywords for part in parts)
    for scope in scopes:
        if scope.patterns:
            members.patterns += scope.patterns
            members.unmatched += scope.rest
        else:
            members.rest += scope.rest
        _declare(asked, scope)
    members.names = {name: tuple(shapes) for name, shapes in asked.items()}
    if not members.unmatched:
        members.patterns = [(text, part) for text, part in members.patterns if not part.is_trivial]
    return members


_Asked = dict[str, dict[Shape, None]]


def _declare(asked: _Asked, scope: _Scope) -> None:
    """Add what *scope* asks of each declared name."""
    own = scope.part.get("properties", {})
    searched = [(re.compile(translate_pattern(text)), shape) for text, shape in scope.patterns]
    for name in asked if searched or scope.rest else own:
        shapes = [scope.part.child("properties", name)] if name in own else []
        matched = [shape for pattern, shape in searched if pattern.search(name)]
        if not matched and name not in scope.names:
            matched += scope.rest
        asked[name] |= {shape: None for shape in (*shapes, *matched) if shape.always != ANY}
