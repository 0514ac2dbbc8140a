"""`compile_validator`: what violations say, how many there are, and that finding them ends soon."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from connectgen import compile_validator
from support import module_of
from support.compiled_schemas import DRAFT_7, SHAPES

LATEST = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def messages(schema: dict[str, Any], value: Any) -> list[str]:
    """Return the violations of *value* as they are printed."""
    module = module_of(compile_validator({**LATEST, **schema}))
    found = module.violations(value)
    assert module.is_valid(value) is (not found)
    return str(module.ValidationError(found)).split("\n") if found else []


def test_a_member_that_must_not_be_there_is_reported_with_allowed_names():
    names = ("fileName", "contentType", "data", "size", "private", "description")
    schema = {"properties": {name: {} for name in names}, "additionalProperties": False}
    assert messages(schema, {"filename": 1, "data": 1, "x": 2}) == [
        '/filename: must not be there; did you mean "fileName"?',
        '/x: must not be there; allowed: "fileName", "contentType", "size", "private" and 1 more',
    ]
    assert messages({"additionalProperties": False}, {"a": 1}) == ["/a: must not be there"]


def test_a_value_of_an_enum_is_suggested_but_never_for_a_secret():
    colours = ["crimson", "scarlet", "vermilion", "carmine", "burgundy"]
    schema = {"properties": {name: {"enum": colours} for name in ("colour", "password")}}
    listed = '"crimson", "scarlet", "vermilion", "carmine" or one of 1 more'
    assert messages(schema, {"colour": "burgandy", "password": "burgandy"}) == [
        f'/colour: must be one of {listed}, not "burgandy"; did you mean "burgundy"?',
        f"/password: must be one of {listed}",
    ]


def test_objects_of_const_and_enum_are_shown_short():
    long = {"a": "x" * 100}
    (told,) = messages({"const": {"b": [1, None]}}, 1)
    assert told == '(whole value): must be {"b": [1, null]}, not 1'
    (told,) = messages({"enum": [long, 2]}, 1)
    assert told.startswith('(whole value): must be one of {"a": "xxx')
    assert told.endswith("…, 2, not 1")
    assert len(told) < 140


@pytest.mark.parametrize(
    ("schema", "value", "told"),
    [
        ({"not": {"type": "string"}}, "a", 'must not be a string (found "a")'),
        ({"not": {"minimum": 3}}, 4, "must not be at least 3 (found 4)"),
        ({"not": {"required": ["a", "b"]}}, {"a": 1, "b": 2}, 'must not have "a" and "b" at once'),
        ({"not": {"properties": {}}}, 1, "must not be valid under the schema of not, not 1"),
        ({"contains": {"const": 3}}, [1], "must contain a matching item, which must be 3"),
        (
            {"contains": {"minLength": 2, "type": "string"}},
            [],
            "must contain a matching item, which must have at least 2 characters and be a string",
        ),
        ({"contains": {"items": {}, "not": {}}}, [], "must contain a matching item"),
        (
            {"uniqueItems": True},
            [1, {"a": 2}, 3, {"a": 2.0}],
            "must have no two items that are equal: items 1 and 3 are",
        ),
        (
            {"oneOf": [{"minimum": 1}, {"type": "null"}, {"maximum": 5}]},
            3,
            "must be valid under exactly one of 3 schemas, not several: oneOf/0 and oneOf/2",
        ),
    ],
)
def test_what_keywords_ask_is_in_the_message(schema: dict[str, Any], value: Any, told: str):
    assert messages(schema, value) == [f"(whole value): {told}"]


def of_kind(kind: str, **members: Any) -> dict[str, Any]:
    """Return an alternative that `type` tells from others."""
    properties = {"type": {"const": kind}, **members}
    return {
        "type": "object",
        "required": ["type", *members],
        "properties": properties,
        "additionalProperties": False,
    }


KINDS = [of_kind(f"kind{n}", **{f"m{n}": {"type": "string"}, "size": {}}) for n in range(30)]


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
@pytest.mark.parametrize("wrap", [None, "allOf", "$ref"])
def test_the_alternative_of_the_same_kind_is_first(keyword: str, wrap: str | None):
    parts: list[Any] = KINDS
    definitions = dict(enumerate(KINDS))
    if wrap == "allOf":
        parts = [{"allOf": [part]} for part in KINDS]
    elif wrap == "$ref":
        parts = [{"$ref": f"#/$defs/{index}"} for index in definitions]
    schema = {"$defs": {str(index): kind for index, kind in definitions.items()}, keyword: parts}
    told = messages(schema, {"type": "kind23", "m23": 5, "size": 1})
    assert told[1] == "  /m23: must be a string, not 5"
    told = messages(schema, {"type": "kind23", "size": 1})
    assert told[1] == '  (whole value): must have the member "m23"'


def test_an_alternative_of_the_same_type_is_before_others():
    inner = {"type": "object", "properties": {"a": {"type": "array", "items": {"minimum": 3}}}}
    parts = [{"type": t} for t in ("string", "null", "boolean")]
    assert messages({"anyOf": [*parts, inner]}, {"a": [4, 1]})[1] == (
        "  /a/1: must be at least 3, not 1"
    )
    nested = {"anyOf": [{"anyOf": parts}, {"oneOf": [inner, {"type": "array"}]}]}
    assert messages(nested, {"a": [4, 1]})[1:3] == [
        "  (whole value): must be valid under exactly one of 2 schemas",
        "    /a/1: must be at least 3, not 1",
    ]


def test_the_same_is_reported_once():
    part = {"type": "string", "minLength": 3}
    assert messages({"allOf": [part, part], **part}, "a") == [
        "(whole value): must have at least 3 characters, not 1"
    ]
    parts = [{"type": "object", "required": [name]} for name in "abc"]
    assert messages({"anyOf": parts}, 5)[1:] == ["  (whole value): must be an object, not 5"]


def test_violations_end_at_a_number_and_say_so():
    module = module_of(compile_validator({**LATEST, "items": {"type": "string"}}))
    found = module.violations([1] * 50_000)
    assert len(found) == 10_002
    assert found[-1].message == "must have fewer violations: the search ended after 10000"


def test_a_cut_representation_says_so():
    module = module_of(compile_validator({**LATEST, "anyOf": [{"minimum": n} for n in range(9)]}))
    (found,) = module.violations(-1)
    shown = repr(found)
    assert len(shown) < 500
    assert "causes=(Violation(keyword='minimum'" in shown
    assert "…" in shown


EXPONENTIAL: list[dict[str, Any]] = [
    {
        "anyOf": [
            {"type": "array", "items": {"$ref": "#/$defs/n"}, "minItems": 0},
            {"type": "array", "items": {"$ref": "#/$defs/n"}, "maxItems": 99},
        ]
    },
    {
        "oneOf": [
            {"type": "array", "items": {"$ref": "#/$defs/n"}, "minItems": 1},
            {"type": "array", "items": {"$ref": "#/$defs/n"}, "maxItems": 0},
        ]
    },
    {
        "allOf": [
            {"type": "array", "items": {"$ref": "#/$defs/n"}},
            {"items": {"$ref": "#/$defs/n"}},
        ]
    },
    {"type": "array", "not": {"items": {"not": {"$ref": "#/$defs/n"}}, "minItems": 1}},
    {
        "type": "array",
        "if": {"items": {"$ref": "#/$defs/n"}},
        "then": {"items": {"$ref": "#/$defs/n"}},
        "else": {"items": {"$ref": "#/$defs/n"}},
    },
]


@pytest.mark.parametrize("part", EXPONENTIAL, ids=lambda part: min(part))
@pytest.mark.parametrize("leaf", ["x", []], ids=["invalid", "valid"])
def test_time_does_not_double_with_each_level(part: dict[str, Any], leaf: Any):
    module = module_of(compile_validator({**LATEST, "$ref": "#/$defs/n", "$defs": {"n": part}}))
    took: list[float] = []
    for depth in (20, 60):
        value = leaf
        for _ in range(depth):
            value = [value]
        module.violations(value)
        start = time.thread_time()
        assert module.is_valid(value) is (module.violations(value) == [])
        took.append(time.thread_time() - start)
    assert took[1] < 40 * took[0] + 0.5


def test_detailed_output_nests_the_causes():
    module = module_of(compile_validator(SHAPES))
    with pytest.raises(module.ValidationError) as caught:
        module.validate([{"radius": 0}, 5, 5])
    output = caught.value.to_output("detailed")
    assert (output["valid"], output["keywordLocation"], output["instanceLocation"]) == (
        False,
        "",
        "",
    )
    assert [unit["instanceLocation"] for unit in output["errors"]] == ["", "/0", "/1", "/2"]
    assert output["errors"][1]["errors"][0] == {
        "valid": False,
        "keywordLocation": "/items/oneOf/0/$ref/properties/radius/exclusiveMinimum",
        "absoluteKeywordLocation": "#/definitions/circle/properties/radius/exclusiveMinimum",
        "instanceLocation": "/0/radius",
        "error": "must be more than 0, not 0",
    }
    assert json.loads(json.dumps(output)) == output
    basic = caught.value.to_output("basic")
    flat = [unit["keywordLocation"] for unit in basic["errors"]]
    assert flat == list(locations(output))
    with pytest.raises(module.ValidationError) as alone:
        module.validate([{"radius": 0}])
    assert alone.value.to_output("detailed")["keywordLocation"] == "/items/oneOf"
    with pytest.raises(ValueError, match="flag, basic or detailed"):
        alone.value.to_output("verbose")


def locations(unit: dict[str, Any]) -> Any:
    if "error" in unit:
        yield unit["keywordLocation"]
    for inner in unit.get("errors", ()):
        yield from locations(inner)


def test_siblings_of_a_reference_count_from_2019_on():
    schema = {"$ref": "#/$defs/text", "minLength": 3, "$defs": {"text": {"type": "string"}}}
    assert messages(schema, "a") == ["(whole value): must have at least 3 characters, not 1"]
    older = module_of(
        compile_validator(
            {**DRAFT_7, "items": {**schema, "$ref": "#/$defs/text"}, "$defs": schema["$defs"]}
        )
    )
    assert older.violations(["a"]) == []


def test_dynamic_references_lead_where_the_scope_says():
    tree = {
        "$id": "https://example.com/tree",
        "$dynamicAnchor": "node",
        "type": "object",
        "properties": {
            "data": True,
            "children": {"type": "array", "items": {"$dynamicRef": "#node"}},
        },
    }
    strict = {
        **LATEST,
        "$id": "https://example.com/strict",
        "$dynamicAnchor": "node",
        "$ref": "tree",
        "unevaluatedProperties": False,
        "$defs": {"tree": tree},
    }
    module = module_of(compile_validator(strict))
    (found,) = module.violations({"children": [{"daat": 1}]})
    assert (found.pointer, found.keyword) == ("/children/0/daat", "unevaluatedProperties")
    assert found.schema_pointer == "/unevaluatedProperties"
    assert module.violations({"children": [{"data": 1}]}) == []


def test_what_alternatives_evaluate_depends_on_the_value():
    schema = {
        "anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"required": ["b"]}],
        "if": {"properties": {"c": {"const": 1}}, "required": ["c"]},
        "then": {"properties": {"d": {}}},
        "dependentSchemas": {"e": {"patternProperties": {"^f": {}}}},
        "properties": {"b": {}, "e": {}},
        "unevaluatedProperties": False,
    }
    assert messages(schema, {"a": 1}) == []
    assert messages(schema, {"b": 1, "a": 2}) == ['/a: must not be there; allowed: "e"']
    assert messages(schema, {"b": 1, "c": 1, "d": 1, "e": 1, "f1": 1}) == []
    assert messages(schema, {"b": 1, "d": 1, "f1": 1}) == [
        '/d: must not be there; allowed: "e"',
        '/f1: must not be there; allowed: "e"',
    ]
