"""Detect constraints that became narrower or wider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from connectgen.core import ir

__all__ = ["Difference", "Effect", "limit_differences", "pattern_effect"]

Effect = Literal["narrower", "wider", "other", "none"]
"""Effect on the set of valid values: fewer, more, both, or none."""

Limit = int | float | str | tuple[int | float | str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference between two versions of a field."""

    kind: str
    effect: Effect
    keywords: frozenset[str]
    """Keywords of the property that caused it."""

    whole: bool = False
    """True if the whole property was replaced, so that no single keyword shows the change."""

    reason: str = ""
    """Reason to report instead of the usual one for the effect."""


def limit_differences(
    old: tuple[ir.Constraint, ...], new: tuple[ir.Constraint, ...]
) -> Iterator[Difference]:
    """Yield the differences from the constraints *old* to *new*, sorted by keyword."""
    before = {limit.keyword: limit.limit for limit in old}
    after = {limit.keyword: limit.limit for limit in new}
    for keyword in sorted(before.keys() | after.keys()):
        if before.get(keyword) != after.get(keyword):
            how, effect = _compare_limit(keyword, before.get(keyword), after.get(keyword))
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", keyword).lower()
            yield Difference(
                kind=f"{name}-{how}",
                effect=effect,
                keywords=_source_keywords(keyword, before, after),
            )


def _source_keywords(
    keyword: str, before: dict[str, Limit], after: dict[str, Limit]
) -> frozenset[str]:
    """Return the keywords of the document that *keyword* is read from."""
    # The dialect has no keyword for dates: a bound such as minimumDate marks a property as a date.
    kinds = {before.get("format"), after.get("format")} & {"date", "date-time"}
    if keyword == "format" and kinds:
        return frozenset({"format", *_DATE_BOUNDS})
    return frozenset({keyword})


_DATE_BOUNDS = ("minimumDate", "maximumDate", "minimumDateTime", "maximumDateTime")


def _compare_limit(keyword: str, old: Limit | None, new: Limit | None) -> tuple[str, Effect]:
    if old is None:
        return "added", "narrower"
    if new is None:
        return "removed", "wider"
    if isinstance(old, tuple) or isinstance(new, tuple):
        return "changed", _choice_effect(old, new)
    if keyword == "pattern":
        return "changed", pattern_effect(str(old), str(new))
    if isinstance(old, str) != isinstance(new, str) or not keyword.startswith(("min", "max")):
        return "changed", "other"
    # Dates of RFC 3339 have the same order as their texts.
    grew = str(new) > str(old) if isinstance(old, str) else float(new) > float(old)
    effect: Effect = "wider" if grew == keyword.startswith("max") else "narrower"
    if keyword in _RAISED:
        return ("raised" if grew else "lowered"), effect
    return ("loosened" if effect == "wider" else "tightened"), effect


def _choice_effect(old: Limit, new: Limit) -> Effect:
    """Return the effect of other values of an enumeration."""
    before, after = (set(each) if isinstance(each, tuple) else {each} for each in (old, new))
    if before == after:
        return "none"
    return "wider" if before < after else "narrower" if after < before else "other"


_RAISED = ("minimum", "maximum", *_DATE_BOUNDS)

_TOKEN = re.compile(r"\[\^?(?:\\.|[^\]\\])+\]|\\.|.", re.DOTALL)
_ELEMENT = re.compile(r"\\[^-](?:-\\?.)?|[^-]-\\?.|\\-|.", re.DOTALL)


def pattern_effect(old: str, new: str) -> Effect:
    """Return the effect of replacing pattern *old* by *new* on the texts that match.

    Decided only if members of character classes were added or removed and nothing else changed,
    and if there is no lookaround or backreference; everything else is `other`.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) != len(after) or _has_negation(old) or _has_negation(new):
        return "other"
    effects: set[Effect] = {
        _class_effect(one, other) for one, other in zip(before, after, strict=True) if one != other
    }
    effects.discard("none")
    if len(effects) > 1:
        return "other"
    return effects.pop() if effects else "none"


def _has_negation(pattern: str) -> bool:
    return re.search(r"\(\?(?!:)|\\[1-9k]", pattern) is not None


def _class_effect(old: str, new: str) -> Effect:
    negated = old.startswith("[^")
    classes = min(len(old), len(new)) > 2 and old.startswith("[") and new.startswith("[")
    if not classes or negated != new.startswith("[^"):
        return "other"
    skip = 2 if negated else 1
    before = set(_ELEMENT.findall(old[skip:-1]))
    after = set(_ELEMENT.findall(new[skip:-1]))
    if before == after:
        return "none"
    if before < after:
        return "narrower" if negated else "wider"
    if after < before:
        return "wider" if negated else "narrower"
    return "other"
