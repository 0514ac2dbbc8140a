"""The last look at what is written: an allow-list, for our own modules and for those of models."""

from __future__ import annotations

import pytest
from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.render import verify
from connectgen.render.verify import verify_generated_source
from connectgen.render.verify_backends import check_backend
from hypothesis import given, settings
from hypothesis import strategies as st
from support.verified_source import refusal

SNIPPETS = (
    *("import os\n", "from subprocess import run\n", "import httpx2, os\n", "import typing\n"),
    *("from typing import sys\n", "from os import *\n", "from re import sub; import os\n"),
    *(
        "from functools import partial\n",
        "from importlib import import_module\n\nimport_module('os')\n",
    ),
    *('import_module("os").system("true")\n', 'getattr(import_module("os"), "system")("true")\n'),
    *(
        "eval('1')\n",
        "A = __import__\n",
        "A = __builtins__\n",
        "A = compile\n",
        "A = \uff45val('1')\n",
    ),
    *("with open('x') as f:\n    f.read()\n", 'Path("x").write_text("y")\n', 'Path("x")\n'),
    *(
        "().__class__.__base__.__subclasses__()\n",
        "A = ().__class__\n",
        "A = x.__class__.__mro__\n",
    ),
    *(
        "typing.sys.modules\n",
        "A = x.sys\n",
        "A = x.__globals__\n",
        "A = x.f_globals\n",
        "x.system()\n",
    ),
    *("def f(self):\n    return self.f_globals\n", "def f(self):\n    return self.__dict__\n"),
    *("def f(self):\n    return self.gi_frame\n", "def f(self):\n    self.write_text('x')\n"),
    *("f = lambda: 1\n", "def f():\n    global x\n", "del x\n", "while 1:\n    x\n", "assert x\n"),
    *(
        "def f():\n    yield x\n",
        "(x := 1)\n",
        "with x:\n    y\n",
        "match x:\n    case _:\n        y\n",
    ),
    *(
        "A = f'{eval(1)}'\n",
        "A = f'{x}'\n",
        "A = f'{x!r:{y}}'\n",
        "A = rf'{x}'\n",
        "A = b'' f'{x}'\n",
    ),
    *("A = 1; import os\n", "A = ''\f\nimport os\n", "x = globals()\n", "A = getattr(x, 'y')\n"),
    *("A = object.__new__(x)\n", "A = __name__\n", "A = __spec__\n", "A = __loader__\n"),
    *("@eval\ndef f():\n    pass\n", "@x.y\nclass A:\n    pass\n", "class A(x):\n    pass\n"),
    *("class A(Model, x):\n    pass\n", "class A(Model, metaclass=x):\n    pass\n"),
    *("class A(x.Model):\n    pass\n", "@model(x)\nclass A(Model):\n    pass\n"),
    *("class A(Model):\n    a: str = x()\n", "class A(Model()):\n    pass\n"),
    *("class A(metaclass=x):\n    pass\n", "class A:\n    def __del__(self):\n        pass\n"),
    *("def __getattr__(name):\n    return globals()[name]\n", "def f(open=open):\n    pass\n"),
    *('A = """"\nimport os #"""\nimport os\n', "A = ''''a'''; import os #'''\n", "A = exit\n"),
    *(
        "from ....a import b\n",
        "from ._unset import sys\n",
        "from ._unset import _x\n",
        "from . import os\n",
    ),
    *(
        "from ._auth import httpx2\n",
        "from ._codec import new\n",
        "from .x import y\n",
        "help()\n",
    ),
    *("A = [].__class__\n", "A = vars\n", "A = dir\n", "setattr(x, 'y', 1)\n", "A = memoryview\n"),
    *(
        "async def f():\n    async with x:\n        y\n",
        "nonlocal x\n",
        "A = super\n",
        "A = print\n",
    ),
    *("try:\n    x\nexcept* ValueError:\n    y\n", "type x = eval\n", "def f[T]():\n    pass\n"),
)


@pytest.mark.parametrize("text", SNIPPETS)
def test_what_no_template_can_have_produced_is_refused(text: str):
    assert refusal(text) is not None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import os\n", "unexpected os"),
        ("A = '\n", "not Python"),
        ('A = """\n', "not Python"),
        ("# a comment\rimport os\n", "carriage return"),
        ("# from schemas/coding=utf-7\nA = 1\n", "encoding"),
        ("\n# vim: set fileencoding: utf-7 :\nA = 1\n", "encoding"),
        ("A = '\x00'\n", r"U\+0000"),
        ("# \u202e\n", r"U\+202E"),
        ("A = '\u2028'\n", r"U\+2028"),
        ("from typing import sys\n", r"typing \(sys\)"),
        ("A = x.__globals__\n", "__globals__"),
    ],
)
def test_a_refusal_names_what_is_refused(text: str, problem: str):
    with pytest.raises(OutputError, match=problem):
        verify_generated_source(SourceFile(path="module.py", text=text))


PRODUCED = """
from __future__ import annotations

from datetime import date
from typing import Any

from .._unset import UNSET, Unset
from ._members import json_member, required_member
from ._model import Model, UploadModel, model


@model
class Thing(Model):
    '''A thing.'''

    input: str | Unset = UNSET
    '''A text.'''

    write_text: str = required_member("writeText")
    type: list[Part] | Unset | None = json_member("Type", hidden=True, or_single=True)


@model
class Part(UploadModel):
    when: date | Unset = json_member(
        "When",
    )


ThingPatch = Thing
"""


