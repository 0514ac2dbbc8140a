"""Patterns that could take very long: proved, rewritten or named."""

from __future__ import annotations

import itertools
import os
import re
import time
from collections.abc import Iterator
from random import Random

import pytest
from connectgen.json_schema.ecma_regex import (
    PatternError,
    hanging_reason,
    refuting_pattern,
    translate_pattern,
)
from connectgen.json_schema.ecma_regex.ast import ParsedPattern, RegexNode
from connectgen.json_schema.ecma_regex.construction import add_groups
from connectgen.json_schema.ecma_regex.determinization import determinize
from connectgen.json_schema.ecma_regex.emitter import emit_pattern
from connectgen.json_schema.ecma_regex.linearity import find_blowup
from connectgen.json_schema.ecma_regex.parser import parse_pattern
from connectgen.json_schema.ecma_regex.rewriting import simplify_for_search
from support.backtracking import TooManyStepsError, count_steps
from support.random_patterns import random_pattern, random_text

SEEDS = int(os.environ.get("PATTERN_EXAMPLES", "250")) // 50

PROVED = [
    *(
        "",
        "a",
        "^a$",
        "^[a-z]+$",
        "^x-",
        "^[^ ]*$",
        "a{1000}",
        "^(CRLF|LF|crlf|lf)$",
        r"^\d+[:-]\d+$",
    ),
    *(
        "^[A-Za-z][A-Za-z0-9_\\-:]*$",
        "^.{1,5000}$",
        r"\.(js|ts)x?$",
        r"\bfoo\b",
        r"\b\w+\b@",
        "a.{20}b",
    ),
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$",
    r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$",
    r"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$",
    r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    r"^(?=.*[A-Z])(?=.*\d).{8,}$",
    r"^(?=.*\d)\w+$",
    r"^(?!.*\.\.)(?!.*\.$)[^\W][\w.]{0,29}$",
    r"^(?:(?!-->)[^])*$",
    r"""^(['"]).*\1$""",
    r"^.{1,64}@.{1,255}$",
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
    r"(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$",
    r"^https?:\/\/(www\.)?[-a-zA-Z0-9@:%._\+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}\b"
    r"([-a-zA-Z0-9()@:%_\+.~#?&//=]*)$",
    r"^(([^<>()[\]\\.,;:\s@\"]+(\.[^<>()[\]\\.,;:\s@\"]+)*)|(\".+\"))@((\[[0-9]{1,3}\.[0-9]{1,3}"
    r"\.[0-9]{1,3}\.[0-9]{1,3}\])|(([a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,}))$",
]
REWRITTEN = [
    ("a+b", "ab"),
    ("a*", ""),
    ("[0-9]{2,}", "[0-9]{2}"),
    ("(a+)+$", r"a\Z"),
    ("(a|a)*$", r"\Z"),
    ("(a|aa)+$", r"(?:a|aa)\Z"),
    (r"^(a+)+$", r"^a++\Z"),
    (r"^(a*)*$", r"^a*+\Z"),
    (r"^(a|b|ab)*$", r"^[ab]*+\Z"),
    (r"^((a{1,50}){1,50})$", r"^a{1,2500}+\Z"),
    (r"^(a?){30}a{30}$", r"^a{30,60}+\Z"),
    (r"^(?:a|b|){999999999}c$", "^[ab]{0,999999999}+c\\Z"),
    ("(?:){999999999}", ""),
    (r"(?:\b){999999999}a", r"(?a:\b)a"),
    (r"\d+$", r"[0-9]\Z"),
    (r"^\d*|\d*$", r"^|\Z"),
    ("(x+x+)+y", "x{2}y"),
    (r"(?<=\$|EUR )\d+$", r"(?:\$|EUR )[0-9]++\Z"),
    (r"(?<!\d)\d+$", r"(?:^|[^0-9])[0-9]++\Z"),
    (r"\d+(?!\d)|\w+(?=-)", r"[0-9](?:\Z|[^0-9])|[A-Za-z0-9_]-"),
    ("(?=[^]*[A-Z])(?=[^]*-)[^]{8,}", r"^(?=[\s\S]*[A-Z])(?=[\s\S]*-)[\s\S]{8}"),
    (r"<[^>]*>", "^[^<]*+<[^>]*+>"),
    (r"^.*@.*$", r"^[^\n\r@\u2028\u2029]*+@[^\n\r\u2028\u2029]*+\Z"),
    (r"^[^@ ]+@[^@ ]+\.[^@ ]+$", r"^[^@ ]++@[^@ ][^ .@]*+\.[^@ ]++\Z"),
    (r"^(\d+|\d+\.\d+)+$", r"^[0-9]+(?:\.[0-9][0-9]+)*(?:\Z|\.[0-9]\Z)"),
    (r"^(?=(?:a|aa)+$)b", r"^(?=a++\Z)b"),
    (
        r"^(?!^[-+.]*$)\d*\d*[a1]|^(?!a)[^b]*b[^c]*c",
        r"^(?!^[-+.]*+\Z)[0-9]*[a1]|^(?!a)[^b]*+b[^c]*+c",
    ),
    (
        r"^(?!.*b)(?:a|ab|c)*$|^(?=.*b.*a.*b)",
        r"^(?![^\n\r\u2028\u2029]*b)(?:[ac]|ab)*\Z|"
        r"^[^\n\rb\u2028\u2029]*+b[^\n\ra\u2028\u2029]*+a[^\n\r\u2028\u2029]*b",
    ),
    (r"^(?:[a-z]+-?)*$", r"^(?:[a-z]++-)*(?:\Z|[a-z]++\Z)"),
]
NAMED = [
    ("(?=.*a)b+", "'aaa'"),
    (r"(?=.*\d)\w+$", "'000'"),
    ("(?=[ab]*a)[ab]{4,6}$", "'aaa'"),
    (r"(?<!ab)\d+$", "'000'"),
    (r"(?:(?=a+b)a)+c", "'aaa'"),
    (r"(a+)\1$", "'aaa'"),
    (r"^(?:(?:a|aa)+(?!b))+$", "'aaa'"),
]
EVIL = [
    *("(a+)+$", "(a|a)*$", "(a|aa)+$", "^(a*)*b", r"^(\w+\s?)*$", "(x+x+)+y", r"^(\d+|\d+\.\d+)+$"),
    *(
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        "^(.*a){12}$",
        r"\s+$",
        "<[^>]*>",
        r"\$\{.*\}",
        "f.*o",
        "^.*@.*$",
    ),
    r"^([a-zA-Z0-9])(([\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|"
    r"([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    r"^\s*\S+@\S+\.[a-z]{2,}$",
    *(pattern for pattern, _ in NAMED if "\\1" not in pattern),
]


