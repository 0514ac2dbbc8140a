r"""Regular expressions of ECMA-262, as JSON Schema means them, translated to Python's `re`.

The two agree on most of their syntax. But Python's `$` also matches before a newline at the end,
its `\d`, `\w` and `\s` are wider, and its `.` stops at other line ends. A pattern that cannot be
translated exactly is rejected. Source: ECMA-262, section 22.2; `parser.py` says which patterns are
accepted.
"""

from __future__ import annotations

import functools
import re

from connectgen.json_schema.ecma_regex.ast import BoundaryAssertion, PatternError, Sequence
from connectgen.json_schema.ecma_regex.emitter import emit_pattern
from connectgen.json_schema.ecma_regex.parser import parse_pattern

__all__ = [
    "PatternError",
    "forbidden_class",
    "is_ecma_regex",
    "refuting_pattern",
    "translate_pattern",
]

_NONE_OF = re.compile(r"\^\[\^((?:[^\\\]]|\\.)+)\]\*\+\\Z")


@functools.lru_cache(maxsize=4096)
def translate_pattern(pattern: str) -> str:
    """Return a pattern for `re.search` that matches exactly what *pattern* matches in ECMA-262.

    It is ASCII, needs no flags and has no capturing groups except those that it refers to.

    Raises:
        PatternError: *pattern* is not valid, or uses features that Python does not have.
    """
    translated = emit_pattern(parse_pattern(pattern))
    try:
        re.compile(translated)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"Python cannot compile it: {error}") from error
    return translated


def forbidden_class(pattern: str) -> str | None:
    """Return the class of characters that *pattern* forbids, or None if it does more.

    `^[^ab]*$` matches if `[ab]` is not found, and that search is much faster.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    match = _NONE_OF.fullmatch(translate_pattern(pattern))
    return match[1] if match else None


@functools.lru_cache(maxsize=4096)
def refuting_pattern(pattern: str) -> str | None:
    """Return a pattern for `re.search` that matches if *pattern* does not, or None.

    Python makes an object for every match. With the opposite pattern, a valid text makes none. This
    works only for patterns that start with `^`; others would have to be tried at every position.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    root = parse_pattern(pattern).root
    first = root.parts[0] if isinstance(root, Sequence) and root.parts else None
    translated = translate_pattern(pattern)
    return f"^(?!{translated[1:]})" if first == BoundaryAssertion("^") else None


def is_ecma_regex(pattern: str) -> bool:
    """Return whether *pattern* is a valid regular expression, for `format: regex`.

    It may still have no translation to Python.
    """
    try:
        parse_pattern(pattern)
    except PatternError:
        return False
    return True
