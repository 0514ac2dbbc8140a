"""Escape untrusted schema text for use in generated code.

All schema text must pass through `py_literal`, `pattern_literal` or `docstring`. Their output is
the same on every Python, and `ruff format` leaves it unchanged, so that no formatter is needed.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping, Sequence

__all__ = [
    "LINE_WIDTH",
    "SKIP",
    "CodeBlock",
    "Expression",
    "docstring",
    "format_call",
    "is_printable",
    "mark_long",
    "pattern_literal",
    "py_literal",
    "rst_code",
    "rst_text",
]

LINE_WIDTH = 88
"""Line width of generated code: the default of formatters.

Whatever is split over lines ends in a comma, so that formatters with a greater width keep it."""

_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}
_IN_QUOTES = {quote: {**_ESCAPES, quote: f"\\{quote}"} for quote in "\"'"}
_OLD = unicodedata.ucd_3_2_0
"""The Unicode version that every Python includes. Newer characters are escaped, so that the output
is the same on every Python."""

_LAST = "\U0001f64f"
"""The last of the newer pictographs that every supported Python prints."""

_SPACE = "\ue000"
"""Private-use character in place of a space that must be neither folded nor wrapped."""

_QUOTE = "\ue004"
"""Private-use character in place of a quotation mark that would end a docstring."""

_DOC_ESCAPES = {
    **_ESCAPES,
    _QUOTE: '\\"',
    _SPACE: " ",
}
_LONG_PATTERN = 120
"""Length from which a pattern is split; no formatter joins that many columns again."""

_RANGE = re.compile(r"(?:\\(?:x..|u.{4}|U.{8}|.)|[^\\])(?:-(?:\\(?:u.{4}|U.{8})|\w))?", re.DOTALL)
"""Part of a pattern that must not be split."""

_HALF = re.compile("[\ud800-\udfff]")
"""A lone surrogate, which Python rejects in the docstring of a class."""

_ENDS_DOCSTRING = re.compile(r'"""|\A"|"\Z')


def py_literal(value: str | int | float | bool | None) -> str:
    """Return a Python literal for *value*.

    A string gets double quotes, unless single quotes need fewer escapes.
    """
    if not isinstance(value, str):
        return repr(value).replace("e+", "e")  # as formatters write it
    if value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
        return f'"{value}"'  # mostly
    quote = "'" if value.count('"') > value.count("'") else '"'
    return f"{quote}{_escape_text(value, _IN_QUOTES[quote])}{quote}"


def pattern_literal(pattern: str) -> str:
    """Return a Python literal for a regular expression: a raw string if possible.

    A long one is split over lines, for use as the only argument of a call.
    """
    quote = "'" if '"' in pattern else '"'
    raw = quote not in pattern and not pattern.endswith("\\") and all(map(is_printable, pattern))
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
    """Return *text* as reStructuredText code for a docstring, with its spaces unchanged.

    Control characters become escapes: `help` would send them to the terminal. Text that cannot be
    marked as code is quoted.
    """
    shown = _show_controls(str(text))
    marked = f'"{_escape_markup(shown)}"' if _NO_CODE.search(shown) else f"``{shown}``"
    return marked.replace(" ", _SPACE)


_NO_CODE = re.compile(r"\A(?:[\s`]|\Z)|``|[\s`]\Z")
"""Text in which code in double backquotes would not end where it does, or not begin."""


def _show_controls(text: str) -> str:
    """Return *text* with escapes for its control and private-use characters, stand-ins included."""
    if text.isprintable():
        return text
    return "".join(
        ascii(each)[1:-1] if unicodedata.category(each) in {"Cc", "Co"} else each for each in text
    )


