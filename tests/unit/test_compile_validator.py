"""`compile_validator` on schemas of our own: verdicts, reports, errors, and the text itself."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from decimal import Decimal
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.core.errors import ConnectgenError, ErrorGroup, SchemaError
from support import ROOT, module_of

DRAFT_7 = {"$schema": "http://json-schema.org/draft-07/schema#"}
TREE = {
    **DRAFT_7,
    "title": "Tree",
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 2},
        "kids": {"type": "array", "items": {"$ref": "#"}},
    },
}
SHAPES = {
    **DRAFT_7,
    "definitions": {
        "circle": {
            "type": "object",
            "required": ["radius"],
            "properties": {"radius": {"type": "number", "exclusiveMinimum": 0}},
        },
        "square": {
            "type": "object",
            "required": ["side"],
            "properties": {"side": {"type": "number", "multipleOf": 0.01}},
        },
    },
    "type": "array",
    "items": {
        "oneOf": [
            {"$ref": "#/definitions/circle"},
            {"$ref": "#/definitions/square"},
            {"type": "null"},
        ]
    },
    "uniqueItems": True,
}
HEADERS = {
    **DRAFT_7,
    "type": "object",
    "patternProperties": {"^x-": {"type": "string"}, "^n-": {"type": ["integer", "null"]}},
    "propertyNames": {"maxLength": 20},
    "properties": {
        "a~b/c": {"enum": [1, "one", None, [1, {"deep": True}]]},
        "class": {"const": {"a": 1}},
    },
    "additionalProperties": False,
    "dependencies": {"x-a": ["x-b"], "x-c": {"required": ["x-d"]}},
}
MIXED = {
    **DRAFT_7,
    "title": 'Hostile """ \\ title\n',
    "if": {"properties": {"kind": {"const": "long"}}, "required": ["kind"]},
    "then": {"properties": {"text": {"minLength": 10}}},
    "else": {"not": {"required": ["text", "more"]}},
    "allOf": [
        {
            "anyOf": [
                {"type": "object"},
                {"type": "string", "pattern": "^[a-z]+$"},
                {"type": "integer", "maximum": 9},
            ]
        }
    ],
    "properties": {
        "__import__('os').system('id')": {"type": "string"},
        "a very long name of a property, as nobody writes but machines, which goes on": {
            "type": "integer",
            "minimum": 1,
        },
        "items": {
            "contains": {"type": "integer"},
            "items": [{"type": "string"}, {"minimum": 3}],
            "additionalItems": {"type": "boolean"},
        },
        "list": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"enum": ["some value"] + [f"value number {n}" for n in range(9)]},
            },
        },
        "type": {"type": ["string", "null", "boolean"]},
    },
}
FORMATS = (
    *("date", "date-time", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6"),
    *("iri", "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri"),
    *("uri-reference", "uri-template"),
)
SCHEMAS: dict[str, Any] = {
    "tree": TREE,
    "shapes": SHAPES,
    "headers": HEADERS,
    "mixed": MIXED,
    "formats": {**DRAFT_7, "allOf": [{"format": name} for name in FORMATS]},
    "hostname": {**DRAFT_7, "format": "hostname"},
    "regex": {**DRAFT_7, "format": "regex", "pattern": "a+b"},
    "uri": {**DRAFT_7, "format": "uri"},
    "anything": {},
    "nothing": False,
}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("tree", {"name": "ab", "kids": [{"name": "cd"}]}, True),
        ("tree", {"name": "ab", "kids": [{"name": "c"}]}, False),
        ("tree", {"name": "ab", "kids": {}}, False),
        ("shapes", [{"radius": 1}, {"side": 0.07}, None], True),
        ("shapes", [{"radius": 1, "side": 1}], False),
        ("shapes", [{"side": 0.075}], False),
        ("shapes", [{"side": 1}, {"side": 1.0}], False),
        ("shapes", [{"side": Decimal("1E+99999999")}], True),
        ("shapes", [{"side": float("inf")}, {"radius": 10**400}], False),
        ("headers", {"x-a": "1", "x-b": "", "n-1": 1.0, "n-2": None}, True),
        ("headers", {"x-a": "1"}, False),
        ("headers", {"x-c": "1"}, False),
        ("headers", {"other": 1}, False),
        ("headers", {"x-234567890123456789012": "1"}, False),
        ("headers", {"a~b/c": 1.0}, True),
        ("headers", {"a~b/c": True}, False),
        ("headers", {"a~b/c": [1.0, {"deep": True}]}, True),
        ("headers", {"a~b/c": [1, {"deep": 1}]}, False),
        ("headers", {"class": {"a": 1.0}}, True),
        ("headers", {"class": {"a": True}}, False),
        ("mixed", "abc", True),
        ("mixed", "abc\n", False),
        ("mixed", 10, False),
        ("mixed", {"kind": "long", "text": "short"}, False),
        ("mixed", {"text": "a", "more": 1}, False),
        ("mixed", {"items": ["a", 3, True, False]}, True),
        ("mixed", {"items": ["a", 3, 1]}, False),
        ("mixed", {"items": ["a"]}, False),
        ("mixed", {"list": [["some value"], ["value number 9"]]}, False),
        ("anything", object(), True),
        ("nothing", None, False),
    ],
)
def test_verdicts(name: str, value: Any, expected: bool):
    module = module_of(compile_validator(SCHEMAS[name]))
    assert module.is_valid(value) is expected
    assert (module.violations(value) == []) is expected


