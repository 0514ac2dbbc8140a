"""Verdicts on what no JSON parser makes, and on what was made to take long."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from enum import IntEnum, StrEnum
from functools import cache
from itertools import product
from math import inf, nan
from typing import Any

import pytest
from connectgen import compile_validator
from hypothesis import given
from hypothesis import strategies as st
from support import module_of

pytestmark = pytest.mark.slow

DRAFT_7 = {"$schema": "http://json-schema.org/draft-07/schema#"}
UNIQUE = module_of(compile_validator({"uniqueItems": True}))
OF_NAMES: list[dict[str, Any]] = [
    {"patternProperties": {"^a": {"type": "integer"}}},
    {"patternProperties": {"a": True, "b$": False}, "additionalProperties": False},
    {"patternProperties": {"^[0-9]+$": {}}, "additionalProperties": {"type": "string"}},
    {"propertyNames": {"minLength": 1}},
    {"propertyNames": {"pattern": "^a", "format": "date"}},
    {"propertyNames": {"enum": ["a", "b"]}},
    {"propertyNames": {}},
    {"propertyNames": True, "patternProperties": {"": True}},
]
ODD_KEYS = (1, 0, None, True, 1.5, nan, b"a", (1, 2), frozenset(), 10**5000, Decimal(1))


class Number(IntEnum):
    ONE = 1


class Text(StrEnum):
    A = "a"

    def __str__(self) -> str:
        return "Text.A"


class Shown(dict[str, Any]):
    """A subclass, as readers of YAML make."""


@cache
def compiled(schema: str) -> Any:
    """Return the module of the schema that *schema* is the JSON text of."""
    return module_of(compile_validator(json.loads(schema)))


@pytest.mark.parametrize("schema", OF_NAMES, ids=str)
@pytest.mark.parametrize("where", ["here", "items", "properties", "anyOf", "not"])
@pytest.mark.parametrize("key", ODD_KEYS, ids=type)
def test_names_that_are_no_strings_are_not_valid_where_names_are_asked(
    schema: dict[str, Any], where: str, key: Any
):
    whole, value = {
        "here": (schema, {key: 2}),
        "items": ({"items": schema}, [{}, {"a": 2, key: 2}]),
        "properties": ({"properties": {"a": schema}}, {"a": {key: 2, None: 3}}),
        "anyOf": ({"anyOf": [schema, {"required": ["x"]}]}, {key: 2}),
        "not": ({"not": {"not": schema}}, {key: 2}),
    }[where]
    module = compiled(json.dumps({**DRAFT_7, **whole}))
    assert not module.is_valid(value)
    found = module.violations(value)
    assert found
    assert all(str(violation) and violation.message for violation in found)
    with pytest.raises(module.ValidationError):
        module.validate(value)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "properties": st.just({"a": {"type": "integer"}}),
            "patternProperties": st.sampled_from([{"^a": {}}, {"1": {"type": "string"}}]),
            "additionalProperties": st.sampled_from([True, False, {"type": "integer"}]),
            "propertyNames": st.sampled_from([True, {}, {"maxLength": 1}, False]),
            "dependencies": st.sampled_from([{"a": ["b"]}, {"a": {"maxProperties": 1}}]),
            "required": st.just(["a"]),
            "uniqueItems": st.just(True),
            "enum": st.just([{"a": 1}, [], 1]),
            "contains": st.just({"minProperties": 1}),
            "items": st.just({"propertyNames": {"minLength": 1}}),
        },
    ),
    st.recursive(
        st.sampled_from([1, "a", None, nan, inf, "\ud800", 10**400, Number.ONE, Text.A, b"", {1}]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from([*ODD_KEYS, "a", "b", Text.A]), inner, max_size=4)
            | st.dictionaries(st.just("a"), inner).map(Shown)
        ),
        max_leaves=6,
    ),
)
def test_every_value_has_one_verdict(schema: dict[str, Any], value: Any):
    module = MODULES.get(str(schema))
    if module is None:
        module = MODULES[str(schema)] = module_of(compile_validator({**DRAFT_7, **schema}))
    found = module.violations(value)
    assert module.is_valid(value) is (not found)
    assert all(str(violation) for violation in found)


MODULES: dict[str, Any] = {}


@pytest.mark.parametrize(
    "made",
    [
        lambda bits: [list(items) for items in product((-1, -2), repeat=bits)],
        lambda bits: [
            {str(at): n for at, n in enumerate(p)} for p in product((-1, -2), repeat=bits)
        ],
        lambda bits: [[[p]] for p in map(list, product((-1.0, -2), repeat=bits))],
        lambda bits: [number * (2**61 - 1) for number in range(2**bits)],
        lambda bits: [float(2**61 * number) for number in range(2**bits)],
        lambda bits: [[number * (2**61 - 1)] for number in range(2**bits)],
        lambda bits: [Decimal(f"{number * (2**61 - 1)}e20000") for number in range(2**bits)],
        lambda bits: [str(number) for number in range(2**bits)],
    ],
)
def test_unique_items_is_linear_with_hash_collisions(made: Any):
    few, many = made(9), made(13)
    assert UNIQUE.is_valid(few)
    assert not UNIQUE.is_valid([*many, many[5]])
    took: list[float] = []
    for items in (few, many):
        start = time.thread_time()
        assert UNIQUE.is_valid(items)
        took.append(time.thread_time() - start)
    # 16 times as many, of a few more parts; each against each were 256 times the work
    assert took[1] < 80 * took[0] + 0.05


def test_circular_values_terminate():
    one: list[Any] = []
    one.append(one)
    other: list[Any] = []
    other.append(other)
    assert UNIQUE.is_valid([one, other])
    assert not UNIQUE.is_valid([one, other, one])
    loop: dict[str, Any] = {}
    loop["a"] = [loop, {"b": loop}]
    assert UNIQUE.is_valid([loop, loop["a"], loop["a"][1]])
    assert not UNIQUE.is_valid([{"b": loop}, loop["a"][1]])
    assert UNIQUE.is_valid(one)
    module = module_of(compile_validator({**DRAFT_7, "items": {"$ref": "#"}, "uniqueItems": True}))
    for value in (one, [one, other], loop["a"]):
        assert module.is_valid(value) is (not module.violations(value))


def test_a_part_that_stands_in_many_places_is_looked_at_once():
    def shared(leaf: Any) -> Any:
        for _ in range(200):  # as a tree it had 2 ** 200 leaves
            leaf = [leaf, {"a": leaf, "b": leaf}]
        return leaf

    assert UNIQUE.is_valid([shared(1), shared(2)])
    assert not UNIQUE.is_valid([shared(1), shared(2), shared(1.0)])


EQUAL = [
    (1, 1.0, Decimal(1), Decimal("1.00"), Number.ONE),
    (0, -0.0, Decimal("-0")),
    (0.5, Decimal("0.5"), Decimal("5e-1")),
    (2**53 + 1, Decimal(2**53 + 1)),
    (10**400, Decimal("1e400"), Decimal("10e399")),
    (10**20_000, Decimal("1e20000"), Decimal("100e19998")),
    (Decimal("0.1"), Decimal("0.10")),
    ("a", Text.A),
    ({"a": 1, "b": [None]}, {"b": [None], "a": 1.0}, Shown(a=Decimal(1), b=[None])),
    (inf, float("inf")),
]
DIFFERENT: list[Any] = [
    *(0, False, "", None, [], {}, "0", "False", "None", [[]], [{}], {"": 0}, {"": False}, [0]),
    *(1, True, "1", [1], [True], ["1"], [1, 1], [[1], 1], [1, [1]], [[1, 1]], ["11"], ["1", "1"]),
    *({"a": 1}, {"a": True}, {"a": "1"}, {"b": 1}, {"a": 1, "b": 1}, {"ab": 1}, {1: 1}, {"1": 1}),
    *({"a": {"b": 1}}, {"a": {}, "b": 1}, {"a": "s1:b", "c": 1}, {"a": "s1:b1;c"}, "@0;", ["@0;"]),
    *(0.1, Decimal("0.1"), 2**53, 2**53 + 1, 10**400, -(10**400), 10**20_000, Decimal("1e20001")),
    *(nan, -inf, inf, "inf", "nan", "\ud800", "\U00010000", b"", object()),
]


@pytest.mark.parametrize("values", EQUAL)
@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"x": [v, 1]}])
def test_equal_values_are_no_unique_items(values: tuple[Any, ...], wrap: Any):
    for one in values:
        for other in values:
            assert not UNIQUE.is_valid([wrap(one), "between", wrap(other)])


@pytest.mark.parametrize("wrap", [lambda v: v, lambda v: [v], lambda v: {"x": [v, 1]}])
def test_different_values_are_unique_items(wrap: Any):
    assert UNIQUE.is_valid([wrap(value) for value in DIFFERENT])


@given(st.lists(st.sampled_from(DIFFERENT), max_size=8))
def test_items_are_unique_where_none_was_taken_twice(values: list[Any]):
    assert UNIQUE.is_valid(values) is (len({id(value) for value in values}) == len(values))


def test_pointers_hold_what_a_name_is_and_not_how_it_prints():
    module = module_of(compile_validator({"additionalProperties": {"type": "string"}}))
    (violation,) = module.violations({Text.A: 1})
    assert violation.pointer == "/a"
    (violation,) = module.violations({10**5000: 1})
    assert violation.pointer == "/an integer of 16610 bits"
