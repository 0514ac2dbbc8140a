"""Applicators that apply to the same value: `allOf`, `anyOf`, `oneOf`, `not` and `if`."""

from __future__ import annotations

from abc import ABC, abstractmethod

from connectgen.core.json_types import is_object
from connectgen.json_schema.compiler.assertions import Check, expectation
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.peephole import invert_test
from connectgen.json_schema.compiler.protocol import FunctionCompiler
from connectgen.json_schema.compiler.type_checks import (
    NUMBER_TYPES,
    admitted_types,
    is_any,
    is_none_of,
)
from connectgen.json_schema.compiler.writer import CodeWriter
from connectgen.json_schema.keywords import known_keywords
from connectgen.json_schema.registry import Node
from connectgen.python_text.literals import LINE_WIDTH, py_literal

__all__ = ["CombinatorEmitter"]


class CombinatorEmitter(ABC):
    """Emitter of the checks of combined schemas.

    Args:
        compiler: names functions and follows each `$ref`.
        node: schema whose function is emitted.
    """

    def __init__(self, compiler: FunctionCompiler, node: Node) -> None:
        self.compiler = compiler
        self.module = compiler.module
        self.node = node
        self.label = compiler.label_of(node)
        self.writer = CodeWriter()

    def child_schema(self, node: Node, *tokens: str | int) -> Node:
        """Return the schema at *tokens* in *node*, without following its `$ref`."""
        return self.compiler.registry.child_schema(node, *tokens)

    def follow_ref(self, node: Node, ctx: ValueContext) -> tuple[Node, ValueContext]:
        """Return the target of the `$ref` of *node*, and the context of the same value there."""
        end = self.compiler.graph.follow_ref(node)
        return end, ctx if end is node else ctx.ref_target(end.location_text)

    def is_nesting(self, node: Node, name: str) -> bool:
        """Return whether the member *name* of *node* is recursive."""
        return self.compiler.is_depth_counted(self.child_schema(node, "properties", name))

    @abstractmethod
    def emit_subschema(self, node: Node, ctx: ValueContext) -> None:
        """Emit the checks of a subschema, inlined or as a call."""

    @abstractmethod
    def emit_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit what happens if *check* of *node* fails."""

    @abstractmethod
    def emit_unconditional_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit the failure of a check that no value passes."""

    def emit_combinators(self, node: Node, ctx: ValueContext) -> None:
        """Emit the combinators of *node*."""
        schema = node.schema
        for index in range(len(schema.get("allOf", ()))):
            self.emit_subschema(
                self.child_schema(node, "allOf", index), ctx.subschema("allOf", index)
            )
        if "anyOf" in schema:
            self._emit_any_of(node, ctx)
        if "oneOf" in schema:
            self._emit_one_of(node, ctx)
        if "not" in schema:
            self._emit_not(node, ctx)
        if "if" in schema and node.draft == 7:
            self._emit_conditional(node, ctx)

    def valid_expression(self, node: Node, ctx: ValueContext) -> str:
        """Return an expression that is true if the value is valid under *node*."""
        node, ctx = self.follow_ref(node, ctx)
        types = self.types_only(node)
        if types is None:
            return self._required_only(node, ctx) or self.compiler.call_predicate(
                self.node, node, ctx
            )
        if types >= ctx.types:
            return "True"
        if not types & ctx.types:
            return "False"
        return is_any(types & ctx.types, ctx.value, strict=node.draft == 4)

    def invalid_expression(self, node: Node, ctx: ValueContext) -> str:
        """Return an expression that is true if the value is invalid under *node*."""
        node, ctx = self.follow_ref(node, ctx)
        types = self.types_only(node)
        if types is not None and types & ctx.types and not types >= ctx.types:
            return is_none_of(types & ctx.types, ctx.value, strict=node.draft == 4)
        holds = self.valid_expression(node, ctx)
        if holds in ("True", "False"):
            return "False" if holds == "True" else "True"
        return invert_test(holds)

    def types_only(self, node: Node) -> frozenset[str] | None:
        """Return the types that *node* admits, or None if it checks more than the type."""
        if isinstance(node.schema, bool):
            return admitted_types({}) if node.schema else frozenset()
        known = known_keywords(node.schema, node.draft)
        return admitted_types(node.schema) if known <= {"type"} else None

    def _required_only(self, node: Node, ctx: ValueContext) -> str | None:
        """Return the test for required members, or None if *node* checks anything else."""
        known = known_keywords(node.schema, node.draft)
        names = node.schema.get("required")
        if not names or known ^ {"required"} or ctx.types ^ {"object"}:
            return None
        test = " and ".join(f"{py_literal(name)} in {ctx.value}" for name in names)
        return test if len(test) < LINE_WIDTH - 24 else None

    stops = False
    """Whether the function returns at the first failure."""

    def _emit_any_of(self, node: Node, ctx: ValueContext) -> None:
        parts = [
            (self.child_schema(node, "anyOf", index), ctx.subschema("anyOf", index))
            for index in range(len(node.schema["anyOf"]))
        ]
        others = [part for part in parts if self.types_only(self.follow_ref(*part)[0]) is None]
        # Report null or X as X: of any other anyOf, report all alternatives.
        if len(others) == 1:
            alone = [self.types_only(self.follow_ref(*part)[0]) or frozenset() for part in parts]
            types = frozenset[str]().union(*alone)
            if types <= {"null"} or self.stops:
                self._emit_unless(types, *others[0])
                return
        holds = [
            test for test in (self.valid_expression(*part) for part in parts) if test != "False"
        ]
        denied = [
            test for test in (self.invalid_expression(*part) for part in parts) if test != "True"
        ]
        if "True" in holds:
            return
        check = Check(
            fails=" and ".join(denied) or "True",
            keyword="anyOf",
            expected=expectation("anyOf", _one_of_words(len(parts))),
            actual=ctx.value,
        )
        inner = ctx.with_types(ctx.types - self._excluded_types([part for part, _ in parts]))
        if not self._fits_line(f"if {check.fails}:"):
            inner = ctx  # type checkers do not follow what is known then
            self.writer.line(f"holds = {holds[0]}")
            for test in holds[1:]:
                self.writer.line(f"holds = holds or {test}")
            check = check._replace(fails="not holds")
        if holds:
            with self.writer.block(f"if {check.fails}:"):
                self.emit_none_valid(node, inner, check)
        else:
            self.emit_none_valid(node, inner, check)

    def _emit_unless(self, types: frozenset[str], node: Node, ctx: ValueContext) -> None:
        """Emit the checks of *node* for values of other types than *types*, mostly null."""
        known = types & ctx.types
        if not known:
            self.emit_subschema(node, ctx)
        elif known != ctx.types:
            test = is_none_of(known, ctx.value, strict=node.draft == 4)
            with self.writer.block(f"if {test}:"):
                self.emit_subschema(node, ctx.with_types(ctx.types - (known - NUMBER_TYPES)))

    def _excluded_types(self, parts: list[Node]) -> frozenset[str]:
        """Return the types that a value cannot have if it is invalid under all of *parts*."""
        alone = [self.types_only(self.compiler.graph.follow_ref(part)) for part in parts]
        return frozenset[str]().union(*(types for types in alone if types)) - NUMBER_TYPES

    @abstractmethod
    def emit_none_valid(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit what happens if no schema of an `anyOf` or `oneOf` is valid."""

    def _emit_one_of(self, node: Node, ctx: ValueContext) -> None:
        tests = [
            self.valid_expression(
                self.child_schema(node, "oneOf", index), ctx.subschema("oneOf", index)
            )
            for index in range(len(node.schema["oneOf"]))
        ]
        self.emit_one_of_count(node, ctx, [test for test in tests if test != "False"])

    @abstractmethod
    def emit_one_of_count(self, node: Node, ctx: ValueContext, tests: list[str]) -> None:
        """Emit the check that exactly one of *tests* is true."""

    def count_expression(self, tests: list[str]) -> str:
        """Return the expression for the number of true *tests*; emit a count if it is too long."""
        flat = " + ".join(test if _is_call(test) else f"({test})" for test in tests)
        if len(tests) > 1 and self._fits_line(f"if {flat} != 1:"):
            return flat
        self.writer.line("count = 0")
        for test in tests:
            with self.writer.block(f"if {test}:"):
                self.writer.line("count += 1")
        return "count"

    def _fits_line(self, text: str) -> bool:
        return 4 * (self.writer.depth + 1) + len(text) <= LINE_WIDTH

    def _emit_not(self, node: Node, ctx: ValueContext) -> None:
        part, inner = self.follow_ref(self.child_schema(node, "not"), ctx.subschema("not"))
        holds = self.valid_expression(part, inner)
        if holds == "False":
            return
        names: list[str] = part.schema.get("required", []) if is_object(part.schema) else []
        alone = bool(names) and holds == self._required_only(part, inner)
        listed = " and ".join(py_literal(name) for name in names)
        check = Check(
            fails=holds,
            keyword="not",
            expected=expectation(
                "not",
                f"have {listed}{' at once' if len(names) > 1 else ''}"
                if alone
                else "be valid under the schema of not",
            ),
            actual=None if alone else ctx.value,
        )
        if holds == "True":
            self.emit_unconditional_failure(node, ctx, check)
        else:
            self.emit_failure(node, ctx, check)

    def _emit_conditional(self, node: Node, ctx: ValueContext) -> None:
        test = self.child_schema(node, "if")
        holds, denied = (
            self.valid_expression(test, ctx.subschema("if")),
            self.invalid_expression(test, ctx.subschema("if")),
        )
        types = self.types_only(self.follow_ref(test, ctx)[0])
        start = len(self.writer.lines)
        if "then" in node.schema:
            inner = ctx if types is None else ctx.with_types(ctx.types & types)
            self._emit_when(holds, self.child_schema(node, "then"), inner.subschema("then"))
        written = len(self.writer.lines) > start and holds != "True"
        if "else" in node.schema:
            head = "else" if written else denied
            inner = ctx.with_types(ctx.types - self._excluded_types([test]))
            self._emit_when(head, self.child_schema(node, "else"), inner.subschema("else"))

    def _emit_when(self, test: str, node: Node, ctx: ValueContext) -> None:
        if test == "False":
            return
        if test == "True":
            self.emit_subschema(node, ctx)
            return
        with self.writer.block("else:" if test == "else" else f"if {test}:"):
            self.emit_subschema(node, ctx)


def _is_call(test: str) -> bool:
    """Return whether *test* is a single call."""
    return test.endswith(")") and test.count("(") == 1 and " " not in test.partition("(")[0]


def _one_of_words(count: int) -> str:
    return "the one schema of anyOf" if count == 1 else f"one of {count} schemas"
