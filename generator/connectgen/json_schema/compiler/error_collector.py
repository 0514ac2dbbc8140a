"""Functions that say what is wrong with a value: one for every schema of any size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from connectgen.core.json_types import is_object
from connectgen.json_schema.compiler.assertions import Check
from connectgen.json_schema.compiler.context import Spot
from connectgen.json_schema.compiler.emitter import Statements, type_check
from connectgen.json_schema.compiler.peephole import tidied
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.compiler.type_checks import ALL
from connectgen.python_text.literals import literal

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.compiler import Compiler

__all__ = ["Report"]


class Report(Statements):
    """Writes the body of a function that adds to `found` what is wrong with `value`."""

    def __init__(self, compiler: Compiler, node: Node) -> None:
        super().__init__(compiler, node)
        self._lists: set[str] = set()
        """Lists of causes that were declared."""

        self._asks_told = False

    def lines(self) -> tuple[str, ...]:
        """Return the body."""
        self.schema(self.node, Spot(value="value", scope=frozenset({"value"})), last=True)
        if not self.writer.lines:
            self.writer.line("return")
        if self._asks_told:
            self.writer.lines.insert(0, "told = len(found)")
        return tidied(self.writer.lines, answers=False)

    def fails(self, node: Node, spot: Spot, check: Check) -> None:
        """Write that a violation is found where *check* fails."""
        with self.writer.block(f"if {check.fails}:"):
            self.always(node, spot, check)

    def always(self, node: Node, spot: Spot, check: Check) -> None:
        """Write that a violation is found."""
        self._report(spot, check, *((check.actual,) if check.actual else ()))

    def _report(self, spot: Spot, check: Check, *rest: str) -> None:
        asked = (literal(check.keyword), literal(check.limit))
        self.writer.call("report", (spot.found, spot.here, *asked, *rest))

    def guarded(
        self, node: Node, spot: Spot, check: Check, kinds: frozenset[str], *, last: bool
    ) -> None:
        """Write the check of the type, and the rest for values of *kinds*."""
        with self.writer.block(f"if {check.fails}:"):
            self.always(node, spot, check)
            if last:
                self.writer.line("return")
        if last:
            start = len(self.writer.lines)
            self.rest(node, spot.of_kinds(kinds))
            if len(self.writer.lines) == start and self.writer.lines[-1].strip() == "return":
                self.writer.lines.pop()
        else:
            with self.writer.block("else:"):
                self.rest(node, spot.of_kinds(kinds))

    def part(self, node: Node, spot: Spot) -> None:
        """Write the checks of a schema that asks one value about itself, or else a call."""
        node, spot = self.followed(node, spot)
        looped = spot.scope & {"index", "key"} and is_object(node.schema) and "items" in node.schema
        if self.compiler.is_leaf(node) and not looped:
            self.schema(node, spot)
        else:
            name, depth = self.compiler.call_report(self.node, node, spot)
            self.writer.call(name, (spot.value, spot.here, spot.found, *depth))

    def entry(self, node: Node, spot: Spot, value: str, name: str) -> None:
        """Write the checks of *value*, in a variable where there are several."""
        end, _ = self.followed(node, spot)
        if isinstance(end.schema, bool) or not self.compiler.is_leaf(end):
            self.part(node, spot._replace(value=value, kinds=ALL))
            return
        variable = spot.free(name)
        start = len(self.writer.lines)
        self.writer.line(f"{variable} = {value}")
        self.part(node, spot._replace(value=variable, scope=spot.scope | {variable}, kinds=ALL))
        if len(self.writer.lines) == start + 1:
            self.writer.lines.pop()

    def members(self, node: Node, spot: Spot, names: Iterable[str]) -> None:
        """Write the checks of members: an alternative that is not meant is not gone down into.

        What nests in it would be told once for each alternative, at every level.
        """
        nested = [name for name in names if self.nests(node, name)]
        if not nested or node is not self.node or not self.compiler.is_alternative(node):
            super().members(node, spot, names)
            return
        super().members(node, spot, [name for name in names if name not in nested])
        self._asks_told = True
        with self.writer.block(f"if len({spot.found}) == told:"):
            super().members(node, spot, nested)

    def member(self, node: Node, spot: Spot, name: str) -> None:
        """Write the checks of a member, if it is there."""
        part = self.child(node, "properties", name)
        inner = spot.step(literal(name))
        with self.writer.block(f"if {literal(name)} in {spot.value}:"):
            self.entry(part, inner, f"{spot.value}[{literal(name)}]", name)

    def each(self, node: Node, spot: Spot, start: int | None) -> None:
        """Write the checks of each item."""
        items = spot.value if start is None else f"{spot.value}[{start}:]"
        first = "" if start is None else f", {start}"
        with self.writer.block(f"for index, item in enumerate({items}{first}):"):
            scope = spot.scope | {"index", "item"}
            inner = spot.step("index", *(() if start is None else ("additionalItems",)))
            self.part(node, inner._replace(value="item", kinds=ALL, scope=scope))

    def nothing_else(self, node: Node, spot: Spot, known: str | None) -> None:
        """Write that there must be no other members."""
        check = Check(
            fails=f"key not in {known}",
            keyword="additionalProperties",
            limit=False,
            actual=None,
        )
        inner = spot.step("key", "additionalProperties")
        with self.writer.block(f"for key in {spot.value}:"):
            if known:
                self.fails(node, inner, check)
            else:
                self.always(node, inner, check)

    def inside(self, spot: Spot, key: str, item: str, *way: str) -> Spot:
        """Return the spot of a member whose name is in a variable."""
        inner = spot.step(key, *way)
        return inner._replace(value=item, kinds=ALL, scope=spot.scope | {key, item})

    def none_holds(self, node: Node, spot: Spot, check: Check) -> None:
        """Write a violation that holds those of every alternative."""
        causes = _next_list(spot.found)
        self.writer.line(f"{causes}{'' if causes in self._lists else ': list[Violation]'} = []")
        self._lists.add(causes)
        for index in range(len(node.schema[check.keyword])):
            part = self.child(node, check.keyword, index)
            inner = spot.under(check.keyword, index)._replace(found=causes)
            end, there = self.followed(part, inner)
            if is_object(end.schema) and self.kinds_alone(end) and "type" in end.schema:
                self.always(end, there, type_check(end, there, frozenset()))  # known by now
            else:
                self.part(part, inner)
        self._report(spot, check, f"causes={causes}")

    def count(self, node: Node, spot: Spot, tests: list[str]) -> None:
        """Write the check that one of *tests* is true."""
        number = len(node.schema["oneOf"])
        check = Check(
            fails="",
            keyword="oneOf",
            limit=f"exactly one of {number} schemas",
            actual=spot.value,
        )
        counted = self.counted(tests)
        if counted != "count":
            self.writer.line(f"count = {counted}")
        with self.writer.block("if count == 0:"):
            self.none_holds(node, spot, check)
        with self.writer.block("elif count > 1:"):
            several = f"{check.limit}, not several"
            self._report(spot, check._replace(limit=several))


def _next_list(found: str) -> str:
    """Return what the list is called of the causes of what goes into *found*."""
    if found == "found":
        return "causes"
    return f"causes_{int(found.partition('_')[2] or 1) + 1}"
