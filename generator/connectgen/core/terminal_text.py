"""Text on its way to a terminal or a log: nothing in it is obeyed, or pretends to be another line.

Names and values of documents, payloads and sites stand in messages. What a terminal does not show,
it may act upon: escapes that move its cursor, characters that turn the direction of writing.
"""

from __future__ import annotations

__all__ = ["escape_control_chars", "escape_lines"]


def escape_control_chars(message: object) -> str:
    """Return *message* with every character that does not show written as an escape."""
    text = str(message)
    return text if text.isprintable() else "".join(map(_escape_character, text))


def escape_lines(text: str) -> str:
    """Return the lines of *text*, each as `escape_control_chars` does; tabs stay."""
    return "\n".join(
        "\t".join(map(escape_control_chars, line.split("\t"))) for line in text.split("\n")
    )


def _escape_character(character: str) -> str:
    return character if character.isprintable() else ascii(character)[1:-1]
