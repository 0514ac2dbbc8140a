"""`compile_validator`: violations: order, pointers, messages, causes."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from typing import Any

import pytest
from connectgen import compile_validator
from support import module_of
from support.compiled_schemas import DRAFT_7, PARTS, SHAPES, TREE


def test_violations_stand_in_the_order_of_the_value_and_lead_into_both_documents():
    module = module_of(compile_validator(TREE))
    value = {"kids": [{"name": 1}, {"name": "ab", "kids": 7}, {}], "name": "a"}
    found = module.violations(value)
    assert [(v.pointer, v.keyword, v.schema_pointer, v.keyword_location) for v in found] == [
        (
            "/kids/0/name",
            "type",
            "/properties/name/type",
            "/properties/kids/items/$ref/properties/name/type",
        ),
        (
            "/kids/1/kids",
            "type",
            "/properties/kids/type",
            "/properties/kids/items/$ref/properties/kids/type",
        ),
        ("/kids/2", "required", "/required", "/properties/kids/items/$ref/required"),
        ("/name", "minLength", "/properties/name/minLength", "/properties/name/minLength"),
    ]
    assert [v.message for v in found] == [
        "must be a string, not 1",
        "must be an array, not 7",
        'must have the member "name"',
        "must have at least 2 characters, not 1",
    ]
    with pytest.raises(ValueError, match="must be a string, not 1") as caught:
        module.validate(value)
    assert caught.value.to_output("flag") == {"valid": False}
    assert caught.value.to_output("basic")["errors"][0] == {
        "keywordLocation": "/properties/kids/items/$ref/properties/name/type",
        "absoluteKeywordLocation": "#/properties/name/type",
        "instanceLocation": "/kids/0/name",
        "error": "must be a string, not 1",
    }


def test_anyof_reports_causes_of_each_alternative():
    module = module_of(compile_validator(SHAPES))
    (found,) = module.violations([{"radius": 0}])
    assert (found.pointer, found.keyword) == ("/0", "oneOf")
    assert [(v.pointer, v.keyword, v.schema_pointer) for v in found.causes] == [
        ("/0/radius", "exclusiveMinimum", "/definitions/circle/properties/radius/exclusiveMinimum"),
        ("/0", "required", "/definitions/square/required"),
        ("/0", "type", "/items/oneOf/2/type"),
    ]
    (several,) = module.violations([{"radius": 1, "side": 1}])
    assert several.causes == ()
    assert "not several" in several.message


def test_of_an_any_of_no_alternative_is_kept_back():
    alternatives = [{"type": "string"}, {"type": "object", "required": ["a"]}]
    module = module_of(compile_validator({"properties": {"p": {"anyOf": alternatives}}}))
    (found,) = module.violations({"p": 5})
    assert (found.pointer, found.schema_pointer) == ("/p", "/properties/p/anyOf")
    assert [v.message for v in found.causes] == [
        "must be a string, not 5",
        "must be an object, not 5",
    ]
    with pytest.raises(module.ValidationError) as caught:
        module.validate({"p": {}})
    assert str(caught.value) == (
        "/p: must be valid under one of 2 schemas\n"
        '  /p: must have the member "a"\n'
        "  /p: must be a string, not an object"
    )


def test_what_may_be_null_is_reported_as_if_it_were_not():
    part = {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 3}]}
    module = module_of(compile_validator({"properties": {"p": part}}))
    assert [str(v) for v in module.violations({"p": 1})] == ["/p: must be at least 3, not 1"]


def test_an_error_prints_the_first_20_lines_and_counts_the_rest():
    module = module_of(compile_validator({"items": {"oneOf": [{"type": "null"}, {"minimum": 2}]}}))
    with pytest.raises(module.ValidationError) as caught:
        module.validate([1] * 20)
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[-1]) == (21, "… and 40 more")
    assert lines[:3] == [
        "/0: must be valid under exactly one of 2 schemas",
        "  /0: must be at least 2, not 1",
        "  /0: must be null, not 1",
    ]


def test_violations_can_be_pickled_and_grouped(monkeypatch: pytest.MonkeyPatch):
    module = module_of(compile_validator(TREE))
    monkeypatch.setitem(sys.modules, "validator", module)
    with pytest.raises(module.ValidationError) as caught:
        module.validate({})
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.violations == caught.value.violations == tuple(module.violations({}))
    group = ExceptionGroup("all", [caught.value])
    assert group.subgroup(ValueError) is not None


def test_credentials_and_file_contents_are_redacted():
    names = ("password", "data", "apiToken", "name", "PASSWD", "x-api-key", "private_key", "Cookie")
    properties = {name: {"type": "integer"} for name in names}
    module = module_of(compile_validator({"properties": properties}))
    found = module.violations(dict.fromkeys(properties, "hidden"))
    assert [v.pointer for v in found if "hidden" in repr(v)] == ["/name"]


KINDS = {
    **DRAFT_7,
    "oneOf": [
        {"required": ["type"], "properties": {"parts": PARTS, "type": {"const": kind}}}
        for kind in ("and", "or", "not")
    ],
}


def condition(depth: int, innermost: str) -> Any:
    value: Any = {"type": innermost}
    for level in range(depth):
        value = {"type": ("and", "or")[level % 2], "parts": [value]}
    return value


def calls_of(ask: Callable[[Any], object], value: Any) -> int:
    calls: list[str] = []
    sys.setprofile(lambda frame, event, _: calls.append(event))
    try:
        ask(value)
    finally:
        sys.setprofile(None)
    return calls.count("call")


def test_anyof_omits_nested_errors_of_other_type():
    module = module_of(compile_validator(KINDS))
    assert module.is_valid(condition(10, "not"))
    assert calls_of(module.is_valid, condition(10, "not")) < 100
    assert calls_of(module.is_valid, condition(10, "nor")) < 100
    (found,) = module.violations(condition(10, "nor"))
    for _ in range(10):
        meant = [cause for cause in found.causes if cause.keyword == "oneOf"]
        others = [cause.message for cause in found.causes if cause not in meant]
        assert len(meant) == 1
        assert len(others) == 2
        (found,) = meant
    assert [cause.keyword for cause in found.causes] == ["const"] * 3


def test_members_of_members_have_their_own_pointers():
    inner = {
        "patternProperties": {"^n": {"type": "integer"}},
        "additionalProperties": {"type": "null"},
    }
    schema = {"patternProperties": {"^a[x]?": inner}, "additionalProperties": {"type": "boolean"}}
    module = module_of(compile_validator(schema))
    assert module.is_valid({"ax": {"n": 1, "z": None}, "b": True})
    assert not module.is_valid({"ax": {"n": 1, "z": 1}})
    assert not module.is_valid({"ax": {"n": 1}, "b": 1})
    assert not module.is_valid({"b": 1})


def test_causes_within_causes_have_their_own_pointers():
    inner = {"anyOf": [{"type": "null"}, {"$ref": "#/definitions/s"}]}
    schema = {
        **DRAFT_7,
        "anyOf": [{"type": "integer", "minimum": 5}, inner],
        "definitions": {"s": {"type": "string"}},
    }
    (violation,) = module_of(compile_validator(schema)).violations(1)
    assert [cause.keyword_location for cause in violation.causes] == [
        "/anyOf/0/minimum",
        "/anyOf/1/anyOf",
    ]
    assert [cause.keyword for cause in violation.causes[1].causes] == ["type", "type"]


def test_control_characters_in_names_are_escaped():
    names = ["x\nq: must be FORGED", "\ud800", "\x1b[2J", "\u202e"]
    module = module_of(compile_validator({**DRAFT_7, "required": names, "maxProperties": 4}))
    told = str(module.ValidationError(module.violations({})))
    assert len(told.splitlines()) == len(names)
    assert told.replace("\n", "").isprintable()
    deep = module_of(compile_validator({**DRAFT_7, "additionalProperties": {"type": "null"}}))
    assert len(str(deep.violations({names[0]: 1})[0]).splitlines()) == 1


def test_a_false_schema_is_reported_by_the_keyword_that_holds_it():
    schema = {
        **DRAFT_7,
        "properties": {"enum": False, "a": {"dependencies": {"maximum": False}}},
        "additionalProperties": {"items": [False]},
    }
    found = module_of(compile_validator(schema)).violations(
        {"enum": 1, "a": {"maximum": 1}, "b": [1]}
    )
    assert [violation.keyword for violation in found] == ["properties", "dependencies", "items"]


@pytest.mark.parametrize(
    ("schema", "value", "messages"),
    [
        ({"maxLength": 1}, {"ab": 1}, ["its name must have at most 1 character, not 2"]),
        ({"pattern": "^a"}, {"b": 1}, ['its name must match ^a, not "b"']),
        ({"enum": ["a"]}, {"b": 1}, ['its name must be one of "a", not "b"']),
        (False, {"b": 1}, ["must not have this name"]),
        (
            {"allOf": [{"minLength": 2}]},
            {"b": 1},
            ["its name must have at least 2 characters, not 1"],
        ),
    ],
)
def test_violation_of_property_names_is_about_the_name(
    schema: Any, value: dict[str, Any], messages: list[str]
):
    module = module_of(compile_validator({"propertyNames": schema}))
    assert [(each.pointer, each.message) for each in module.violations(value)] == [
        (f"/{next(iter(value))}", message) for message in messages
    ]


def test_violation_of_a_member_called_property_names_is_about_its_value():
    schema = {"properties": {"propertyNames": {"maxLength": 1}}}
    (found,) = module_of(compile_validator(schema)).violations({"propertyNames": "ab"})
    assert found.message == "must have at most 1 character, not 2"