def test_the_default_draft_is_4_where_a_whole_float_is_no_integer():
    four = {"type": "integer", "minimum": 1, "exclusiveMinimum": True, "const": 5}
    assert [module_of(compile_validator(four)).is_valid(v) for v in (1, 2, 2.0)] == [
        False,
        True,
        False,
    ]
    seven = {**DRAFT_7, "type": "integer", "exclusiveMinimum": 1}
    assert [module_of(compile_validator(seven)).is_valid(v) for v in (1, 2, 2.0)] == [
        False,
        True,
        True,
    ]


def test_formats_are_an_option():
    schema = {**DRAFT_7, "format": "date", "contentEncoding": "base64"}
    assert module_of(compile_validator(schema)).is_valid("?")
    checked = module_of(compile_validator(schema, formats=True))
    assert [v.keyword for v in checked.violations("?")] == ["format", "contentEncoding"]


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


def test_alternatives_tell_what_each_of_them_lacks():
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
        "  /p: must be a string, not an object\n"
        '  /p: must have the member "a"'
    )


def test_what_may_be_null_is_told_as_if_it_were_not():
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
        "  /0: must be null, not 1",
        "  /0: must be at least 2, not 1",
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


def test_credentials_and_contents_are_named_in_no_message():
    names = ("password", "data", "apiToken", "name", "PASSWD", "x-api-key", "private_key", "Cookie")
    properties = {name: {"type": "integer"} for name in names}
    module = module_of(compile_validator({"properties": properties}))
    found = module.violations(dict.fromkeys(properties, "hidden"))
    assert [v.pointer for v in found if "hidden" in repr(v)] == ["/name"]


def deep(depth: int) -> Any:
    value: Any = {"name": "leaf"}
    for _ in range(depth):
        value = {"name": "node", "kids": [value]}
    return value


def test_depth_is_limited_and_reported():
    module = module_of(compile_validator(TREE))
    most = module.MAX_DEPTH // 2  # a node and its kids are a schema each
    assert module.is_valid(deep(most))
    for depth in (most + 1, 10_000):
        assert not module.is_valid(deep(depth))
        (found,) = module.violations(deep(depth))
        assert found.keyword == "$ref"
        assert found.message == "must not be nested in more than 400 schemas"


def test_a_value_that_holds_itself_many_times_over_has_an_end():
    module = module_of(compile_validator({**DRAFT_7, "additionalProperties": {"$ref": "#"}}))
    value: dict[str, Any] = {}
    value |= {"a": value, "b": value, "c": {"d": value}}
    assert not module.is_valid(value)
    assert {v.keyword for v in module.violations(value)} == {"$ref"}


