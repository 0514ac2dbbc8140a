"""Coverage: which members and items a schema evaluates, as `unevaluated*` ask.

What `allOf` and references evaluate is known when compiling. What is evaluated only where an
alternative is valid is kept with its condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from connectgen.json_schema.compiler.kinds import ARRAY, OBJECT
from connectgen.json_schema.compiler.shapes import Shape, Shapes

__all__ = ["Condition", "Coverage", "cover_items", "cover_members", "item_shapes"]


class Condition(NamedTuple):
    """When a coverage holds."""

    when: Literal["valid", "invalid", "present"]
    shape: Shape | None = None
    """Schema that the value is valid, or invalid, under."""

    name: str = ""
    """Member that is there."""


@dataclass(slots=True, eq=False)
class Coverage:
    """Members and items that a schema evaluates. Those of a schema are made only once."""

    names: dict[str, None] = field(default_factory=dict[str, None])
    """Names of members."""

    patterns: dict[str, None] = field(default_factory=dict[str, None])
    """Patterns of names of members."""

    first: int = 0
    """Number of items at the start."""

    matching: dict[Shape, None] = field(default_factory=dict[Shape, None])
    """Schemas of items that `contains` evaluates."""

    everything: bool = False
    conditional: dict[tuple[Condition, Coverage], None] = field(
        default_factory=dict["tuple[Condition, Coverage]", None]
    )
    """What is covered besides on conditions."""

    def add(self, other: Coverage) -> None:
        """Add what *other* covers."""
        self.names |= other.names
        self.patterns |= other.patterns
        self.first = max(self.first, other.first)
        self.matching |= other.matching
        self.everything = self.everything or other.everything
        self.conditional |= other.conditional

    def adds_to(self, other: Coverage) -> bool:
        """Return whether it covers anything that *other* does not, by itself or on conditions."""
        return not other.everything and any(
            part.everything
            or not part.names.keys() <= other.names.keys()
            or not part.patterns.keys() <= other.patterns.keys()
            or not part.matching.keys() <= other.matching.keys()
            or part.first > other.first
            for part in self.walk()
        )

    def walk(self) -> Iterator[Coverage]:
        """Yield it, and each of those in it that hold on conditions."""
        found: set[Coverage] = {self}
        waiting: list[Coverage] = [self]
        while waiting:
            outer = waiting.pop()
            yield outer
            for _, part in outer.conditional:
                if part not in found:
                    found.add(part)
                    waiting.append(part)


def cover_members(shape: Shape) -> Coverage:
    """Return which members *shape* evaluates, without its own `unevaluatedProperties`."""
    return _cover(shape, OBJECT)


def cover_items(shape: Shape) -> Coverage:
    """Return which items *shape* evaluates, without its own `unevaluatedItems`."""
    return _cover(shape, ARRAY)


def _cover(shape: Shape, kind: int) -> Coverage:
    # Several ways may lead to one schema, so their number can double with every level.
    if kind not in shape.coverages:
        shape.coverages[kind] = _find_coverage(shape, kind)
    found: Coverage = shape.coverages[kind]
    return found


def _find_coverage(shape: Shape, kind: int) -> Coverage:
    found = Coverage()
    if kind == OBJECT:
        found.names |= dict.fromkeys(shape.get("properties", ()))
        found.patterns |= dict.fromkeys(shape.get("patternProperties", ()))
        found.everything = "additionalProperties" in shape.keywords
    else:
        first, rest = item_shapes(shape)
        found.first = len(first)
        found.everything = rest is not None
        draft = shape.node.dialect.draft
        if "contains" in shape.keywords and draft.contains_evaluates_items:
            found.matching[shape.child("contains")] = None
    for part in dict.fromkeys(shape.in_place):
        found.add(_cover_applied(part, kind))
    found.conditional |= dict.fromkeys(_find_conditional(shape, kind))
    found.conditional = {
        (condition, part): None for condition, part in found.conditional if part.adds_to(found)
    }
    return found


def _cover_applied(shape: Shape, kind: int) -> Coverage:
    """Return what *shape* evaluates; what no other keyword does, `unevaluated*` does."""
    keyword = "unevaluatedProperties" if kind == OBJECT else "unevaluatedItems"
    return Coverage(everything=True) if keyword in shape.keywords else _cover(shape, kind)


def _find_conditional(shape: Shape, kind: int) -> Iterable[tuple[Condition, Coverage]]:
    """Yield what *shape* evaluates only where an alternative or a condition holds."""
    for keyword in ("anyOf", "oneOf"):
        for option in shape.listed(keyword):
            yield Condition("valid", option), _cover_applied(option, kind)
    for test in shape.listed("if"):
        holds = Coverage()
        holds.add(_cover_applied(test, kind))
        for part in shape.listed("then"):
            holds.add(_cover_applied(part, kind))
        yield Condition("valid", test), holds
        for part in shape.listed("else"):
            yield Condition("invalid", test), _cover_applied(part, kind)
    for keyword in ("dependencies", "dependentSchemas") if kind == OBJECT else ():
        for name, part in shape.get(keyword, {}).items():
            if not isinstance(part, list):
                applied = shape.child(keyword, name)
                yield Condition("present", name=name), _cover_applied(applied, kind)


def item_shapes(part: Shape) -> tuple[Shapes, Shape | None]:
    """Return the shapes of the first items of an array, one by one, and that of all others."""
    listed = "prefixItems" if "prefixItems" in part.keywords else "items"
    rest = "items" if listed == "prefixItems" else "additionalItems"
    first: Shapes = ()
    if isinstance(part.get(listed), list):
        first = part.listed(listed)
    elif listed == "items":
        rest = "items"
    return first, part.child(rest) if rest in part.keywords else None
