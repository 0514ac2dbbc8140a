from __future__ import annotations

import pytest
from connectgen.documents import SourceFile
from connectgen.emission import check_emission
from connectgen.errors import OutputError


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