PARTS = {"type": "array", "items": {"$ref": "#"}}
BRANCHES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#"}}]}
TWO_LOOPS = {
    "properties": {
        "t": {"type": "array", "items": {"$ref": "#"}},
        "between": {"properties": {"u": {"$ref": "#/definitions/u"}}},
    },
    "definitions": {"u": {"properties": {"u": {"anyOf": [{"$ref": "#/definitions/u"}, False]}}}},
}


def deeper(frames: int, ask: Callable[[], Any]) -> Any:
    return deeper(frames - 1, ask) if frames else ask()


def chain(depth: int, leaf: Any = None) -> Any:
    value: Any = {} if leaf is None else leaf
    for _ in range(depth):
        value = {"t": [value]}
    return value


def two_chains(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"u": value}
    value = {"between": value}
    for _ in range(depth):
        value = {"t": [value]}
    return value


@pytest.mark.parametrize(
    ("schema", "made"),
    [
        (TREE, deep),
        ({"type": "object", "properties": {"a": {"type": "string"}, "t": BRANCHES}}, chain),
        ({"properties": {"t": {"oneOf": BRANCHES["anyOf"]}}}, chain),
        ({"properties": {"t": {"not": {"not": BRANCHES}}}}, chain),
        ({"additionalProperties": {"contains": {"allOf": [{"$ref": "#"}]}}}, chain),
        ({"properties": {"t": {"items": {"if": {"$ref": "#"}, "else": False}}}}, chain),
        (
            {
                "properties": {"b": {"$ref": "#/definitions/b"}},
                "additionalProperties": {"$ref": "#/definitions/b"},
                "definitions": {
                    "b": {"items": {"$ref": "#/definitions/c"}},
                    "c": {"properties": {"t": {"$ref": "#/definitions/b"}}},
                },
            },
            chain,
        ),
        (TWO_LOOPS, two_chains),
    ],
    ids=["tree", "anyOf", "oneOf", "not", "contains", "if", "inlined", "two loops"],
)
def test_depth_does_not_hang_on_the_stack_of_the_caller(schema: Any, made: Callable[[int], Any]):
    module = module_of(compile_validator({**DRAFT_7, **schema}))
    verdicts: list[bool] = []
    for value in map(made, (*range(60, 230, 3), 300, 399, 400, 401, 402, 450, 2000)):
        verdict, found = module.is_valid(value), module.violations(value)
        assert deeper(450, partial(module.is_valid, value)) is verdict
        assert deeper(450, partial(module.violations, value)) == found
        assert verdict is (found == [])
        verdicts.append(verdict)
    assert verdicts == sorted(verdicts, reverse=True)  # valid up to the limit, never beyond
    assert (verdicts[0], verdicts[-1]) == (True, False)


def test_what_is_between_the_heads_of_loops_is_written_out():
    text = compile_validator(TREE)
    assert re.findall(r"^def (_is_\w+)\(value: Json", text, re.MULTILINE) == ["_is_tree"]


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


def test_an_alternative_that_is_not_meant_is_not_gone_down_into():
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


def test_members_called_as_what_functions_use_are_no_trouble():
    names = ("initialCount", "addDepthViolation", "found", "addViolation")
    members = {name: {"type": "integer"} for name in names}
    kinds = [{"required": [name], "properties": {**members, "parts": PARTS}} for name in names]
    module = module_of(compile_validator({**DRAFT_7, "oneOf": kinds}))
    assert module.is_valid({"initialCount": 1, "parts": [{"addDepthViolation": 1}]})
    (found,) = module.violations({"initialCount": "x", "addDepthViolation": 1, "parts": [{}]})
    assert sorted({cause.pointer for cause in found.causes}) == ["", "/initialCount"]


def test_depth_is_never_turned_into_its_opposite():
    schema = {
        **TREE,
        "not": {"required": ["bad"]},
        "properties": {"kids": {"items": {"not": {"$ref": "#"}}}},
    }
    module = module_of(compile_validator(schema))
    assert not module.is_valid(deep(10_000))
    assert [v.keyword for v in module.violations(deep(10_000))] == ["$ref"]


