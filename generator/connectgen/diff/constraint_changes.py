"""Two sets of limits on a value: which got narrower, which wider."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from connectgen.core import ir

__all__ = ["Difference", "Effect", "limit_differences", "pattern_effect"]

Effect = Literal["narrower", "wider", "other", "none"]
"""What became of the legal values: fewer, more, some of both, or none."""

Limit = int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One way in which two fields differ."""

    kind: str
    effect: Effect
    keywords: frozenset[str]
    """Keywords of the property that it comes from."""

    whole: bool = False
    """Whether the property as a whole is another one, so that no single keyword tells it."""

    reason: str = ""
    """What to tell of it, if it is not the usual of its effect."""


def limit_differences(
    old: tuple[ir.Constraint, ...], new: tuple[ir.Constraint, ...]
) -> Iterator[Difference]:
    """Yield how the limits *new* differ from *old*, in the order of their keywords."""
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
    """Return the keywords that tell *keyword*; the dialect marks dates by their bounds."""
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
    if keyword == "pattern":
        return "changed", pattern_effect(str(old), str(new))
    if isinstance(old, str) != isinstance(new, str) or not keyword.startswith(("min", "max")):
        return "changed", "other"
    grew = str(new) > str(old) if isinstance(old, str) else float(new) > float(old)
    effect: Effect = "wider" if grew == keyword.startswith("max") else "narrower"
    if keyword in _RAISED:
        return ("raised" if grew else "lowered"), effect
    return ("loosened" if effect == "wider" else "tightened"), effect


_RAISED = ("minimum", "maximum", *_DATE_BOUNDS)

_TOKEN = re.compile(r"\[\^?(?:\\.|[^\]\\])+\]|\\.|.", re.DOTALL)
_ELEMENT = re.compile(r"\\[^-](?:-\\?.)?|[^-]-\\?.|\\-|.", re.DOTALL)


def pattern_effect(old: str, new: str) -> Effect:
    """Return what replacing pattern *old* by *new* does to the texts that match.

    Proved only where nothing but members of character classes came or went, with no lookaround or
    backreference that could turn it round; everything else is `other`.
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
