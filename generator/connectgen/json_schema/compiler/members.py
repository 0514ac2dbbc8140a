"""Keywords of objects: `properties`, `required`, `additionalProperties` and others."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable
from contextlib import contextmanager, nullcontext

from connectgen.core.json_types import is_array
from connectgen.json_schema.compiler.assertions import Check, expectation
from connectgen.json_schema.compiler.combinators import CombinatorEmitter
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.registry import Node
from connectgen.python_text.literals import py_literal

__all__ = ["Members"]

_STRING = frozenset({"string"})


class Members(CombinatorEmitter, ABC):
    """Emitter of the checks of members."""

    def emit_object(self, node: Node, ctx: ValueContext) -> None:
        """Emit the checks of *node* that apply to objects."""
        schema = node.schema
        properties = schema.get("properties", {})
        for name in dict.fromkeys(schema.get("required", ())):
            if not (self.stops and name in properties):  # else `emit_property` checks it
                self.emit_failure(node, ctx, _required(name, ctx))
        if "dependencies" in schema:
            self._emit_dependencies(node, ctx)
        self.emit_properties(node, ctx, properties)
        if "patternProperties" in schema or "additionalProperties" in schema:
            self._emit_other_properties(node, ctx)
        if "propertyNames" in schema and node.draft > 4:
            self._emit_property_names(node, ctx)

    def emit_properties(self, node: Node, ctx: ValueContext, names: Iterable[str]) -> None:
        """Emit the checks of members."""
        for name in names:
            self.emit_property(node, ctx, name)

    @abstractmethod
    def emit_property(self, node: Node, ctx: ValueContext, name: str) -> None:
        """Emit the checks of the member *name*."""

    def _emit_dependencies(self, node: Node, ctx: ValueContext) -> None:
        for name, wanted in node.schema["dependencies"].items():
            with self.writer.block(f"if {py_literal(name)} in {ctx.value}:"):
                if is_array(wanted):
                    for other in wanted:
                        check = _required(other, ctx)._replace(
                            keyword="dependencies",
                            expected=expectation(
                                "dependencies", f"{py_literal(other)} beside {py_literal(name)}"
                            ),
                        )
                        self.emit_failure(node, ctx, check)
                else:
                    child = self.child_schema(node, "dependencies", name)
                    self.emit_subschema(child, ctx.subschema("dependencies", name))

    def _emit_other_properties(self, node: Node, ctx: ValueContext) -> None:
        schema = node.schema
        names = tuple(schema.get("properties", {}))
        known = self.module.name_set_constant(names, f"{self.label}_names") if names else None
        patterns = tuple(schema.get("patternProperties", ()))
        rest = schema.get("additionalProperties", True)
        if rest is False and not patterns:
            self.emit_additional_properties_false(node, ctx, known)
            return
        if patterns:
            with self._string_names(node, ctx, "patternProperties"):
                self._emit_properties_loop(node, ctx, known, patterns)
        else:
            self._emit_properties_loop(node, ctx, known, patterns)

    def _emit_properties_loop(
        self, node: Node, ctx: ValueContext, known: str | None, patterns: tuple[str, ...]
    ) -> None:
        rest = node.schema.get("additionalProperties", True)
        key, item = ctx.unique("key"), ctx.unique("item")
        start = len(self.writer.lines)
        with self.writer.block(f"for {key}, {item} in {ctx.value}.items():"):
            other = ctx.unique("other")
            outer = ctx._replace(scope=ctx.scope | {other})
            alone = rest is not True and bool(patterns)
            if alone:
                self.writer.line(f"{other} = True")
            for pattern in patterns:
                match = self.module.match_expression(pattern, f"{self.label}_key", key)
                with self.writer.block(f"if {match}:"):
                    if alone:
                        self.writer.line(f"{other} = False")
                    child = self.child_schema(node, "patternProperties", pattern)
                    way = ("patternProperties", pattern)
                    self.emit_subschema(child, self.property_context(outer, key, item, *way))
            if rest is not True:
                child = self.child_schema(node, "additionalProperties")
                tests = [
                    *([other] if alone else []),
                    *([f"{key} not in {known}"] if known else []),
                ]
                inner = self.property_context(outer, key, item, "additionalProperties")
                self._emit_if_all(tests, child, inner)
        self.writer.simplify_loop(start, key, item, ctx.value)

    @contextmanager
    def _string_names(
        self, node: Node, ctx: ValueContext, keyword: str
    ) -> Generator[None, None, None]:
        """Emit the check that all names are strings, and the block for objects where they are.

        A YAML parser makes other names too, and a pattern cannot be searched in those.
        """
        check = Check(
            fails=f"not is_named({ctx.value})",
            keyword=keyword,
            expected=expectation(keyword),
            actual=None,
        )
        self.emit_failure(node, ctx, check)
        with nullcontext() if self.stops else self.writer.block("else:"):
            yield

    def _emit_if_all(self, tests: list[str], node: Node, ctx: ValueContext) -> None:
        """Emit the checks of *node* if all *tests* are true."""
        if not tests:
            self.emit_subschema(node, ctx)
            return
        with self.writer.block(f"if {tests[0]}:"):
            self._emit_if_all(tests[1:], node, ctx)

    @abstractmethod
    def emit_additional_properties_false(
        self, node: Node, ctx: ValueContext, known: str | None
    ) -> None:
        """Emit the check that there is no member except those in *known*, if any."""

    @abstractmethod
    def property_context(self, ctx: ValueContext, key: str, item: str, *way: str) -> ValueContext:
        """Return the context of a member whose name is in the variable *key*."""

    def _emit_property_names(self, node: Node, ctx: ValueContext) -> None:
        child = self.child_schema(node, "propertyNames")
        key = ctx.unique("key")
        loop = self.writer.block(f"for {key} in {ctx.value}:")
        with self._string_names(node, ctx, "propertyNames"), loop:
            inner = self.property_context(ctx, key, key, "propertyNames").with_types(_STRING)
            self.emit_subschema(child, inner)


def _required(name: str, ctx: ValueContext) -> Check:
    return Check(
        fails=f"{py_literal(name)} not in {ctx.value}",
        keyword="required",
        expected=expectation("required", py_literal(name)),
        actual=None,
    )
