"""Base of the emitters: the checks of one value under one schema, in a fixed order.

`predicate` emits functions that return whether a value is valid, `error_collector` functions that
append violations.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import nullcontext

from connectgen.core.json_types import is_array
from connectgen.json_schema.compiler.assertions import (
    Check,
    assertion_checks,
    expectation,
    whole_value_checks,
)
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.members import Members
from connectgen.json_schema.compiler.type_checks import (
    NUMBER_TYPES,
    admitted_types,
    is_any,
    is_none_of,
    type_phrase,
)
from connectgen.json_schema.keywords import KEYWORDS, Applicator
from connectgen.json_schema.registry import Node

__all__ = ["KeywordEmitter", "type_check"]

_STRING = frozenset({"string"})
_ARRAY = frozenset({"array"})
_OBJECT = frozenset({"object"})
_GENERAL = frozenset({"allOf", "anyOf", "const", "enum", "if", "not", "oneOf"})


class KeywordEmitter(Members, ABC):
    """Emitter of the checks of a schema; subclasses emit what a failure does."""

    @abstractmethod
    def emit_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit what happens if *check* of *node* fails."""

    def emit_schema(self, node: Node, ctx: ValueContext, *, last: bool = False) -> None:
        """Emit all checks of *node*, whose `$ref` was followed.

        Args:
            node: the schema.
            ctx: context of the value.
            last: whether nothing follows in the function, so that it may return.
        """
        if node.schema is True:
            return
        if node.schema is False:
            self.emit_false_schema(node, ctx)
            return
        if node is not self.node and self.compiler.is_depth_counted(node):
            ctx = ctx._replace(depth=ctx.depth + 1)
        types = admitted_types(node.schema) & ctx.types
        if types == ctx.types:
            self.emit_remaining(node, ctx)
            return
        check = type_check(node, ctx, types)
        rest = types - {"null"}
        if not types:
            self.emit_unconditional_failure(node, ctx, check)
        elif "null" in types and rest and not _GENERAL & node.schema.keys():
            with self.writer.block(f"if {ctx.value} is not None:"):
                alone = is_none_of(rest, ctx.value, strict=node.draft == 4)
                inner = ctx.with_types(ctx.types - {"null"})
                self.emit_guarded(node, inner, check._replace(fails=alone), rest, last=False)
        else:
            self.emit_guarded(node, ctx, check, types, last=last)

    @abstractmethod
    def emit_guarded(
        self, node: Node, ctx: ValueContext, check: Check, types: frozenset[str], *, last: bool
    ) -> None:
        """Emit the check of the type, and the other checks for values of *types*."""

    @abstractmethod
    def emit_unconditional_failure(self, node: Node, ctx: ValueContext, check: Check) -> None:
        """Emit the failure of a check that no value passes."""

    def emit_false_schema(self, node: Node, ctx: ValueContext) -> None:
        """Emit the failure of the schema `false`."""
        keyword = _keyword_at_end(node.pointer)
        check = Check(fails="True", keyword=keyword, expected=False, actual=None)
        self.emit_unconditional_failure(node, ctx, check)

    def emit_remaining(self, node: Node, ctx: ValueContext) -> None:
        """Emit the checks that follow that of the type."""
        for check in whole_value_checks(node, ctx, self.module):
            if check.fails == "True":
                self.emit_unconditional_failure(node, ctx, check)
            else:
                self.emit_failure(node, ctx, check)
        for types in (NUMBER_TYPES, _STRING, _ARRAY, _OBJECT):
            some = ctx.types & types
            if some == ctx.types:
                self._emit_type_keywords(node, ctx, types)
            elif some:
                with self.writer.block(f"if {is_any(some, ctx.value, strict=node.draft == 4)}:"):
                    self._emit_type_keywords(node, ctx.with_types(some), types)
        self.emit_combinators(node, ctx)

    def _emit_type_keywords(self, node: Node, ctx: ValueContext, types: frozenset[str]) -> None:
        for check in assertion_checks(
            node, ctx, types, self.module, self.compiler.asserted_keywords(node)
        ):
            self.emit_failure(node, ctx, check)
        if types == _ARRAY:
            self._emit_array(node, ctx)
        elif types == _OBJECT:
            self.emit_object(node, ctx)

    # Arrays

    def _emit_array(self, node: Node, ctx: ValueContext) -> None:
        items = node.schema.get("items")
        if is_array(items):
            self._emit_tuple(node, ctx, len(items))
        elif items is not None:
            self.emit_items(self.child_schema(node, "items"), ctx, None)
        if "contains" in node.schema and node.draft > 4:
            self._emit_contains(node, ctx)

    def _emit_tuple(self, node: Node, ctx: ValueContext, count: int) -> None:
        least = node.schema.get("minItems", 0) if self.stops else 0
        for index in range(count):
            part, inner = (
                self.child_schema(node, "items", index),
                ctx.child(str(index), "items", index),
            )
            asked = f"if len({ctx.value}) > {index}:"
            with nullcontext() if index < least else self.writer.block(asked):
                self.emit_value(part, inner, f"{ctx.value}[{index}]", "item")
        if isinstance(node.schema.get("additionalItems"), dict | bool):
            part = self.child_schema(node, "additionalItems")
            if part.schema is False:
                check = Check(
                    fails=f"len({ctx.value}) > {count}",
                    keyword="additionalItems",
                    expected=expectation("additionalItems", count),
                    actual=f"len({ctx.value})",
                )
                self.emit_failure(node, ctx, check)
            else:
                self.emit_items(part, ctx, count)

    @abstractmethod
    def emit_items(self, node: Node, ctx: ValueContext, start: int | None) -> None:
        """Emit the checks of each item of an array, from index *start* on."""

    @abstractmethod
    def emit_value(self, node: Node, ctx: ValueContext, value: str, name: str) -> None:
        """Emit the checks of *value*, a part of the value; variables are named after *name*."""

    def _emit_contains(self, node: Node, ctx: ValueContext) -> None:
        check = Check(fails="", keyword="contains", expected=expectation("contains"), actual=None)
        item = ValueContext(value=ctx.unique("item"), scope=ctx.scope, depth=ctx.depth)
        holds = self.valid_expression(self.child_schema(node, "contains"), item)
        if holds == "False":
            self.emit_unconditional_failure(node, ctx, check)
            return
        if holds == "True":
            self.emit_failure(node, ctx, check._replace(fails=f"len({ctx.value}) == 0"))
            return
        block = self.writer.block
        with block(f"for {item.value} in {ctx.value}:"), block(f"if {holds}:"):
            self.writer.line("break")
        with self.writer.block("else:"):
            self.emit_unconditional_failure(node, ctx, check)


def type_check(node: Node, ctx: ValueContext, types: frozenset[str]) -> Check:
    """Return the check that the value has one of *types*, for the `type` of *node*."""
    return Check(
        fails=is_none_of(types, ctx.value, strict=node.draft == 4) if types else "True",
        keyword="type",
        expected=expectation("type", type_phrase(node.schema)),
        actual=ctx.value,
    )


def _keyword_at_end(pointer: str) -> str:
    """Return the last keyword in *pointer*, without the name or index that follows it."""
    keyword, steps = "false", iter(pointer.split("/")[1:])
    for step in steps:
        row = KEYWORDS.get(step)
        keyword = step if row else "false"
        if step == "definitions" or (isinstance(row, Applicator) and row.holds != "schema"):
            next(steps, None)
    return keyword
