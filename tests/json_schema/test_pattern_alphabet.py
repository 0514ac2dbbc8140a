"""Code points of classes, which proofs about patterns rest on, against Python's `re`."""

from __future__ import annotations

import re

import pytest
from connectgen.json_schema.ecma_regex.alphabet import (
    code_spans,
    is_disjoint,
    make_one,
    split_alphabet,
    subtract_spans,
)
from connectgen.json_schema.ecma_regex.ast import One
from connectgen.json_schema.ecma_regex.parser import parse_pattern

CLASSES = [
    *("a", "-", r"\.", r"\n", r"\u2028", "😀", ".", "[]", "[^]", "[a-z]", "[^a-z]", "[-a]", "[a-]"),
    *("[--a]", "[+--]", "[^-]", "[ab-d-f]", r"[\]\\^]", r"[\x00-\x1f]", "[é-ü😀-😂]", "[&&||~~]"),
    *(
        r"\d",
        r"\D",
        r"\w",
        r"\W",
        r"\s",
        r"\S",
        r"[\w-]",
        r"[\w-.]",
        r"[\W\d]",
        r"[^\S\n]",
        r"[\b]",
    ),
    *(r"\p{Lu}", r"\P{L}", r"[^\p{Nd}b]", r"\p{Any}", r"\P{Any}", "[a-cb-da]"),
]
CHARACTERS = [*map(chr, range(0x180)), *"\u2028\u2029\ufeff\u3000٣字😀😁😂😃", "\U0010ffff"]


def one_of(pattern: str) -> One:
    root = parse_pattern(pattern).root
    assert isinstance(root, One)
    return root


def contains(spans: object, character: str) -> bool:
    assert isinstance(spans, tuple | list)
    return any(first <= ord(character) <= last for first, last in spans)


@pytest.mark.parametrize("pattern", CLASSES)
def test_code_points_are_what_re_matches(pattern: str):
    text = one_of(pattern).text
    compiled, again = re.compile(text), re.compile(make_one(code_spans(text)).text)
    for character in CHARACTERS:
        wanted = compiled.fullmatch(character) is not None
        assert contains(code_spans(text), character) == wanted
        assert (again.fullmatch(character) is not None) == wanted


@pytest.mark.parametrize("words", [False, True])
def test_letters_are_what_classes_distinguish(words: bool):
    texts = [one_of(each).text for each in ("[a-m]", "[^h-z]", r"\d", ".", "é")]
    letters = split_alphabet(texts, words=words)
    for character in CHARACTERS:
        (letter,) = [each for each in letters if contains(each.spans, character)]
        for number, text in enumerate(texts):
            assert bool(letter.classes >> number & 1) == contains(code_spans(text), character)
        assert letter.word == (words and re.fullmatch("[A-Za-z0-9_]", character) is not None)
    assert len({(letter.classes, letter.word) for letter in letters}) == len(letters)


def test_differences_and_common_code_points():
    for one in map(one_of, ("[a-m]", r"\d", ".", "[]", "[^]")):
        for other in map(one_of, ("[h-z]", r"[^\d]", "[^]", "h")):
            spans, others = code_spans(one.text), code_spans(other.text)
            left = subtract_spans(spans, others)
            for character in CHARACTERS:
                wanted = contains(spans, character) and not contains(others, character)
                assert contains(left, character) == wanted
            assert is_disjoint(spans, others) == (tuple(left) == spans)
