"""Text of a site in Markdown (CommonMark, and the tables of GitHub), where it is never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from connectgen.core.terminal_text import escape_control_chars

__all__ = ["code_span", "escape_markdown", "table_lines"]

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|~$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""Characters that may begin markup within a line, and those that make a link of an address."""

_MENTION = re.compile(r"@\w|#\d|\bgh-\d|:[\w+-]+:", re.IGNORECASE)
"""What GitHub takes for a person, an issue or an emoji.

It does so in the page that it has made of the Markdown, so neither a backslash nor an entity such
as `&#64;` keeps it from that (github/cmark-gfm, issue 181): code is the only place that it skips.
"""


def code_span(text: str) -> str:
    """Return *text* as a code span, also inside a table, whatever is in it; empty if it is."""
    # A table is split at its bars before code spans are read.
    line = escape_control_chars(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or line != line.strip() else ""
    return f"{fence}{pad}{line}{pad}{fence}" if line else ""


def escape_markdown(text: str) -> str:
    """Return *text* as a part of a line that renders as itself, and notifies nobody.

    Some characters are markup at the beginning of a line, so something else must be there. Words
    that GitHub would make a link to a person or an issue are code.
    """
    return " ".join(
        code_span(word)
        if _MENTION.search(word)
        else _MARKUP.sub(r"\\\g<0>", escape_control_chars(word))
        for word in text.split()
    )


def table_lines(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; its cells are Markdown without line breaks."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
