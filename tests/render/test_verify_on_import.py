"""Code that would run when a generated module is imported."""

from __future__ import annotations

import pytest
from support.verified_source import refusal

ON_IMPORT = (
    *("x()\n", "x.update(y)\n", "A = x()\n", "A: int = x()\n", "A = [x()]\n", "A = {1: x()}\n"),
    *("A = (\n    x()\n)\n", "A = frozenset(x())\n", "A = frozenset()(x)\n", "A = B = x()\n"),
    *("A = x[y()]\n", "A = [x() for y in z]\n", "A.b = x\n", "A[b] = x\n", "A += x\n", "x\n"),
    *("for x in y:\n    z()\n", "if x:\n    y()\n", "if TYPE_CHECKING:\n    x()\n"),
    *("if TYPE_CHECKING:\n    A = 1\nelse:\n    x()\n", "try:\n    x()\nexcept y:\n    z()\n"),
    *("def f(x=y()):\n    z\n", "def f(*, x=y()):\n    z\n", "raise x\n", "'' + x()\n"),
    *("class A:\n    x()\n", "class A:\n    b = x()\n", "class A:\n    b: int = x()\n"),
    *("class A:\n    b: int = field(x())\n", "class A:\n    for x in y:\n        z()\n"),
    *("class A:\n    class B:\n        x()\n", "class A:\n    def f(self, x=y()):\n        z\n"),
    *("class A: x()\n", "A, B = x\n", "A = x.search(y)\n", "Pattern(x)\n", "{x()}\n", "(x())\n"),
)
"""Code that is allowed in a function, but runs on import at module or class level."""


@pytest.mark.parametrize("text", ON_IMPORT)
def test_code_that_runs_on_import_is_rejected(text: str):
    assert refusal(text) is not None
    allowed = "".join(f"    {line}\n" for line in text.splitlines())
    if "class" not in text and "def" not in text and ".b" not in text:
        assert refusal(f"def f():\n{allowed}") is None


def test_definitions_and_constants_are_allowed_on_import():
    text = '''"""A module."""

from ._unset import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    A = dict

__all__ = ["B"]

B = frozenset(
    {
        "a",
    }
)
D = Pattern("a")


class E:
    """A class."""

    a: list[str] = json_member("A", hidden=True)
    b: int | None = None
    """A field."""

    def f(self, a: int = 1) -> None:
        x(a)
'''
    assert refusal(text) is None
