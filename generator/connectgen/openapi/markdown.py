"""Descriptions in Markdown: text of a site is escaped, so that none of it becomes markup."""

from __future__ import annotations

import re
import unicodedata

from connectgen.core.markdown_text import code_span

__all__ = ["escape_text", "quote_code"]

_PARAGRAPHS = re.compile(r"\n[ \t\r]*\n\s*")
_ADDRESS = re.compile(r"://|www\.|@|\b(?:mailto|javascript|data|xmpp):", re.IGNORECASE)
"""Parts of words that renderers make links of, whatever is escaped in them."""

_MARKUP = re.compile(r"[\\`*_{}\[\]|~$#!^=]|(?<!\S)[-+](?=\s|$)|(?<=\d)[.)](?=\s|$)|-{2,}")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""As entities, they are no markup even where Markdown is not rendered, but shown as HTML."""


def escape_text(text: str) -> str:
    """Return *text* of a site as Markdown that renders as itself; it keeps its paragraphs."""
    return "\n\n".join(
        " ".join(map(_escape_word, words))
        for paragraph in _PARAGRAPHS.split(text)
        if (words := _printable(paragraph).split())
    )


def quote_code(text: str) -> str:
    """Return *text* as a code span."""
    return code_span(_printable(text))


def _printable(text: str) -> str:
    """Return *text* with a blank for each character that does not show or turns the direction."""
    return "".join(
        " " if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") else each
        for each in text
    )


def _escape_word(word: str) -> str:
    if _ADDRESS.search(word):
        return code_span(word)
    return _MARKUP.sub(lambda found: "".join(f"\\{c}" for c in found[0]), word).translate(_ENTITIES)
