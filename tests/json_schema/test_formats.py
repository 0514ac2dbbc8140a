"""Formats: which texts each accepts and rejects."""

from __future__ import annotations

import pytest
from connectgen.json_schema.keywords import find_keyword
from support.format_texts import CHECKS, TABLE, compiled


def table(kind: int) -> list[tuple[str, str]]:
    return [(name, text) for name, pair in TABLE.items() for text in pair[kind]]


def test_valid_texts_are_accepted():
    assert [(name, text) for name, text in table(0) if not CHECKS[name](text)] == []


def test_invalid_texts_are_refused():
    assert [(name, text) for name, text in table(1) if CHECKS[name](text)] == []


@pytest.mark.parametrize("name", TABLE)
def test_other_types_pass(name: str):
    assert all(CHECKS[name](value) for value in (None, True, 1, 1.5, [], {}))


@pytest.mark.parametrize("name", TABLE)
def test_a_violation_says_what_is_wanted(name: str):
    known = find_keyword("format", name)
    assert known is not None
    (violation,) = compiled(name).violations(TABLE[name][1][0])
    assert violation.message.startswith(f"must {known.expected.format(limit=name)}")
    assert known.docstring_phrase(name).endswith(".")


def test_a_format_that_nobody_knows_is_not_checked():
    assert compiled("colour").is_valid("?")
