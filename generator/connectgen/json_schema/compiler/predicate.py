"""Emitter of predicates: functions that return whether a value is valid."""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectgen.json_schema.compiler.assertions import Check
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.emitter import KeywordEmitter
from connectgen.json_schema.compiler.peephole import simplify
from connectgen.json_schema.compiler.type_checks import CLASSES
from connectgen.json_schema.registry import Node
from connectgen.python_text.literals import LINE_WIDTH, py_literal

__all__ = ["PredicateEmitter"]

_DEEPEST = 6
"""Nesting of blocks from which subschemas are called, not inlined."""

_DEEPEST_LEAF = 9
"""The same for schemas without subschemas, which cost less than a call."""

_CONTAINERS = frozenset({"list", "dict"})
_CLASS_TEST = re.compile(r"( *if (?:not isinstance|type)\()\w+((?:\) is not|,) \w+\)?:)")
_IF_LINE = re.compile(r" *if .*:")


class PredicateEmitter(KeywordEmitter):
    """Emitter of the body of a function that returns whether `value` is valid."""

    stops = True

    def emit_body(self) -> tuple[str, ...]:
        """Return the body."""
        self.emit_schema(
            self.node, ValueContext(value="value", scope=frozenset({"value"})), last=True
        )
        lines = self.writer.lines
        if "return False" in lines:  # for every value: what follows is unreachable
            return simplify(lines[: lines.index("return False") + 1], is_predicate=True)
        return simplify([*lines, "return True"], is_predicate=True)

    def emit_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit `return False` if *check* fails."""
        self._emit_return_false_if(check.fails)

    def _emit_return_false_if(self, test: str) -> None:
        with self.writer.block(f"if {test}:"):
            self.writer.line("return False")

    def emit_unconditional_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit `return False`."""
        self.writer.line("return False")

    def emit_guarded(
        self, node: Node, ctx: ValueContext, check: Check, types: frozenset[str], *, last: bool
    ) -> None:
        """Emit the check of the type, and the other checks for values of *types*.

        A test for the exact class that a JSON parser makes is faster than `isinstance`.
        """
        start, lines = len(self.writer.lines), self.writer.lines
        self.emit_failure(node, ctx, check)
        written = len(lines)
        self.emit_remaining(node, ctx.with_types(types))
        name = _class_of(types)
        test = f"if type({ctx.value}) is not {name} and {check.fails}:"
        if name in _CONTAINERS and len(lines) > written and self._fits_line(test):
            lines[start] = lines[start].replace(f"if {check.fails}:", test)

    def emit_subschema(self, node: Node, ctx: ValueContext) -> None:
        """Emit the checks of a schema that is small or used once, else a call."""
        node, ctx = self.follow_ref(node, ctx)
        if self._is_inlined(node):
            self.emit_schema(node, ctx)
        else:
            call = self.compiler.call_predicate(self.node, node, ctx)
            self._emit_return_false_if(f"not {call}")

    def _is_inlined(self, node: Node) -> bool:
        if isinstance(node.schema, bool):
            return True
        deepest = _DEEPEST_LEAF if self.compiler.is_inlined_in_reports(node) else _DEEPEST
        if self.compiler.is_loop_header(node) or self.writer.depth >= deepest:
            return False
        if self.compiler.is_small(node) or self.compiler.is_optional(node):
            return True
        return self.compiler.is_used_once(node)

    def emit_value(self, node: Node, ctx: ValueContext, value: str, name: str) -> None:
        """Emit the checks of *value*, in a variable if there are several."""
        end, inner = self.follow_ref(node, ctx)
        if end.schema is True:
            return
        if self._is_inlined(end) and end.schema is not False:
            variable = ctx.fresh_name(name)
            start = len(self.writer.lines)
            self.writer.line(f"{variable} = {value}")
            self.emit_schema(end, _fresh_context(inner, variable))
            self._drop_variable(start, value)
        else:
            self.emit_subschema(node, _fresh_context(ctx, value))

    def _drop_variable(self, start: int, value: str) -> None:
        """Remove the variable from line *start* if only its class is checked."""
        lines = self.writer.lines
        if len(lines) == start + 1:
            lines.pop()
        test = _CLASS_TEST.fullmatch(lines[start + 1]) if len(lines) == start + 3 else None
        if test:
            asked = test[1] + value + test[2]
            around = lines[start - 1] if start and _IF_LINE.fullmatch(lines[start - 1]) else ""
            joined = f"{around[:-1]} and {asked.lstrip()[3:]}" if around else asked
            if 4 + len(joined) <= LINE_WIDTH:
                lines[start : start + 2] = [asked]

    def emit_properties(self, node: Node, ctx: ValueContext, names: Iterable[str]) -> None:
        """Emit the checks of members, recursive ones last.

        A member such as `type` mostly shows that an alternative does not apply. To check the
        recursive members of each alternative first would multiply the time at every level.
        """
        super().emit_properties(
            node, ctx, sorted(names, key=lambda name: self.is_nesting(node, name))
        )

    def emit_property(self, node: Node, ctx: ValueContext, name: str) -> None:
        """Emit the checks of a member; a required one is read at once."""
        part = self.child_schema(node, "properties", name)
        value = f"{ctx.value}[{py_literal(name)}]"
        if name in node.schema.get("required", ()):
            self._emit_return_false_if(f"{py_literal(name)} not in {ctx.value}")
            self.emit_value(part, ctx, value, name)
        else:
            with self.writer.block(f"if {py_literal(name)} in {ctx.value}:"):
                self.emit_value(part, ctx, value, name)

    def emit_items(self, node: Node, ctx: ValueContext, start: int | None) -> None:
        """Emit the checks of each item."""
        items = ctx.value if start is None else f"{ctx.value}[{start}:]"
        item = ctx.unique("item")
        with self.writer.block(f"for {item} in {items}:"):
            self.emit_subschema(node, _fresh_context(ctx, item))

    def emit_additional_properties_false(
        self, node: Node, ctx: ValueContext, known: str | None
    ) -> None:
        """Emit the check that there are no other members."""
        self._emit_return_false_if(f"not {known}.issuperset({ctx.value})" if known else ctx.value)

    def property_context(self, ctx: ValueContext, key: str, item: str, *way: str) -> ValueContext:
        """Return the context of a member whose name is in the variable *key*."""
        return ValueContext(value=item, scope=ctx.scope | {key, item}, depth=ctx.depth)

    def emit_none_valid(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit `return False`."""
        self.writer.line("return False")

    def emit_one_of_count(self, node: Node, ctx: ValueContext, tests: list[str]) -> None:
        """Emit the check that exactly one of *tests* is true."""
        self._emit_return_false_if(f"{self.count_expression(tests)} != 1")


def _class_of(types: frozenset[str]) -> str | None:
    """Return the only class that a JSON parser makes for *types*, or None."""
    return {**CLASSES, "integer": "int"}.get(min(types)) if len(types) == 1 else None


def _fresh_context(ctx: ValueContext, variable: str) -> ValueContext:
    """Return the context of a part of the value, in *variable*."""
    return ValueContext(value=variable, scope=ctx.scope | {variable}, depth=ctx.depth)
