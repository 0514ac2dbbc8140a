"""Constraints in words, for docstrings and pages."""

from __future__ import annotations

import json
from collections.abc import Callable

from connectgen.core import ir
from connectgen.json_schema.keywords import KEYWORDS, find_keyword

__all__ = ["constraint_phrase"]


def constraint_phrase(
    constraint: ir.Constraint, quote: Callable[[str], str] = str, shown: int | None = None
) -> str:
    """Return the sentence that a docstring has about a constraint.

    Args:
        constraint: the constraint.
        quote: returns a value or a pattern as it is marked in the text.
        shown: number of values of an enumeration that are listed; None for all.
    """
    limit = constraint.limit
    if isinstance(limit, tuple):
        values = [json.dumps(value, ensure_ascii=False) for value in limit[:shown]]
        more = f" and {len(limit) - len(values)} more" if len(limit) > len(values) else ""
        # One value is a constant, whichever keyword said so.
        row = KEYWORDS["const" if len(limit) == 1 else constraint.keyword]
        return row.phrase.format(limit=f"{', '.join(map(quote, values))}{more}")
    assertion = find_keyword(constraint.keyword, limit)
    if assertion is None:
        raise KeyError(constraint.keyword)
    text = quote(str(limit)) if assertion.limit_type == "pattern" else limit
    return assertion.docstring_phrase(text, is_enforced=constraint.enforced)
