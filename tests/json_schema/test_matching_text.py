"""Texts that are made for patterns: they match, and none is made for what has none or is long."""

from __future__ import annotations

import random
import re

import pytest
from connectgen.json_schema.ecma_regex import (
    find_matching_text,
    hanging_reason,
    matches_soon,
    translate_pattern,
)
from support.random_patterns import random_pattern


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^E-[0-9]{2}$", "E-00"),
        (r"^[0-9]*$", "0"),
        (r"^(AB|CD)+x?$", "ABx"),
        (r"^[^a-z]\d$", "A0"),
        (r"\bword\b", "word"),
        (r"^a{0}$", ""),
        (r"^(a{9}){9}$", None),
        (r"^(?=b)[ab]$", None),
        (r"^(a)\1$", None),
        (r"^[^\s\S]|x$", "x"),
        (r"^(?:ab|a|b){36}(?=c|$)", None),  # may take very long
        (r"^[\u4e00-\u9fff]$", "\u4e00"),
    ],
)
def test_texts(pattern: str, text: str | None):
    assert find_matching_text(pattern) == text


@pytest.mark.parametrize(
    "pattern", [r"^(?:(.|\.\.)+(?!z))+$", r"(?=(.|..)+b)ab", r"(a+)\1(.|..)+b"]
)
def test_no_text_is_tried_where_a_search_may_take_for_ever(pattern: str):
    assert hanging_reason(pattern) is not None
    assert re.search(translate_pattern(pattern), "aaab")
    assert not matches_soon(pattern, "aaab")
    assert find_matching_text(pattern) is None


def test_texts_match_their_patterns():
    chosen = random.Random(16)
    found = 0
    for _ in range(300):
        pattern = random_pattern(chosen)
        text = find_matching_text(pattern)
        if text is not None:
            found += 1
            assert len(text) <= 80
            assert re.search(translate_pattern(pattern), text)
    assert found > 100
