"""`unevaluatedProperties` and `unevaluatedItems` beside jsonschema: keywords in one another."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from connectgen import compile_validator
from jsonschema import Draft202012Validator
from support import module_of

Wrap = Callable[[Any], dict[str, Any]]

COVERED: list[dict[str, Any]] = [
    {"properties": {"b": True}},
    {"patternProperties": {"^c": True}, "prefixItems": [True]},
    {"required": ["a"], "properties": {"a": True}, "minItems": 2, "prefixItems": [True, True]},
    {"additionalProperties": {"type": "string"}, "items": {"type": "string"}},
    {"contains": {"const": "c"}},
]
"""Schemas that cover members and items."""

WRAPS: list[Wrap] = [
    lambda part: part,
    lambda part: {"allOf": [part, {"properties": {"a": True}}]},
    lambda part: {"anyOf": [part, {"prefixItems": [{"const": "b"}], "required": ["a"]}]},
    lambda part: {"oneOf": [part, {"minProperties": 3, "minItems": 3}]},
    lambda part: {"not": {"not": part}},
    lambda part: {"if": part, "then": {"prefixItems": [True, True, True]}},
    lambda part: {"if": {"required": ["b"], "minItems": 2}, "then": part, "else": {"items": part}},
    lambda part: {"dependentSchemas": {"a": part, "b": {"properties": {"c": True}}}},
    lambda part: {"allOf": [{"unevaluatedProperties": {"type": "string"}, **part}]},
    lambda part: {"$ref": "#/$defs/part", "$defs": {"part": part}},
]
"""What applies a schema to the same value, mostly on a condition."""

VALUES: list[Any] = [
    {},
    *(dict.fromkeys(names, "a") for n in (1, 2, 3) for names in itertools.combinations("abcd", n)),
    {"a": 1, "b": "a"},
    [],
    *(list(items) for n in (1, 2) for items in itertools.product("abc", repeat=n)),
    *map(list, ("abc", "bbb", "cab", "ccc", "bca")),
    [1, "c"],
    "a",
    None,
]


def agrees_with_judge(part: dict[str, Any], rest: Any) -> None:
    schema = {**part, "unevaluatedProperties": rest, "unevaluatedItems": rest}
    module, judge = module_of(compile_validator(schema)), Draft202012Validator(schema)
    for value in VALUES:
        verdict = module.is_valid(value)
        assert verdict == judge.is_valid(value), (schema, value)
        assert verdict == (not module.violations(value)), (schema, value)


@pytest.mark.slow
@pytest.mark.parametrize("outer", range(len(WRAPS)))
@pytest.mark.parametrize("rest", [False, {"const": "b"}], ids=str)
def test_what_keywords_in_one_another_evaluate(outer: int, rest: Any):
    for inner, covered in itertools.product(WRAPS[:-1], COVERED):
        agrees_with_judge(WRAPS[outer](inner(covered)), rest)
