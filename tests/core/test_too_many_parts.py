"""Documents and values that are far too large."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.core.errors import SchemaError
from connectgen.jsonio.documents import MAX_PARTS
from support import write_schemas
from support.refusals import THING, call

pytestmark = pytest.mark.slow

MANY = MAX_PARTS + 1


@pytest.mark.parametrize(
    "schema",
    [
        {"allOf": [{}] * 1_000_000},
        {"anyOf": [{}] * MANY},
        {"enum": [{}] * MANY},
        {"enum": [[number] for number in range(MANY)]},
        {"items": [{}] * MANY},
        {"properties": {str(number): {} for number in range(MANY)}},
        {"definitions": {str(number): {} for number in range(MANY)}},
        {"dependencies": {str(number): [] for number in range(MANY)}},
    ],
    ids=lambda schema: next(iter(schema)),
)
def test_a_schema_of_too_many_parts(schema: dict[str, Any]):
    with pytest.raises(SchemaError, match=rf"more than {MAX_PARTS} arrays and objects"):
        compile_validator(schema)


def test_documents_of_too_many_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    large = {**THING, "allOf": [{}] * MANY}
    told = f"more than {MAX_PARTS} arrays and objects"
    (tmp_path / "s.json").write_text(json.dumps(large))
    write_schemas(tmp_path / "in", {"things": large})
    commands = (
        ("generate", "--output", "out", "--schemas", "in"),
        ("show", "things", "--schemas", "in"),
        ("pin", "--schemas", "in"),
        ("diff", "in", "in"),
    )
    for arguments in (("validator", "s.json"), *commands):
        where = "s.json" if arguments[0] == "validator" else "in/v1.4/things.json"
        code, lines = call(monkeypatch, capfd, *arguments)
        assert (code, lines) == (2, [f"connectgen: {where}: {told}"])


def test_a_value_that_stands_in_itself_many_times():
    schema: Any = {"type": "integer"}
    for _ in range(90):
        schema = {"allOf": [schema, schema]}  # as the aliases of a YAML file make them
    with pytest.raises(SchemaError, match="arrays and objects"):
        compile_validator(schema)


@pytest.mark.parametrize(
    ("values", "differ"),
    [
        ([1, 1.0], False),
        ([1, True], True),
        ([0, False], True),
        ([0.0, -0.0], False),
        ([[1], [1.0]], False),
        ([[1], [True]], True),
        ([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False),
        ([{"a": 1}, {"a": "1"}], True),
        ([{}, []], True),
        ([None, "null"], True),
        ([2.0**70, 2**70], False),
        ([{"a": number} for number in range(20_000)], True),
        ([number * (2**61 - 1) for number in range(20_000)], True),
    ],
    ids=lambda value: str(value)[:40],
)
def test_equal_values_of_an_enum_are_found_in_time(values: list[Any], differ: bool):
    try:
        compile_validator({"enum": values}, draft="4")
    except SchemaError:
        assert not differ
    else:
        assert differ
