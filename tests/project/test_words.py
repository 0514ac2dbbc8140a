"""The words of docs, docstrings, comments and messages: the rules are in CONTRIBUTING, "Words"."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CODE = (
    *sorted((ROOT / "generator" / "connectgen").rglob("*.py")),
    *sorted((ROOT / "templates" / "runtime").rglob("*.py")),
)
GENERATED = tuple(sorted((ROOT / "generated").rglob("*.py")))
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if "_build" not in page.parts),
)

NO_FIRST_WORDS = ("How", "Tell", "What", "Where", "Whether", "Which", "Who", "Whose")
BANNED = {
    r"alone": "only",
    r"anew": "again",
    r"aught": "anything",
    r"but for": "except",
    r"flavours?": "model backend",
    r"for want of": "without",
    r"it is hoped": "(nothing: say what is checked)",
    r"lest": "so that ... not",
    r"mend(?:s|ed|ing)?": "fix or correct",
    r"misspelt": "misspelled",
    r"save for": "except",
    r"shall": "must or will",
    r"tells? (?:of|what|when|where|whether|which|who|whom)": "return, print, show or name",
    r"told": "printed, named, passed or already reported",
    r"whither|whence": "where to, where from",
    r"whom": "which users or which code",
}
"""Words that readers have to guess at, and what to write instead."""

ALLOWED = re.compile(
    r"\b(?:let|leave|leaves|leaving|left)(?: \S+)? alone\b|\bstands? alone\b|\btold apart\b",
    re.IGNORECASE,
)
"""Phrases with these words that everybody knows."""

ANY_BANNED = re.compile(
    "|".join(rf"(?P<w{index}>\b(?:{word})\b)" for index, word in enumerate(BANNED)), re.IGNORECASE
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def findings_in(text: str) -> Iterator[str]:
    """Yield a line for each banned word in *text*, in whatever lines it is broken."""
    for found in ANY_BANNED.finditer(ALLOWED.sub("", re.sub(r"\s+", " ", text))):
        better = list(BANNED.values())[int((found.lastgroup or "w0")[1:])]
        around = found.string[max(0, found.start() - 30) : found.end() + 30]
        yield f"{found[0]!r} in '...{around}...': write {better}"


@cache
def parse_module(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def docstrings_of(module: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the docstring of the module, and of each class and function.

    Except of generated models: theirs is the description in the site's documents, not our text.
    """
    for node in ast.walk(parse_module(module)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node)
            if docstring and not (isinstance(node, ast.ClassDef) and is_model(module)):
                yield getattr(node, "lineno", 1), docstring


def is_model(module: Path) -> bool:
    """Return whether classes in *module* are models: a site's own documents describe those."""
    return module in GENERATED and "models" in module.parts


def texts_of(module: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each comment, and of each string that is not one word."""
    for node in ast.walk(parse_module(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield node.lineno, node.value
    source = io.StringIO(module.read_text(encoding="utf-8"))
    for token in tokenize.generate_tokens(source.readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def prose_of(page: Path) -> str:
    """Return the text of *page* without fenced blocks and inline code."""
    text = re.sub(
        r"^(`{3,}).*?^\1$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return re.sub(r"`[^`]*`", "", text)


def test_docstrings_begin_with_a_verb_or_a_noun():
    wrong = [
        f"{name_of(module)}:{line}: {docstring.splitlines()[0]}"
        for module in (*CODE, *GENERATED)
        for line, docstring in docstrings_of(module)
        if re.match(rf"(?:{'|'.join(NO_FIRST_WORDS)})\b", docstring)
    ]
    rule = "rule 1: a docstring begins with an imperative verb or a noun, such as 'Return ...'"
    assert not wrong, "\n".join([rule, *wrong])


def test_strings_and_comments_are_in_plain_words():
    wrong = [
        f"{name_of(module)}:{line}: {finding}"
        for module in (*CODE, *GENERATED)
        for line, text in texts_of(module)
        for finding in findings_in(text)
    ]
    assert not wrong, "\n".join(["rule 3: plain words", *wrong])


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_pages_are_in_plain_words(page: Path):
    wrong = list(findings_in(prose_of(page)))
    assert not wrong, "\n".join([f"rule 3: plain words: {name_of(page)}", *wrong])


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_sentences_of_pages_are_short(page: Path):
    prose = prose_of(page)
    allowed = max(1.0, 3 * len(prose.split()) / 1000)
    assert prose.count(";") <= allowed, "rule 4: short sentences: make two of one with a semicolon"


def test_semicolons_are_rare():
    prose = "\n".join(map(prose_of, PAGES))
    assert prose.count(";") <= 3 * len(prose.split()) / 1000, "rule 4: short sentences"


def test_functions_are_named_by_a_verb_and_a_noun():
    names = [
        node.name.strip("_")
        for module in CODE
        for node in ast.walk(parse_module(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and not (node.name.startswith("__") and node.name.endswith("__"))
    ]
    short = [name for name in names if "_" not in name]
    assert len(short) <= 0.35 * len(names), (
        f"rule 2: a function is a verb and a noun where one word does not say it;"
        f" {len(short)} of {len(names)} are one word"
    )


def test_banned_words_are_found_and_others_are_not():
    bad = {
        "the standard library alone": "alone",
        "Generate anew": "anew",
        "all but for null": "but for",
        "the catalog tells which": "tells which",
        "is told of": "told",
        "whom it breaks": "whom",
    }
    assert {text: next(findings_in(text)).split("'")[1] for text in bad} == bad
    good = ("Leave signals alone", "a standalone module", "be told apart", "tells apart", "renewed")
    assert not [text for text in good for _ in findings_in(text)]
