"""The statements that check one value under one schema, whatever is to happen where it fails.

`verdicts` makes functions of them that say yes or no, `reports` functions that say what is wrong.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import nullcontext

from connectgen.core.json_types import is_array
from connectgen.json_schema.compiler.assertions import Check, limits, whole_value
from connectgen.json_schema.compiler.context import Spot
from connectgen.json_schema.compiler.members import Members
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.compiler.type_checks import NUMBERS, admitted, is_any, is_none_of, nouns
from connectgen.json_schema.drafts import keywords_of

__all__ = ["Statements", "type_check"]

_STRING = frozenset({"string"})
_ARRAY = frozenset({"array"})
_OBJECT = frozenset({"object"})
_OF_NAMED_PARTS = frozenset(
    {
        *("allOf", "anyOf", "definitions", "dependencies", "items", "oneOf"),
        *("patternProperties", "properties"),
    }
)
_GENERAL = frozenset({"allOf", "anyOf", "const", "enum", "if", "not", "oneOf"})


class Statements(Members, ABC):
    """Writes the checks of a schema; what a failure means is up to the subclass."""

    @abstractmethod
    def fails(self, node: Node, spot: Spot, check: Check) -> None:
        """Write what happens where *check*, of *node*, fails."""

    def schema(self, node: Node, spot: Spot, *, last: bool = False) -> None:
        """Write all checks of *node*, whose `$ref` was followed.

        Args:
            node: the schema.
            spot: the value.
            last: whether nothing follows in the function, which may then return.
        """
        if node.schema is True:
            return
        if node.schema is False:
            self.refuse(node, spot)
            return
        if node is not self.node and self.compiler.is_counted(node):
            spot = spot._replace(depth=spot.depth + 1)
        kinds = admitted(node.schema) & spot.kinds
        if kinds == spot.kinds:
            self.rest(node, spot)
            return
        check = type_check(node, spot, kinds)
        rest = kinds - {"null"}
        if not kinds:
            self.always(node, spot, check)
        elif "null" in kinds and rest and not _GENERAL & node.schema.keys():
            with self.writer.block(f"if {spot.value} is not None:"):
                alone = is_none_of(rest, spot.value, strict=node.draft == 4)
                inner = spot.of_kinds(spot.kinds - {"null"})
                self.guarded(node, inner, check._replace(fails=alone), rest, last=False)
        else:
            self.guarded(node, spot, check, kinds, last=last)

    @abstractmethod
    def guarded(
        self, node: Node, spot: Spot, check: Check, kinds: frozenset[str], *, last: bool
    ) -> None:
        """Write the check of the type, and the rest for values of *kinds*."""

    @abstractmethod
    def always(self, node: Node, spot: Spot, check: Check) -> None:
        """Write the failure of a check that no value passes."""

    def refuse(self, node: Node, spot: Spot) -> None:
        """Write what a schema that is `false` means."""
        keyword = _keyword_at_end(node.pointer)
        check = Check(fails="True", keyword=keyword, limit=False, actual=None)
        self.always(node, spot, check)

    def rest(self, node: Node, spot: Spot) -> None:
        """Write what is left to check where the type is right."""
        for check in whole_value(node, spot, self.module):
            if check.fails == "True":
                self.always(node, spot, check)
            else:
                self.fails(node, spot, check)
        for kinds in (NUMBERS, _STRING, _ARRAY, _OBJECT):
            some = spot.kinds & kinds
            if some == spot.kinds:
                self._of_kinds(node, spot, kinds)
            elif some:
                with self.writer.block(f"if {is_any(some, spot.value, strict=node.draft == 4)}:"):
                    self._of_kinds(node, spot.of_kinds(some), kinds)
        self.alternatives(node, spot)

    def _of_kinds(self, node: Node, spot: Spot, kinds: frozenset[str]) -> None:
        for check in limits(node, spot, kinds, self.module, self.compiler.asserted(node)):
            self.fails(node, spot, check)
        if kinds == _ARRAY:
            self._array(node, spot)
        elif kinds == _OBJECT:
            self.of_object(node, spot)

    # Arrays

    def _array(self, node: Node, spot: Spot) -> None:
        items = node.schema.get("items")
        if is_array(items):
            self._tuple(node, spot, len(items))
        elif items is not None:
            self.each(self.child(node, "items"), spot, None)
        if "contains" in node.schema and node.draft > 4:
            self._contains(node, spot)

    def _tuple(self, node: Node, spot: Spot, count: int) -> None:
        least = node.schema.get("minItems", 0) if self.stops else 0
        for index in range(count):
            part, inner = self.child(node, "items", index), spot.step(str(index), "items", index)
            asked = f"if len({spot.value}) > {index}:"
            with nullcontext() if index < least else self.writer.block(asked):
                self.entry(part, inner, f"{spot.value}[{index}]", "item")
        if isinstance(node.schema.get("additionalItems"), dict | bool):
            part = self.child(node, "additionalItems")
            if part.schema is False:
                check = Check(
                    fails=f"len({spot.value}) > {count}",
                    keyword="additionalItems",
                    limit=count,
                    actual=f"len({spot.value})",
                )
                self.fails(node, spot, check)
            else:
                self.each(part, spot, count)

    @abstractmethod
    def each(self, node: Node, spot: Spot, start: int | None) -> None:
        """Write the checks of each item of an array, or of those from *start* on."""

    @abstractmethod
    def entry(self, node: Node, spot: Spot, value: str, name: str) -> None:
        """Write the checks of one part of the value, *value*, called after *name*."""

    def _contains(self, node: Node, spot: Spot) -> None:
        check = Check(fails="", keyword="contains", limit=None, actual=None)
        item = Spot(value=spot.numbered("item"), scope=spot.scope, depth=spot.depth)
        holds = self.holds(self.child(node, "contains"), item)
        if holds == "False":
            self.always(node, spot, check)
            return
        if holds == "True":
            self.fails(node, spot, check._replace(fails=f"len({spot.value}) == 0"))
            return
        block = self.writer.block
        with block(f"for {item.value} in {spot.value}:"), block(f"if {holds}:"):
            self.writer.line("break")
        with self.writer.block("else:"):
            self.always(node, spot, check)


def type_check(node: Node, spot: Spot, kinds: frozenset[str]) -> Check:
    """Return the check that the value has one of *kinds*, as the `type` of *node* says."""
    return Check(
        fails=is_none_of(kinds, spot.value, strict=node.draft == 4) if kinds else "True",
        keyword="type",
        limit=nouns(node.schema),
        actual=spot.value,
    )


def _keyword_at_end(pointer: str) -> str:
    """Return the last keyword on the way to a schema; what follows it names a part, or nothing."""
    keyword, steps = "false", iter(pointer.split("/")[1:])
    for step in steps:
        keyword = step if step in keywords_of(7) else "false"
        if step in _OF_NAMED_PARTS:
            next(steps, None)
    return keyword