def test_deep_values_are_compared_all_the_same():
    module = module_of(compile_validator({"uniqueItems": True, "not": {"enum": [[[]]]}}))
    assert module.is_valid([deep(20_000), 1])
    assert not module.is_valid([deep(20_000), deep(20_000)])


def test_equal_items_are_found_however_deep_they_differ_in_spelling():
    module = module_of(compile_validator({"uniqueItems": True}))
    one = chain(40, {"a": [1, True, None], "b": "x"})
    assert not module.is_valid([one, chain(40, {"b": "x", "a": [1.0, True, None]})])
    for other in ({"a": [True, True, None], "b": "x"}, {"a": [1, True], "b": "x"}, [1], "x", {}):
        assert module.is_valid([one, chain(40, other)])


def test_names_that_are_no_strings_are_told_all_the_same():
    schema = {"properties": {"a": {"type": "string"}}, "additionalProperties": False}
    module = module_of(compile_validator(schema))
    assert [v.pointer for v in module.violations({1: 2, "a": 3, None: 4})] == ["/1", "/a", "/None"]


def test_members_may_be_called_like_what_loops_look_up():
    members = {
        "code": {"type": "string", "pattern": "^[^ab]*$", "maxLength": 9},
        "notInCode": {"type": "string", "minLength": 2},
        "notCode": {"type": "integer", "minimum": 1},
        "text": {"type": "string", "pattern": "^[0-9]+-?$"},
        "notText": {"type": "string"},
    }
    schema = {**DRAFT_7, "type": "array", "items": {"type": "object", "properties": members}}
    module = module_of(compile_validator(schema))
    good = {"code": "cd", "notInCode": "ab", "notCode": 2, "text": "12-", "notText": "ab"}
    bad = {"code": "ca", "notInCode": "a", "notCode": 0, "text": "12a", "notText": 1}
    assert module.is_valid([good] * 9)
    for name in members:
        assert not module.is_valid([*[good] * 8, {**good, name: bad[name]}])


def test_subclasses_are_judged_by_what_they_hold():
    class Text(str):
        pass

    class Record(dict[str, Any]):
        def __missing__(self, name: str) -> str:
            return "made up"

    members = {"a": {"maxLength": 2}, "b": {"pattern": "^x+$"}, "c": {}}
    members = {name: {"type": "string", **part} for name, part in members.items()}
    schema = {
        **DRAFT_7,
        "type": "array",
        "items": {"type": "object", "required": ["c"], "properties": members},
    }
    module = module_of(compile_validator(schema))
    plain = {"a": "ab", "b": "xx", "c": ""}
    for own in (plain, Record(plain), {**plain, "a": Text("ab"), "b": Text("x")}, Record(c="")):
        assert module.is_valid([plain, own, *[plain] * 8])
    for own in (Record(a="ab", b="xx"), {**plain, "a": Text("abc")}, {**plain, "b": Text("xy")}):
        assert not module.is_valid([plain, own, *[plain] * 8])


def test_members_of_members_are_told_apart():
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


