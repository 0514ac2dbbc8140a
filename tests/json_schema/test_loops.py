"""Schemas that lead back to themselves for the same value: what is ignored, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.core.errors import ConnectgenError
from connectgen.standalone.compile import SchemaWarning
from support import module_of

LOOPS: dict[str, tuple[dict[str, Any], list[Any], list[Any]]] = {
    "itself": ({"allOf": [{"$ref": "#"}], "type": "string"}, ["a"], [1]),
    "beside its own keywords": ({"$ref": "#", "type": "string"}, ["a"], [1]),
    "two, entered at both": (
        {
            "$defs": {
                "a": {"allOf": [{"$ref": "#/$defs/b"}], "type": "string"},
                "b": {"allOf": [{"$ref": "#/$defs/a"}], "minLength": 2},
            },
            "properties": {"a": {"$ref": "#/$defs/a"}, "b": {"$ref": "#/$defs/b"}},
        },
        [{"a": "ab", "b": "ab"}, {}, 1],
        [{"a": "a"}, {"a": 1}, {"b": "b"}, {"b": 1}],
    ),
    "two that are no targets of others": (
        {
            "properties": {
                "a": {"allOf": [{"$ref": "#/properties/b"}], "type": "string"},
                "b": {"allOf": [{"$ref": "#/properties/a"}], "minLength": 2},
            }
        },
        [{"a": "ab", "b": "ab"}],
        [{"a": "a"}, {"a": 1}, {"b": "b"}, {"b": 1}],
    ),
    "three in a ring": (
        {
            "$ref": "#/$defs/a",
            "$defs": {
                "a": {"$ref": "#/$defs/b", "type": "string"},
                "b": {"$ref": "#/$defs/c", "minLength": 2},
                "c": {"$ref": "#/$defs/a", "maxLength": 3},
            },
        },
        ["ab", "abc"],
        ["a", "abcd", 1],
    ),
    "on a condition": (
        {"if": {"type": "string"}, "then": {"$ref": "#"}, "else": {"type": "null"}},
        ["a", None],
        [1],
    ),
    "beside a member": (
        {"dependentSchemas": {"a": {"$ref": "#"}}, "properties": {"a": {"type": "null"}}},
        [{"a": None}, {"b": 1}],
        [{"a": 1}],
    ),
    "where the value is a part of it too": (
        {"allOf": [{"$ref": "#"}], "items": {"$ref": "#"}, "type": "array"},
        [[], [[], [[]]]],
        [1, [1], [[], [[1]]]],
    ),
    "below not": ({"not": {"allOf": [{"$ref": "#/not"}], "type": "string"}}, [1], ["a"]),
    "through an anchor": (
        {"$dynamicAnchor": "node", "allOf": [{"$dynamicRef": "#node"}], "type": "string"},
        ["a"],
        [1],
    ),
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_reference_that_leads_back_adds_nothing(name: str):
    schema, valid, invalid = LOOPS[name]
    with pytest.warns(SchemaWarning, match="leads back to itself for the same value"):
        module = module_of(compile_validator(schema))
    for values, wanted in ((valid, True), (invalid, False)):
        for value in values:
            assert module.is_valid(value) is wanted, value
            assert (module.violations(value) == []) is wanted, value


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"$ref": "#"}, {"type": "string"}]},
        {"oneOf": [{"type": "string"}, {"allOf": [{"$ref": "#"}]}]},
        {"not": {"$ref": "#"}},
        {"if": {"$ref": "#"}, "then": {}},
        {"allOf": [{"$ref": "#"}, {"anyOf": [{"$ref": "#"}]}]},
    ],
)
def test_a_loop_through_alternatives_is_an_error(schema: dict[str, Any]):
    with pytest.raises(ConnectgenError, match="endless loop: the schema applies itself"):
        compile_validator(schema)


def test_a_recursion_through_parts_of_the_value_is_no_loop():
    module = module_of(compile_validator({"items": {"allOf": [{"$ref": "#"}]}, "type": "array"}))
    assert module.is_valid([[], [[]]])
    assert not module.is_valid([[1]])


REFER = {"$ref": "#/$defs/n"}
RECURSIVE: dict[str, tuple[dict[str, Any], Any, Any]] = {
    "items": ({"type": "array", "items": REFER}, [[], [[]]], [[], [1]]),
    "items of anything": ({"items": REFER, "minItems": 1}, [1, [2]], [[]]),
    "members": ({"type": "object", "additionalProperties": REFER}, {"a": {"b": {}}}, {"a": 1}),
    "one member": ({"properties": {"a": REFER}, "minProperties": 1}, {"a": {"b": 1}}, {"a": {}}),
    "an alternative": (
        {"anyOf": [{"type": "null"}, {"items": REFER, "type": "array"}]},
        [[None]],
        [1],
    ),
}
"""Recursive definitions, each with a valid and an invalid value."""

AROUND: dict[str, tuple[Any, Any]] = {
    "patternProperties": (
        lambda part: {"patternProperties": {"^k": part}},
        lambda value: {"k": value},
    ),
    "additionalProperties": (
        lambda part: {"additionalProperties": part},
        lambda value: {"k": value},
    ),
    "properties": (lambda part: {"properties": {"k": part}}, lambda value: {"k": value}),
    "items": (lambda part: {"items": part}, lambda value: [value]),
    "contains": (lambda part: {"contains": part}, lambda value: [value]),
    "several": (
        lambda part: {"allOf": [{"properties": {"k": part}}, {"additionalProperties": part}]},
        lambda value: {"k": value},
    ),
}
"""What applies a schema to a part of a value."""


@pytest.mark.slow
@pytest.mark.parametrize("name", RECURSIVE)
@pytest.mark.parametrize("around", AROUND)
def test_a_recursion_may_begin_at_any_depth(name: str, around: str):
    definition, valid, invalid = RECURSIVE[name]
    wrap, hold = AROUND[around]
    for depth in (1, 4, *range(8, 14)):
        part, good, wrong = REFER, valid, invalid
        for _ in range(depth):
            part, good, wrong = wrap(part), hold(good), hold(wrong)
        module = module_of(compile_validator({**part, "$defs": {"n": definition}}))
        assert module.is_valid(good)
        assert not module.is_valid(wrong)
