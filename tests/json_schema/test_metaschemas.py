"""The predicates that are compiled from the meta-schemas of all drafts."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any

import connectgen.json_schema.metaschemas
import pytest
from connectgen.core.location import Location
from connectgen.json_schema.drafts import DRAFTS
from connectgen.json_schema.metaschema import find_meta_schema, meta_schema_errors
from connectgen.standalone.compile import compile_meta_schema
from jsonschema.validators import validator_for

FOLDER = Path(connectgen.json_schema.metaschemas.__file__).parent
META_SCHEMAS = {number: find_meta_schema(draft.uri) for number, draft in DRAFTS.items()}
VALUES: list[Any] = [
    *(True, False, None, 0, -1, 2, 1.0, 1.5, "", "a", "^[", "#a", "a b", "string", "nil", {}, []),
    *(["string", "string"], ["a"], [{}], [True, 1], [1], {"a": {}}, {"a": ["b"]}, {"a": 1}),
    *([["a"]], {"$ref": 1}, {"type": "nil"}, [{"type": ["string"]}], {"https://a": True}),
]


@pytest.mark.parametrize("number", DRAFTS)
def test_predicate_is_compiled_from_the_meta_schema(number: int, request: pytest.FixtureRequest):
    file = FOLDER / f"draft{number}.py"
    text = compile_meta_schema(META_SCHEMAS[number])
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    if request.config.getoption("--update") and known != text:
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} is rewritten; read it and commit it")
    assert known == text, "pytest --update compiles it again"


def keywords_of(meta_schema: Any) -> set[str]:
    base = meta_schema.get("$id", "").rpartition("/")[0]
    parts = [find_meta_schema(f"{base}/{part['$ref']}") for part in meta_schema.get("allOf", ())]
    return {*meta_schema["properties"]}.union(*(part["properties"] for part in parts))


@pytest.mark.parametrize("number", DRAFTS)
def test_predicate_agrees_with_jsonschema(number: int):
    rng = random.Random(number)
    is_valid = importlib.import_module(f"connectgen.json_schema.metaschemas.draft{number}").is_valid
    judge = validator_for(META_SCHEMAS[number])(META_SCHEMAS[number])
    keywords = sorted(keywords_of(META_SCHEMAS[number]))
    assert len(keywords) > 30
    schemas: list[Any] = [*VALUES, *META_SCHEMAS.values()]
    schemas += [{keyword: value} for keyword in keywords for value in VALUES]
    for _ in range(500):
        inner = {keyword: rng.choice(VALUES) for keyword in rng.sample(keywords, 2)}
        outer = rng.choice(["not", "items", "allOf", "properties", "dependencies", "$defs"])
        schemas.append({outer: rng.choice([inner, [inner], {"a": inner}])})
    verdicts = [is_valid(schema) for schema in schemas]
    assert verdicts == [judge.is_valid(schema) for schema in schemas]
    assert 200 < sum(verdicts) < len(schemas) - 200


@pytest.mark.parametrize("number", DRAFTS)
def test_what_is_refused_is_explained(number: int):
    location = Location(document="schema", folder="")
    for schema in ({"type": "nil"}, {"minLength": -1}, {"required": 1}, {"properties": {"a": 1}}):
        assert [*meta_schema_errors(schema, number, location)], schema
    assert [*meta_schema_errors({"type": "string"}, number, location)] == []
