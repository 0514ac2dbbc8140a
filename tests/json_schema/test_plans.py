"""Plans of objects: combinations of what is declared, required and open, beside jsonschema."""

from __future__ import annotations

import itertools
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
