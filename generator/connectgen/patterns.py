r"""Regular expressions of ECMA-262, as JSON Schema means them, translated to Python's `re`.

The two agree on most of their syntax and differ where it hurts: Python's `$` also matches before a
newline at the end, `\d`, `\w` and `\s` are wider, `.` stops at other line ends. What is not
translated exactly is refused, never guessed. Source: ECMA-262, section 22.2.
"""

from __future__ import annotations

import re

__all__ = ["PatternError", "forbidden", "translate"]

_LINE_ENDS = r"\n\r\u2028\u2029"
_SPACES = r"\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACES}
_SETS = frozenset(_CLASSES.values())
_CONTROLS = {"t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r"}
_SYNTAX = frozenset("^$\\.*+?()[]{}|")
_CLASS_SYNTAX = frozenset("^\\[]-&~|")  # `&&`, `||`, `~~`, `--` and `[` are reserved in Python
_QUANTIFIER = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_HEX = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})")
_NONE_OF = re.compile(r"\^\[\^((?:[^\\\]]|\\.)+)\]\*\\Z")
_GROUP = re.compile(r"\((?:\?(?:[:=!]))?")


class PatternError(ValueError):
    """A pattern that cannot be translated exactly; the message says why."""


def translate(pattern: str) -> str:
    """Return a pattern for `re.search` that matches exactly where *pattern* does in ECMA-262.

    Raises:
        PatternError: *pattern* is not valid, or uses what Python cannot say.
    """
    out: list[str] = []
    position = 0
    while position < len(pattern):
        text, position = _term(pattern, position)
        out.append(text)
    translated = "".join(out)
    try:
        re.compile(translated)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"not a regular expression: {error}") from error
    return translated


def forbidden(pattern: str) -> str | None:
    """Return the class of characters that *pattern* forbids, where it says nothing else.

    `^[^ab]*$` matches where `[ab]` is not found, and that is found out much faster.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    match = _NONE_OF.fullmatch(translate(pattern))
    return match[1] if match else None


def _term(pattern: str, position: int) -> tuple[str, int]:
    """Return the translation of what starts at *position*, and where the next term starts."""
    character = pattern[position]
    if character == "\\":
        return _escape(pattern, position + 1)
    if character == "[":
        return _bracket(pattern, position + 1)
    if character == "(":
        group = _GROUP.match(pattern, position)
        if group is None or pattern.startswith("?", group.end()):
            raise PatternError(f"the group at {position} is not supported")
        return group.group(), group.end()
    if character == "{":
        quantifier = _QUANTIFIER.match(pattern, position)
        if quantifier is None:
            raise PatternError(f"the brace at {position} stands alone")
        return _lazy(pattern, quantifier.group(), quantifier.end())
    if character in "*+?":
        return _lazy(pattern, character, position + 1)
    if character == "$":
        return r"\Z", position + 1
    if character == ".":
        return f"[^{_LINE_ENDS}]", position + 1
    if character in "]}":
        raise PatternError(f"the bracket at {position} stands alone")
    return (character if character in "^|)" else _plain(character)), position + 1


def _lazy(pattern: str, quantifier: str, after: int) -> tuple[str, int]:
    """Return a quantifier; Python reads a `+` behind it as possessive, ECMA-262 as an error."""
    if pattern.startswith("+", after):
        raise PatternError(f"nothing to repeat at {after}")
    return quantifier, after


def _bracket(pattern: str, position: int) -> tuple[str, int]:
    """Return the class whose first character after the bracket is at *position*."""
    negated = pattern.startswith("^", position)
    position += negated
    out: list[str] = []
    while position < len(pattern):
        if pattern[position] == "]":
            return _class("".join(out), negated), position + 1
        text, position = _atom(pattern, position)
        if pattern.startswith("-", position) and not pattern.startswith("]", position + 1):
            end, position = _atom(pattern, position + 1)
            if text in _SETS or end in _SETS:
                raise PatternError(f"a set of characters is no end of a range, before {position}")
            text = f"{text}-{end}"
        out.append(text)
    raise PatternError("a class is not closed")


def _atom(pattern: str, position: int) -> tuple[str, int]:
    """Return one character or set of a class, and where the next one starts."""
    character = pattern[position : position + 1]
    if character == "\\":
        return _class_escape(pattern, position + 1)
    if character == "-" and (pattern[position - 1] in "[^" or pattern[position + 1 :][:1] == "]"):
        return "-", position + 1
    return _in_class(character), position + 1


def _class(body: str, negated: bool) -> str:
    if not body:
        return r"[\s\S]" if negated else r"(?!)"
    return f"[^{body}]" if negated else f"[{body}]"


def _escape(pattern: str, position: int) -> tuple[str, int]:
    """Return the translation of the escape outside a class whose letter is at *position*."""
    letter = pattern[position : position + 1]
    if letter and letter.lower() in _CLASSES:
        return _class(_CLASSES[letter.lower()], letter.isupper()), position + 1
    character, after = _escaped_character(pattern, position)
    return _plain(character), after


def _class_escape(pattern: str, position: int) -> tuple[str, int]:
    """Return the translation of the escape inside a class whose letter is at *position*."""
    letter = pattern[position : position + 1]
    if letter in _CLASSES:
        return _CLASSES[letter], position + 1
    if letter == "b":
        return _in_class("\b"), position + 1
    character, after = _escaped_character(pattern, position)
    return _in_class(character), after


def _escaped_character(pattern: str, position: int) -> tuple[str, int]:
    """Return the one character that an escape stands for, and where the next term starts."""
    if position >= len(pattern):
        raise PatternError("it ends in a backslash")
    letter = pattern[position]
    if letter in _CONTROLS:
        return _CONTROLS[letter], position + 1
    hexadecimal = _HEX.match(pattern, position)
    if hexadecimal:
        code = int(hexadecimal.group(1) or hexadecimal.group(2), 16)
        if 0xD800 <= code <= 0xDFFF:
            raise PatternError(f"half a surrogate pair at {position}")
        return chr(code), hexadecimal.end()
    if letter.isascii() and not letter.isalnum() and letter != "_":
        return letter, position + 1
    raise PatternError(f"the escape \\{letter} at {position} is not supported")


def _plain(character: str) -> str:
    """Return a pattern outside a class for exactly *character*."""
    return f"\\{character}" if character in _SYNTAX else _printable(character)


def _in_class(character: str) -> str:
    """Return a pattern inside a class for exactly *character*."""
    return f"\\{character}" if character in _CLASS_SYNTAX else _printable(character)


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
