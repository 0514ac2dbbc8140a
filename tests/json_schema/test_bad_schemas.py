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
from connectgen.json_schema.drafts import DRAFTS, Draft
from connectgen.standalone.compile import SchemaWarning
from connectgen.standalone.schema_files import read_documents
from support import module_of
from support.command_line import run as connectgen
from support.compiled_schemas import DRAFT_7

LATEST = "https://json-schema.org/draft/2020-12/schema"
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
        ({"anyOf": [{"$ref": "#"}]}, ["schema#: endless loop"]),
        ({"allOf": [{"$ref": "#"}, {"not": {"$ref": "#"}}]}, ["schema#: endless loop"]),
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
        ({"$schema": "https://json-schema.org/draft/next/schema", **MODERN}, [UNKNOWN]),
        ({"$schema": 7}, [UNKNOWN]),
        (
            {"properties": {"a": {"$ref": "http://[b#c"}, "b": {"$id": "//[d"}}},
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
            {"definitions": {"a": {"$id": "u:a"}, "b": {"$id": "u:a", "type": "null"}}}
            | {"items": {"$ref": "u:a"}},
            [
                "schema#/items/$ref: schema#/definitions/a and schema#/definitions/b have the "
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
    part = {"$id": "u:a", "type": "null"}
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
        "http://x.example/package.json": {"type": "module", "$id": "//["},
        "http://x.example/new.json": {"$schema": "https://json-schema.org/draft/next/schema"},
        "http://x.example/named.json": {"definitions": {"a": {"$id": "u:a", "type": "null"}}},
    }
    schema = {"items": {"$ref": "u:a"}}
    assert not module_of(compile_validator(schema, documents=documents)).is_valid([1])
    for name, told in (("package", "id //["), ("new", "unknown draft"), ("no", "not found")):
        part = {"$ref": f"http://x.example/{name}.json"}
        with pytest.raises(ConnectgenError, match=re.escape(told)):
            compile_validator({**schema, "not": part}, documents=documents)


@pytest.mark.parametrize(
    ("options", "lines"),
    [
        ({"base_uri": "//["}, ["schema#: base URI //[ is not a URI"]),
        (
            {"base_uri": "http://[b", "documents": {"a": {}, "//[d": {}, "http://[e": {}}},
            ["schema#: base URI http://[b is not a URI"]
            + [
                f"schema#: name {name} of a document is not a URI" for name in ("//[d", "http://[e")
            ],
        ),
    ],
)
def test_names_that_are_no_uris_are_refused(options: dict[str, Any], lines: list[str]):
    with pytest.raises(ConnectgenError) as caught:
        compile_validator({"type": "null"}, **options)
    assert str(caught.value).splitlines() == lines


def test_an_id_that_is_no_uri_is_a_mistake_only_if_a_reference_leads_there(tmp_path: Path):
    (tmp_path / "odd.json").write_text('{"$id": "//["}')
    documents = read_documents([tmp_path])
    compile_validator({"type": "null"}, documents=documents)
    with pytest.raises(ConnectgenError, match=r"id //\[ is not a URI"):
        compile_validator({"$ref": "odd.json"}, documents=documents)


def test_a_schema_where_no_keyword_looks_for_one_is_judged_too():
    schema = {"items": {"$ref": "#/x/y"}, "x": {"y": {"$id": "//[", "type": "nil"}}}
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


OLDER: dict[str, Any] = {
    "additionalItems": {"additionalItems": False},
    "dependencies": {"properties": {"a": {"dependencies": {"b": ["c"]}}}},
    "id": {"id": "http://x.example/a"},
}


@pytest.mark.parametrize("keyword", OLDER)
def test_keywords_of_an_older_draft_are_reported_where_no_draft_is(keyword: str):
    message = f"schema#: no $schema, so draft 2020-12 is assumed, but {keyword} may be of an older"
    with pytest.warns(SchemaWarning, match=re.escape(message)):
        compile_validator(OLDER[keyword])
    compile_validator(OLDER[keyword], draft=4)  # no warning: the test would fail
    compile_validator({**DRAFT_7, **OLDER[keyword]})


def test_keywords_of_an_older_draft_explain_an_error():
    schema = {"items": [{"minimum": 1, "exclusiveMinimum": True}]}
    with pytest.raises(ErrorGroup, match="assumed, but exclusiveMinimum, items may be of an older"):
        compile_validator(schema)
    module = module_of(compile_validator(schema, draft=4))
    assert [module.is_valid([value]) for value in (1, 2)] == [False, True]


def test_names_of_properties_are_no_keywords_of_an_older_draft():
    compile_validator(
        {"properties": {"id": {"type": "string"}, "items": {"enum": [[{"id": "a"}]]}}}
    )


@pytest.mark.parametrize("name", ["$anchor", "$dynamicAnchor", "$id", "$schema"])
def test_a_document_with_a_name_of_a_schema_is_one(name: str):
    uris = {"$schema": LATEST, "$id": "http://x.example/a"}
    compile_validator({name: uris.get(name, "a"), "title": "x"})  # no warning: the test would fail


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=lambda draft: draft.name)
def test_a_document_with_a_reference_or_definitions_is_a_schema(draft: Draft):
    for name in draft.definitions:
        compile_validator({name: {}}, draft=draft.name)
    for name in draft.references:
        refers = {name: "#/x", "x": {}}
        module = module_of(compile_validator(refers, draft=draft.name))
        assert module.is_valid(1)


@pytest.mark.parametrize("name", ["id", "title", "description", "a"])
def test_a_document_without_keywords_may_be_no_schema(name: str):
    with pytest.warns(SchemaWarning, match="no keyword of JSON Schema, .* is it a schema?"):
        compile_validator({name: "x"}, draft=7)


@pytest.mark.parametrize("draft", [4, "4", 7, "7", 2019, "2019-09", "2020-12"])
def test_draft_is_that_of_schemas_that_state_none(draft: int | str):
    schema = {"$defs": {"a": {"type": "string"}}, "$ref": "#/$defs/a", "minLength": 2}
    module = module_of(compile_validator(schema, draft=draft))
    assert module.is_valid("a") == (str(draft) in "47")  # `$ref` had no siblings
    assert module_of(compile_validator({**DRAFT_7, **schema}, draft=draft)).is_valid("a")
    unknown = {"$schema": "http://x.example/own", **schema}
    assert module_of(compile_validator(unknown, draft=draft)).is_valid("a") == (str(draft) in "47")


@pytest.mark.parametrize("draft", ["", 5, "draft7", True])
def test_unknown_draft_is_a_mistake_of_the_caller(draft: Any):
    with pytest.raises(ValueError, match=r"unknown draft .*: 4, 6, 7, 2019-09 and 2020-12 are"):
        compile_validator({}, draft=draft)


def test_base_uri_is_what_references_are_relative_to():
    documents = {
        "http://x.example/s/a.json": {"type": "string"},
        "b.json": {"type": "null"},  # relative to the schema too
    }
    schema = {"properties": {"a": {"$ref": "a.json"}, "b": {"$ref": "b.json"}, "c": {"$ref": "#"}}}
    base_uri = "http://x.example/s/root.json#"
    module = module_of(compile_validator(schema, documents=documents, base_uri=base_uri))
    assert module.is_valid({"a": "x", "b": None, "c": {"a": "x"}})
    for wrong in ({"a": 1}, {"b": 1}, {"c": {"a": 1}}):
        assert not module.is_valid(wrong)
