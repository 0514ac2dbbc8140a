"""The progress bar of long steps, for terminals only."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

import click

from connectgen.core.progress import Progress, ignore_progress

__all__ = ["PLAIN_OUTPUT", "show_progress"]

_STEPS = 1000
"""Length of a bar: finer than any terminal is wide."""

PLAIN_OUTPUT = ("CI", "NO_COLOR")
"""Variables of the environment that ask for plain output."""


def _is_shown() -> bool:
    """Return whether stderr is a terminal for a person, which can draw over a line."""
    is_plain = any(map(os.environ.get, PLAIN_OUTPUT)) or os.environ.get("TERM") == "dumb"
    return sys.stderr.isatty() and not is_plain


@contextmanager
def show_progress(label: str, *, known: bool = True) -> Generator[Progress]:
    """Show a bar while the block runs, and yield what moves it.

    A bar never moves backwards, even if more work is found than was known.

    Args:
        label: the text before it.
        known: whether it is known how much there is to do; there is no bar otherwise.
    """
    if not known or not _is_shown():
        yield ignore_progress
        return
    with click.progressbar(length=_STEPS, label=label, file=sys.stderr, show_eta=False) as bar:

        def advance(share: float) -> None:
            bar.update(max(0, int(share * _STEPS) - bar.pos))

        yield advance
