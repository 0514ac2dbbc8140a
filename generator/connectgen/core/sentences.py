"""Small rules of English, for docstrings, pages and messages."""

from __future__ import annotations

__all__ = ["count_of", "end_sentence"]


def end_sentence(text: str) -> str:
    """Return *text* with a full stop at its end, if it has none."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ":")) else f"{text}."


def count_of(count: int, noun: str) -> str:
    """Return *count* with *noun* in its form for that number."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
