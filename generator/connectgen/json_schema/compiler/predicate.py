"""Functions that say whether a value is valid: one for many schemas, as quick as Python goes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectgen.json_schema.compiler.assertions import Check
from connectgen.json_schema.compiler.context import Spot
from connectgen.json_schema.compiler.emitter import Statements
from connectgen.json_schema.compiler.peephole import tidied
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.compiler.type_checks import CLASSES
from connectgen.python_text.literals import LINE_WIDTH, literal

__all__ = ["Verdict"]

_DEEPEST = 6
"""Blocks within one another from which on schemas get functions of their own."""

_DEEPEST_LEAF = 9
"""The same for schemas that ask a value about itself alone: a call costs more than they do."""

_CONTAINERS = frozenset({"list", "dict"})
_CLASS_TEST = re.compile(r"( *if (?:not isinstance|type)\()\w+((?:\) is not|,) \w+\)?:)")
_IF = re.compile(r" *if .*:")


class Verdict(Statements):
    """Writes the body of a function that returns whether `value` is valid."""

    stops = True

    def lines(self) -> tuple[str, ...]:
        """Return the body."""
        self.schema(self.node, Spot(value="value", scope=frozenset({"value"})), last=True)
        lines = self.writer.lines
        if "return False" in lines:  # whatever the value is: the rest is of no use
            return tidied(lines[: lines.index("return False") + 1], answers=True)
        return tidied([*lines, "return True"], answers=True)

    def fails(self, node: Node, spot: Spot, check: Check) -> None:
        """Write that the value is invalid where *check* fails."""
        self._refuse_if(check.fails)

    def _refuse_if(self, test: str) -> None:
        with self.writer.block(f"if {test}:"):
            self.writer.line("return False")

    def always(self, node: Node, spot: Spot, check: Check) -> None:
        """Write that the value is invalid."""
        self.writer.line("return False")

    def guarded(
        self, node: Node, spot: Spot, check: Check, kinds: frozenset[str], *, last: bool
    ) -> None:
        """Write the check of the type, and the rest for values of *kinds*.

        To ask for the class that a parser makes takes less time than `isinstance`.
        """
        start, lines = len(self.writer.lines), self.writer.lines
        self.fails(node, spot, check)
        written = len(lines)
        self.rest(node, spot.of_kinds(kinds))
        name = _class_of(kinds)
        test = f"if type({spot.value}) is not {name} and {check.fails}:"
        if name in _CONTAINERS and len(lines) > written and self._fits(test):
            lines[start] = lines[start].replace(f"if {check.fails}:", test)

    def part(self, node: Node, spot: Spot) -> None:
        """Write the checks of a schema here where it is small or only used here, else a call."""
        node, spot = self.followed(node, spot)
        if self._is_inlined(node):
            self.schema(node, spot)
        else:
            call = self.compiler.call_verdict(self.node, node, spot)
            self._refuse_if(f"not {call}")

    def _is_inlined(self, node: Node) -> bool:
        if isinstance(node.schema, bool):
            return True
        deepest = _DEEPEST_LEAF if self.compiler.is_leaf(node) else _DEEPEST
        if self.compiler.is_head(node) or self.writer.depth >= deepest:
            return False
        if self.compiler.is_small(node) or self.compiler.is_optional(node):
            return True
        return self.compiler.is_used_once(node)

    def entry(self, node: Node, spot: Spot, value: str, name: str) -> None:
        """Write the checks of *value*, in a variable where there are several."""
        end, inner = self.followed(node, spot)
        if end.schema is True:
            return
        if self._is_inlined(end) and end.schema is not False:
            variable = spot.free(name)
            start = len(self.writer.lines)
            self.writer.line(f"{variable} = {value}")
            self.schema(end, _fresh(inner, variable))
            self._drop_variable(start, value)
        else:
            self.part(node, _fresh(spot, value))

    def _drop_variable(self, start: int, value: str) -> None:
        """Do without the variable from line *start* where it is asked for its class alone."""
        lines = self.writer.lines
        if len(lines) == start + 1:
            lines.pop()
        test = _CLASS_TEST.fullmatch(lines[start + 1]) if len(lines) == start + 3 else None
        if test:
            asked = test[1] + value + test[2]
            around = lines[start - 1] if start and _IF.fullmatch(lines[start - 1]) else ""
            joined = f"{around[:-1]} and {asked.lstrip()[3:]}" if around else asked
            if 4 + len(joined) <= LINE_WIDTH:
                lines[start : start + 2] = [asked]

    def members(self, node: Node, spot: Spot, names: Iterable[str]) -> None:
        """Write the checks of members, of those last that may nest without end.

        An alternative that is not meant mostly says so by a member such as `type`: to go down into
        each of them first would take twice as long, or longer, with every level.
        """
        super().members(node, spot, sorted(names, key=lambda name: self.nests(node, name)))

    def member(self, node: Node, spot: Spot, name: str) -> None:
        """Write the checks of a member: one that must be there is read right away."""
        part = self.child(node, "properties", name)
        value = f"{spot.value}[{literal(name)}]"
        if name in node.schema.get("required", ()):
            self._refuse_if(f"{literal(name)} not in {spot.value}")
            self.entry(part, spot, value, name)
        else:
            with self.writer.block(f"if {literal(name)} in {spot.value}:"):
                self.entry(part, spot, value, name)

    def each(self, node: Node, spot: Spot, start: int | None) -> None:
        """Write the checks of each item."""
        items = spot.value if start is None else f"{spot.value}[{start}:]"
        item = spot.numbered("item")
        with self.writer.block(f"for {item} in {items}:"):
            self.part(node, _fresh(spot, item))

    def nothing_else(self, node: Node, spot: Spot, known: str | None) -> None:
        """Write that there must be no other members."""
        self._refuse_if(f"not {known}.issuperset({spot.value})" if known else spot.value)

    def inside(self, spot: Spot, key: str, item: str, *way: str) -> Spot:
        """Return the spot of a member whose name is in a variable."""
        return Spot(value=item, scope=spot.scope | {key, item}, depth=spot.depth)

    def none_holds(self, node: Node, spot: Spot, check: Check) -> None:
        """Write that the value is invalid."""
        self.writer.line("return False")

    def count(self, node: Node, spot: Spot, tests: list[str]) -> None:
        """Write the check that one of *tests* is true."""
        self._refuse_if(f"{self.counted(tests)} != 1")


def _class_of(kinds: frozenset[str]) -> str | None:
    """Return the one class that a parser makes of *kinds*, if there is one."""
    return {**CLASSES, "integer": "int"}.get(min(kinds)) if len(kinds) == 1 else None


def _fresh(spot: Spot, variable: str) -> Spot:
    """Return the spot of a part of the value, in *variable*."""
    return Spot(value=variable, scope=spot.scope | {variable}, depth=spot.depth)
