"""Text of a site in Markdown: it renders as it is, links nothing and notifies nobody."""

from __future__ import annotations

import pytest
from connectgen.core.markdown_text import escape_markdown
from markdown_it import MarkdownIt


def test_addresses_are_no_links():
    escaped = escape_markdown("see https://evil.example and www.evil.example")
    assert escaped == r"see https\://evil.example and www\.evil.example"


WORDS = (
    "@octocat",
    "(@octocat)",
    "x.@o",
    "kim@example.com",
    "#1",
    "a/b#12",
    "GH-7",
    ":+1:",
    "|@a`b|",
)


@pytest.mark.parametrize("word", WORDS)
def test_names_of_people_and_issues_are_code(word: str):
    """GitHub looks for them in the rendered page, where escapes are gone, but not in code."""
    markdown = MarkdownIt("gfm-like", {"linkify": False})
    inline = markdown.parse(f"x {escape_markdown(f'see {word} *now*')}")[1]
    # A bar is escaped also in code, because a table is split at bars first.
    parts = [(each.type, each.content.replace("\\|", "|")) for each in inline.children or []]
    assert [content for kind, content in parts if kind == "code_inline"] == [word]
    assert {kind for kind, _ in parts} == {"code_inline", "text"}
    assert "".join(content for _, content in parts) == f"x see {word} *now*"


@pytest.mark.parametrize("text", ["C# and a @ b", "100 % # no", "10:30", "/definitions/a", "a#b"])
def test_words_that_notify_nobody_stay_text(text: str):
    assert "`" not in escape_markdown(text)
