"""Compiled validators against the `jsonschema` library, on schemas and values made at random.

Run long with `CONNECTGEN_HYPOTHESIS=long`.
"""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.core.location import join_pointer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft7Validator
from support import module_of

pytestmark = pytest.mark.slow

NAMES = st.sampled_from(["a", "b", "c", "a/b", "~", "class", 'q"'])
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 1.0, 1.5, 0.1, 10**20, 1e308])
SCALARS = st.one_of(
    st.none(), st.booleans(), NUMBERS, st.text(alphabet="abc\n/", max_size=4), st.just("é🐲")
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=10,
)
OBJECTS = st.dictionaries(NAMES, SCALARS | VALUES, max_size=4)
LONG = st.one_of(
    st.lists(OBJECTS, min_size=5, max_size=12),
    # many that are alike, and one that may not be: where all are made anew, hardly ever all hold
    st.builds(
        lambda item, other, count, at: [*[item] * at, other, *[item] * (count - at)],
        OBJECTS | VALUES,
        OBJECTS | VALUES,
        st.integers(4, 11),
        st.integers(0, 4),
    ),
)
"""Arrays of 5 to 12 items."""

TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])
COUNTS = st.integers(0, 3)
PATTERNS = st.sampled_from(["^a", "b$", "^[^/]*$", "[a-c]{2}", "a|b", "."])
LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
    "enum": st.lists(VALUES, min_size=1, max_size=4).filter(
        Draft4Validator({"uniqueItems": True}).is_valid
    ),
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "multipleOf": st.sampled_from([1, 2, 0.5, 3, 10]),
    "minLength": COUNTS,
    "maxLength": COUNTS,
    "pattern": PATTERNS,
    "minItems": COUNTS,
    "maxItems": COUNTS,
    "uniqueItems": st.booleans(),
    "minProperties": COUNTS,
    "maxProperties": COUNTS,
    "required": st.lists(NAMES, min_size=1, max_size=2, unique=True),
}
LATER: dict[str, st.SearchStrategy[Any]] = {
    "const": VALUES,
    "exclusiveMinimum": NUMBERS,
    "exclusiveMaximum": NUMBERS,
}


NOTHING: list[Any] = [{}, {"title": "any"}, {"allOf": [{}]}, {"anyOf": [{}]}, {"not": {"not": {}}}]
"""Schemas that ask nothing."""

NONE: list[Any] = [{"not": {}}, {"allOf": [{}, {"not": {}}]}, {"enum": [[]], "type": "null"}]
"""Schemas that allow nothing."""

OF_LATER_DRAFTS: list[Any] = [True, False, {"not": False}, {"not": True}, {"allOf": [True]}]


def extremes(draft: int) -> st.SearchStrategy[Any]:
    later = [] if draft == 4 else OF_LATER_DRAFTS
    refs = [{"$ref": "#/definitions/nothing"}, {"$ref": "#/definitions/none"}]
    return st.sampled_from([*NOTHING, *NONE, *later, *refs])


def schemas(draft: int) -> st.SearchStrategy[Any]:
    leaves = LEAVES if draft == 4 else LEAVES | LATER
    refs = st.sampled_from(["#/definitions/a", "#/definitions/b"]).map(lambda ref: {"$ref": ref})
    leaf = st.fixed_dictionaries({}, optional=leaves) | refs
    leaf |= extremes(draft)
    # Hypothesis wants to see that what is recursive recurs: hence the second `inner`.
    return st.recursive(leaf, lambda inner: inner | combined(inner, leaves, draft), max_leaves=6)


def combined(
    inner: st.SearchStrategy[Any], leaves: dict[str, st.SearchStrategy[Any]], draft: int
) -> st.SearchStrategy[Any]:
    named = st.dictionaries(NAMES, inner, min_size=1, max_size=3)
    several = st.lists(inner, min_size=1, max_size=3)
    parts: dict[str, st.SearchStrategy[Any]] = {
        "properties": named,
        "patternProperties": st.dictionaries(PATTERNS, inner, min_size=1, max_size=2),
        "additionalProperties": inner | st.booleans(),
        "dependencies": st.dictionaries(NAMES, inner | LEAVES["required"], max_size=2),
        "items": inner | several,
        "additionalItems": inner | st.booleans(),
        "allOf": several,
        "anyOf": several,
        "oneOf": several,
        "not": inner,
    }
    if draft == 7:
        parts |= dict.fromkeys(("contains", "propertyNames", "if", "then", "else"), inner)
    chosen = st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3, unique=True)
    return chosen.flatmap(
        lambda keys: st.fixed_dictionaries(
            {key: parts[key] for key in keys},
            optional={key: leaves[key] for key in ("type", "required", "enum")},
        )
    )


