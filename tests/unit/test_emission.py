from __future__ import annotations

import warnings

import pytest
from connectgen import emission
from connectgen.documents import SourceFile
from connectgen.emission import check_emission
from connectgen.errors import OutputError
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import os\n", "os"),
        ("from subprocess import run\n", "subprocess"),
        ("eval('1')\n", "eval"),
        ("A = __import__\n", "__import__"),
        ("with open('x') as f:\n    f.read()\n", "open"),
        ("f = lambda: 1\n", "Lambda"),
        ("def f():\n    global x\n", "Global"),
        ("A = '\n", "not Python"),
        ('A = """\n', "not Python"),
        ("A = f'{eval(1)}'\n", "eval"),
        ("A = \uff45val('1')\n", "eval"),
        ("A = 1; import os\n", "os"),
        ("from re import sub; import os\n", "re"),
        ("# a comment\rimport os\n", "carriage return"),
        ("A = ''\f\nimport os\n", "os"),
        ('A = """"\nimport os #"""\nimport os\n', "os"),
        ("A = ''''a'''; import os #'''\n", "os"),
        ("# from schemas/coding=utf-7\nA = 1\n", "encoding"),
        ("\n# vim: set fileencoding: utf-7 :\nA = 1\n", "encoding"),
        ("A = '\x00'\n", "not Python"),
    ],
)
def test_what_no_template_can_have_produced_is_refused(text: str, problem: str):
    with pytest.raises(OutputError, match=problem):
        check_emission(SourceFile(path="module.py", text=text))


def test_what_templates_produce_passes():
    text = "import functools\nfrom .._unset import UNSET\n\nA = functools.partial(dict)\n"
    check_emission(SourceFile(path="module.py", text=text))
    check_emission(SourceFile(path="module.py", text="A = r'\\' ; import os #'\n"))  # one string
    check_emission(SourceFile(path="py.typed", text=""))


PIECES = (
    *('"', "'", '"""', "'''", "\\", "\\\n", "\n", " ", "    ", "#", "r", "f", "rb", "{", "}"),
    *("eval", "eval(x)", "__import__", "import os", "from os import a", "from .import os"),
    *("import ", "from ", "os ", "typing ", "del x", "global x", "lambda: 0", "while 1: x"),
    *("x", "x = ", "1", "1.", "or ", ".", ",", ";", ":", "(", ")", "\t", "\f", "pass\n"),
    *("from typing import a", "class x:\n ", "def f():\n ", "\uff45val", "\x0b", "...", "@"),
)


@settings(max_examples=2000)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=10))
def test_the_look_lets_nothing_pass_that_the_tree_refuses(pieces: list[str]):
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(emission, "_is_plain", lambda _: False)
        told = refusal(text)
    if told and "not Python" not in told:
        assert refusal(text) == told


def refusal(text: str) -> str | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a number that a word follows, and the like
        try:
            check_emission(SourceFile(path="module.py", text=text))
        except OutputError as error:
            return str(error)
    return None
