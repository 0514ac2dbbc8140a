"""The statements that check the members of an object, and what they are called."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable
from contextlib import contextmanager, nullcontext

from connectgen.core.json_types import is_array
from connectgen.json_schema.compiler.assertions import Check
from connectgen.json_schema.compiler.combinators import Alternatives
from connectgen.json_schema.compiler.context import Spot
from connectgen.json_schema.compiler.registry import Node
from connectgen.python_text.literals import literal

__all__ = ["Members"]

_STRING = frozenset({"string"})


class Members(Alternatives, ABC):
    """Writes the checks of members."""

    def of_object(self, node: Node, spot: Spot) -> None:
        """Write what *node* asks of an object."""
        schema = node.schema
        properties = schema.get("properties", {})
        for name in dict.fromkeys(schema.get("required", ())):
            if not (self.stops and name in properties):  # else `member` asks for it
                self.fails(node, spot, _required(name, spot))
        if "dependencies" in schema:
            self._dependencies(node, spot)
        self.members(node, spot, properties)
        if "patternProperties" in schema or "additionalProperties" in schema:
            self._others(node, spot)
        if "propertyNames" in schema and node.draft > 4:
            self._names(node, spot)

    def members(self, node: Node, spot: Spot, names: Iterable[str]) -> None:
        """Write the checks of members."""
        for name in names:
            self.member(node, spot, name)

    @abstractmethod
    def member(self, node: Node, spot: Spot, name: str) -> None:
        """Write the checks of the member *name*."""

    def _dependencies(self, node: Node, spot: Spot) -> None:
        for name, wanted in node.schema["dependencies"].items():
            with self.writer.block(f"if {literal(name)} in {spot.value}:"):
                if is_array(wanted):
                    for other in wanted:
                        check = _required(other, spot)._replace(
                            keyword="dependencies",
                            limit=f"{literal(other)} beside {literal(name)}",
                        )
                        self.fails(node, spot, check)
                else:
                    child = self.child(node, "dependencies", name)
                    self.part(child, spot.under("dependencies", name))

    def _others(self, node: Node, spot: Spot) -> None:
        schema = node.schema
        names = tuple(schema.get("properties", {}))
        known = self.module.names(names, f"{self.label}_names") if names else None
        patterns = tuple(schema.get("patternProperties", ()))
        rest = schema.get("additionalProperties", True)
        if rest is False and not patterns:
            self.nothing_else(node, spot, known)
            return
        if patterns:
            with self._named(node, spot, "patternProperties"):
                self._others_in_turn(node, spot, known, patterns)
        else:
            self._others_in_turn(node, spot, known, patterns)

    def _others_in_turn(
        self, node: Node, spot: Spot, known: str | None, patterns: tuple[str, ...]
    ) -> None:
        rest = node.schema.get("additionalProperties", True)
        key, item = spot.numbered("key"), spot.numbered("item")
        start = len(self.writer.lines)
        with self.writer.block(f"for {key}, {item} in {spot.value}.items():"):
            other = spot.numbered("other")
            outer = spot._replace(scope=spot.scope | {other})
            alone = rest is not True and bool(patterns)
            if alone:
                self.writer.line(f"{other} = True")
            for pattern in patterns:
                match = self.module.match(pattern, f"{self.label}_key", key)
                with self.writer.block(f"if {match}:"):
                    if alone:
                        self.writer.line(f"{other} = False")
                    child = self.child(node, "patternProperties", pattern)
                    way = ("patternProperties", pattern)
                    self.part(child, self.inside(outer, key, item, *way))
            if rest is not True:
                child = self.child(node, "additionalProperties")
                tests = [
                    *([other] if alone else []),
                    *([f"{key} not in {known}"] if known else []),
                ]
                inner = self.inside(outer, key, item, "additionalProperties")
                self._if_all(tests, child, inner)
        self.writer.entries(start, key, item, spot.value)

    @contextmanager
    def _named(self, node: Node, spot: Spot, keyword: str) -> Generator[None, None, None]:
        """Write that all names are strings, and what is asked where they are.

        Those that a reader of YAML makes need not be, and would be searched for patterns.
        """
        check = Check(
            fails=f"not is_named({spot.value})",
            keyword=keyword,
            limit="an object whose names are strings",
            actual=None,
        )
        self.fails(node, spot, check)
        with nullcontext() if self.stops else self.writer.block("else:"):
            yield

    def _if_all(self, tests: list[str], node: Node, spot: Spot) -> None:
        """Write the checks of *node* where all *tests* hold, one within the other."""
        if not tests:
            self.part(node, spot)
            return
        with self.writer.block(f"if {tests[0]}:"):
            self._if_all(tests[1:], node, spot)

    @abstractmethod
    def nothing_else(self, node: Node, spot: Spot, known: str | None) -> None:
        """Write that there must be no member but those in the set *known*, or none at all."""

    @abstractmethod
    def inside(self, spot: Spot, key: str, item: str, *way: str) -> Spot:
        """Return the spot of a member whose name is in a variable."""

    def _names(self, node: Node, spot: Spot) -> None:
        child = self.child(node, "propertyNames")
        key = spot.numbered("key")
        loop = self.writer.block(f"for {key} in {spot.value}:")
        with self._named(node, spot, "propertyNames"), loop:
            inner = self.inside(spot, key, key, "propertyNames").of_kinds(_STRING)
            self.part(child, inner)


def _required(name: str, spot: Spot) -> Check:
    return Check(
        fails=f"{literal(name)} not in {spot.value}",
        keyword="required",
        limit=literal(name),
        actual=None,
    )
