"""Plans of objects: combinations of what is declared, required and open, beside jsonschema."""

from __future__ import annotations

import itertools
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from connectgen import compile_validator
from jsonschema import Draft7Validator
from support import module_of

NAMES = [f"{letter}{number}" for number in range(4) for letter in "abcd"]
PARTS: dict[str, list[Any]] = {
    "properties": [
        None,
        {},
        {"a0": True, "b0": {}},
        {key: {"type": "string"} for key in NAMES},
        {name: {"enum": [name, 1]} for name in NAMES},
        {name: {"type": ["integer", "null"], "minimum": 2} for name in NAMES[:5]},
    ],
    "required": [None, [], ["a0"], ["x"], ["a0", "b1"]],
    "additionalProperties": [None, False, {"type": "integer"}],
    "patternProperties": [None, {}, {"^a": {"type": "string"}}, {"^a": {}, "0$": {"minLength": 2}}],
}
VALUES: list[Any] = [
    {},
    {"a0": "a0"},
    {"x": 1},
    {"x": "y", "a0": "aa"},
    {"a0": "a0", "b1": "b1"},
    {"a0": 1, "b1": 1, "b0": None},
    {name: name for name in NAMES},
    dict.fromkeys(NAMES[:5], 2),
    {**{name: name for name in NAMES}, "z": 1},
    [],
    "a0",
]


@pytest.mark.slow
@pytest.mark.parametrize("closed", PARTS["additionalProperties"], ids=str)
def test_objects(closed: Any):
    for properties, required, patterns in itertools.product(
        PARTS["properties"], PARTS["required"], PARTS["patternProperties"]
    ):
        stated = {
            "properties": properties,
            "required": required,
            "additionalProperties": closed,
            "patternProperties": patterns,
        }
        schema = {keyword: part for keyword, part in stated.items() if part is not None}
        module, judge = module_of(compile_validator(schema, draft="7")), Draft7Validator(schema)
        for value in VALUES:
            assert module.is_valid(value) == judge.is_valid(value), (schema, value)
            assert module.is_valid(value) == (not module.violations(value)), (schema, value)


class Text(str):
    pass


class Mapping(dict[str, Any]):
    pass


class Number(IntEnum):
    ONE = 1


POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}, "y": {}}}
ASKED: dict[str, Any] = {
    "class": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "classes": {"type": ["string", "null"]},
    "numbers": {"type": ["boolean", "number"]},
    "texts": {"enum": ["one", "two", "three"]},
    "function": {"type": "string", "minLength": 1, "maxLength": 3},
    "reference": {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/point"}]},
    "mixed": {"type": ["string", "object", "array"], "items": {"$ref": "#/definitions/point"}},
    "exception": {"anyOf": [{"type": ["string", "boolean"]}, {"$ref": "#/definitions/point"}]},
    "anything": {},
}
MEMBERS: list[Any] = [
    *(None, True, 1, 1.0, 1.5, Decimal("1.0"), Decimal("1.5"), Number.ONE, float("nan")),
    *("", "one", "four", Text(), Text("one"), Text("four")),
    *([], [{"x": 1}], [1], {}, {"x": 1}, {"x": "1"}, Mapping(x=1), Mapping(x=None), (1,)),
]


@pytest.mark.parametrize("closed", [None, False, {"type": "null"}], ids=str)
@pytest.mark.parametrize("is_required", [False, True], ids=str)
@pytest.mark.parametrize("name", ASKED)
def test_member_has_the_same_verdict_in_a_table_as_alone(name: str, is_required: bool, closed: Any):
    """Many members are looked up in a table; one is asked for."""
    schema: dict[str, Any] = {"definitions": {"point": POINT}}
    schema |= {"required": [name]} if is_required else {}
    alone = module_of(compile_validator(schema | {"properties": {name: ASKED[name]}}))
    schema |= {"additionalProperties": closed} if closed is not None else {}
    others = {f"other{number}": {"type": "string"} for number in range(40)}
    text = compile_validator(schema | {"properties": {**ASKED, **others}})
    assert "_MEMBERS" in text
    module = module_of(text)
    for member in MEMBERS:
        value = {name: member}
        verdict = alone.is_valid(value)
        assert module.is_valid(value) is verdict, member
        assert module.is_valid(value | {"other7": Text("a")}) is verdict, member
        assert not module.is_valid(value | {"other7": 7}), member
        assert module.is_valid(value | {"new": 1}) is (verdict and closed is None), member
        assert bool(module.violations(value)) is not verdict, member


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"additionalProperties": {"type": "integer"}},
        {"additionalProperties": False, "properties": {"ab": {}, "c": {}}},
        {"patternProperties": {"^a": {"type": "integer"}}},
        {"properties": {f"a{number}": {"type": "integer"} for number in range(40)}},
        {"patternProperties": {"^a": {}}, "additionalProperties": {"type": "integer"}},
    ],
    ids=lambda schema: ",".join(schema),
)
def test_names_of_members(others: Any):
    schema = {"type": "object", "propertyNames": {"minLength": 2, "pattern": "^a"}, **others}
    module, judge = module_of(compile_validator(schema)), Draft7Validator(schema)
    for names in ([], ["ab"], ["a"], ["ab", "c"], ["ab", "bb"], ["ab", "a1"]):
        for member in (1, "1"):
            value = dict.fromkeys(names, member)
            assert module.is_valid(value) is judge.is_valid(value), value
            assert bool(module.violations(value)) is not judge.is_valid(value), value
    for name in (1, None, b"ab"):  # of a YAML parser
        assert not module.is_valid({"ab": 1, name: 1})
        assert module.violations({"ab": 1, name: 1})
    assert module.is_valid({Text("ab"): 1})


def test_schema_of_many_members_is_one_function():
    nullable = {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/point"}]}
    schema = {
        "definitions": {"point": POINT},
        "properties": {"a": nullable, "b": nullable, "c": {"$ref": "#/definitions/point"}},
        "additionalProperties": nullable,
    }
    text = compile_validator(schema)
    assert text.count('"x" not in value') == 1
    assert text.count("is not None and not _is_point(") == 3
    module, judge = module_of(text), Draft7Validator(schema)
    for name, member in itertools.product("abcd", (None, 1, "x", [], {}, {"x": 1}, {"x": "1"})):
        value = {name: member}
        assert module.is_valid(value) is judge.is_valid(value), value