def forms_of(pattern: str) -> Iterator[RegexNode]:
    """Yield the syntax tree of *pattern*, and the trees that it can be rewritten to."""
    root = parse_pattern(pattern).root
    yield root
    simple = simplify_for_search(root)
    yield add_groups(simple)
    unambiguous = determinize(simple)
    if unambiguous is not None:
        yield add_groups(unambiguous)


def source_of(root: RegexNode) -> str:
    return emit_pattern(ParsedPattern(root, (), (), None))


@pytest.mark.parametrize("pattern", PROVED)
def test_innocent_patterns_are_proved_linear_and_kept(pattern: str):
    assert hanging_reason(pattern) is None
    assert translate_pattern(pattern) == emit_pattern(parse_pattern(pattern))


@pytest.mark.parametrize(("pattern", "source"), REWRITTEN)
def test_patterns_that_could_hang_are_rewritten(pattern: str, source: str):
    assert translate_pattern(pattern) == source
    assert hanging_reason(pattern) is None


@pytest.mark.parametrize(("pattern", "text"), NAMED)
def test_patterns_without_linear_form_are_named_with_a_text(pattern: str, text: str):
    assert hanging_reason(pattern) == (
        f"pattern may take very long on a text that contains {text} many times over; rewrite it so"
        " that its repetitions cannot match the same characters"
    )
    assert translate_pattern(pattern) == emit_pattern(parse_pattern(pattern))


