"""Constraints in words: each row has its phrase, in docstrings and on pages."""

from __future__ import annotations

from typing import Any

import pytest
from connectgen.core import ir
from connectgen.core.sentences import lower_first
from connectgen.json_schema.keywords import assertion_rows
from connectgen.json_schema.phrases import constraint_phrase


def phrase(keyword: str, limit: Any, *, enforced: bool = True) -> str:
    constraint = ir.Constraint(keyword=keyword, limit=limit, enforced=enforced)
    return constraint_phrase(constraint, lambda text: f"<{text}>", shown=2)


@pytest.mark.parametrize(
    ("keyword", "limit", "wanted"),
    [
        ("enum", ("a",), 'Always <"a">.'),
        ("enum", ("a", 2), 'One of <"a">, <2>.'),
        ("enum", ("a", "b", "c", "d"), 'One of <"a">, <"b"> and 2 more.'),
        ("pattern", "^a", "Matches <^a>."),
        ("maxLength", 1, "At most 1 character."),
        ("maximum", 2, "At most 2."),
        ("format", "ipv4", "IPv4 address."),
    ],
)
def test_phrases(keyword: str, limit: Any, wanted: str):
    assert phrase(keyword, limit) == wanted


def test_a_pattern_that_python_cannot_check_is_documented():
    found = phrase("pattern", "(?i)a", enforced=False)
    assert found == "Documented to match <(?i)a>, which Python cannot check."


def test_every_assertion_has_a_phrase():
    assert all(row.phrase.endswith(".") for row in assertion_rows())


def test_first_words_that_are_names_keep_their_capitals():
    sentences = ("At most 2.", "IPv4 address.", "URL, or relative to one.", "A.")
    lowered = ["at most 2.", "IPv4 address.", "URL, or relative to one.", "a."]
    assert [*map(lower_first, sentences)] == lowered
