"""Schemas of `x-connectgen-advice`: a mistake in one is an error at its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core.errors import ConnectgenError
from connectgen.json_schema.keywords import KEYWORDS
from connectgen.pipeline.render import render_source_files
from jsonschema import Draft7Validator
from support import write_schemas

VALUES: tuple[Any, ...] = (None, True, 3, -1, 1.5, "abc", "(", [], [1], ["a"], {}, {"a": 1})
SCHEMAS: list[dict[str, Any]] = [
    {keyword: value}
    for keyword, row in KEYWORDS.items()
    if 7 in range(row.first_draft or 9999, row.last_draft + 1)
    for value in VALUES
]
IS_SCHEMA = Draft7Validator(Draft7Validator.META_SCHEMA).is_valid
PLACE = re.compile(r"things\.json#/x-connectgen-advice/(\d+)/schema")


def refused(folder: Path, schemas: list[dict[str, Any]]) -> set[int]:
    """Return the numbers of those of *schemas* that are refused, each at its place."""
    advice = [{"pointer": "", "message": "no", "schema": schema} for schema in schemas]
    record = {"type": "object", "properties": {"a": {"type": "string"}}}
    write_schemas(folder, {"things": {**record, "x-connectgen-advice": advice}})
    try:
        render_source_files(Options(package="made", schemas=folder))
    except ConnectgenError as error:
        found = [PLACE.search(line) for line in str(error).splitlines()]
        return {int(match[1]) if match else -1 for match in found}
    return set()


def test_what_the_meta_schema_refuses_is_refused_where_it_is(tmp_path: Path):
    wrong = {number for number, schema in enumerate(SCHEMAS) if not IS_SCHEMA(schema)}
    assert refused(tmp_path, SCHEMAS) == wrong


def test_what_the_meta_schema_takes_is_compiled_or_refused_where_it_is(tmp_path: Path):
    right = [schema for schema in SCHEMAS if IS_SCHEMA(schema)]
    assert refused(tmp_path, right) == {right.index({"pattern": "("})}
    right.remove({"pattern": "("})
    assert refused(tmp_path, right) == set()


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/nowhere"},
        {"$ref": 3},
        {"minimumDate": 5},
        {"anyOf": [{"type": "string"}, {"required": "abc"}]},
        {"properties": {"a": {"enum": 3}}},
    ],
    ids=str,
)
def test_a_mistake_inside_is_reported_too(schema: dict[str, Any], tmp_path: Path):
    assert refused(tmp_path, [{}, schema]) == {1}
