"""`compile_validator`: verdicts of compiled validators."""

from __future__ import annotations

import ast
import itertools
from decimal import Decimal
from typing import Any

import pytest
from connectgen import compile_validator
from support import module_of
from support.compiled_schemas import DRAFT_7, PARTS, SCHEMAS


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


def test_in_draft_4_a_whole_float_is_no_integer():
    four = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "integer",
        "minimum": 1,
        "exclusiveMinimum": True,
        "const": 5,
    }
    messages = [
        [v.message for v in module_of(compile_validator(four)).violations(v)] for v in (1, 2, 2.0)
    ]
    assert messages == [["must be more than 1, not 1"], [], ["must be an integer, not 2.0"]]
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


def names_in(text: str) -> set[str]:
    """Return all names that *text*, a module, sets or reads."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name):
                found.add(name)
            case _:
                pass
    return found


def kinds_of(names: list[str]) -> dict[str, Any]:
    """Return a schema of objects that a member, with its name and with a pattern, tells apart."""
    members = {name: {"type": "integer"} for name in names}
    kinds = [
        {"required": ["kind", name], "properties": {**members, "kind": {"const": name}}}
        for name in names
    ]
    others = {"^x-": {"pattern": "^[ab]+$"}, "^y-": PARTS}
    return {**DRAFT_7, "oneOf": kinds, "patternProperties": others}


@pytest.mark.slow
def test_members_may_be_called_as_what_functions_use():
    few, many = (names_in(compile_validator(kinds_of([*"abcdefgh"][:n]))) for n in (2, 8))
    names = sorted((few | many) - {"kind"})
    assert {"check", "is_integer", "is_string_key", "is_valid", "key", "member"} <= {*names}
    module = module_of(compile_validator(kinds_of(names)))
    for name in names:
        whole = {**dict.fromkeys(names, 1), "kind": name, "y-a": []}
        others = (("kind", "?"), (name, "x"), ("y-a", [1]), ("x-a", "c"), ("x-a", "ab"))
        verdicts = [module.is_valid(whole | {key: value}) for key, value in others]
        assert verdicts == [False, False, False, False, True], name
        assert module.violations(whole | {name: "x"}) != []


def test_names_that_are_no_strings_are_reported_all_the_same():
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


def test_a_verdict_is_a_bool_also_where_it_is_one_question():
    module = module_of(compile_validator({**DRAFT_7, "type": "array", "contains": {}}))
    assert module.is_valid([]) is False
    assert module.is_valid([None]) is True


LISTABLE: tuple[Any, ...] = (None, True, False, 0, 1.5, "a", [], [1], {}, {"b": 1})


@pytest.mark.slow
@pytest.mark.parametrize("number", [2, 3])
def test_values_of_several_kinds_are_listed_and_excluded(number: int):
    def is_same(one: Any, other: Any) -> bool:
        return type(one) is type(other) and bool(one == other)

    def wrap(enum: dict[str, Any]) -> dict[str, Any]:
        forms = {
            "listed": enum,
            "excluded": {"not": enum},
            "twice": {"not": {"not": enum}},
            "or": {"anyOf": [enum, {"const": "other"}]},
            "one": {"oneOf": [{"not": enum}, {"const": "other"}]},
            "if": {"if": enum, "then": True, "else": False},
        }
        return {**DRAFT_7, "properties": forms}

    for values in itertools.combinations(LISTABLE, number):
        module = module_of(compile_validator(wrap({"enum": list(values)})))
        for value in LISTABLE:
            listed = any(is_same(value, each) for each in values)
            for form in ("listed", "excluded", "twice", "or", "one", "if"):
                wanted = listed is (form not in ("excluded", "one"))
                assert module.is_valid({form: value}) is wanted, (values, form, value)
                assert (not module.violations({form: value})) is wanted, (values, form, value)


def test_an_alternative_may_be_a_bool():
    schema = {**DRAFT_7, "items": {"anyOf": [False, {"type": "null"}]}}
    (violation,) = module_of(compile_validator(schema)).violations([None, 1])
    assert (violation.pointer, violation.keyword) == ("/1", "anyOf")


@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [2, 3]},
        {"enum": [2.5, "a", None]},
        {"enum": [0, 1, True]},
        {"enum": [*range(20)]},
        {"enum": [[2], {"a": 2}]},
        {"const": 2},
        {"type": ["number", "string"], "const": 2},
        {"not": {"enum": ["a", 2]}},
    ],
)
def test_numbers_that_cannot_be_compared_are_no_listed_ones(schema: dict[str, Any]):
    module = module_of(compile_validator(schema))
    for value in (Decimal("sNaN"), Decimal("NaN"), [Decimal("sNaN")], {"a": Decimal("sNaN")}):
        assert module.is_valid(value) is ("not" in schema)
        assert bool(module.violations(value)) is ("not" not in schema)
