"""Plans of objects, arrays and alternatives: combinations of keywords, beside jsonschema."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from connectgen import compile_validator
from jsonschema import Draft7Validator
from support import module_of

NAMES = [f"{letter}{number}" for number in range(4) for letter in "abcd"]
OBJECTS: dict[str, list[Any]] = {
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
@pytest.mark.parametrize("closed", OBJECTS["additionalProperties"], ids=str)
def test_objects(closed: Any):
    for properties, required, patterns in itertools.product(
        OBJECTS["properties"], OBJECTS["required"], OBJECTS["patternProperties"]
    ):
        stated = {
            "properties": properties,
            "required": required,
            "additionalProperties": closed,
            "patternProperties": patterns,
        }
        agrees_with_judge(stated, VALUES)


def agrees_with_judge(stated: dict[str, Any], values: list[Any]) -> None:
    schema = {keyword: part for keyword, part in stated.items() if part is not None}
    module, judge = module_of(compile_validator(schema, draft="7")), Draft7Validator(schema)
    for value in values:
        assert module.is_valid(value) == judge.is_valid(value), (schema, value)
        assert module.is_valid(value) == (not module.violations(value)), (schema, value)


RECORD = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
ARRAYS: dict[str, list[Any]] = {
    "items": [
        None,
        False,
        {"type": "string"},
        {"enum": ["a", "b", "c"]},
        {"type": ["integer", "null"], "minimum": 1},
        RECORD,
        [{"type": "string"}, {"minimum": 2}],
    ],
    "additionalItems": [None, False, {"type": "integer"}],
    "contains": [None, True, {"const": "a"}, {"type": "object"}],
    "uniqueItems": [None, True],
    "limits": [None, {"minItems": 1}, {"maxItems": 2, "minItems": 2}],
}
LISTS: list[Any] = [
    *([], ["a"], ["a", "a"], ["a", "b"], ["d"], [1], [1, None], [1, 1.0], [True, 1], [0]),
    *(
        ["a", 2],
        ["a", 1],
        ["a", 2, 3],
        ["a", 2, "x"],
        [{}],
        [{"id": "x"}],
        [{"id": "x"}, {"id": "x"}],
    ),
    [{"id": "x", "n": 1}, {"id": "x", "n": True}],
    *(["a", "b", "c", "a"], [{"id": 1}], {}, "a", None),
]


@pytest.mark.slow
@pytest.mark.parametrize("items", ARRAYS["items"], ids=str)
def test_arrays(items: Any):
    others = [ARRAYS[name] for name in ("additionalItems", "contains", "uniqueItems", "limits")]
    for rest, contains, unique, limits in itertools.product(*others):
        if isinstance(items, bool) and rest is not None:
            continue  # the judge fails
        stated = {"items": items, "additionalItems": rest, "contains": contains}
        agrees_with_judge(stated | {"uniqueItems": unique} | (limits or {}), LISTS)


def tagged(*values: Any, **more: Any) -> dict[str, Any]:
    return {"properties": {"kind": {"enum": list(values)}, **more}, "required": ["kind"]}


OPTIONS: list[Any] = [
    False,
    {"type": "string"},
    {"enum": ["a", "b"]},
    {"const": "a"},
    {"type": "integer", "minimum": 2},
    {"type": "null"},
    {"type": "object", "required": ["a"]},
    {"type": "array", "items": {"type": "string"}},
    tagged("x", a={"type": "string"}),
    tagged("y", "z"),
    {**tagged("x", 1), "required": []},
    {"not": {"type": "string"}},
]
CHOSEN: list[Any] = [
    *("a", "b", "c", 1, 2, True, None, [], ["a"], [1], {}, {"a": 1}),
    *({"kind": tag, "a": value} for tag in ("x", "y", "w", 1, [], None) for value in ("s", 1)),
]


@pytest.mark.slow
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_alternatives(keyword: str):
    for size in (1, 2, 3):
        for options in itertools.combinations_with_replacement(OPTIONS, size):
            agrees_with_judge({keyword: list(options)}, CHOSEN)


@pytest.mark.slow
def test_conditions():
    for parts in itertools.product(OPTIONS, [None, *OPTIONS[::3]], [None, *OPTIONS[1::3]]):
        agrees_with_judge(dict(zip(("if", "then", "else"), parts, strict=True)), CHOSEN)
        agrees_with_judge({"not": parts[0]}, CHOSEN)


ATOMS = (
    "a",
    "[ab]",
    "[^ab]",
    ".",
    "\\.",
    "\\n",
    "\\x41",
    "[a-c.]",
    "[\\^a-]",
    "[^^]",
    "\\d",
    "(a|b)",
    "(?:ab)",
)
FORMS = (
    "{}",
    "^{}",
    "{}$",
    "^{}$",
    "^{}*$",
    "{}*",
    "^{}*",
    "^{}{}",
    "^({}|b)$",
    "({}|)$",
    "{}?$",
    "^{}+$",
)
TEXTS = [
    "".join(text)
    for size in range(4)
    for text in itertools.product("ab.^\nA1" if size < 3 else "ab^", repeat=size)
]


@pytest.mark.parametrize("form", FORMS)
def test_patterns(form: str):
    for atom in ATOMS:
        pattern = form.replace("{}", atom)
        stated = {"type": "string", "pattern": pattern}
        is_valid = module_of(compile_validator(stated)).is_valid
        # `\\Z` is the end of the text in Python, which `$` is in ECMA-262.
        search = re.compile(pattern.replace("$", "\\Z")).search
        for text in TEXTS:
            assert is_valid(text) == bool(search(text)), (pattern, text)


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
