from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from connectgen.python_text.literals import (
    docstring,
    format_call,
    pattern_literal,
    py_literal,
    rst_code,
    rst_text,
)
from hypothesis import assume, example, given
from hypothesis import strategies as st

NASTY = [
    'ends in "',
    '"starts with one',
    'three """ within',
    'ends in three """',
    "ends in a backslash \\",
    'backslash and quote \\"',
    "it's 'quoted'",
    "both ' and \"",
    "\u202eright to left",
    "lone surrogate \ud800",
    "tab\tand\r\nlines",
    "nul \x00 and bell \x07",
    "{{ jinja }} {% raw %}",
    "astral \U0001f600 \U000e0001",
    '""""""',
    "\ue000\ue004",
]


@pytest.mark.slow
@given(st.text())
@example(NASTY[3])
def test_a_literal_is_what_it_stands_for(text: str):
    assert ast.literal_eval(py_literal(text)) == text


@pytest.mark.parametrize("text", NASTY)
def test_nasty_literals_and_patterns(text: str):
    assert ast.literal_eval(py_literal(text)) == text
    assert ast.literal_eval(pattern_literal(text)) == text


@pytest.mark.parametrize("value", [0, -1, 9223372036854776000, 1.5, True, None])
def test_other_literals(value: object):
    assert ast.literal_eval(py_literal(value)) == value


def stand_ins_read(text: str) -> str:
    """Return *text* as it is to be read: half a surrogate pair is written as its escape."""
    halves = {half: f"\\u{half:04x}" for half in range(0xD800, 0xE000)}
    return text.translate({**halves, 0xE000: " ", 0xE004: '"'})


@pytest.mark.slow
@given(st.text(), st.sampled_from([0, 4, 8]))
@example(NASTY[3], 4)
@example(NASTY[5], 4)
def test_a_docstring_holds_the_words_of_its_text(text: str, indent: int):
    assume(not re.search(r"\w[\w\s]*:(\s|\Z)", text))  # a title, see the next test
    source = f"def f():\n{' ' * 4}{docstring([text], indent)}\n"
    found = ast.get_docstring(ast.parse(source), clean=False)
    assert found is None
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.FunctionDef)
    assert len(body.body) == 1
    assert (ast.get_docstring(body) or "").split() == stand_ins_read(text).split()


@pytest.mark.parametrize("text", ["Raises:", "Keyword Args:", f"{'word ' * 16}Note: {'x' * 80}"])
def test_no_line_of_a_text_is_the_title_of_a_section(text: str):
    doc = str(ast.literal_eval(docstring([rst_text(text)])))
    assert not re.search(r"^[\w ]+:$", doc, re.MULTILINE)
    assert doc.replace("\\", "").split() == text.split()


@pytest.mark.parametrize("text", ["ID.", "Id", "Civil.", "(mild) x", "A.B. code", "Use * for all."])
def test_text_that_is_not_markup_stays_as_it_is(text: str):
    assert rst_text(text) == text


@pytest.mark.parametrize("text", ["I.", "iv. c", "(a) b", "MIX.", "mcmxc) x", "1. a", "#. a"])
def test_text_does_not_begin_a_numbered_list(text: str):
    assert rst_text(text) == f"\\{text}"


def test_no_backquote_of_a_text_begins_code():
    """In Markdown it does in a word, too, and would end in the code that follows."""
    assert rst_text("x`y` ` z`") == "x\\`y\\` \\` z\\`"


@pytest.mark.parametrize("text", NASTY)
def test_code_in_a_docstring_is_kept_exactly(text: str):
    words = "many words before it, so that a line break would be due somewhere around here"
    marked = str(ast.literal_eval(docstring([f"{words} {rst_code(text)}"])))
    shown = stand_ins_read(re.sub(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff]", escaped, text))
    if "``" in shown or shown.strip(" `") != shown or not shown:  # would not be code
        assert f'"{rst_text(shown)}"'.split() == marked.split()[len(words.split()) :]
    else:
        assert f"``{shown}``" in marked


def escaped(match: re.Match[str]) -> str:
    return ascii(match[0])[1:-1]


@pytest.mark.parametrize("code", [*range(32), *range(0x7F, 0xA0)])
def test_control_characters_in_code_are_not_sent_to_a_terminal(code: int):
    found = str(ast.literal_eval(docstring([f"Must match {rst_code(f'^[{chr(code)}]$')}."])))
    assert f"``^[{ascii(chr(code))[1:-1]}]$``" in found
    assert chr(code) not in found


@pytest.mark.parametrize("code", [*range(32), *range(0x7F, 0xA0)])
def test_control_characters_in_text_are_not_sent_to_a_terminal(code: int):
    found = str(ast.literal_eval(docstring([rst_text(f"Name{chr(code)}of it")])))
    shown = " " if chr(code).isspace() else f"\\{ascii(chr(code))[1:-1]}"
    assert found == f"Name{shown}of it"


def test_spaces_in_code_are_neither_folded_nor_wrapped():
    pattern = "^[^ a]  *$"
    for words in range(1, 30):
        assert f"``{pattern}``" in ast.literal_eval(
            docstring(["word " * words + rst_code(pattern)])
        )


def test_formatters_leave_both_alone(tmp_path: Path):
    lines = ['"""A module."""', ""]
    for number, text in enumerate(NASTY):
        lines += [f"NAME_{number} = {py_literal(text)}", docstring([text, text * 9], 0), ""]
    file = tmp_path / "module.py"
    file.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    ruff = shutil.which("ruff", path=Path(sys.executable).parent) or "ruff"
    for width in ("88", "100", "140"):
        command = [ruff, "format", "--isolated", "--line-length", width, "--diff", str(file)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


def test_a_call_is_broken_where_it_would_not_fit():
    assert format_call("f", ["a", "b"], 80) == "f(a, b)"
    assert format_call("f", ["a", "b"], 82) == "f(\n    a,\n    b,\n)"


@pytest.mark.parametrize("character", ["\u0cf3", "\u1c89", "\U0001fae8", "\U0001e030"])
def test_characters_that_only_newer_pythons_know_are_escaped(character: str):
    assert py_literal(character).isascii()
    assert docstring([character]).isascii()


@pytest.mark.parametrize("character", ["é", "Ж", "字", "한", "ع", "€", "😀", "🎉"])
def test_characters_that_all_pythons_know_are_kept(character: str):
    assert py_literal(character) == f'"{character}"'


def test_a_long_pattern_is_broken_over_lines_and_stays_what_it_is():
    pattern = r"[\u0370-\u0373\U00010140-\U0001018e\x41\-]+" * 9
    text = f"({pattern_literal(pattern)})"
    assert ast.literal_eval(text) == pattern
    assert max(map(len, text.splitlines())) <= 88
