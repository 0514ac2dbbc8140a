"""Translated patterns against V8, the engine of `node`: a long run.

`PATTERN_EXAMPLES=50000 pytest tests/json_schema/test_ecma_regex_v8.py` takes some minutes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import regress
from connectgen.json_schema.ecma_regex import (
    PatternError,
    refuting_pattern,
    translate_pattern,
)
from support.ecma_patterns import is_ecma_regex
from support.random_patterns import PLAIN_ATOMS, random_pattern, random_text

NODE = shutil.which("node")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NODE is None, reason="node is not installed: V8 is the judge here"),
]

EXAMPLES = int(os.environ.get("PATTERN_EXAMPLES", "250"))
BATCH = 250
TEXTS = 12

ATOMS = (
    *PLAIN_ATOMS,
    *(
        "1",
        "é",
        "😀",
        ".",
        "{",
        "]",
        "a{,2}",
        "[]",
        "[^]",
        "[^a]",
        "/",
        ",",
        "[a-]",
        "[--a]",
        "[é-ü]",
    ),
    *(r"\d", r"\D", r"\W", r"\s", r"\S", r"\n", r"\t", r"\v", r"\cJ", r"\0", r"[\b]", r"\.", r"\$"),
    *(
        r"\u0061",
        r"\u{62}",
        r"\x61",
        r"\ud83d\ude00",
        r"\-",
        r"\/",
        r"\_",
        r"\1",
        r"(a)",
        r"(b|c)\1",
    ),
    *(r"[\w-]", r"[\w-.]", r"[\W\d]", r"[^\S]", r"\p{L}", r"\P{Lu}", r"[^\p{Nd}b]", r"\p{ASCII}"),
    *(
        r"(?<n>a)",
        r"\k<n>",
        "(?<=a)",
        "(?<!b)",
        "(?=a)",
        "(?!ab)",
        "a+?",
        "[^\n]",
        "\u2028",
        "(?:)",
    ),
)
CHARACTERS = "aaab1-_é😀\n ].É٣"

SCRIPT = r"""
const lines = require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean);
for (const line of lines) {
  const [pattern, texts] = JSON.parse(line);
  let judge = null, flags = null;
  for (const each of ["u", ""]) {
    try { judge = new RegExp(pattern, each); flags = each; break; } catch (error) { }
  }
  const verdicts = judge && texts.map(text => judge.test(text));
  console.log(JSON.stringify([flags, verdicts]));
}
"""


def ask_v8(questions: list[tuple[str, list[str]]]) -> list[tuple[str | None, list[bool] | None]]:
    """Return for each pattern the flag that it needs, if it is valid, and whether it is found."""
    assert NODE is not None
    done = subprocess.run(
        # Its second engine, without back tracking, takes over where the first takes long.
        [NODE, "--enable-experimental-regexp-engine-on-excessive-backtracks", "-e", SCRIPT],
        input="\n".join(map(json.dumps, questions)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=True,
    )
    answers: list[Any] = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers


def is_wide(text: str) -> bool:
    return any(character > "\uffff" for character in text)


def is_found_by_regress(pattern: str, flags: str, text: str) -> bool:
    """Return the verdict of the other judge, for texts with characters that are surrogate pairs.

    There V8 finds assertions between the halves of a pair: `(?!\\S)` in one emoji.
    """
    return regress.Regex(pattern, flags).find(text) is not None


def disagreements(seed: int) -> Iterator[str]:
    random = Random(seed)
    questions = [
        (random_pattern(random, ATOMS), [random_text(random, CHARACTERS, 9) for _ in range(TEXTS)])
        for _ in range(BATCH)
    ]
    translated = 0
    for (pattern, texts), (flags, verdicts) in zip(questions, ask_v8(questions), strict=True):
        if verdicts is None:
            # Alternatives may share a name since 2025, and that is later than many versions.
            if is_ecma_regex(pattern) and pattern.count("(?<n>") < 2:
                yield f"{pattern!a} is taken but invalid"
            continue
        try:
            source = translate_pattern(pattern)
        except PatternError:
            continue
        translated += 1
        opposite = refuting_pattern(pattern)
        for text, wanted in zip(texts, verdicts, strict=True):
            found = re.search(source, text) is not None
            if opposite and (re.search(opposite, text) is None) != found:
                yield f"{pattern!a} in {text!a}: {source} and {opposite} agree"
            if found != wanted and not (
                is_wide(pattern + text)
                and flags is not None
                and is_found_by_regress(pattern, flags, text) == found
            ):
                yield f"{pattern!a} in {text!a}: {wanted}, not as {source}"
    assert translated > BATCH / 3


@pytest.mark.parametrize("seed", range(max(1, EXAMPLES // BATCH)))
def test_verdicts_are_those_of_v8(seed: int):
    assert not [*disagreements(seed)]
