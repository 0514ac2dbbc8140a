from __future__ import annotations

import re

import pytest
from connectgen.json_schema.ecma_regex import (
    PatternError,
    forbidden_class,
    refuting_pattern,
    translate_pattern,
)
from support.ecma_patterns import is_ecma_regex


@pytest.mark.parametrize(
    ("pattern", "python"),
    [
        ("^[a-zA-Z-]+/[-a-zA-Z0-9.+_*]+$", r"^[a-zA-Z-]++/[-a-zA-Z0-9.+_*]++\Z"),
        ('^[^ \\/:*?"<>|]*$', r'^[^ /:*?"<>\|]*+\Z'),
        ("^[^ ]*$", r"^[^ ]*+\Z"),
        ("^[^\t\n]*$", r"^[^\t\n]*+\Z"),
        (r"\d\D\w\W", "[0-9][^0-9][A-Za-z0-9_][^A-Za-z0-9_]"),
        (r"\u0041\x42\/\-", "AB/-"),
        (r"a|(?:b)(?=c)(?!d)", "a|(?:b)(?=c)(?!d)"),
        ("^x{2}y{2,}z{2,3}?$", r"^x{2}y{2,}z{2,3}?\Z"),
        ("[]", r"[^\s\S]"),
        ("[^]", r"[\s\S]"),
        ("[||&&~~]", r"[\|\|\&\&\~\~]"),
        ("[-a-][a-b-c-d]", r"[-a-][a-b\-c-d]"),
        (r"[\s\S][\D\d]", r"[\s\S][\s\S]"),
        (r"[\W\d]", r"[\x00-/:-@\[-\^`{-\U0010ffff0-9]"),
        (r"\bé\B", r"(?a:\b)\xe9(?!(?a:\b))"),
        (r"\u00e9\u{1f600}\ud83d\ude00😀", r"\xe9" + r"\U0001f600" * 3),
        (r"\cJ\0\x7f", r"\n\x00\x7f"),
        (r"\p{ASCII}", r"[\x00-\x7f]"),
        ("(a)(?<quote>['`])b\\k<quote>(c)", r"(?:a)(['`])b(?:\1)(?:c)"),
        (r"(a)?\1", r"(a)?(?:(?(1)\1|))"),
        (r"\1(a)", r"(?:)(?:a)"),
        (r"(?!(a))\1", r"(?!(?:a))(?:)"),
        ("(?<=a|bc)d", "(?>(?<=a)|(?<=bc))d"),
        ("(?<!a|bc?)d", "(?<!a|b)(?<!bc)d"),
        ("(?<=a+b?)c", "(?>(?<=a)|(?<=ab))c"),
        ("(?<=\\s*)c", "(?<=)c"),
        ("(?=a)*b", "b"),
        ("a{,3}]", r"a\{,3\}\]"),
        (r"^[^.]+\.a*b?c+?d+$", r"^[^.]++\.a*b?c+?d++\Z"),
        (r"^(a+b{1,3}c)\d*1e*\)", r"^(?:a+b{1,3}+c)[0-9]*1e*+\)"),
        (r"^a*\n|^b*[ac]|^\d*\u2028", r"^a*+\n|^b*[ac]|^[0-9]*+\u2028"),
    ],
)
def test_translated(pattern: str, python: str):
    assert translate_pattern(pattern) == python


@pytest.mark.parametrize(
    ("pattern", "matching", "failing"),
    [
        ("^a$", ["a"], ["a\n", "\na", "ab"]),
        (r"^\d$", ["1"], ["\u0661"]),
        (r"^\w$", ["a", "_"], ["ä"]),
        (r"^\s$", ["\u00a0", "\ufeff", "\u2028", "\v"], ["\u0085", "\x1c"]),
        ("^.$", ["a", "\x85", "\v"], ["\n", "\r", "\u2028"]),
        ("^[^]$", ["\n", "a"], ["", "aa"]),
        (r"^[\d-x]$", ["1", "-", "x"], ["e", "\u0661"]),
        (r"^\ud83d$", ["\ud83d"], ["\U0001f600"]),
        (r"^[\ud83d\ude00]$", ["\U0001f600"], ["\ud83d", "\ude00"]),
        (r"^\B$", [""], ["a"]),
        (r"\P{Any}", [], ["", "a"]),
        (r"^[^\P{Any}]$", ["a", "\n", "\U0001f600"], [""]),
        (r"[\p{Lu}\P{Any}]", ["A"], ["a"]),
        (r"é\b", ["éa"], ["é", "é "]),
        (r"^[\b]$", ["\b"], ["b"]),
    ],
)
def test_means_what_ecma_262_says(pattern: str, matching: list[str], failing: list[str]):
    found = re.compile(translate_pattern(pattern))
    assert all(found.search(text) for text in matching)
    assert not any(found.search(text) for text in failing)


