"""Escape control characters so that untrusted text cannot affect the terminal.

Messages contain names and values of documents, payloads and sites. Everything that is printed
passes through here, so that no name or value can move the cursor, turn the direction of writing or
pretend to be a line of connectgen's.
"""

from __future__ import annotations

__all__ = ["escape_control_chars", "escape_lines"]


def escape_control_chars(message: object) -> str:
    """Return *message* with an escape for every character that does not show."""
    text = str(message)
    return text if text.isprintable() else "".join(map(_escape_character, text))


def escape_lines(text: str) -> str:
    """Return the lines of *text*, each as `escape_control_chars` does; tabs stay."""
    return "\n".join(
        "\t".join(map(escape_control_chars, line.split("\t"))) for line in text.split("\n")
    )


def _escape_character(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
