"""Writer of indented lines of Python.

The compiler writes lines and templates print functions. Checks nest without limit, and a macro per
construct would be a second compiler in Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from connectgen.python_text.literals import Expression, format_call

__all__ = ["CodeWriter", "mentions_name", "without_strings"]

_INDENT = 4
_STRING = re.compile(r"""(\bf)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


class CodeWriter:
    """Writer of the body of one function.

    Attributes:
        lines: lines written so far, indented relative to the body.
        depth: blocks around the next line.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def line(self, text: str) -> None:
        """Write one line."""
        self.lines.append(" " * (self.depth * _INDENT) + text)

    def call(self, function: str, arguments: Sequence[Expression]) -> None:
        """Write a call, one argument per line if it does not fit."""
        indent = self.depth * _INDENT
        for text in format_call(function, arguments, indent + _INDENT).split("\n"):
            self.lines.append(" " * indent + text)

    @contextmanager
    def block(self, head: str) -> Generator[None, None, None]:
        """Indent the lines written in the context below *head*; without any, drop the head."""
        start = len(self.lines)
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1
        if len(self.lines) == start + 1:
            self.lines.pop()

    def simplify_loop(self, start: int, key: str, item: str, value: str) -> None:
        """Make the loop at line *start* iterate over keys or values only, if it uses only those."""
        if start >= len(self.lines):
            return
        inside = "\n".join(self.lines[start + 1 :])
        pairs = f"for {key}, {item} in {value}.items():"
        if not mentions_name(inside, key):
            self.lines[start] = self.lines[start].replace(pairs, f"for {item} in {value}.values():")
        elif not mentions_name(inside, item):
            self.lines[start] = self.lines[start].replace(pairs, f"for {key} in {value}:")


def without_strings(code: str) -> str:
    """Return *code* without the contents of plain strings, which are text of schemas."""
    return _STRING.sub(lambda string: string[0] if string[1] else '""', code)


def mentions_name(code: str, name: str) -> bool:
    """Return whether *name* is in *code* outside of plain strings."""
    return re.search(rf"\b{name}\b", without_strings(code)) is not None
