"""Compiling takes steps in proportion to the size of a schema, however its parts are connected."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from connectgen import compile_validator
from support.compiled_schemas import DRAFT_7

Family = Callable[[int], dict[str, Any]]

LATEST = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
COVERING: dict[str, Any] = {"properties": {"z": {}}, "prefixItems": [{}]}
LISTED = ("allOf", "anyOf", "oneOf")
CLOSED = ({"unevaluatedProperties": False}, {"unevaluatedItems": False}, {})


def chain(step: Callable[[int, dict[str, Any]], dict[str, Any]], more: dict[str, Any]) -> Family:
    """Return the family in which each definition applies the next one, as *step* says."""

    def make(size: int) -> dict[str, Any]:
        parts = {f"d{n}": step(n, {"$ref": f"#/$defs/d{n + 1}"}) for n in range(size)}
        return {**LATEST, **more, "$ref": "#/$defs/d0", "$defs": {**parts, f"d{size}": COVERING}}

    return make


def twice(keyword: str) -> Callable[[int, dict[str, Any]], dict[str, Any]]:
    def step(number: int, following: dict[str, Any]) -> dict[str, Any]:
        other = {"properties": {f"p{number}": {"type": "string"}}, "minProperties": 2, **following}
        return {keyword: [{"maxProperties": 9, **following}, other, following]}

    return step


def conditional(number: int, following: dict[str, Any]) -> dict[str, Any]:
    return {"if": following, "then": {"required": [f"p{number}"], **following}, "else": following}


def dependent(number: int, following: dict[str, Any]) -> dict[str, Any]:
    parts = {f"p{number}": following, "q": {**following, "minProperties": 1}}
    return {"dependentSchemas": parts, "properties": {f"p{number}": {}}}


CHAINS: dict[str, Family] = {
    f"{name}, {next(iter(more), 'open')}": chain(step, more)
    for name, step in (
        *((keyword, twice(keyword)) for keyword in LISTED),
        ("if", conditional),
        ("dependentSchemas", dependent),
    )
    for more in CLOSED
}
"""Several ways lead to each definition, so that their number doubles with every one."""


def listed(keyword: str, part: Callable[[int], Any], more: dict[str, Any] | None = None) -> Family:
    return lambda size: {**DRAFT_7, **(more or {}), keyword: [part(n) for n in range(size)]}


def named(keyword: str, part: Callable[[int], Any], more: dict[str, Any] | None = None) -> Family:
    return lambda size: {
        **DRAFT_7,
        **(more or {}),
        keyword: {f"p{n}": part(n) for n in range(size)},
    }


def record(number: int) -> dict[str, Any]:
    return {"type": "object", "properties": {f"p{number}": {"type": "string"}}}


def tagged(number: int) -> dict[str, Any]:
    tag = {"kind": {"const": f"k{number}"}}
    return {"required": ["kind"], "properties": {**tag, f"p{number}": {"type": "string"}}}


def nested(size: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for number in range(size // 10):
        schema = {"properties": {f"p{number}": schema, "q": {"minLength": number}}}
    return {**DRAFT_7, **schema}


def ring(size: int) -> dict[str, Any]:
    at = "#/definitions/d"
    parts = {
        f"d{n}": {"properties": {"a": {"$ref": f"{at}{(n + 1) % size}"}, "b": {"$ref": f"{at}0"}}}
        for n in range(size)
    }
    return {**DRAFT_7, "definitions": parts, "items": {"$ref": f"{at}0"}}


def rules(size: int) -> dict[str, Any]:
    """Return a schema like those of package.json and ESLint: many definitions that share some."""
    severity = {"$ref": "#/definitions/severity"}
    definitions: dict[str, Any] = {
        "severity": {"oneOf": [{"type": "integer", "maximum": 2}, {"enum": ["off", "on"]}]},
        "texts": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    }
    for n in range(size):
        option = {
            "type": "object",
            "properties": {f"a{n}": {"type": "boolean"}, "b": {"$ref": "#/definitions/texts"}},
            "additionalProperties": False,
        }
        items = {"type": "array", "items": [severity, option], "additionalItems": False}
        definitions[f"rule{n}"] = {"oneOf": [severity, items]}
    members = {f"rule{n}": {"$ref": f"#/definitions/rule{n}"} for n in range(size)}
    return {**DRAFT_7, "definitions": definitions, "properties": members, "type": "object"}


WIDE: dict[str, Family] = {
    "allOf": listed("allOf", record),
    "allOf, closed": listed("allOf", record, {"additionalProperties": False}),
    "allOf, unevaluated": listed("allOf", record, {**LATEST, "unevaluatedProperties": False}),
    "allOf of anyOf, unevaluated": listed(
        "allOf",
        lambda n: {"anyOf": [record(n), {"required": [f"q{n}"]}]},
        {**LATEST, "unevaluatedProperties": False},
    ),
    "anyOf": listed("anyOf", record),
    "anyOf, tagged": listed("anyOf", tagged),
    "oneOf": listed("oneOf", record),
    "oneOf, tagged": listed("oneOf", tagged),
    "items": listed("items", record),
    "enum": listed("enum", lambda n: f"text {n}"),
    "enum of objects": listed("enum", lambda n: {"a": n}),
    "required": listed("required", lambda n: f"p{n}"),
    "properties": named("properties", record),
    "properties, closed": named("properties", record, {"additionalProperties": False}),
    "definitions": lambda size: {
        **DRAFT_7,
        "definitions": {f"d{n}": record(n) for n in range(size)},
        "properties": {f"p{n}": {"$ref": f"#/definitions/d{n}"} for n in range(size)},
    },
    "dependencies": named("dependencies", record),
    "ids": named("properties", lambda n: {"$id": f"urn:p:{n}", "type": "string"}),
    "dynamic references": named(
        "properties",
        lambda n: {
            "$id": f"urn:p:{n}",
            "$dynamicAnchor": "node",
            "items": {"$dynamicRef": "#node"},
        },
        LATEST,
    ),
    "patterns": named("properties", lambda n: {"pattern": f"^[a-z]{n + 1}[0-9]+$"}),
    "rules": rules,
    "nested": nested,
    "ring": ring,
}


class TooManyStepsError(Exception):
    """Raised after the number of steps that is allowed."""


def measure(schema: dict[str, Any], most: int) -> tuple[int, int]:
    """Return how many calls are made to compile *schema*, and the length of the text.

    Raises:
        TooManyStepsError: more than *most*.
    """
    steps = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal steps
        if event in ("call", "c_call"):
            steps += 1
            if steps > most:
                raise TooManyStepsError

    outer = sys.getprofile()
    sys.setprofile(count)
    try:
        text = compile_validator(schema)
    finally:
        sys.setprofile(outer)
    return steps, len(text)


def check_growth(family: Family, few: int, many: int, factor: int) -> None:
    """Check that *many* parts take no more than *factor* times the steps and text of *few*."""
    compile_validator({"type": "string"})  # what is kept from one schema to the next is there then
    steps, length = measure(family(few), 10**7)
    _, longer = measure(family(many), factor * steps)
    assert longer < factor * length


@pytest.mark.parametrize("name", CHAINS)
def test_the_number_of_ways_to_a_schema_does_not_count(name: str):
    check_growth(CHAINS[name], 10, 40, 8)


@pytest.mark.slow
@pytest.mark.parametrize("name", WIDE)
def test_schemas_with_many_parts(name: str):
    check_growth(WIDE[name], 100, 400, 5)
