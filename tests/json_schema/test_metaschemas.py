"""The predicates that are compiled from the meta-schemas of all drafts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import connectgen.json_schema.metaschemas
import jsonschema
import pytest
from connectgen import compile_validator
from connectgen.core.location import Location
from connectgen.json_schema.drafts import DRAFTS
from connectgen.json_schema.metaschema import find_meta_schema, meta_schema_errors
from support import module_of

FOLDER = Path(connectgen.json_schema.metaschemas.__file__).parent
JUDGES = {number: jsonschema.validators.validator_for({"$schema": draft.uri + "#" * (number < 8)}) for number, draft in DRAFTS.items()}
SCHEMA = Location(document="schema", folder="")


@pytest.mark.parametrize("number", DRAFTS)
def test_predicate_is_compiled_from_the_meta_schema(
    number: int, request: pytest.FixtureRequest
):
    file = FOLDER / f"draft{number}.py"
    text = compile_validator(find_meta_schema(DRAFTS[number].uri))
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    if request.config.getoption("--update") and known != text:
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} is rewritten; read it and commit it")
    assert known == text, "pytest --update compiles it again"
