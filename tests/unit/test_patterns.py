from __future__ import annotations

import re

import pytest
from connectgen.patterns import PatternError, forbidden, translate


@pytest.mark.parametrize(
    ("pattern", "python"),
    [
        ("^[a-zA-Z-]+/[-a-zA-Z0-9.+_*]+$", r"^[a-zA-Z-]+/[-a-zA-Z0-9.+_*]+\Z"),
        ('^[^ \\/:*?"<>|]*$', r'^[^ /:*?"<>\|]*\Z'),
        ("^[^ ]*$", r"^[^ ]*\Z"),
        ("^[^\t\n]*$", r"^[^\x09\x0a]*\Z"),
        (r"\d\D\w\W", "[0-9][^0-9][A-Za-z0-9_][^A-Za-z0-9_]"),
        (r"\u0041\x42\/\-", "AB/-"),
        (r"a|(?:b)(?=c)(?!d)", "a|(?:b)(?=c)(?!d)"),
        ("x{2}y{2,}z{2,3}?", "x{2}y{2,}z{2,3}?"),
        ("[]", "(?!)"),
        ("[^]", r"[\s\S]"),
        ("[||&&~~]", r"[\|\|\&\&\~\~]"),
    ],
)
def test_translated(pattern: str, python: str):
    assert translate(pattern) == python


@pytest.mark.parametrize(
    ("pattern", "matching", "failing"),
    [
        ("^a$", ["a"], ["a\n", "\na", "ab"]),
        (r"^\d$", ["1"], ["\u0661"]),
        (r"^\w$", ["a", "_"], ["ä"]),
        (r"^\s$", ["\u00a0", "\ufeff", "\u2028", "\v"], ["\u0085", "\x1c"]),
        ("^.$", ["a", "\x85", "\v"], ["\n", "\r", "\u2028"]),
        ("^[^]$", ["\n", "a"], ["", "aa"]),
        (r"^[\d-x]$", [], []),
        (r"^[\b]$", ["\b"], ["b"]),
    ],
)
def test_means_what_ecma_262_says(pattern: str, matching: list[str], failing: list[str]):
    if not matching:
        with pytest.raises(PatternError):
            translate(pattern)
        return
    found = re.compile(translate(pattern))
    assert all(found.search(text) for text in matching)
    assert not any(found.search(text) for text in failing)


@pytest.mark.parametrize(
    "pattern",
    [r"\p{Lu}", r"\z", r"\1", r"(?<name>a)", r"(?<=a)b", "a{", "x*+", "(", "[a", "a\\", "[b-a]"],
)
def test_refused_rather_than_guessed(pattern: str):
    with pytest.raises(PatternError):
        translate(pattern)


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [("^[^ ]*$", " "), ("^[^a-z ]*$", "a-z "), ("^[^ ]+$", None), ("[^ ]*", None)],
)
def test_a_pattern_that_only_forbids_characters(pattern: str, characters: str | None):
    assert forbidden(pattern) == characters
