"""From JSON Schema (draft-07) to rules: each schema of any size becomes a pair of functions.

One of the pair says whether a value is valid, the other yields its violations; both come from the
same checks, whose expressions the keyword table writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from connectgen.keywords import in_order, row
from connectgen.layout.guards import applies, guard, kinds_of
from connectgen.layout.shared import Module
from connectgen.location import join
from connectgen.names import snake
from connectgen.quoting import code, literal
from connectgen.rules import Body, Call, Check, Loop, Member, Rule

__all__ = ["Compiler", "UnsupportedError"]

Schema = dict[str, Any]
Public = tuple[str, str]

_HANDLED = frozenset(
    {
        *("$ref", "$schema", "anyOf", "const", "contains", "default", "definitions", "description"),
        *("else", "if", "items", "not", "properties", "required", "then", "title", "type"),
        "x-connectgen-advice",
    }
)


class UnsupportedError(ValueError):
    """A schema uses a keyword, or a form of one, that cannot be compiled."""


class Compiler:
    """Compiles one schema and its definitions.

    Args:
        root: the schema that `#/definitions/…` leads into.
        direction: tells its functions from those of the module's other schemas.
        module: what it shares with them.
    """

    def __init__(self, root: Schema, direction: str, module: Module) -> None:
        self._root = root
        self._direction = direction
        self._module = module
        self.rules: dict[str, Rule] = {}
        """By pointer of the schema, in the order in which they are met."""

    def rule(self, schema: Schema, pointer: str, name: str, public: Public | None = None) -> Rule:
        """Return the rule of *schema*, which stands at *pointer*, compiling it where it is new.

        Args:
            schema: the schema.
            pointer: where it stands.
            name: what its functions are called after.
            public: name and docstring of its function where users call it.

        Raises:
            UnsupportedError: the schema cannot be compiled.
        """
        if pointer in self.rules:
            return self.rules[pointer]
        if "$ref" in schema:
            return self._definition(schema["$ref"])
        function = self._module.function(name, f"{name}_{self._direction}")
        where = code(f"#{pointer}".removesuffix(_MEMBERS))
        empty = Body(guard=None, checks=(), calls=(), loop=None)
        # A schema that contains itself finds this one, whose names are already the right ones.
        self.rules[pointer] = Rule(
            is_name=public[0] if public else f"_is_{function}",
            all_name=f"_all_{function}",
            is_all=False,
            is_public=public is not None,
            is_doc=(public[1] if public else f"Tell whether *value* is valid under {where}.",),
            all_doc=(f"Tell whether all *items* are valid under {where}.",),
            check_name=f"_check_{function}",
            check_doc=(f"Yield what in *value* breaks {where}.",),
            body=empty,
            members=(),
        )
        body = self._body(schema, pointer, "value", name)
        alone = kinds_of(schema) == frozenset({"object"})
        members = tuple(self._members(schema, pointer, name)) if alone else ()
        self.rules[pointer] = replace(self.rules[pointer], body=body, members=members)
        return self.rules[pointer]

    def _definition(self, ref: str) -> Rule:
        if ref == "#":
            return self.rules[""]
        key = ref.removeprefix("#/definitions/")
        definitions = self._root.get("definitions", {})
        if key not in definitions:
            raise UnsupportedError(f"there is no {ref}")
        return self.rule(definitions[key], join("/definitions", key), snake(key))

    def _members(self, schema: Schema, pointer: str, name: str) -> Iterator[Member]:
        pointer = pointer.removesuffix(_MEMBERS)
        stem = re.sub("(_if|_then|_else|_members)+$", "", name)
        for key, part in schema.get("properties", {}).items():
            where = join(pointer, "properties", key)
            body = self._body(part, where, "part", f"{stem}_{snake(key)}")
            if body.guard is None and not body.goes_on:
                continue  # anything goes
            yield Member(key=key, token=join("", key), body=body)

    def _body(self, schema: Schema, pointer: str, value: str, name: str) -> Body:
        """Return what is checked of the variable *value*, delegating what has rules of its own."""
        unknown = [
            keyword
            for keyword in schema
            if keyword not in _HANDLED and not row(keyword, schema[keyword])
        ]
        if unknown:
            raise UnsupportedError(f"{unknown[0]} is not supported")
        own = value == "value"
        if "$ref" in schema or (not own and self._has_rule(schema, value)):
            return Body(
                guard=None, checks=(), calls=(self._call(schema, pointer, value, name),), loop=None
            )
        return Body(
            guard=guard(schema, pointer, value),
            checks=tuple(self._checks(schema, pointer, value, name)),
            calls=tuple(self._calls(schema, pointer, value, name)),
            loop=self._loop(schema, pointer, value, name),
        )

    def _has_rule(self, schema: Schema, value: str) -> bool:
        """Tell whether *schema* is large enough for functions of its own."""
        return "properties" in schema or (value == "item" and "items" in schema)

    def _call(
        self, schema: Schema, pointer: str, value: str, name: str, when: str | None = None
    ) -> Call:
        rule = self.rule(schema, pointer, name)
        fails = f"not {rule.is_name}({value})"
        return Call(
            fails=f"{when} and {fails}" if when else fails, when=when, check_name=rule.check_name
        )

    def _checks(self, schema: Schema, pointer: str, value: str, name: str) -> Iterator[Check]:
        for key in schema.get("required", ()):
            yield Check(
                fails=f"{applies({'object'}, schema, value)}{literal(key)} not in {value}",
                keyword="required",
                schema_pointer=join(_schema_pointer(pointer), "required"),
                message=f"must have the member {literal(key)}",
                actual=None,
            )
        if "not" in schema:
            yield self._not(schema, pointer, value)
        if "const" in schema:
            yield self._const(schema, pointer, value)
        if "contains" in schema:
            rule = self.rule(schema["contains"], join(pointer, "contains"), f"{name}_item")
            yield Check(
                fails=f"{applies({'array'}, schema, value)}"
                f"not any({rule.is_name}(item) for item in {value})",
                keyword="contains",
                schema_pointer=join(pointer, "contains"),
                message="must contain an item of the wanted kind",
                actual=None,
            )
        for keyword in in_order(key for key in schema if row(key, schema[key])):
            yield self._limit(keyword, schema, pointer, value, name)

    def _limit(self, keyword: str, schema: Schema, pointer: str, value: str, name: str) -> Check:
        limit = schema[keyword]
        known = row(keyword, limit)
        if known is None:
            raise UnsupportedError(f"{keyword} is not supported")
        label = name if pointer == "" else snake(pointer.rpartition("/")[2])
        if (known.takes in ("count", "number")) is isinstance(limit, str):
            raise UnsupportedError(f"{keyword} is not supported with {limit!r}")
        of_pattern = known.takes == "pattern"
        mismatch = self._module.mismatch(limit, label, value) if of_pattern else ""
        fails = known.fails.format(value=value, limit=literal(limit), mismatch=mismatch)
        secret = "contentEncoding" in schema and known.actual == "{value}"
        return Check(
            fails=f"{applies(known.kinds, schema, value)}{fails}",
            keyword=keyword,
            schema_pointer=join(pointer, keyword),
            message=known.message(limit),
            actual=None if secret or known.actual is None else known.actual.format(value=value),
        )

    def _not(self, schema: Schema, pointer: str, value: str) -> Check:
        refused = schema["not"]
        if set(refused) != {"required"} or not refused["required"]:
            raise UnsupportedError("not is supported with required alone")
        tests = [f"{literal(key)} in {value}" for key in refused["required"]]
        names = " and ".join(literal(key) for key in refused["required"])
        return Check(
            fails=applies({"object"}, schema, value) + " and ".join(tests),
            keyword="not",
            schema_pointer=join(_schema_pointer(pointer), "not"),
            message=f"must not have {names} at once",
            actual=None,
        )

    def _const(self, schema: Schema, pointer: str, value: str) -> Check:
        wanted = schema["const"]
        if isinstance(wanted, list | dict | bool | None):
            raise UnsupportedError("const is supported with strings and numbers")
        return Check(
            fails=f"isinstance({value}, bool) or {value} != {literal(wanted)}",
            keyword="const",
            schema_pointer=join(pointer, "const"),
            message=f"must be {literal(wanted)}",
            actual=value,
        )

    def _calls(self, schema: Schema, pointer: str, value: str, name: str) -> Iterator[Call]:
        if "anyOf" in schema:
            null, *rest = schema["anyOf"]
            if null != {"type": "null"} or len(rest) != 1:
                raise UnsupportedError("anyOf is supported with null and one other schema")
            where = join(pointer, "anyOf", 1)
            yield self._call(rest[0], where, value, name, when=f"{value} is not None")
        if "if" in schema:
            yield from self._conditional(schema, pointer, value, name)
        if "properties" in schema and kinds_of(schema) != frozenset({"object"}):
            members = {"type": "object", "properties": schema["properties"]}
            when = f"isinstance({value}, dict)"
            yield self._call(members, pointer + _MEMBERS, value, f"{name}_members", when=when)

    def _conditional(self, schema: Schema, pointer: str, value: str, name: str) -> Iterator[Call]:
        test = schema["if"]
        if test == _OBJECT:
            holds, fails = f"isinstance({value}, dict)", f"not isinstance({value}, dict)"
        else:
            rule = self.rule(test, join(pointer, "if"), f"{name}_if")
            holds, fails = f"{rule.is_name}({value})", f"not {rule.is_name}({value})"
        for keyword, when in (("then", holds), ("else", fails)):
            if keyword in schema:
                where = join(pointer, keyword)
                yield self._call(schema[keyword], where, value, f"{name}_{keyword}", when=when)

    def _all_name(self, items: Schema) -> str | None:
        """Return the function for arrays of *items*, where those are objects like one another.

        It reads every member without asking first, so it suits objects of members and nothing else.
        """
        if "$ref" not in items:
            return None
        pointer = items["$ref"].removeprefix("#")
        rule = self.rules[pointer]  # compiled a moment ago, or being compiled
        if len(rule.members) < _MANY or rule.body.checks or rule.body.calls or rule.body.loop:
            return None
        self.rules[pointer] = replace(rule, is_all=True)
        return rule.all_name

    def _loop(self, schema: Schema, pointer: str, value: str, name: str) -> Loop | None:
        if not schema.get("items"):
            return None
        kinds = kinds_of(schema)
        one_or_many = kinds == frozenset({"array", "object"}) and schema.get("if") == _OBJECT
        body = self._body(schema["items"], join(pointer, "items"), "item", f"{name}_item")
        return Loop(
            all_name=self._all_name(schema["items"]),
            when=None if kinds == frozenset({"array"}) else f"isinstance({value}, list)",
            otherwise=self._call(schema["then"], join(pointer, "then"), value, name)
            if one_or_many
            else None,
            at="at" if value == "value" else "here",
            body=body,
        )


_MANY = 3
"""Number of members from which on reading them all at once pays."""

_OBJECT = {"type": "object"}
_MEMBERS = "#members"
"""Marks the object part of a schema that admits other types too; no pointer ends so."""


def _schema_pointer(pointer: str) -> str:
    return pointer.removesuffix(_MEMBERS)
