"""Lines of Python, indented."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from connectgen.quoting import LINE_WIDTH, call

__all__ = ["Writer"]

_INDENT = 4


class Writer:
    """Gathers the body of one function.

    Attributes:
        lines: what was written, indented relative to the body.
        depth: blocks around the next line.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def line(self, text: str) -> None:
        """Write one line."""
        self.lines.append(" " * (self.depth * _INDENT) + text)

    def call(self, function: str, arguments: Sequence[str]) -> None:
        """Write a call, one argument a line where it does not fit."""
        indent = self.depth * _INDENT
        if any(" + " in one and indent + 2 * _INDENT + len(one) >= LINE_WIDTH for one in arguments):
            self.line(f"{function}({', '.join(arguments)})")  # nothing breaks it well
            return
        for text in call(function, arguments, indent + _INDENT).split("\n"):
            self.lines.append(" " * indent + text)

    @contextmanager
    def block(self, head: str) -> Generator[None, None, None]:
        """Indent what is written inside below *head*; where nothing is, the head goes too."""
        start = len(self.lines)
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1
        if len(self.lines) == start + 1:
            self.lines.pop()
