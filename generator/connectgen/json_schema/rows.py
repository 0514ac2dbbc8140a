"""Classes of the rows in `keywords.py` and `formats.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Applicator", "Assertion", "Keyword", "Limit", "LimitType"]

Limit = int | float | str
LimitType = Literal["count", "date", "date-time", "flag", "name", "number", "pattern"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """A keyword that is checked, and the drafts that have it."""

    first_draft: int | None = 4
    """Draft that introduced it; None if only the catalog's dialect has it."""

    last_draft: int = 2020
    """Last draft that has it."""

    vocabulary: str = "validation"
    """Vocabulary that it belongs to from 2019-09 on: the last part of its URI in 2020-12."""

    on_request: bool = False
    """Whether it is an annotation unless formats are asserted."""

    phrase: str = ""
    """Sentence of a docstring, with `{limit}`; empty if docstrings do not mention it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion(Keyword):
    """A keyword that checks a value by one expression."""

    json_types: frozenset[str]
    """JSON types that it applies to; values of other types pass."""

    limit_type: LimitType
    """What its value in the schema must be."""

    fails: str
    """Python expression that is true if `{value}` is invalid under `{limit}`; of a pattern, `limit`
    is the function that searches it."""

    expected: str
    """What a violation says after "must"; `{limit}` stands for the value of the keyword."""

    unenforced_phrase: str = ""
    """The same for a limit that Python cannot check."""

    unit: str = ""
    """Noun that messages and docstrings put after the limit, in the singular."""

    actual: str | None = "{value}"
    """Python expression for what a violation names as found; None if that must not be shown."""

    detail: str | None = None
    """Python expression for what a violation adds about the value."""

    def docstring_phrase(self, limit: Limit, *, is_enforced: bool = True) -> str:
        """Return the sentence of a docstring."""
        phrase = self.phrase if is_enforced else self.unenforced_phrase
        return phrase.format(limit=self._with_unit(limit))

    def _with_unit(self, limit: Limit) -> str:
        plural = "" if limit == 1 else "s"
        return f"{limit} {self.unit}{plural}" if self.unit else str(limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicator(Keyword):
    """A keyword that applies subschemas."""

    holds: Literal["schema", "list", "object", "schema or list"]
    """Where its subschemas are: its value, or the items or members of its value."""

    in_place: bool = False
    """Whether they are applied to the same value as the schema around them."""

    is_conjunctive: bool = False
    """Whether a value is invalid that is invalid under one of the schemas that it applies to it."""

    vocabulary: str = "applicator"
