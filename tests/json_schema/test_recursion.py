"""Recursive schemas, in every way that one keyword inside of another leads back."""

from __future__ import annotations

from typing import Any

import pytest
from connectgen import compile_validator
from jsonschema import Draft202012Validator
from support import module_of

BACK: dict[str, Any] = {"$ref": "#"}
BASE: dict[str, Any] = {"type": "integer"}
PLACES: dict[str, Any] = {
    "here": lambda inner: inner,
    "anyOf": lambda inner: {"anyOf": [BASE, inner]},
    "oneOf": lambda inner: {"oneOf": [BASE, inner]},
    "nullable": lambda inner: {"anyOf": [inner, {"type": "null"}]},
    "not": lambda inner: {"not": inner},
    "allOf": lambda inner: {"allOf": [inner, {"minProperties": 1}]},
    "if": lambda inner: {"if": {"type": "object"}, "then": inner, "else": BASE},
    "member": lambda inner: {"type": "object", "properties": {"a": inner}},
    "required": lambda inner: {"properties": {"a": inner}, "required": ["a"]},
    "members": lambda inner: {"properties": {"a": inner, "b": inner}},
    "items": lambda inner: {"type": "array", "items": inner},
}
LEADS_DOWN = ("member", "required", "members", "items")
VALUES: list[Any] = [1, "x", None, {}, [], {"a": 1}, {"a": "x"}, {"b": {}}, {"a": None}, [1], ["x"]]
VALUES += [{"a": value} for value in VALUES] + [[value] for value in VALUES]
VALUES += [{"a": value, "b": value} for value in VALUES[11:]]


@pytest.mark.slow
@pytest.mark.parametrize("down", LEADS_DOWN)
@pytest.mark.parametrize("outer", PLACES)
def test_recursion_through_each_keyword_has_the_verdicts_of_jsonschema(outer: str, down: str):
    for inner in PLACES:
        schema = PLACES[outer](PLACES[down](PLACES[inner](BACK)))
        module = module_of(compile_validator(schema))
        judge = Draft202012Validator(schema)
        for value in VALUES:
            verdict = module.is_valid(value)
            assert verdict is judge.is_valid(value), (schema, value)
            assert verdict is (not module.violations(value)), (schema, value)


@pytest.mark.parametrize("around", [name for name in PLACES if name not in LEADS_DOWN])
def test_the_text_does_not_grow_with_the_ways_back(around: str):
    """Two recursions that apply to the same members, of which there are few or many."""

    def size(count: int) -> int:
        first, second = ({"$ref": f"#/$defs/{name}"} for name in ("first", "second"))
        names = [f"m{number}" for number in range(count)]
        both = {"allOf": [{"properties": dict.fromkeys(names, each)} for each in (first, second)]}
        parts = {"first": PLACES[around](both), "second": {**PLACES[around](both), "title": "b"}}
        return len(compile_validator({"$ref": "#/$defs/first", "$defs": parts}))

    assert size(20) - size(10) < 20_000


ASKED = {"enum": ["a", "bb", "ccc"], "$ref": "#/$defs/back"}
LISTS: dict[str, tuple[dict[str, Any], Any]] = {
    "itself": (ASKED, lambda text: text),
    "items": ({"items": ASKED}, lambda text: [text]),
    "anyOf": ({"type": "string", "anyOf": [ASKED, {"const": "z"}]}, lambda text: text),
    "oneOf": ({"type": "string", "oneOf": [ASKED, {"const": "z"}]}, lambda text: text),
    "table": (
        {"properties": {"a": ASKED, **{f"p{number}": {"type": "string"} for number in range(40)}}},
        lambda text: {"a": text},
    ),
}


@pytest.mark.parametrize("place", LISTS)
def test_a_recursion_beside_a_list_of_texts_is_asked_too(place: str):
    outer, wrap = LISTS[place]
    back = {"maxLength": 1, "properties": {"a": {"$ref": "#/$defs/back"}}}
    schema = {**outer, "$defs": {"back": back}}
    module, judge = module_of(compile_validator(schema)), Draft202012Validator(schema)
    for text in ("a", "bb", "ccc", "z", 1, None):
        verdict = module.is_valid(wrap(text))
        assert verdict is judge.is_valid(wrap(text)), text
        assert verdict is (not module.violations(wrap(text))), text
