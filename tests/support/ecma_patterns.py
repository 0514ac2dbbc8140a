"""Patterns as the parser of connectgen judges them, for comparison with other judges."""

from __future__ import annotations

from connectgen.json_schema.ecma_regex import PatternError
from connectgen.json_schema.ecma_regex.parser import parse_pattern

__all__ = ["is_ecma_regex"]


def is_ecma_regex(pattern: str) -> bool:
    """Return whether *pattern* is a valid regular expression; Python may have no translation."""
    try:
        parse_pattern(pattern)
    except PatternError:
        return False
    return True