@pytest.mark.parametrize("pattern", ["x(?<=(?:a|b|){9}x)d", "(?=a)(?:(?:(?:a|bc){8}d){8}e){8}"])
def test_patterns_beyond_the_limits_of_the_proof_are_named(pattern: str):
    assert str(hanging_reason(pattern)).startswith(
        "pattern is too complex to prove that it is fast"
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:(?:a|b){1999}|c)b",
        "(?:a|b)" * 1200,
        "(?:" * 45 + "a" + "{999999999})" * 45 + "b",
        "(?:" * 45 + "(?:a?)" + "{999999999})" * 45,
        "(?:(?:a|ab|)(?:b|c|)){2000}d",
        "(?:" * 45 + "a|" + ")*" * 45,
        "|".join(f"{n}*a" for n in range(10)) * 40,
    ],
)
def test_enormous_patterns_are_judged_soon(pattern: str):
    begun = time.process_time()
    assert re.compile(translate_pattern(pattern))
    hanging_reason(pattern)
    assert time.process_time() - begun < 10  # seconds, where one is the most that was seen


@pytest.mark.slow
@pytest.mark.parametrize("pattern", EVIL)
def test_the_text_against_a_pattern_takes_more_and_more_steps(pattern: str):
    root = parse_pattern(pattern).root
    blowup = find_blowup(root)
    assert blowup is not None
    start, pump = blowup.split()
    for end in ("", "\n", "!", "\x00 "):
        try:
            few, many = (count_steps(root, start + pump * n + end, 50_000) for n in (40, 160))
        except TooManyStepsError:
            return
        if many > 8 * few:  # four times the text
            return
    pytest.fail(f"{pattern} takes few steps on {start!r}, {pump!r}")


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        *PROVED,
        *(pattern for pattern, _ in REWRITTEN),
        *(pattern for pattern in EVIL if pattern not in dict(NAMED)),
    ],
)
def test_hostile_texts_are_searched_at_once(pattern: str):
    assert hanging_reason(pattern) is None
    blowup = find_blowup(parse_pattern(pattern).root) if "\\1" not in pattern else None
    pumps = {
        " ",
        "\n",
        *["a", "aA", "a1", "@", "@.a", "0", "1.", "x", "<", "${", "f", "-", "--", "..a"],
    }
    start, pump = blowup.split() if blowup else ("", "")
    found = [re.compile(translate_pattern(pattern))]
    if opposite := refuting_pattern(pattern):
        found.append(re.compile(opposite))
    begun = time.process_time()
    for each in (pump or "a", *sorted(pumps)):
        for compiled, end in itertools.product(found, ("", "\n", "!", "\x00 ")):
            compiled.search(start + each * (20_000 // len(each)) + end)
    # 16 texts of 20,000 characters take some milliseconds each; a quadratic pattern takes seconds.
    assert time.process_time() - begun < 20


def examples(seed: int) -> Iterator[tuple[Random, str]]:
    random = Random(seed)
    for _ in range(50):
        pattern = random_pattern(random)
        try:
            translate_pattern(pattern)
        except PatternError:
            continue
        yield random, pattern


def grows(root: RegexNode, texts: list[str]) -> bool:
    """Return whether the steps more than double from one text to the next, which is twice it."""
    try:
        one, two, four = (count_steps(root, text) for text in texts)
    except TooManyStepsError:
        return True
    return four - two > 2.5 * (two - one) + 1000


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEEDS))
def test_patterns_proved_linear_take_linear_steps(seed: int):
    count = 0
    for random, pattern in examples(seed):
        for number, root in enumerate(forms_of(pattern)):
            is_unambiguous = number == 2
            if "(?<" in pattern or not (is_unambiguous or find_blowup(root) is None):
                continue
            count += 1
            start, end = (random_text(random, "aab-\n", 3) for _ in range(2))
            pump = random_text(random, "aab-\n", 3) or "a"
            # A long repetition with a limit takes more steps only until it is reached.
            if grows(root, [start + pump * n + end for n in (20, 40, 80)]):
                assert not grows(root, [start + pump * n + end for n in (300, 600, 1200)]), (
                    pattern,
                    source_of(root),
                    (start, pump, end),
                )
    assert count > 20


TEXTS = ["".join(text) for size in range(5) for text in itertools.product("ab-\n", repeat=size)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1000 + SEEDS))
def test_rewritten_patterns_are_found_in_the_same_texts(seed: int):
    for _, pattern in examples(seed):
        first, *others = [re.compile(source_of(root)) for root in forms_of(pattern)]
        for text, other in itertools.product(TEXTS, others):
            assert bool(other.search(text)) == bool(first.search(text)), (pattern, other, text)