UNKNOWN = "schema#/$schema: unknown draft"
MODERN = {"exclusiveMinimum": 1, "items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"minimum": "x"}}}
ENDLESS: dict[str, Any] = {"default": []}
ENDLESS["default"].append(ENDLESS)


@pytest.mark.parametrize(
    ("schema", "messages"),
    [
        ({"minimum": "x", "type": "wrong"}, ["schema#/minimum: ", "schema#/type: "]),
        (
            {"$schema": "http://json-schema.org/draft-03/schema#"},
            ["schema#/$schema: unknown draft"],
        ),
        (
            {"properties": {"a": {"$ref": "#/nope"}, "b": {"$ref": "other.json"}}},
            [
                "schema#/properties/a/$ref: there is no #/nope",
                "schema#/properties/b/$ref: there is no other.json; pass the document that it"
                " points to in documents",
            ],
        ),
        ({"$ref": "#"}, ["schema#/$ref: a $ref that leads back"]),
        ({"allOf": [{"$ref": "#"}]}, ["schema#: loops"]),
        (
            {
                "definitions": {
                    "a": {"anyOf": [{"$ref": "#/definitions/b"}]},
                    "b": {"not": {"$ref": "#/definitions/a"}},
                },
                "items": {"$ref": "#/definitions/a"},
            },
            ["schema#/definitions/a: loops"],
        ),
        (
            {"patternProperties": {"a**": {}}, "pattern": "(?<!"},
            ["schema#/pattern: ", "schema#/patternProperties/a**: "],
        ),
        ({"maximum": float("inf")}, ["schema#/maximum: a number that is not finite"]),
        ({"enum": [10**5000]}, ["schema#/enum: a number that is not finite, or too long"]),
        ([], ["schema#: "]),
        # What is wrong by another draft may be right by its own.
        ({"$schema": "http://json-schema.org/draft-03/schema#", "type": "any"}, [UNKNOWN]),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", **MODERN}, [UNKNOWN]),
        (
            {"properties": {"a": {"$ref": "http://[b#c"}, "b": {"id": "//[d"}}},
            [
                "schema#/properties/b: calls itself //[d, which is no URI",
                "schema#/properties/a/$ref: http://[b#c is no URI",
            ],
        ),
        (
            {"items": {"$ref": "#/x/-1"}, "not": {"$ref": "#/x/00"}, "x": [{}, {}]},
            ["schema#/items/$ref: there is no #/x/-1", "schema#/not/$ref: there is no #/x/00"],
        ),
        (
            {"definitions": {"a": {"id": "u:a"}, "b": {"id": "u:a", "type": "null"}}}
            | {"items": {"$ref": "u:a"}},
            [
                "schema#/items/$ref: schema#/definitions/b and schema#/definitions/a are both "
                "called u:a"
            ],
        ),
        # What a caller, or a reader of YAML, may have made.
        ({"properties": {1: {}}}, ["schema#/properties: the name 1 is no string"]),
        (
            {"enum": [Decimal(1), {"a": (1,)}]},
            ["schema#/enum/0: a Decimal is no JSON value", "schema#/enum/1/a: a tuple is no JSON"],
        ),
        (ENDLESS, ["schema#: nested too deeply"]),
    ],
)
def test_bad_schemas_are_refused_with_every_place(schema: Any, messages: list[str]):
    with pytest.raises(ConnectgenError) as caught:
        compile_validator(schema)
    error = caught.value
    assert isinstance(error, SchemaError | ErrorGroup)
    lines = str(error).splitlines()
    assert len(lines) == len(messages)
    assert all(line.startswith(start) for line, start in zip(lines, messages, strict=True)), lines


def test_subclasses_of_json_values_are_taken_for_what_they_hold():
    class Text(str):
        def __str__(self) -> str:
            return "other"

    class Size(IntEnum):
        ONE = 1

    schema = {"enum": [Text("a"), Size.ONE, [1]], "properties": OrderedDict({Text("a"): {}})}
    module = module_of(compile_validator(schema))
    assert [module.is_valid(value) for value in ("a", 1, [1], "other", 2)] == [1, 1, 1, 0, 0]


def test_a_name_may_be_given_twice_to_one_schema():
    part = {"id": "u:a", "type": "null"}
    schema = {"definitions": {"a": part, "b": dict(part)}, "items": {"$ref": "u:a"}}
    assert not module_of(compile_validator(schema)).is_valid([1])


def test_documents_and_meta_schemas_can_be_referred_to():
    documents = {
        "https://example.com/defs.json": {**DRAFT_7, "definitions": {"a": {"type": "string"}}}
    }
    schema = {
        **DRAFT_7,
        "properties": {
            "a": {"$ref": "https://example.com/defs.json#/definitions/a"},
            "b": {"$ref": "http://json-schema.org/draft-07/schema#"},
        },
    }
    module = module_of(compile_validator(schema, documents=documents))
    assert module.is_valid({"a": "x", "b": {"type": "string"}})
    assert [v.schema_pointer for v in module.violations({"a": 1})] == [
        "https://example.com/defs.json#/definitions/a/type"
    ]
    assert not module.is_valid({"b": {"type": "x"}})


def test_text_grows_with_the_schema_and_no_faster():
    def chained(count: int) -> dict[str, Any]:
        definitions: dict[str, Any] = {
            f"d{n}": {
                "type": "object",
                "properties": {k: {"$ref": f"#/definitions/d{n + 1}"} for k in "abc"},
            }
            for n in range(count)
        }
        definitions[f"d{count}"] = {"type": "string"}
        return {"definitions": definitions, "$ref": "#/definitions/d0"}

    def nested(count: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(count):
            schema = {
                "type": "object",
                "properties": {
                    k: {"type": "array", "items": schema} if k == "a" else {"type": "string"}
                    for k in "abc"
                },
            }
        return schema

    for make in (chained, nested):
        short, long = (len(compile_validator(make(count))) for count in (10, 40))
        assert long < 5 * short


def test_the_module_needs_the_standard_library_alone_and_imports_little(tmp_path: Path):
    (tmp_path / "headers.py").write_text(compile_validator(HEADERS, formats=True))
    shown = "headers.is_valid({}), 're' in sys.modules, 'typing' in sys.modules"
    code = f"import sys, headers; print({shown})"
    run = subprocess.run(
        [
            sys.executable,
            "-S",
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "True False False\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("standalone")
    for name, schema in SCHEMAS.items():
        (folder / f"{name}.py").write_text(
            compile_validator(schema, formats=True), encoding="utf-8"
        )
    (folder / "meta.py").write_text(
        compile_validator(
            {"$ref": "http://json-schema.org/draft-07/schema#", **DRAFT_7}, formats=True
        )
    )
    (folder / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11"})
    )
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--isolated", "--check", "."),
        ("ruff", "format", "--isolated", "--line-length", "100", "--check", "."),
        ("ruff", "check", "--isolated", "."),
        ("mypy", "--strict", "--no-incremental", "."),
        ("pyright", "--pythonpath", sys.executable),
    ],
    ids=" ".join,
)
def test_the_text_is_clean(written: Path, command: tuple[str, ...]):
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=written, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def connectgen(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "connectgen", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_writes_a_module(tmp_path: Path):
    (tmp_path / "defs").mkdir()
    (tmp_path / "defs" / "name.json").write_text(json.dumps({"type": "string"}))
    (tmp_path / "tree.json").write_text(json.dumps({"properties": {"name": {"$ref": "name.json"}}}))
    done = connectgen(
        "validator", "tree.json", "--documents", "defs", "-o", "tree.py", cwd=tmp_path
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = (tmp_path / "tree.py").read_text()
    assert module_of(text).violations({"name": 1})[0].schema_pointer == "name.json#/type"
    assert connectgen("validator", "tree.json", "--documents", "defs", cwd=tmp_path).stdout == text
    done = connectgen("validator", "tree.json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: tree.json#/properties/name/$ref: there is no name.json; pass the document that"
        " it points to with --documents\n",
    )


def test_the_command_tells_mistakes_and_leaves_files_alone(tmp_path: Path):
    (tmp_path / "bad.json").write_text(json.dumps({"type": "x", "items": {"$ref": "#/y"}}))
    (tmp_path / "own.py").write_text("mine")
    done = connectgen("validator", "bad.json", "-o", "own.py", cwd=tmp_path)
    assert done.returncode == 2
    assert [line.partition(": ")[2].partition(": ")[0] for line in done.stderr.splitlines()] == [
        "bad.json#/type",
        "bad.json#/items/$ref",
    ]
    (tmp_path / "good.json").write_text("{}")
    done = connectgen("validator", "good.json", "-o", "own.py", cwd=tmp_path)
    assert (done.returncode, "--force" in done.stderr) == (2, True)
    assert (tmp_path / "own.py").read_text() == "mine"
    assert connectgen("validator", "none.json", cwd=tmp_path).returncode == 2
    os.mkfifo(tmp_path / "pipe")
    done = connectgen("validator", "good.json", "-o", "pipe", "--force", cwd=tmp_path)
    assert done.stderr == "connectgen: pipe: cannot be written: not a file\n"
    assert (tmp_path / "pipe").is_fifo()
    assert {path.name for path in tmp_path.iterdir()} == {"bad.json", "good.json", "own.py", "pipe"}
    assert ROOT.is_dir()


def test_a_module_that_was_edited_is_overwritten_by_force_alone(tmp_path: Path):
    (tmp_path / "schema.json").write_text("{}")
    command = ("validator", "schema.json", "-o", "link.py")
    module = tmp_path / "module.py"
    (tmp_path / "link.py").symlink_to("module.py")
    assert connectgen(*command, cwd=tmp_path).returncode == 0
    text = module.read_text()
    (tmp_path / "schema.json").write_text('{"type": "string"}')
    assert connectgen(*command, cwd=tmp_path).returncode == 0
    assert module.read_text() not in (text, "")
    first, second, *rest = text.splitlines(keepends=True)
    for edited in (f"{text}# mine\n", "".join([first, *rest]), f"{first}{second}", first):
        module.write_text(edited)
        done = connectgen(*command, cwd=tmp_path)
        told = "connectgen: link.py: edited by hand (--force overwrites it)\n"
        assert (done.returncode, done.stderr) == (2, told)
        assert module.read_text() == edited
    assert connectgen(*command, "--force", cwd=tmp_path).returncode == 0
    assert module_of(module.read_text()).is_valid("x")
    assert (tmp_path / "link.py").is_symlink()


def test_a_folder_in_the_place_of_the_module_is_left_alone(tmp_path: Path):
    (tmp_path / "schema.json").write_text("{}")
    (tmp_path / "out.py").mkdir()
    done = connectgen("validator", "schema.json", "-o", "out.py", "--force", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: out.py: cannot be written: not a file\n",
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.py", "schema.json"]


def test_documents_that_nothing_leads_into_are_not_judged():
    documents = {
        "http://x.example/package.json": {"type": "module", "id": "//["},
        "http://x.example/new.json": {"$schema": "https://json-schema.org/draft/2020-12/schema"},
        "http://x.example/named.json": {"definitions": {"a": {"id": "u:a", "type": "null"}}},
    }
    schema = {"items": {"$ref": "u:a"}}
    assert not module_of(compile_validator(schema, documents=documents)).is_valid([1])
    for name, told in (("package", "calls itself //["), ("new", "unknown draft"), ("no", "there")):
        part = {"$ref": f"http://x.example/{name}.json"}
        with pytest.raises(ConnectgenError, match=re.escape(told)):
            compile_validator({**schema, "not": part}, documents=documents)


def test_a_schema_where_no_keyword_looks_for_one_is_judged_too():
    schema = {"items": {"$ref": "#/x/y"}, "x": {"y": {"id": "//[", "type": "nil"}}}
    with pytest.raises(ErrorGroup) as caught:
        compile_validator(schema)
    assert [line.partition(": ")[0] for line in caught.value.lines] == [
        "schema#/x/y",
        "schema#/x/y/type",
    ]


def test_two_documents_that_call_themselves_alike_are_refused(tmp_path: Path):
    (tmp_path / "defs").mkdir()
    for name, kind in (("a", "null"), ("b", "string")):
        content = {"$id": "http://x.example/one", "type": kind}
        (tmp_path / "defs" / f"{name}.json").write_text(json.dumps(content))
    (tmp_path / "schema.json").write_text("{}")
    done = connectgen("validator", "schema.json", "--documents", "defs", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "connectgen: defs/b.json: another document has the same $id, http://x.example/one\n",
    )


def test_keywords_that_draft_4_ignores_are_told_where_no_draft_is(tmp_path: Path):
    schema = {"properties": {"a": {"const": 1}}, "if": {}, "enum": [{"contains": 1}]}
    for stated, told in (({}, True), (DRAFT_7, False)):
        (tmp_path / "schema.json").write_text(json.dumps({**stated, **schema}))
        done = connectgen("validator", "schema.json", cwd=tmp_path)
        warning = (
            "connectgen: warning: schema.json#: no $schema, so draft 4 is assumed, which ignores "
            "const, if\n"
        )
        assert (done.returncode, done.stderr) == (0, warning if told else "")


@pytest.mark.parametrize("title", ["Bidi", "Equal", "Leap Second", "Same"])
def test_a_title_does_not_hide_a_function_of_the_runtime(title: str):
    schema = {
        "title": title,
        "properties": {"next": {"$ref": "#"}},
        "uniqueItems": True,
        "allOf": [{"format": "date-time"}, {"format": "hostname"}],
        **DRAFT_7,
    }
    text = compile_validator(schema, formats=True)
    defined = re.findall(r"^(?:def )?(\w+)(?:\(| = )", text, re.MULTILINE)
    assert len(defined) == len(set(defined))
    assert not module_of(text).is_valid([{"a": 1}, {"a": 1.0}])


@pytest.mark.parametrize(
    ("schema", "last"),
    [
        (
            {"oneOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/definitions/b"}]},
            "return _is_a(value) + _is_b(value) == 1",
        ),
        ({"properties": {"and not": {"$ref": "#"}}}, 'return "and not" not in value or _is_root('),
        ({"type": "array", "maxItems": 2}, "return len(value) <= 2"),
        ({"type": "number", "maximum": 2}, "return not (value > 2)"),  # not a number is not more
    ],
)
def test_no_answer_is_denied_twice(schema: Any, last: str):
    members = {name: {"properties": {name: {"minimum": 1}}} for name in "ab"}
    text = compile_validator({"type": "object", "definitions": members, **schema})
    assert f"\n    {last}" in text


def test_items_that_must_be_there_are_not_asked_for():
    schema = {"items": [{"minimum": 1}, {"minimum": 2}, {"minimum": 3}], "minItems": 2}
    text = compile_validator({"type": "array", **schema})
    verdict = text[text.index("def is_valid") : text.index("def violations")]
    assert re.findall(r"if len\(value\) .*:", verdict) == [
        "if len(value) < 2:",
        "if len(value) > 2:",
    ]
    module = module_of(text)
    assert module.is_valid([1, 2])
    assert [v.keyword for v in module.violations([0])] == ["minItems", "minimum"]


def test_a_verdict_is_a_bool_also_where_it_is_one_question():
    module = module_of(compile_validator({**DRAFT_7, "type": "array", "contains": {}}))
    assert module.is_valid([]) is False
    assert module.is_valid([None]) is True


def test_an_alternative_may_be_a_bool():
    schema = {**DRAFT_7, "items": {"anyOf": [False, {"type": "null"}]}}
    (violation,) = module_of(compile_validator(schema)).violations([None, 1])
    assert (violation.pointer, violation.keyword) == ("/1", "anyOf")


def test_causes_within_causes_are_told_apart():
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


def test_no_name_forges_a_line_or_cannot_be_printed():
    names = ["x\nq: must be FORGED", "\ud800", "\x1b[2J", "\u202e"]
    module = module_of(compile_validator({**DRAFT_7, "required": names, "maxProperties": 4}))
    told = str(module.ValidationError(module.violations({})))
    assert len(told.splitlines()) == len(names)
    assert told.replace("\n", "").isprintable()
    deep = module_of(compile_validator({**DRAFT_7, "additionalProperties": {"type": "null"}}))
    assert len(str(deep.violations({names[0]: 1})[0]).splitlines()) == 1


def test_a_false_schema_is_told_by_the_keyword_that_holds_it():
    schema = {
        **DRAFT_7,
        "properties": {"enum": False, "a": {"dependencies": {"maximum": False}}},
        "additionalProperties": {"items": [False]},
    }
    found = module_of(compile_validator(schema)).violations(
        {"enum": 1, "a": {"maximum": 1}, "b": [1]}
    )
    assert [violation.keyword for violation in found] == ["properties", "dependencies", "items"]
