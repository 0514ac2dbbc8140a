"""One row per JSON Schema keyword that narrows a value: its check, its message, its phrase.

Validators and docstrings both come from this table, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["ANNOTATIONS", "KEYWORDS", "STRUCTURE", "Keyword", "in_order", "row"]

Limit = int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """How one keyword is checked, reported and documented."""

    kinds: frozenset[str]
    """JSON types that it applies to; values of other types pass."""

    takes: str
    """What its limit must be: `count`, `number`, `pattern`, `date`, `date-time` or `name`."""

    fails: str
    """Python expression that is true where `{value}` breaks `{limit}`, or, for a pattern, its
    `{mismatch}`."""

    message: Callable[[Limit], str]
    """What a violation says."""

    phrase: Callable[[Limit], str]
    """What a docstring says."""

    actual: str | None = "{value}"
    """Python expression of what a violation names as found; None where it must not be shown."""


def _counted(limit: Limit, noun: str) -> str:
    return f"{limit} {noun}" if limit == 1 else f"{limit} {noun}s"


_STRING = frozenset({"string"})
_NUMBER = frozenset({"integer", "number"})
_ARRAY = frozenset({"array"})

KEYWORDS: dict[str, Keyword] = {
    "minimum": Keyword(
        kinds=_NUMBER,
        takes="number",
        fails="{value} < {limit}",
        message=lambda limit: f"must be at least {limit}",
        phrase=lambda limit: f"At least {limit}.",
    ),
    "maximum": Keyword(
        kinds=_NUMBER,
        takes="number",
        fails="{value} > {limit}",
        message=lambda limit: f"must be at most {limit}",
        phrase=lambda limit: f"At most {limit}.",
    ),
    "minLength": Keyword(
        kinds=_STRING,
        takes="count",
        fails="len({value}) < {limit}",
        message=lambda limit: f"must have at least {_counted(limit, 'character')}",
        phrase=lambda limit: f"At least {_counted(limit, 'character')}.",
        actual="len({value})",
    ),
    "maxLength": Keyword(
        kinds=_STRING,
        takes="count",
        fails="len({value}) > {limit}",
        message=lambda limit: f"must have at most {_counted(limit, 'character')}",
        phrase=lambda limit: f"At most {_counted(limit, 'character')}.",
        actual="len({value})",
    ),
    "pattern": Keyword(
        kinds=_STRING,
        takes="pattern",
        fails="{mismatch}",
        message=lambda limit: f"must match {limit}",
        phrase=lambda limit: f"Matches {limit}.",
    ),
    "minItems": Keyword(
        kinds=_ARRAY,
        takes="count",
        fails="len({value}) < {limit}",
        message=lambda limit: f"must have at least {_counted(limit, 'item')}",
        phrase=lambda limit: f"At least {_counted(limit, 'item')}.",
        actual="len({value})",
    ),
    "maxItems": Keyword(
        kinds=_ARRAY,
        takes="count",
        fails="len({value}) > {limit}",
        message=lambda limit: f"must have at most {_counted(limit, 'item')}",
        phrase=lambda limit: f"At most {_counted(limit, 'item')}.",
        actual="len({value})",
    ),
    "minimumDate": Keyword(
        kinds=_STRING,
        takes="date",
        fails="is_before({value}, {limit})",
        message=lambda limit: f"must not be before {limit}",
        phrase=lambda limit: f"Not before {limit}.",
    ),
    "maximumDate": Keyword(
        kinds=_STRING,
        takes="date",
        fails="is_before({limit}, {value})",
        message=lambda limit: f"must not be after {limit}",
        phrase=lambda limit: f"Not after {limit}.",
    ),
    "minimumDateTime": Keyword(
        kinds=_STRING,
        takes="date-time",
        fails="is_before({value}, {limit})",
        message=lambda limit: f"must not be before {limit}",
        phrase=lambda limit: f"Not before {limit}.",
    ),
    "maximumDateTime": Keyword(
        kinds=_STRING,
        takes="date-time",
        fails="is_before({limit}, {value})",
        message=lambda limit: f"must not be after {limit}",
        phrase=lambda limit: f"Not after {limit}.",
    ),
}
"""In the order in which docstrings and violations name them."""

_NAMED: dict[tuple[str, str], Keyword] = {
    ("format", "date-time"): Keyword(
        kinds=_STRING,
        takes="name",
        fails="not is_date_time({value})",
        message=lambda _: "must be a date and time (RFC 3339), such as 2020-05-11T18:26:28Z",
        phrase=lambda _: "Date and time, in UTC on the wire.",
    ),
    ("format", "date"): Keyword(
        kinds=_STRING,
        takes="name",
        fails="not is_date({value})",
        message=lambda _: "must be a date (RFC 3339), such as 2020-05-11",
        phrase=lambda _: "Date.",
    ),
    ("format", "uri"): Keyword(
        kinds=_STRING,
        takes="name",
        fails="not is_uri({value})",
        message=lambda _: "must be a URL (RFC 3986)",
        phrase=lambda _: "URL.",
    ),
    ("contentEncoding", "base64"): Keyword(
        kinds=_STRING,
        takes="name",
        fails="not is_base64({value})",
        message=lambda _: "must be Base64 (RFC 4648)",
        phrase=lambda _: "Base64.",
        actual=None,  # file contents belong in no message
    ),
}

STRUCTURE = frozenset(
    {
        *("$ref", "allOf", "definitions", "items", "properties", "required", "type"),
        *("x-connectgen-advice", "x-connectgen-embed", "x-connectgen-operations"),
    }
)
"""Keywords that the dialect reads for what they are, not as limits."""

ANNOTATIONS = frozenset(
    {
        *("$schema", "default", "description", "id", "isDeprecated", "isEnumerable", "isMenu"),
        *("isAvailableForGET", "isAvailableForPATCH", "isAvailableForPOST", "label", "links"),
        *("readOnly", "title", "$comment"),
    }
)
"""Keywords that are known and narrow nothing that a validator checks."""


def row(keyword: str, limit: object) -> Keyword | None:
    """Return the row for *keyword* with *limit*, or None where the table has none."""
    if keyword in ("format", "contentEncoding"):
        return _NAMED.get((keyword, str(limit)))
    return KEYWORDS.get(keyword)


def in_order(keywords: Iterable[str]) -> list[str]:
    """Return *keywords* as docstrings and violations name them: what it is, then its limits."""
    order = ["format", "contentEncoding", *KEYWORDS]
    return sorted(keywords, key=lambda keyword: order.index(keyword))
