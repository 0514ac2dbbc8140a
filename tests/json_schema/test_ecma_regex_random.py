"""Translated patterns against `regress`, an implementation of ECMA-262.

`PATTERN_EXAMPLES=100000 pytest tests/json_schema/test_ecma_regex_random.py` looks for longer.
"""

from __future__ import annotations

import os
import re
import unicodedata
from runpy import run_path

import pytest
import regress
from connectgen.json_schema.ecma_regex import (
    PatternError,
    refuting_pattern,
    translate_pattern,
)
from connectgen.json_schema.ecma_regex.unicode_properties import property_ranges
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import ROOT
from support.ecma_patterns import is_ecma_regex

pytestmark = pytest.mark.slow

is_regex = run_path(str(ROOT / "templates" / "runtime" / "validators" / "_regex.py"))["is_regex"]

EXAMPLES = int(os.environ.get("PATTERN_EXAMPLES", "250"))

TEXTS = [
    *("", "a", "b", "ab", "ba", "aa", "aab", "abab", "aba", "a\n", "\n", "\na", "a\nb", "ab\n"),
    *("1", "٣", "৪২", "42", "_", "-", "a-b", "a.b", "é", "éa", "a é", "É", "ä_1", "\u0301", "\x00"),
    *("\r", "\u2028", "\x85", "\x1c", "\ufeff", "\xa0", "\u3000", " a ", "\t", "\x0b", "\b"),
    *(
        "😀",
        "a😀",
        "😀😀",
        "😀\n",
        "\U00020000",
        "\U0001d4b3",
        "Ω",
        "ж",
        "字",
        "ß",
        "İ",
        "\u017f",
        "\u212a",
        "ǅ",
    ),
    *("]", "[", "{", "}", "a{", "a{,3}", "\\", "/", "^", "$", "|", "&&", "~", "#", "x--", "+.,"),
    *("'a'", "'a\"", "2026-11-24", "aXbXa", "<b>x</b>", "12:30:00", "user@example.com"),
]

PATTERNS = [
    *("^a$", "a$", "^", "$", "^$", "a|b$", "^a|b", "(^a|b$)", "a.b", "^.$", "^.*$", "^[^]$", "[]"),
    *(r"^\d+$", r"\D", r"^\w*$", r"\W", r"^\s+$", r"^\S+$", r"[\d\s]", r"[^\d\s]", r"[^\W]"),
    *(r"[\D]", r"[\S\d]", r"[^\S\n]", r"[\s\S]", r"[^\s\S]", r"[\w-]", r"[-\w]", r"[\w-.]"),
    *(r"\bab\b", r"\Ba", r"^\B$", r"\b", r"\B", r"a\b", r"\bé", r"é\b", r"(?:\B)+a"),
    *(
        r"\u00e9",
        r"\xe9",
        r"\u{1F600}",
        r"\ud83d\ude00",
        "😀",
        "[😀-😂]",
        r"[\ud83d\ude00]",
        "😀{2}",
    ),
    *(
        r"\cJ",
        r"\cj",
        r"\0",
        r"[\b]",
        r"[\cJ]",
        r"\t|\n|\v|\f|\r",
        r"\/",
        r"\.",
        r"\-",
        r"\_",
        r"\#",
    ),
    *("a{1}", "a{2,}", "a{0}b", "a{1,2}?b", "a??b", "a*?b", "a{", "a{,3}", "{", "}", "]", "x{a}"),
    *("[a-]", "[-a]", "[a-b-c]", "[--a]", "[+--]", "[]-a]", "[[a]", "[&&]", "[a||b]", "[~~^]"),
    *(
        "(?=a)a",
        "(?!a).",
        "a(?=b)",
        "a(?!b)",
        "(?=a)*b",
        "(?=a){2}a",
        "(?:)",
        "(?:)*a",
        "()",
        "a||b",
    ),
    *("(?<=a)b", "(?<!a)b", "(?<=a|ab)b", "(?<!a|bb)a", "(?<=a*)b", "(?<=ba+)b", "(?<!^)a"),
    *("(?<=a{1,2}b)a", "(?<=(?:a|ab){2})a", "(?<=a??)b", r"(?<=\b)a", "(?<=(?<!b)a)b"),
    *(
        r"(a)\1",
        r"(a|b)\1",
        r"(a)?\1b",
        r"(?:(a)|b)\1",
        r"\1(a)",
        r"(a\1)",
        r"(a)|\1b",
        r"(?!(a))\1",
    ),
    *(r"(?=(a+))\1b", r"(?<q>['\"`])a\k<q>", r"(.).\1", r"(a)\1{2}", r"(?:(a)b)?\1", r"(a)\10"[:5]),
    *(r"^\p{L}$", r"^\P{L}$", r"\p{Lu}", r"^\p{digit}+$", r"\p{Script=Greek}", r"\p{sc=Cyrl}"),
    *(
        r"\p{Script_Extensions=Han}",
        r"\p{gc=Nd}",
        r"\p{General_Category=Letter}",
        r"\p{Alphabetic}",
    ),
    *(r"^\p{ASCII}+$", r"\p{Any}", r"\p{Assigned}", r"\p{Emoji}", r"[\p{Lu}\d]", r"[^\p{L}]"),
    *(r"[\P{L}a]", r"[^\P{Ll}]", r"\p{Lt}", r"\p{M}", r"\p{White_Space}", r"\p{ID_Start}"),
    *(
        "(?i)a",
        "(?>a)",
        "a*+",
        "a++",
        r"\A",
        r"\Z",
        r"\z",
        r"\8",
        r"\a",
        r"\p{Foo}",
        r"\p{lu}",
        "(?P<a>b)",
    ),
    *(
        "(",
        ")",
        "[",
        "[b-a]",
        "a{2,1}",
        "*",
        "a**",
        "^*",
        r"\u{110000}",
        "(?<1>a)",
        "(?<=a)+",
    ),
]

