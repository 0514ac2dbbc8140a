"""Verdicts and walks against jsonschema-rs and jsonschema, on schemas of all drafts made at random.

`support/random_schemas.py` runs as many as it is told.
"""

from __future__ import annotations

import importlib.util

import pytest
from support.random_schemas import URIS, Maker, compare

NEEDED = importlib.util.find_spec("jsonschema_rs") is not None


@pytest.mark.slow
@pytest.mark.skipif(not NEEDED, reason="jsonschema_rs is not installed")
def test_verdicts_agree_with_both_judges():
    done = compare(count=250, seed=7)
    assert done.disagreements == []
    assert (done.schemas, done.values) >= (200, 4000), done.refused


@pytest.mark.slow
def test_the_maker_uses_every_keyword_that_applies_schemas():
    import random

    found: set[str] = set()

    def visit(schema: object) -> None:
        if isinstance(schema, dict):
            found.update(map(str, schema))
            for part in schema.values():
                visit(part)
        elif isinstance(schema, list):
            for part in schema:
                visit(part)

    for at in range(400):
        visit(Maker(random.Random(at), list(URIS)[at % 5]).document())
    wanted = {
        *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "properties", "items", "$ref"),
        *("patternProperties", "additionalProperties", "propertyNames", "dependencies"),
        *("dependentSchemas", "prefixItems", "additionalItems", "contains", "minContains"),
        *("unevaluatedItems", "unevaluatedProperties", "uniqueItems", "dependentRequired"),
    }
    assert wanted <= found