_MARKUP = re.compile(
    r"""
    (?<!\S) (?P<backslashes>\\{2,}) (?!\S)          # a title, if each were escaped
    | [\\`]                                        # escapes; roles; code, in a word of Markdown
    | (?<![^\W_]) [*|] (?!\s)                       # emphasis, substitutions
    | (?<=[^\W_]) _ (?= _? (?!\w))                  # references
    | (?<=\]) [_(\[:]                               # footnotes; links and images of Markdown
    | (?<=<) [a-z/!?]                               # HTML in Markdown
    | \b (?:j (?=avascript:) | v (?=bscript:) | d (?=ata:)) (?=\w+:\S)  # links that run code
    | (?<=:) : (?=\s*\Z)                            # a literal block
    | (?<!\S) (?:
        : (?=\S)                                    # fields
        | \. (?=\.(?!\S)) | _ (?=_(?!\S)) | > (?=>>)  # directives, targets, doctests
        | (?P<rule>[!-/:-@\[-`{-~]) (?=(?P=rule){3,}(?!\S))  # titles
    )
    | \A (?:
        [-+*#|\u2022\u2023\u2043] (?!\S)              # lists, line blocks
        | [-/+=] (?=[-\w=+])                         # options, tables
        | (?= \(? (?:\d+ | [a-z] | \# | (?=[a-z])  # numbered lists, in Roman numerals too
            m{0,4} (?:c[md] | d?c{0,3}) (?:x[cl] | l?x{0,3}) (?:i[xv] | v?i{0,3})
          ) (?: [.)] (?!\S) | \Z)) .
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What reStructuredText takes for markup, or Markdown, which pdoc reads, for links or HTML."""


def rst_text(text: str) -> str:
    """Return *text* as reStructuredText that reads as it is written, with its white space folded.

    Other control characters become escapes.
    """
    return _escape_markup(_show_controls(" ".join(text.split())))


def _escape_markup(text: str) -> str:
    return _MARKUP.sub(
        lambda found: rst_code(found[0]) if found["backslashes"] else f"\\{found[0]}", text
    )


SKIP = "  # fmt: skip"
"""Mark by which formatters leave a line unchanged: only for names and texts that fill a line."""


def mark_long(line: str, column: int) -> str:
    """Return *line*, marked if it is too long and consists of nothing that can be split."""
    return line if column + len(line) <= LINE_WIDTH else f"{line}{SKIP}"


Expression = str | tuple["Expression", ...]
"""Source of an expression, or of the items of a tuple, which can be split over lines."""


def format_call(function: str, arguments: Sequence[Expression], column: int) -> str:
    """Return a call that starts at *column*, split to one argument per line if it is too long."""
    return "\n".join(_argument_lines(function, tuple(arguments), 0, column))


def _argument_lines(
    start: str, items: tuple[Expression, ...], indent: int, column: int
) -> list[str]:
    """Return *items* in parentheses after *start*, indented by *indent* relative to the call."""
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


class CodeBlock(str):
    """Lines of code, a paragraph of a docstring that is indented, and neither folded nor wrapped.

    The paragraph before it ends in ``::``.
    """

    __slots__ = ()


def docstring(paragraphs: Sequence[str], indent: int = 4) -> str:
    """Return *paragraphs*, which may contain anything, as a docstring.

    Args:
        paragraphs: each but a `CodeBlock` is folded and wrapped; empty ones are omitted.
        indent: indentation of the docstring.
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
    if isinstance(text, CodeBlock):
        return textwrap.indent(text, " " * 4)
    words = " ".join(text.split())
    if len(words) > width:
        lines = textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
        words = "\n".join(lines)
    return _SECTION.sub(r"\\\g<0>", words)


_SECTION = re.compile(r"^\w(?=[\w ]*:$)", re.MULTILINE)
"""Start of a line that may be the title of a section, like ``Raises:``."""


def _escape_text(text: str, escapes: Mapping[str, str]) -> str:
    if text.isascii() and text.isprintable() and escapes.keys().isdisjoint(text):
        return text
    return "".join(
        escapes.get(character)
        or (character if is_printable(character) else _escape_code_point(character))
        for character in text
    )


def is_printable(character: str) -> bool:
    """Return whether *character* is printable in every supported Python."""
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
