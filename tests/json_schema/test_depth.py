"""`compile_validator`: deep values and schemas, and values that contain themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from connectgen import compile_validator
from support import module_of
from support.compiled_schemas import DRAFT_7, TREE, deep

pytestmark = pytest.mark.slow


def test_depth_is_limited_and_reported():
    module = module_of(compile_validator(TREE))
    most = module.MAX_DEPTH // 2  # a node and its kids are a schema each
    assert module.is_valid(deep(most))
    for depth in (most + 1, 10_000):
        assert not module.is_valid(deep(depth))
        (found,) = module.violations(deep(depth))
        assert found.keyword == "$ref"
        assert found.message == "must not be nested so deeply"


def test_circular_value_terminates():
    module = module_of(compile_validator({**DRAFT_7, "additionalProperties": {"$ref": "#"}}))
    value: dict[str, Any] = {}
    value |= {"a": value, "b": value, "c": {"d": value}}
    assert not module.is_valid(value)
    assert {v.keyword for v in module.violations(value)} == {"$ref"}


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
def test_depth_limit_is_independent_of_caller_stack(schema: Any, made: Callable[[int], Any]):
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


def test_depth_limit_is_not_inverted_by_not():
    schema = {
        **TREE,
        "not": {"required": ["bad"]},
        "properties": {"kids": {"items": {"not": {"$ref": "#"}}}},
    }
    module = module_of(compile_validator(schema))
    assert not module.is_valid(deep(10_000))
    assert [v.keyword for v in module.violations(deep(10_000))] == ["$ref"]


def test_deep_values_are_compared():
    module = module_of(compile_validator({"uniqueItems": True, "not": {"enum": [[[]]]}}))
    assert module.is_valid([deep(20_000), 1])
    assert not module.is_valid([deep(20_000), deep(20_000)])


def test_equal_items_are_found_however_deep_they_differ_in_spelling():
    module = module_of(compile_validator({"uniqueItems": True}))
    one = chain(40, {"a": [1, True, None], "b": "x"})
    assert not module.is_valid([one, chain(40, {"b": "x", "a": [1.0, True, None]})])
    for other in ({"a": [True, True, None], "b": "x"}, {"a": [1, True], "b": "x"}, [1], "x", {}):
        assert module.is_valid([one, chain(40, other)])