def test_what_templates_produce_passes():
    verify_generated_source(SourceFile(path="models/things.py", text=PRODUCED))
    verify_generated_source(
        SourceFile(path="module.py", text="from ._unset import UNSET\n\nA = dict\n")
    )
    verify_generated_source(
        SourceFile(path="module.py", text="A = r'\\' ; import os #'\n")
    )  # one string
    verify_generated_source(SourceFile(path="py.typed", text=""))


def test_a_function_that_reaches_further_is_that_of_a_template_word_for_word():
    lines = ("def __dir__() -> list[str]:", "    return sorted({*globals(), *__all__})", "")
    assert refusal("\n".join(lines)) is None
    assert refusal("\n".join(lines).replace("sorted", "list")) is not None
    assert refusal("\n".join((lines[0], "    globals()", lines[1], ""))) is not None


PIECES = (
    *(
        "A = ",
        "A: x = ",
        "frozenset(",
        "x()",
        "Pattern(x)",
        "    ",
        "class A:\n    ",
        "else:\n    ",
    ),
    *("@model\n", "class A(Model):\n    ", "json_member(", "ThingPatch = "),
    *("if TYPE_CHECKING:\n    ", "def f(x=", "def f():\n    ", ")", "):\n    x", "\n    ", "\n)"),
    *('"', "'", '"""', "'''", "\\", "\\\n", "\n", " ", "    ", "#", "r", "f", "rb", "{", "}"),
    *("eval", "eval(x)", "__import__", "import os", "from os import a", "from .import os"),
    *("import ", "from ", "os ", "typing ", "del x", "global x", "lambda: 0", "while 1: x"),
    *("x", "x = ", "1", "1.", "or ", ".", ",", ";", ":", "(", ")", "\t", "\f", "pass\n"),
    *("from typing import a", "class x:\n ", "def f():\n ", "\uff45val", "\x0b", "...", "@"),
    *(
        "self.",
        "self",
        "data.",
        "__class__",
        "__dict__",
        "name",
        "f_globals",
        "Path",
        "(path)",
        ":=",
    ),
    *(
        "from typing import Any",
        "from ._unset import UNSET",
        "as ",
        "getattr",
        "except* x:",
        "case ",
    ),
    *(
        "match x:\n case _: x",
        "type x = y",
        "@property\n",
        "class x(y): ",
        "def f[T](): x",
        "try: x\n",
    ),
)


@pytest.mark.slow
@settings(max_examples=2000)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=10))
def test_the_look_lets_nothing_pass_that_the_tree_refuses(pieces: list[str]):
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "is_surely_allowed", lambda _: False)
        told = refusal(text)
    if told and "not Python" not in told:
        assert refusal(text) == told


MODELS = """
from __future__ import annotations

from typing import Annotated, NotRequired, TypedDict

from msgspec import UNSET, Meta, Struct, UnsetType, field
from pydantic import BaseModel, ConfigDict, Field


class Thing(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)
    eval: Annotated[str | None, Field(alias="a'b", pattern=r"x", ge=-1)] = None


class Part(Struct):
    thing: Annotated[list[Thing], Meta(max_length=3)] | UnsetType = field(name="x", default=UNSET)


Keys = TypedDict("Keys", {"a b": NotRequired[Part]})

Thing.model_rebuild()
"""


def test_modules_of_models_pass():
    check_backend(SourceFile(path="pydantic_models/things.py", text=MODELS))


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize(
    "text",
    [
        *SNIPPETS,
        *(
            "A = 1 + 1\n",
            "A = [x for x in y]\n",
            "def f():\n    pass\n",
            "if x:\n    pass\n",
            "'text'\n",
        ),
        *("Thing = dict\n\nThing.model_dump()\n", "class A(eval):\n    pass\n", "str('x')\n"),
        *(
            "class A:\n    x: str = str('x')\n",
            "class A:\n    str('x')\n",
            "class A:\n    x: 'eval(1)'\n",
        ),
        *(
            "class A:\n    x: list['eval(1)']\n",
            "class A:\n    x: 'a' | None\n",
            "class A:\n    x.y: str\n",
        ),
        *(
            "class A:\n    __x__: str\n",
            "class A:\n    x = 1\n",
            "class A:\n    def f(self):\n        pass\n",
        ),
        *("from pydantic import create_model\n", "from . import x\n", "from .things import x\n"),
        "from typing import TypedDict\n\nA = TypedDict('A', {'x': 'eval(1)'})\n",
        "from typing import TypedDict\n\nA = TypedDict('A', {'x': [eval]})\n",
        "from pydantic import Field\n\n\nclass Field:\n    pass\n",
        "from pydantic import Field\n\n\nclass A:\n    x: int = Field(default_factory=lambda: 1)\n",
        *("A = {}['x']()\n", "__builtins__ = {}\n"),
    ],
)
def test_what_is_no_model_is_refused_among_models(text: str):
    with pytest.raises(OutputError):
        check_backend(SourceFile(path="pydantic_models/things.py", text=text))
