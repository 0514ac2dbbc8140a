"""Emitter of functions that append the violations in a value, one per schema of any size."""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.core.json_types import is_object
from connectgen.json_schema.compiler.assertions import Check, expectation
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.emitter import KeywordEmitter, type_check
from connectgen.json_schema.compiler.peephole import simplify
from connectgen.json_schema.compiler.protocol import FunctionCompiler
from connectgen.json_schema.compiler.type_checks import ALL_TYPES
from connectgen.json_schema.registry import Node
from connectgen.python_text.literals import py_literal

__all__ = ["ErrorCollector"]


class ErrorCollector(KeywordEmitter):
    """Emitter of the body of a function that appends violations of `value` to `found`."""

    def __init__(self, compiler: FunctionCompiler, node: Node) -> None:
        super().__init__(compiler, node)
        self._lists: set[str] = set()
        """Lists of causes that are declared already."""

        self._uses_initial_count = False

    def emit_body(self) -> tuple[str, ...]:
        """Return the body."""
        self.emit_schema(
            self.node, ValueContext(value="value", scope=frozenset({"value"})), last=True
        )
        if not self.writer.lines:
            self.writer.line("return")
        if self._uses_initial_count:
            self.writer.lines.insert(0, "initial_count = len(found)")
        return simplify(self.writer.lines, is_predicate=False)

    def emit_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit a violation if *check* fails."""
        with self.writer.block(f"if {check.fails}:"):
            self.emit_unconditional_failure(node, ctx, check)

    def emit_unconditional_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit a violation."""
        self._emit_violation(ctx, check, *((check.actual,) if check.actual else ()))

    def _emit_violation(self, ctx: ValueContext, check: Check, *rest: str) -> None:
        # The call passes the steps to the value. Pointers and message are made when they are
        # read, so one function serves every location.
        words = (py_literal(check.keyword), py_literal(check.expected))
        self.writer.call("add_violation", (ctx.found, ctx.pointer_expression, *words, *rest))

    def emit_guarded(
        self, node: Node, ctx: ValueContext, check: Check, types: frozenset[str], *, last: bool
    ) -> None:
        """Emit the check of the type, and the other checks for values of *types*."""
        with self.writer.block(f"if {check.fails}:"):
            self.emit_unconditional_failure(node, ctx, check)
            if last:
                self.writer.line("return")
        if last:
            start = len(self.writer.lines)
            self.emit_remaining(node, ctx.with_types(types))
            if len(self.writer.lines) == start and self.writer.lines[-1].strip() == "return":
                self.writer.lines.pop()
        else:
            with self.writer.block("else:"):
                self.emit_remaining(node, ctx.with_types(types))

    def emit_subschema(self, node: Node, ctx: ValueContext) -> None:
        """Emit the checks of a small schema, or else a call."""
        node, ctx = self.follow_ref(node, ctx)
        # A loop inside a loop would assign to `index` again, which the steps refer to.
        looped = ctx.scope & {"index", "key"} and is_object(node.schema) and "items" in node.schema
        if self.compiler.is_inlined_in_reports(node) and not looped:
            self.emit_schema(node, ctx)
        else:
            name, depth = self.compiler.call_collector(self.node, node, ctx)
            self.writer.call(name, (ctx.value, ctx.pointer_expression, ctx.found, *depth))

    def emit_value(self, node: Node, ctx: ValueContext, value: str, name: str) -> None:
        """Emit the checks of *value*, in a variable if there are several."""
        end, _ = self.follow_ref(node, ctx)
        if isinstance(end.schema, bool) or not self.compiler.is_inlined_in_reports(end):
            self.emit_subschema(node, ctx._replace(value=value, types=ALL_TYPES))
            return
        variable = ctx.fresh_name(name)
        start = len(self.writer.lines)
        self.writer.line(f"{variable} = {value}")
        self.emit_subschema(
            node, ctx._replace(value=variable, scope=ctx.scope | {variable}, types=ALL_TYPES)
        )
        if len(self.writer.lines) == start + 1:
            self.writer.lines.pop()

    def emit_properties(self, node: Node, ctx: ValueContext, names: Iterable[str]) -> None:
        """Emit the checks of members, recursive ones last and only if nothing else is wrong.

        An alternative that clearly does not apply would otherwise be reported in full at every
        level, which multiplies time and violations.
        """
        nested = [name for name in names if self.is_nesting(node, name)]
        # Elsewhere every violation counts; those of an alternative only say why it does not apply.
        if not nested or node is not self.node or not self.compiler.is_alternative(node):
            super().emit_properties(node, ctx, names)
            return
        super().emit_properties(node, ctx, [name for name in names if name not in nested])
        self._uses_initial_count = True
        with self.writer.block(f"if len({ctx.found}) == initial_count:"):
            super().emit_properties(node, ctx, nested)

    def emit_property(self, node: Node, ctx: ValueContext, name: str) -> None:
        """Emit the checks of a member, if present."""
        part = self.child_schema(node, "properties", name)
        inner = ctx.child(py_literal(name))
        with self.writer.block(f"if {py_literal(name)} in {ctx.value}:"):
            self.emit_value(part, inner, f"{ctx.value}[{py_literal(name)}]", name)

    def emit_items(self, node: Node, ctx: ValueContext, start: int | None) -> None:
        """Emit the checks of each item."""
        items = ctx.value if start is None else f"{ctx.value}[{start}:]"
        first = "" if start is None else f", {start}"
        with self.writer.block(f"for index, item in enumerate({items}{first}):"):
            scope = ctx.scope | {"index", "item"}
            inner = ctx.child("index", *(() if start is None else ("additionalItems",)))
            self.emit_subschema(node, inner._replace(value="item", types=ALL_TYPES, scope=scope))

    def emit_additional_properties_false(
        self, node: Node, ctx: ValueContext, known: str | None
    ) -> None:
        """Emit a violation for every other member."""
        check = Check(
            fails=f"key not in {known}",
            keyword="additionalProperties",
            expected=False,
            actual=None,
        )
        inner = ctx.child("key", "additionalProperties")
        with self.writer.block(f"for key in {ctx.value}:"):
            if known:
                self.emit_failure(node, inner, check)
            else:
                self.emit_unconditional_failure(node, inner, check)

    def property_context(self, ctx: ValueContext, key: str, item: str, *way: str) -> ValueContext:
        """Return the context of a member whose name is in the variable *key*."""
        inner = ctx.child(key, *way)
        return inner._replace(value=item, types=ALL_TYPES, scope=ctx.scope | {key, item})

    def emit_none_valid(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit a violation with those of every alternative as causes."""
        causes = _causes_name(ctx.found)
        self.writer.line(f"{causes}{'' if causes in self._lists else ': list[Violation]'} = []")
        self._lists.add(causes)
        for index in range(len(node.schema[check.keyword])):
            part = self.child_schema(node, check.keyword, index)
            inner = ctx.subschema(check.keyword, index)._replace(found=causes)
            end, there = self.follow_ref(part, inner)
            if is_object(end.schema) and self.types_only(end) and "type" in end.schema:
                self.emit_unconditional_failure(
                    end, there, type_check(end, there, frozenset())
                )  # known by now
            else:
                self.emit_subschema(part, inner)
        self._emit_violation(ctx, check, f"causes={causes}")

    def emit_one_of_count(self, node: Node, ctx: ValueContext, tests: list[str]) -> None:
        """Emit the check that exactly one of *tests* is true."""
        number = len(node.schema["oneOf"])
        check = Check(
            fails="",
            keyword="oneOf",
            expected=expectation("oneOf", f"exactly one of {number} schemas"),
            actual=ctx.value,
        )
        counted = self.count_expression(tests)
        if counted != "count":
            self.writer.line(f"count = {counted}")
        with self.writer.block("if count == 0:"):
            self.emit_none_valid(node, ctx, check)
        with self.writer.block("elif count > 1:"):
            several = f"{check.expected}, not several"
            self._emit_violation(ctx, check._replace(expected=several))


def _causes_name(found: str) -> str:
    """Return the name of the list of causes of violations in *found*."""
    if found == "found":
        return "causes"
    return f"causes_{int(found.partition('_')[2] or 1) + 1}"
