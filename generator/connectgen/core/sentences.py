"""Small rules of English, for docstrings, pages and messages."""

from __future__ import annotations

__all__ = ["count_of", "end_sentence", "lower_first"]


def end_sentence(text: str) -> str:
    """Return *text* with a full stop at its end, if it has none."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ":")) else f"{text}."


def count_of(count: int, noun: str) -> str:
    """Return *count* with *noun* in its form for that number."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def lower_first(sentence: str) -> str:
    """Return *sentence* with a small first letter, unless its first word is a name such as IPv4."""
    is_name = sentence[1:2].isupper() or any(map(str.isdecimal, sentence.partition(" ")[0]))
    return sentence if is_name else f"{sentence[0].lower()}{sentence[1:]}"
