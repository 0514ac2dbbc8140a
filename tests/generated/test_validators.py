"""The generated validators against the `jsonschema` library, and against any JSON value."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from connect_v1_4.validators import incident_response as validators
from connectgen.config.options import Options
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from support import ROOT, example
from support.reference_validator import is_valid

(RESOURCE,) = read_api(Options())[0].resources
SCHEMAS = {view: schema_as_json(RESOURCE, view) for view in ("create", "read")}


class Dict(dict[str, Any]):
    pass


class Str(str):
    __slots__ = ()


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, 1, 9, 9223372036854776000, 9223372036854776001, 2147483648, 10**400]),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(
        ["a/b", "a b", "YQ==", "YQ", "https://example.com", "2024-05-01T10:00:00Z", "x" * 1334]
    ),
)
names = st.sampled_from(
    [
        "bcc",
        "cc",
        "fileAttachments",
        "incident",
        "useEmailSignature",
        "emailAddresses",
        "contentType",
        "createdTime",
        "data",
        "description",
        "fileName",
        "formData",
        "id",
        "name",
        "private",
        "size",
        "updatedTime",
        "uRL",
        "lookupName",
        "subject",
        "threads",
        "text",
        "channel",
        "entryType",
        "primaryContact",
        "links",
        "rel",
        "href",
        "mediaType",
        "x",
    ]
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def nearly(draw: st.DrawFn) -> Any:
    """A documented body with a few of its places replaced or filled with anything."""
    body = draw(st.sampled_from(["request", "reply", "full"]))
    value = copy.deepcopy(FULL) if body == "full" else example(body)
    for _ in range(draw(st.integers(0, 2))):
        places = [(holder, key) for holder, key in walk(value)]
        holder, key = draw(st.sampled_from(places))
        holder[key] = draw(anything)
        if not isinstance(value, dict | list) or not list(walk(value)):
            break
    return value


FULL = {
    "cc": {"emailAddresses": ["a@example.org"]},
    "bcc": {"emailAddresses": []},
    "incident": {"lookupName": "x", "primaryContact": {"id": 1}, "threads": [{"text": "t"}]},
    "fileAttachments": [
        {
            "contentType": "text/plain",
            "createdTime": "2024-05-01T10:00:00Z",
            "data": "YQ==",
            "description": "d",
            "fileName": "f",
            "formData": "",
            "id": 1,
            "name": "n",
            "private": False,
            "size": 1,
            "updatedTime": None,
            "uRL": "https://example.com/a",
        }
    ],
}


def walk(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        yield value, key
        if isinstance(inner, dict | list):
            yield from walk(inner)


@pytest.mark.parametrize("view", SCHEMAS)
def test_the_schema_of_a_view_is_one(view: str):
    Draft7Validator.check_schema(SCHEMAS[view])


@pytest.mark.slow
@settings(max_examples=max(1000, settings.default.max_examples))
@given(st.one_of(nearly(), anything))
def test_the_verdict_is_that_of_the_library(value: Any):
    for view, schema in SCHEMAS.items():
        expected = is_valid(schema, value)
        violations = getattr(validators, f"{view}_violations")(value)
        assert getattr(validators, f"is_valid_{view}")(value) is expected
        assert (violations == []) is expected
        for violation in violations:
            resolve(value, violation.pointer)
            assert violation.keyword in resolve(schema, violation.schema_pointer, parent=True)
            assert str(violation)
        assert all(a.advice for a in getattr(validators, f"{view}_advice")(value))


@st.composite
def long_arrays(draw: st.DrawFn) -> Any:
    """More attachments than are looked at one by one, most of them whole."""
    items: list[Any] = [copy.deepcopy(FULL["fileAttachments"][0]) for _ in range(7)]
    for index in draw(st.lists(st.integers(0, 6), max_size=2)):
        change = draw(st.sampled_from(["remove", "replace", "other", "subclass"]))
        if change == "other":
            items[index] = draw(anything)
        elif change == "subclass":
            items[index] = Dict(items[index]) if isinstance(items[index], dict) else items[index]
        elif isinstance(items[index], dict) and items[index]:
            name = draw(st.sampled_from(sorted(items[index])))
            if change == "remove":
                del items[index][name]
            else:
                items[index][name] = draw(anything)
    return {"fileAttachments": items}


@pytest.mark.slow
@settings(max_examples=max(300, settings.default.max_examples))
@given(long_arrays())
def test_long_arrays_get_the_same_verdict(value: Any):
    before = copy.deepcopy(value)
    for view, schema in SCHEMAS.items():
        expected = is_valid(schema, value)
        assert getattr(validators, f"is_valid_{view}")(value) is expected
        assert (getattr(validators, f"{view}_violations")(value) == []) is expected
    assert repr(value) == repr(before)


def test_a_mapping_with_defaults_is_not_filled():
    items = [defaultdict(int) for _ in range(9)]
    assert validators.is_valid_create({"fileAttachments": items})
    assert not any(items)


def resolve(value: Any, pointer: str, *, parent: bool = False) -> Any:
    tokens = [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]
    for token in tokens[:-1] if parent else tokens:
        value = value[int(token)] if isinstance(value, list) else value[token]
    return value


@pytest.mark.parametrize("name", ["request", "reply"])
def test_the_documented_bodies_are_valid(name: str):
    view = {"request": "create", "reply": "read"}[name]
    assert getattr(validators, f"{view}_violations")(example(name)) == []
    assert getattr(validators, f"{view}_advice")(example(name)) == []


@cache
def deep(depth: int) -> Any:
    value: Any = 1
    for index in range(depth):
        value = [value] if index % 2 else {"incident": value}
    return value


@pytest.mark.parametrize(
    "value",
    [
        deep(100_000),
        {"unknown": deep(100_000)},
        {"fileAttachments": deep(100_000)},
        {"incident": {"threads": [deep(100_000)], "id": deep(100_000)}},
        {"useEmailSignature": 10**5000},
        {"fileAttachments": {"id": 10**5000, "name": 10**5000}},
        {"fileAttachments": {"id": float("nan"), "size": float("inf")}},
        {"fileAttachments": {"id": Decimal("NaN")}},
        {"fileAttachments": {"id": Decimal("1E+999999999")}},
        {"fileAttachments": {"data": "\ud800", "uRL": "\ud800", "name": "\ud800 "}},
    ],
    ids=range(10),
)
def test_nothing_that_json_can_hold_raises(value: Any):
    for view in SCHEMAS:
        violations = getattr(validators, f"{view}_violations")(value)
        assert getattr(validators, f"is_valid_{view}")(value) is (violations == [])
        assert all(len(str(violation)) < 300 for violation in violations)
        getattr(validators, f"{view}_advice")(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Dict(useEmailSignature=True), True),
        (Dict(useEmailSignature=1), False),
        ({"fileAttachments": [Dict(name=Str("a"))]}, True),
        ({"fileAttachments": [{"name": Str("a b")}]}, False),
        ({"fileAttachments": [{"id": Decimal(1)}]}, True),
        ({"fileAttachments": [{"id": Decimal("1.0")}]}, True),
        ({"fileAttachments": [{"id": Decimal("1.5")}]}, False),
        ({"fileAttachments": [{"id": Decimal(0)}]}, False),
        ({"fileAttachments": ({},)}, False),
    ],
)
def test_subclasses_and_decimals_get_one_verdict(value: Any, expected: bool):
    assert validators.is_valid_create(value) is expected
    assert (validators.create_violations(value) == []) is expected


def test_an_entry_of_a_menu_may_be_number_0():
    payload = example("request")
    payload["incident"]["threads"][0]["channel"] = {"id": 0}
    assert validators.create_violations(payload) == []


def test_they_run_with_the_standard_library_alone():
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from connect_v1_4.validators import incident_response as v\n"
        "import json\n"
        "payload = json.loads(sys.argv[2])\n"
        "print(v.is_valid_create(payload), v.is_valid_create([]))\n"
        "names = set(sys.stdlib_module_names) | {'connect_v1_4', '__main__'}\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} - names))\n"
        "print('dataclasses' in sys.modules, 'typing' in sys.modules)\n"
    )
    command = [sys.executable, "-I", "-S", "-c", program, str(ROOT / "generated")]
    run = subprocess.run(
        [*command, json.dumps(example("request"))], capture_output=True, text=True, check=True
    )
    assert run.stdout == "True False\n[]\nFalse False\n"