def trips_the_library(schema: Any) -> bool:
    """Tell whether the library asks how many `items` there are where these are true or false."""
    if isinstance(schema, dict):
        here = isinstance(schema.get("items"), bool) and "additionalItems" in schema
        return here or any(map(trips_the_library, schema.values()))
    return isinstance(schema, list) and any(map(trips_the_library, schema))


@st.composite
def documents(draw: st.DrawFn, draft: int) -> dict[str, Any]:
    """A schema with definitions that do not ask one another about the same value."""
    leaf = st.fixed_dictionaries({}, optional=LEAVES)
    b = draw(leaf)
    a = {"type": ["object", "array", "string"], "items": {"$ref": "#/definitions/a"}} | draw(
        st.fixed_dictionaries({}, optional={"minItems": COUNTS, "required": LEAVES["required"]})
    )
    schema = draw(
        schemas(draft).filter(lambda one: isinstance(one, dict) and not trips_the_library(one))
    )
    uri = f"http://json-schema.org/draft-0{draft}/schema#"
    later = [] if draft == 4 else [True, False]
    nothing = draw(st.sampled_from([*NOTHING, *later[:1]]))
    none = draw(st.sampled_from([*NONE, *later[1:]]))
    definitions = {"a": a, "b": b, "nothing": nothing, "none": none}
    return {"$schema": uri, **schema, "definitions": definitions}


def agree(schema: dict[str, Any], judge: Any, values: list[Any]) -> None:
    module = module_of(compile_validator(schema))
    for value in values:
        expected = judge(schema).is_valid(value)
        found = module.violations(value)
        assert module.is_valid(value) is expected
        assert (found == []) is expected
        theirs = {placed(error) for error in judge(schema).iter_errors(value)}
        for violation in found:
            where = (violation.pointer, violation.keyword_location.replace("/$ref", ""))
            resolve(value, violation.pointer)
            asked = resolve(schema, violation.schema_pointer)
            # The library tells otherwise of a name, of what is `false`, of one alternative.
            alike = asked is not False and not re.search("/(anyOf|propertyNames)/", where[1])
            assert where in theirs or not alike, (where, theirs)
            assert str(violation)


def placed(error: Any) -> tuple[str, str]:
    """Return where the library found an error: in the value, and by which way, less each `$ref`."""
    return join_pointer("", *error.absolute_path), join_pointer("", *error.absolute_schema_path)


def resolve(value: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


def has_large_float(value: Any) -> bool:
    """Tell whether the library, which divides floats, gets multiples of *value* wrong."""
    if isinstance(value, list | dict):
        return any(map(has_large_float, value.values() if isinstance(value, dict) else value))
    return isinstance(value, float) and (math.isinf(value) or abs(value) > 1e15)


ASKED = {name: {"type": "integer"} for name in "abc"}


@pytest.mark.parametrize("draft", [4, 7])
def test_items_that_ask_or_allow_nothing_of_a_member(draft: int):
    judge = Draft4Validator if draft == 4 else Draft7Validator
    extreme = [*NOTHING, *NONE, *([] if draft == 4 else OF_LATER_DRAFTS)]
    uri = f"http://json-schema.org/draft-0{draft}/schema#"
    for part in [*extreme, *({"$ref": f"#/definitions/{at}"} for at in range(len(extreme)))]:
        definitions = {str(at): one for at, one in enumerate(extreme)}
        for members in ({"x": part, **ASKED}, {"gone": part, "id": {"minimum": -3}, "n": {}}):
            for required in ({}, {"required": ["x"]}):
                items = {"type": "object", **required, "properties": members}
                schema = {"$schema": uri, "items": items, "definitions": definitions}
                whole = {"a": 1, "b": 2, "c": 3}
                for item in ({}, whole, {**whole, "x": None}, {"gone": 1}):
                    agree(schema, judge, [[item] * 5, [*[whole] * 11, item]])


def instances() -> st.SearchStrategy[list[Any]]:
    values = (VALUES | LONG).filter(lambda value: not has_large_float(value))
    return st.lists(values, min_size=3, max_size=8)


QUICK = settings(
    max_examples=settings.default.max_examples // 6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@QUICK
@given(documents(7), instances())
def test_draft_7_agrees_with_the_library(schema: dict[str, Any], values: list[Any]):
    agree(schema, Draft7Validator, values)


@QUICK
@given(documents(4), instances())
def test_draft_4_agrees_with_the_library(schema: dict[str, Any], values: list[Any]):
    agree(schema, Draft4Validator, values)