INVALID = [
    (r"\z", "unsupported escape \\z at position 0"),
    (r"a\A", "unsupported escape \\A at position 1"),
    (r"\8", "no group for the reference at position 0"),
    (r"\012", "unsupported escape \\0 at position 0"),
    (r"[\1]", "unsupported escape \\1 at position 1"),
    (r"\1", "no group for the reference at position 0"),
    (r"(?<a>b)\k<c>", "no group for the reference at position 7"),
    (r"\k", "unsupported escape \\k at position 0"),
    (r"\u{110000}", "no character 110000, at position 0"),
    (r"\u12", "unsupported escape \\u at position 0"),
    (r"\c1", "unsupported escape \\c at position 0"),
    (r"\p", "escape \\p at position 0 names no property"),
    (r"a\p{Foo}", "unknown Unicode property 'Foo', at position 1"),
    (r"\p{lu}", "unknown Unicode property 'lu', at position 0"),
    (
        r"\p{L}+\-",
        "the escape at position 6 is valid only without the flag u, but the property at position 0"
        " only with it",
    ),
    (
        "😀{",
        "the { at position 1 is valid only without the flag u, but the character at position 0"
        " only with it",
    ),
    ("x*+", "nothing to repeat at position 2"),
    ("x{2}+", "nothing to repeat at position 4"),
    ("{1}", "nothing to repeat at position 0"),
    ("^*", "nothing to repeat at position 1"),
    ("(?<=a)*", "nothing to repeat at position 6"),
    ("(", "unclosed parenthesis at position 0"),
    (")", "unmatched closing parenthesis at position 0"),
    ("^(abc]", "unclosed parenthesis at position 1"),
    ("[a", "unclosed character class at position 0"),
    ("[b-a]", "range out of order at position 1"),
    ("a{2,1}", "repetition limits out of order at position 1"),
    ("a\\", "pattern ends in a backslash"),
    ("(?>a)", "unsupported group at position 0"),
    ("(?i)a", "unsupported group at position 0"),
    ("(?P<a>b)", "unsupported group at position 0"),
    ("(?(1)a)", "unsupported group at position 0"),
    ("(?ii:a)", "unsupported group at position 0"),
    ("(?#a)", "unsupported group at position 0"),
    ("(?<1>a)", "invalid name of the group at position 0"),
    ("(?<a>b)(?<a>c)", "duplicate name of the group at position 7"),
    ("(" * 51 + ")" * 51, "more than 50 levels of parentheses"),
    ("a{99999999999}", "too many repetitions: 99999999999"),
]
BEYOND_PYTHON = [
    ("(?i:a)", "unsupported flags of the group at position 0"),
    (r"(a|b)*\1", "the reference at position 6 leads to a group that is repeated"),
    (r"(?:(a)\1)+", "the reference at position 6 leads to a group that is repeated"),
    (r"(?:(?=(a))x*)?\1", "the reference at position 14 leads to a group that is repeated"),
    (r"(?<=(a))\1", "the reference at position 8 leads into or out of a lookbehind"),
    (r"(?:(?<a>b)|(?<a>c))\k<a>", "the reference at position 19 leads to several groups"),
    ("(?<=^a*b)", "lookbehind is too wide"),
    ("(?<=b(?:a|bc?){60})", "lookbehind is too wide"),
]


@pytest.mark.parametrize(("pattern", "message"), [*INVALID, *BEYOND_PYTHON])
def test_refused_rather_than_guessed(pattern: str, message: str):
    with pytest.raises(PatternError) as error:
        translate_pattern(pattern)
    assert str(error.value) == message


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in INVALID])
def test_no_regular_expression(pattern: str):
    assert not is_ecma_regex(pattern)


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in BEYOND_PYTHON])
def test_a_regular_expression_beyond_python(pattern: str):
    assert is_ecma_regex(pattern)


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [("^[^ ]*$", " "), ("^[^a-z ]*$", "a-z "), ("^[^ ]+$", None), ("[^ ]*", None)],
)
def test_a_pattern_that_only_forbids_characters(pattern: str, characters: str | None):
    assert forbidden_class(pattern) == characters


@pytest.mark.parametrize(
    ("pattern", "opposite"),
    [("^a+$", r"^(?!a++\Z)"), ("^(a|b)", "^(?!(?:a|b))"), ("^a|b", None), ("a", None), ("^", None)],
)
def test_a_pattern_for_what_is_wrong(pattern: str, opposite: str | None):
    assert refuting_pattern(pattern) == opposite
