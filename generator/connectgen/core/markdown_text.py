"""Text of a site in Markdown (CommonMark, and the tables of GitHub), where it is never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from connectgen.core.terminal_text import escape_control_chars

__all__ = ["code_span", "escape_markdown", "table_lines"]

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|~$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""Characters that may begin markup within a line, and those that make a link of an address."""


def code_span(text: str) -> str:
    """Return *text* as a code span, also inside a table, whatever is in it; empty if it is."""
    # A table is split at its bars before code spans are read.
    line = escape_control_chars(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or line != line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def escape_markdown(text: str) -> str:
    """Return *text* as a part of a line that renders as itself.

    Some characters are markup at the beginning of a line, so something else must be there.
    """
    return _MARKUP.sub(r"\\\g<0>", escape_control_chars(" ".join(text.split())))


def table_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; its cells are Markdown without line breaks."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
