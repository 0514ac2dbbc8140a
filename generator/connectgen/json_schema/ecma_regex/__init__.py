r"""Regular expressions of ECMA-262, as JSON Schema means them, translated to Python's `re`.

The two agree on most of their syntax. But Python's `$` also matches before a newline at the end,
its `\d`, `\w` and `\s` are wider, and its `.` stops at other line ends. A pattern that cannot be
translated exactly is rejected. Source: ECMA-262, section 22.2; `parser.py` says which patterns are
accepted.

`re` backtracks, so that some patterns take time that grows much faster than the text.
`linearity.py` proves that a pattern does not; `rewriting.py` and `determinization.py` look for a
form that does not.
"""

from __future__ import annotations

from connectgen.json_schema.ecma_regex.ast import PatternError
from connectgen.json_schema.ecma_regex.matching_text import find_matching_text, matches_soon
from connectgen.json_schema.ecma_regex.translation import translate

__all__ = [
    "PatternError",
    "find_matching_text",
    "forbidden_class",
    "hanging_reason",
    "matches_soon",
    "refuting_pattern",
    "translate_pattern",
]


def translate_pattern(pattern: str) -> str:
    """Return a pattern for `re.search` that is found in the texts in which *pattern* is.

    It is ASCII, needs no flags and has no capturing groups except those that it refers to. Where it
    finds its match may differ: a pattern that could take very long is rewritten.

    Raises:
        PatternError: *pattern* is not valid, or uses features that Python does not have.
    """
    return translate(pattern).source


def hanging_reason(pattern: str) -> str | None:
    """Return why the search for *pattern* may take very long and what to do, or None.

    None means that it is proved to take time proportional to the length of the text.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    return translate(pattern).hanging_reason()


def forbidden_class(pattern: str) -> str | None:
    """Return the class of characters that *pattern* forbids, or None if it does more.

    `^[^ab]*$` matches if `[ab]` is not found, and that search is much faster.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    return translate(pattern).forbidden


def refuting_pattern(pattern: str) -> str | None:
    """Return a pattern for `re.search` that matches if *pattern* does not, or None.

    Python makes an object for every match. With the opposite pattern, a valid text makes none. This
    works only for patterns that start with `^`; others would have to be tried at every position.

    Raises:
        PatternError: *pattern* cannot be translated.
    """
    found = translate(pattern)
    return f"^(?!{found.source[1:]})" if found.anchored else None
