"""The only two doors for text from a schema into generated code: literals and docstrings.

Both write what `ruff format` would leave alone, so that nothing needs a formatter afterwards.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence

__all__ = [
    "LINE_WIDTH",
    "Expression",
    "docstring",
    "format_call",
    "is_printable",
    "pattern_literal",
    "py_literal",
    "rst_code",
]

LINE_WIDTH = 88
"""Width in columns of generated code: the default of formatters, whatever the consumer's is.

What is broken over lines all the same ends in a comma, which keeps it so at any greater width."""

_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}
_IN_QUOTES = {quote: {**_ESCAPES, quote: f"\\{quote}"} for quote in "\"'"}
_OLD = unicodedata.ucd_3_2_0
"""The one version of Unicode that all Pythons have."""

_LAST = "\U0001f64f"
"""Of the pictographs that all Pythons know, newer than that version."""

_PROTECTED = {" ": "\ue000", "\t": "\ue001", "\n": "\ue002", "\r": "\ue003"}
"""Stand-ins, of no meaning in Unicode, for white space that must be neither folded nor wrapped."""

_QUOTE = "\ue004"
"""Stand-in for a quotation mark that would end a docstring."""

_DOC_ESCAPES = {
    **_ESCAPES,
    _QUOTE: '\\"',
    **{stand_in: _ESCAPES.get(space, space) for space, stand_in in _PROTECTED.items()},
}
_LONG_PATTERN = 120
"""Columns that no formatter would put on one line again, once they are broken."""

_RANGE = re.compile(r"(?:\\(?:x..|u.{4}|U.{8}|.)|[^\\])(?:-(?:\\(?:u.{4}|U.{8})|\w))?", re.DOTALL)
"""What of a pattern stays on one line."""

_HALF = re.compile("[\ud800-\udfff]")
"""Half a surrogate pair, which Python refuses in the docstring of a class."""

_ENDS_DOCSTRING = re.compile(r'"""|\A"|"\Z')


def py_literal(value: str | int | float | bool | None) -> str:
    """Return Python source for *value*.

    A string takes double quotes unless that costs more escapes than single ones.
    """
    if not isinstance(value, str):
        return repr(value).replace("e+", "e")  # as formatters write it
    quote = "'" if value.count('"') > value.count("'") else '"'
    return f"{quote}{_escape_text(value, _IN_QUOTES[quote])}{quote}"


def pattern_literal(pattern: str) -> str:
    """Return Python source for a regular expression: a raw string where that is possible.

    A long one is broken over lines, as the only argument of a call.
    """
    quote = "'" if '"' in pattern else '"'
    raw = quote not in pattern and not pattern.endswith("\\") and pattern.isprintable()
    if not raw or "\\" not in pattern:
        return py_literal(pattern)
    lines = [pattern] if len(pattern) <= _LONG_PATTERN else _pattern_lines(pattern)
    return "\n    ".join(f"r{quote}{line}{quote}" for line in lines)


def _pattern_lines(pattern: str) -> list[str]:
    lines = [""]
    for part in _RANGE.findall(pattern):
        if len(lines[-1]) + len(part) > LINE_WIDTH - len('    r"",'):
            lines.append("")
        lines[-1] += part
    return lines


def rst_code(text: str | int | float) -> str:
    """Return *text* marked as code for a docstring, its white space kept as it is."""
    return f"``{''.join(_PROTECTED.get(character, character) for character in str(text))}``"


Expression = str | tuple["Expression", ...]
"""Source of an expression, or of each item of a tuple, which can be broken over lines."""


def format_call(function: str, arguments: Sequence[Expression], column: int) -> str:
    """Return a call, one argument a line where it would not fit behind *column* columns."""
    return "\n".join(_argument_lines(function, tuple(arguments), 0, column))


def _argument_lines(
    start: str, items: tuple[Expression, ...], indent: int, column: int
) -> list[str]:
    """Return *items* in parentheses behind *start*, *indent* columns further on than the call."""
    flat = f"{start}{_flatten(items)}"
    if column + len(flat) <= LINE_WIDTH:
        return [" " * indent + flat]
    lines = [f"{' ' * indent}{start}("]
    inside = indent + 4
    for item in items:
        if isinstance(item, str):
            lines.append(f"{' ' * inside}{item},")
        else:
            lines += _argument_lines("", item, inside, column + 5)  # with the comma
            lines[-1] += ","
    return [*lines, f"{' ' * indent})"]


def _flatten(expression: Expression) -> str:
    if isinstance(expression, str):
        return expression
    return f"({', '.join([_flatten(item) for item in expression])})"


def docstring(paragraphs: Sequence[str], indent: int = 4) -> str:
    """Return *paragraphs* as a docstring, safe whatever they contain.

    Args:
        paragraphs: each is folded and wrapped; empty ones are left out.
        indent: columns before the docstring.
    """
    width = LINE_WIDTH - indent - len('""""""')
    text = "\n\n".join(filter(None, (_wrap_text(text, width) for text in paragraphs)))
    text = _HALF.sub(lambda half: ascii(half[0])[1:-1], text)
    text = _ENDS_DOCSTRING.sub(lambda m: _QUOTE * len(m[0]), text)
    margin = " " * indent
    first, *rest = (_escape_text(line, _DOC_ESCAPES) for line in text.split("\n"))
    lines = [first, *(margin + line if line else "" for line in rest)]
    return f'"""{first}"""' if not rest else '"""' + "\n".join([*lines, f'{margin}"""'])


def _wrap_text(text: str, width: int) -> str:
    """Return *text* with its white space folded, wrapped to *width* columns."""
    words = " ".join(text.split())
    if len(words) <= width:
        return words
    lines = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines)


def _escape_text(text: str, escapes: Mapping[str, str]) -> str:
    if text.isascii() and text.isprintable() and escapes.keys().isdisjoint(text):
        return text
    return "".join(
        escapes.get(character)
        or (character if is_printable(character) else _escape_code_point(character))
        for character in text
    )


def is_printable(character: str) -> bool:
    """Return whether every Python prints *character*: newer ones know more characters."""
    return character.isprintable() and (
        character.isascii()
        or _OLD.category(character) != "Cn"
        or "\U0001f300" <= character <= _LAST
    )


def _escape_code_point(character: str) -> str:
    code_point = ord(character)
    if code_point < 0x100:
        return f"\\x{code_point:02x}"
    return f"\\u{code_point:04x}" if code_point < 0x10000 else f"\\U{code_point:08x}"
