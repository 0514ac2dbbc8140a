"""`compile_validator`: schemas that are refused, and references between documents."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from decimal import Decimal
from enum import IntEnum
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.core.errors import ConnectgenError, ErrorGroup, SchemaError
from support import module_of
from support.command_line import run as connectgen
from support.compiled_schemas import DRAFT_7

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
                "schema#/properties/a/$ref: #/nope not found",
                "schema#/properties/b/$ref: other.json not found; pass the document that it"
                " points to in documents",
            ],
        ),
        ({"$ref": "#"}, ["schema#/$ref: $ref refers back"]),
        ({"allOf": [{"$ref": "#"}]}, ["schema#: endless loop"]),
        (
            {
                "definitions": {
                    "a": {"anyOf": [{"$ref": "#/definitions/b"}]},
                    "b": {"not": {"$ref": "#/definitions/a"}},
                },
                "items": {"$ref": "#/definitions/a"},
            },
            ["schema#/definitions/a: endless loop"],
        ),
        (
            {"patternProperties": {"a**": {}}, "pattern": "(?<!"},
            ["schema#/pattern: ", "schema#/patternProperties/a**: "],
        ),
        ({"maximum": float("inf")}, ["schema#/maximum: number is not finite"]),
        ({"enum": [10**5000]}, ["schema#/enum: number is not finite, or too long"]),
        ([], ["schema#: "]),
        # What is wrong by another draft may be right by its own.
        ({"$schema": "http://json-schema.org/draft-03/schema#", "type": "any"}, [UNKNOWN]),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema", **MODERN}, [UNKNOWN]),
        (
            {"properties": {"a": {"$ref": "http://[b#c"}, "b": {"id": "//[d"}}},
            [
                "schema#/properties/b: id //[d is not a URI",
                "schema#/properties/a/$ref: http://[b#c is not a URI",
            ],
        ),
        (
            {"items": {"$ref": "#/x/-1"}, "not": {"$ref": "#/x/00"}, "x": [{}, {}]},
            ["schema#/items/$ref: #/x/-1 not found", "schema#/not/$ref: #/x/00 not found"],
        ),
        (
            {"definitions": {"a": {"id": "u:a"}, "b": {"id": "u:a", "type": "null"}}}
            | {"items": {"$ref": "u:a"}},
            [
                "schema#/items/$ref: schema#/definitions/b and schema#/definitions/a have the "
                "same id u:a"
            ],
        ),
        # What a caller, or a reader of YAML, may have made.
        ({"properties": {1: {}}}, ["schema#/properties: the key 1 is not a string"]),
        (
            {"enum": [Decimal(1), {"a": (1,)}]},
            [
                "schema#/enum/0: a Decimal is not a JSON value",
                "schema#/enum/1/a: a tuple is not a JSON",
            ],
        ),
        (ENDLESS, ["schema#: nested too deeply"]),
    ],
)
def test_invalid_schema_error_lists_every_pointer(schema: Any, messages: list[str]):
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


def test_documents_that_nothing_leads_into_are_not_judged():
    documents = {
        "http://x.example/package.json": {"type": "module", "id": "//["},
        "http://x.example/new.json": {"$schema": "https://json-schema.org/draft/2020-12/schema"},
        "http://x.example/named.json": {"definitions": {"a": {"id": "u:a", "type": "null"}}},
    }
    schema = {"items": {"$ref": "u:a"}}
    assert not module_of(compile_validator(schema, documents=documents)).is_valid([1])
    for name, told in (("package", "id //["), ("new", "unknown draft"), ("no", "not found")):
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


@pytest.mark.slow
def test_duplicate_id_is_rejected(tmp_path: Path):
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


@pytest.mark.slow
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