ATOMS = st.sampled_from(
    [
        *(
            "a",
            "b",
            "1",
            "-",
            "é",
            "😀",
            ".",
            "^",
            "$",
            "{",
            "]",
            "a{,2}",
            "[]",
            "[^]",
            "[ab]",
            "[^a]",
        ),
        *(
            r"\d",
            r"\W",
            r"\S",
            r"\b",
            r"\B",
            r"\n",
            r"\u0061",
            r"\u{62}",
            r"\-",
            r"\/",
            r"\1",
            r"\2",
        ),
        *(r"[\w-]", r"[\w-.]", r"[\W\d]", r"[^\S]", r"\p{L}", r"\P{Lu}", r"[^\p{Nd}b]", r"\k<n>"),
    ]
)
QUANTIFIERS = st.sampled_from(["*", "+", "?", "{2}", "{0,1}", "{1,}", "*?", "??", "{1,2}?"])
FRAMES = st.sampled_from(
    ["({})", "(?:{})", "(?<n>{})", "(?={})", "(?!{})", "(?<={})", "(?<!{})", "({})?", "^{}$"]
)


def code_points(name: str) -> set[int]:
    return {code for first, last in property_ranges(name) for code in range(first, last + 1)}


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.lists(parts, min_size=2, max_size=4).map("".join),
        st.lists(parts, min_size=2, max_size=3).map("|".join),
        st.tuples(FRAMES, parts).map(lambda pair: pair[0].replace("{}", pair[1], 1)),
        st.tuples(parts, QUANTIFIERS).map("".join),
    )


SOME_PATTERNS = st.recursive(ATOMS, larger, max_leaves=12)
SOME_TEXTS = st.lists(st.text("aab1-_é😀\n ]{", max_size=7), min_size=1, max_size=8)


def judge(pattern: str) -> regress.Regex | None:
    """Return what the standard says of *pattern*, with the flag u first."""
    for flags in ("u", ""):
        try:
            return regress.Regex(pattern, flags)
        except regress.RegressError:
            continue
    return None


def assert_same(pattern: str, texts: list[str]) -> None:
    expected = judge(pattern)
    assert expected is not None or not is_ecma_regex(pattern)
    try:
        found = re.compile(translate_pattern(pattern))
    except PatternError:
        return
    assert expected is not None, f"{pattern} is taken but invalid"
    opposite = refuting_pattern(pattern)
    for text in texts:
        wanted = expected.find(text) is not None
        assert (found.search(text) is not None) == wanted, (pattern, found.pattern, text)
        if opposite:
            assert (re.search(opposite, text) is None) == wanted, (pattern, opposite, text)


@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
def test_agrees_with_an_implementation_of_the_standard(pattern: str):
    assert_same(pattern, TEXTS)


def test_most_of_the_table_is_translated():
    refused = [pattern for pattern in PATTERNS if judge(pattern) and not is_ecma_regex(pattern)]
    assert refused == [r"\A", r"\Z", r"\z", r"\8", r"\a", r"\p{Foo}", r"\p{lu}", r"\u{110000}"]


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(SOME_PATTERNS, SOME_TEXTS)
def test_agrees_on_made_up_patterns(pattern: str, texts: list[str]):
    assert_same(pattern, texts)


@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(SOME_PATTERNS, st.text("()[]{}|\\*+-<>?=^a1", max_size=1), st.integers(0, 20))
def test_the_format_takes_what_is_read(pattern: str, extra: str, place: int):
    damaged = pattern[:place] + extra + pattern[place:]
    # The format does not know the names of properties.
    known = re.sub(r"(\\[pP]\{)[A-Za-z_]+\}", r"\1L}", damaged)
    assert is_regex(damaged) == is_ecma_regex(known)


@pytest.mark.parametrize("pattern", PATTERNS, ids=ascii)
def test_the_format_takes_what_the_standard_takes(pattern: str):
    # It does not know the names of properties.
    assert is_regex(pattern) == is_ecma_regex(re.sub("Foo|lu", "Lu", pattern))


@pytest.mark.parametrize("name", ["Ll", "Lo", "Nd", "Mn", "Cc"])
def test_categories_are_those_of_pythons_own_tables(name: str):
    # These tables are older or newer: only characters that both know count.
    found = code_points(name)
    differing = [
        chr(code)
        for code in code_points("Assigned")
        if (unicodedata.category(chr(code)) == name) != (code in found)
        and unicodedata.category(chr(code)) != "Cn"
    ]
    assert {*differing} <= {"\u0295", "\U0001171e"}  # which newer versions put elsewhere


@pytest.mark.parametrize("name", ["Cs", "C", "gc=Other", "Any", "Assigned", "Script=Unknown"])
def test_halves_of_surrogate_pairs_have_properties(name: str):
    # They are no text that `regress` takes.
    for half in ("\ud800", "\udfff"):
        assert re.match(translate_pattern(rf"\p{{{name}}}"), half)
        assert not re.match(translate_pattern(rf"\P{{{name}}}"), half)
        assert not re.match(translate_pattern(r"\p{L}|\p{Cn}|\p{Co}|\p{Script=Greek}"), half)
