"""Suggestions for misspelled names."""

from __future__ import annotations

from collections.abc import Collection

__all__ = ["did_you_mean"]


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Return ` (did you mean 'incidents'?)`, or an empty text if none of *known* is similar."""
    from difflib import get_close_matches  # late: only mistakes need it

    by_folded = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), by_folded, 1, 0.7)
    return f" (did you mean {by_folded[close[0]]!r}?)" if close else ""
