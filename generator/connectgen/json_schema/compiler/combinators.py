"""The statements for schemas that judge the same value: `allOf`, `anyOf`, `oneOf`, `not`, `if`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from connectgen.core.json_types import is_object
from connectgen.json_schema.compiler.assertions import Check
from connectgen.json_schema.compiler.context import Spot
from connectgen.json_schema.compiler.peephole import inverted
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.compiler.type_checks import NUMBERS, admitted, is_any, is_none_of
from connectgen.json_schema.compiler.writer import Writer
from connectgen.json_schema.drafts import keywords_of
from connectgen.python_text.literals import LINE_WIDTH, literal

if TYPE_CHECKING:
    from connectgen.json_schema.compiler.compiler import Compiler

__all__ = ["Alternatives"]


class Alternatives(ABC):
    """Writes what combines schemas.

    Args:
        compiler: gives functions their names, and follows each `$ref`.
        node: the schema whose function is written.
    """

    def __init__(self, compiler: Compiler, node: Node) -> None:
        self.compiler = compiler
        self.module = compiler.module
        self.node = node
        self.label = compiler.label(node)
        self.writer = Writer()

    def child(self, node: Node, *tokens: str | int) -> Node:
        """Return the schema that *tokens* lead to from *node*; its `$ref` is not followed."""
        return self.compiler.registry.child(node, *tokens)

    def followed(self, node: Node, spot: Spot) -> tuple[Node, Spot]:
        """Return where the `$ref` of *node* leads in the end, and the same value there."""
        end = self.compiler.graph.followed(node)
        return end, spot if end is node else spot.led(end.where)

    def nests(self, node: Node, name: str) -> bool:
        """Tell whether the member *name* of *node* may nest without end."""
        return self.compiler.is_counted(self.child(node, "properties", name))

    @abstractmethod
    def part(self, node: Node, spot: Spot) -> None:
        """Write the checks of a schema inside the present one, here or in its own function."""

    @abstractmethod
    def fails(self, node: Node, spot: Spot, check: Check) -> None:
        """Write what happens where *check*, of *node*, fails."""

    @abstractmethod
    def always(self, node: Node, spot: Spot, check: Check) -> None:
        """Write the failure of a check that no value passes."""

    def alternatives(self, node: Node, spot: Spot) -> None:
        """Write what *node* combines."""
        schema = node.schema
        for index in range(len(schema.get("allOf", ()))):
            self.part(self.child(node, "allOf", index), spot.under("allOf", index))
        if "anyOf" in schema:
            self._any_of(node, spot)
        if "oneOf" in schema:
            self._one_of(node, spot)
        if "not" in schema:
            self._not(node, spot)
        if "if" in schema and node.draft == 7:
            self._conditional(node, spot)

    def holds(self, node: Node, spot: Spot) -> str:
        """Return an expression that is true where the value is valid under *node*."""
        node, spot = self.followed(node, spot)
        kinds = self.kinds_alone(node)
        if kinds is None:
            return self._required_alone(node, spot) or self.compiler.call_verdict(
                self.node, node, spot
            )
        if kinds >= spot.kinds:
            return "True"
        if not kinds & spot.kinds:
            return "False"
        return is_any(kinds & spot.kinds, spot.value, strict=node.draft == 4)

    def denies(self, node: Node, spot: Spot) -> str:
        """Return an expression that is true where the value is not valid under *node*."""
        node, spot = self.followed(node, spot)
        kinds = self.kinds_alone(node)
        if kinds is not None and kinds & spot.kinds and not kinds >= spot.kinds:
            return is_none_of(kinds & spot.kinds, spot.value, strict=node.draft == 4)
        holds = self.holds(node, spot)
        if holds in ("True", "False"):
            return "False" if holds == "True" else "True"
        return inverted(holds)

    def kinds_alone(self, node: Node) -> frozenset[str] | None:
        """Return the types that *node* admits, where it asks for nothing else."""
        if isinstance(node.schema, bool):
            return admitted({}) if node.schema else frozenset()
        asked = keywords_of(node.draft) & node.schema.keys()
        return admitted(node.schema) if asked <= {"type"} else None

    def _required_alone(self, node: Node, spot: Spot) -> str | None:
        """Return the test that members are there, where *node* asks an object for nothing else."""
        asked = keywords_of(node.draft) & node.schema.keys()
        names = node.schema.get("required")
        if not names or asked ^ {"required"} or spot.kinds ^ {"object"}:
            return None
        test = " and ".join(f"{literal(name)} in {spot.value}" for name in names)
        return test if len(test) < LINE_WIDTH - 24 else None

    stops = False
    """Whether nothing is asked, or told, any more where a check fails."""

    def _any_of(self, node: Node, spot: Spot) -> None:
        parts = [
            (self.child(node, "anyOf", index), spot.under("anyOf", index))
            for index in range(len(node.schema["anyOf"]))
        ]
        others = [part for part in parts if self.kinds_alone(self.followed(*part)[0]) is None]
        if len(others) == 1:
            alone = [self.kinds_alone(self.followed(*part)[0]) or frozenset() for part in parts]
            kinds = frozenset[str]().union(*alone)
            if kinds <= {"null"} or self.stops:
                self._unless(kinds, *others[0])
                return
        holds = [test for test in (self.holds(*part) for part in parts) if test != "False"]
        denied = [test for test in (self.denies(*part) for part in parts) if test != "True"]
        if "True" in holds:
            return
        check = Check(
            fails=" and ".join(denied) or "True",
            keyword="anyOf",
            limit=_one_of(len(parts)),
            actual=spot.value,
        )
        inner = spot.of_kinds(spot.kinds - self._refuted([part for part, _ in parts]))
        if not self._fits(f"if {check.fails}:"):
            inner = spot  # type checkers do not follow what is known then
            self.writer.line(f"holds = {holds[0]}")
            for test in holds[1:]:
                self.writer.line(f"holds = holds or {test}")
            check = check._replace(fails="not holds")
        if holds:
            with self.writer.block(f"if {check.fails}:"):
                self.none_holds(node, inner, check)
        else:
            self.none_holds(node, inner, check)

    def _unless(self, kinds: frozenset[str], node: Node, spot: Spot) -> None:
        """Write the checks of *node* for values that have none of *kinds*: null is mostly one."""
        known = kinds & spot.kinds
        if not known:
            self.part(node, spot)
        elif known != spot.kinds:
            test = is_none_of(known, spot.value, strict=node.draft == 4)
            with self.writer.block(f"if {test}:"):
                self.part(node, spot.of_kinds(spot.kinds - (known - NUMBERS)))

    def _refuted(self, parts: list[Node]) -> frozenset[str]:
        """Return the types that a value does not have where none of *parts* holds."""
        alone = [self.kinds_alone(self.compiler.graph.followed(part)) for part in parts]
        return frozenset[str]().union(*(kinds for kinds in alone if kinds)) - NUMBERS

    @abstractmethod
    def none_holds(self, node: Node, spot: Spot, check: Check) -> None:
        """Write what happens where no schema of an `anyOf` or `oneOf` holds."""

    def _one_of(self, node: Node, spot: Spot) -> None:
        tests = [
            self.holds(self.child(node, "oneOf", index), spot.under("oneOf", index))
            for index in range(len(node.schema["oneOf"]))
        ]
        self.count(node, spot, [test for test in tests if test != "False"])

    @abstractmethod
    def count(self, node: Node, spot: Spot, tests: list[str]) -> None:
        """Write the check that one of *tests* is true."""

    def counted(self, tests: list[str]) -> str:
        """Return the expression for how many of *tests* are true, counting first if need be."""
        flat = " + ".join(test if _is_call(test) else f"({test})" for test in tests)
        if len(tests) > 1 and self._fits(f"if {flat} != 1:"):
            return flat
        self.writer.line("count = 0")
        for test in tests:
            with self.writer.block(f"if {test}:"):
                self.writer.line("count += 1")
        return "count"

    def _fits(self, text: str) -> bool:
        return 4 * (self.writer.depth + 1) + len(text) <= LINE_WIDTH

    def _not(self, node: Node, spot: Spot) -> None:
        part, inner = self.followed(self.child(node, "not"), spot.under("not"))
        holds = self.holds(part, inner)
        if holds == "False":
            return
        names: list[str] = part.schema.get("required", []) if is_object(part.schema) else []
        alone = bool(names) and holds == self._required_alone(part, inner)
        listed = " and ".join(literal(name) for name in names)
        check = Check(
            fails=holds,
            keyword="not",
            limit=f"have {listed}{' at once' if len(names) > 1 else ''}"
            if alone
            else "be valid under the schema of not",
            actual=None if alone else spot.value,
        )
        if holds == "True":
            self.always(node, spot, check)
        else:
            self.fails(node, spot, check)

    def _conditional(self, node: Node, spot: Spot) -> None:
        test = self.child(node, "if")
        holds, denied = self.holds(test, spot.under("if")), self.denies(test, spot.under("if"))
        kinds = self.kinds_alone(self.followed(test, spot)[0])
        start = len(self.writer.lines)
        if "then" in node.schema:
            inner = spot if kinds is None else spot.of_kinds(spot.kinds & kinds)
            self._when(holds, self.child(node, "then"), inner.under("then"))
        written = len(self.writer.lines) > start and holds != "True"
        if "else" in node.schema:
            head = "else" if written else denied
            inner = spot.of_kinds(spot.kinds - self._refuted([test]))
            self._when(head, self.child(node, "else"), inner.under("else"))

    def _when(self, test: str, node: Node, spot: Spot) -> None:
        if test == "False":
            return
        if test == "True":
            self.part(node, spot)
            return
        with self.writer.block("else:" if test == "else" else f"if {test}:"):
            self.part(node, spot)


def _is_call(test: str) -> bool:
    """Tell whether *test* is one call and nothing around it."""
    return test.endswith(")") and test.count("(") == 1 and " " not in test.partition("(")[0]


def _one_of(count: int) -> str:
    return "the one schema of anyOf" if count == 1 else f"one of {count} schemas"
