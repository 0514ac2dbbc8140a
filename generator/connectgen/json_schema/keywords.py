"""One row per JSON Schema keyword that narrows a value: its check, its message, its phrase.

Validators and docstrings both come from this table, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["ANNOTATIONS", "KEYWORDS", "STRUCTURE", "Keyword", "find_keyword", "order_keywords"]

Limit = int | float | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """How one keyword is checked, reported and documented."""

    json_types: frozenset[str]
    """JSON types that it applies to; values of other types pass."""

    limit_type: str
    """What its limit must be: `count`, `number`, `pattern`, `date`, `date-time`, `name` or
    `flag`."""

    fails: str
    """Python expression that is true where `{value}` breaks `{limit}`, or, for a pattern, its
    `{mismatch}`."""

    convert_limit: Callable[[Limit], Limit] = lambda limit: limit
    """What a violation names as the limit; the runtime puts it into words."""

    phrase: Callable[[Limit], str]
    """What a docstring says."""

    actual: str | None = "{value}"
    """Python expression of what a violation names as found; None where it must not be shown."""


def _count_phrase(limit: Limit, noun: str) -> str:
    return f"{limit} {noun}" if limit == 1 else f"{limit} {noun}s"


_STRING = frozenset({"string"})
_NUMBER = frozenset({"integer", "number"})
_ARRAY = frozenset({"array"})
_OBJECT = frozenset({"object"})

KEYWORDS: dict[str, Keyword] = {
    "minimum": Keyword(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} < {limit}",
        convert_limit=lambda limit: f"at least {limit}",
        phrase=lambda limit: f"At least {limit}.",
    ),
    "maximum": Keyword(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} > {limit}",
        convert_limit=lambda limit: f"at most {limit}",
        phrase=lambda limit: f"At most {limit}.",
    ),
    "exclusiveMinimum": Keyword(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} <= {limit}",
        convert_limit=lambda limit: f"more than {limit}",
        phrase=lambda limit: f"More than {limit}.",
    ),
    "exclusiveMaximum": Keyword(
        json_types=_NUMBER,
        limit_type="number",
        fails="{value} >= {limit}",
        convert_limit=lambda limit: f"less than {limit}",
        phrase=lambda limit: f"Less than {limit}.",
    ),
    "multipleOf": Keyword(
        json_types=_NUMBER,
        limit_type="number",
        fails="not is_multiple({value}, {limit})",
        convert_limit=lambda limit: f"a multiple of {limit}",
        phrase=lambda limit: f"A multiple of {limit}.",
    ),
    "minLength": Keyword(
        json_types=_STRING,
        limit_type="count",
        fails="len({value}) < {limit}",
        phrase=lambda limit: f"At least {_count_phrase(limit, 'character')}.",
        actual="len({value})",
    ),
    "maxLength": Keyword(
        json_types=_STRING,
        limit_type="count",
        fails="len({value}) > {limit}",
        phrase=lambda limit: f"At most {_count_phrase(limit, 'character')}.",
        actual="len({value})",
    ),
    "pattern": Keyword(
        json_types=_STRING,
        limit_type="pattern",
        fails="{mismatch}",
        phrase=lambda limit: f"Matches {limit}.",
    ),
    "minItems": Keyword(
        json_types=_ARRAY,
        limit_type="count",
        fails="len({value}) < {limit}",
        phrase=lambda limit: f"At least {_count_phrase(limit, 'item')}.",
        actual="len({value})",
    ),
    "maxItems": Keyword(
        json_types=_ARRAY,
        limit_type="count",
        fails="len({value}) > {limit}",
        phrase=lambda limit: f"At most {_count_phrase(limit, 'item')}.",
        actual="len({value})",
    ),
    "minimumDate": Keyword(
        json_types=_STRING,
        limit_type="date",
        fails="is_before({value}, {limit})",
        phrase=lambda limit: f"Not before {limit}.",
    ),
    "maximumDate": Keyword(
        json_types=_STRING,
        limit_type="date",
        fails="is_before({limit}, {value})",
        phrase=lambda limit: f"Not after {limit}.",
    ),
    "minimumDateTime": Keyword(
        json_types=_STRING,
        limit_type="date-time",
        fails="is_before({value}, {limit})",
        phrase=lambda limit: f"Not before {limit}.",
    ),
    "maximumDateTime": Keyword(
        json_types=_STRING,
        limit_type="date-time",
        fails="is_before({limit}, {value})",
        phrase=lambda limit: f"Not after {limit}.",
    ),
    "uniqueItems": Keyword(
        json_types=_ARRAY,
        limit_type="flag",
        fails="not is_unique({value})",
        phrase=lambda _: "No two items are equal.",
        actual=None,
    ),
    "minProperties": Keyword(
        json_types=_OBJECT,
        limit_type="count",
        fails="len({value}) < {limit}",
        phrase=lambda limit: f"At least {_count_phrase(limit, 'member')}.",
        actual="len({value})",
    ),
    "maxProperties": Keyword(
        json_types=_OBJECT,
        limit_type="count",
        fails="len({value}) > {limit}",
        phrase=lambda limit: f"At most {_count_phrase(limit, 'member')}.",
        actual="len({value})",
    ),
}
"""In the order in which docstrings and violations name them."""


def _format_keyword(function: str, noun: str, phrase: str) -> Keyword:
    """Return the row of a format that *function* of the runtime recognizes."""
    return Keyword(
        json_types=_STRING,
        limit_type="name",
        fails=f"not {function}({{value}})",
        convert_limit=lambda _: noun,
        phrase=lambda _: f"{phrase}.",
    )


_NAMED: dict[tuple[str, str], Keyword] = {
    ("format", "date-time"): _format_keyword(
        "is_date_time",
        "a date and time (RFC 3339), such as 2020-05-11T18:26:28Z",
        "Date and time, in UTC on the wire",
    ),
    ("format", "date"): _format_keyword("is_date", "a date (RFC 3339), such as 2020-05-11", "Date"),
    ("format", "time"): _format_keyword(
        "is_time", "a time (RFC 3339), such as 18:26:28Z", "Time, with its offset from UTC"
    ),
    ("format", "uri"): _format_keyword("is_uri", "a URL (RFC 3986)", "URL"),
    ("format", "uri-reference"): _format_keyword(
        "is_uri_reference", "a URL or a relative one (RFC 3986)", "URL, or relative to one"
    ),
    ("format", "uri-template"): _format_keyword(
        "is_uri_template", "a URI Template (RFC 6570)", "URI Template"
    ),
    ("format", "iri"): _format_keyword("is_iri", "an IRI (RFC 3987)", "IRI"),
    ("format", "iri-reference"): _format_keyword(
        "is_iri_reference", "an IRI or a relative one (RFC 3987)", "IRI, or relative to one"
    ),
    ("format", "email"): _format_keyword(
        "is_email", "an e-mail address (RFC 5321)", "E-mail address"
    ),
    ("format", "idn-email"): _format_keyword(
        "is_idn_email", "an e-mail address (RFC 6531)", "E-mail address, in any script"
    ),
    ("format", "hostname"): _format_keyword("is_hostname", "a host name (RFC 1123)", "Host name"),
    ("format", "idn-hostname"): _format_keyword(
        "is_idn_hostname", "a host name (RFC 5890)", "Host name, in any script"
    ),
    ("format", "ipv4"): _format_keyword(
        "is_ipv4", "an IPv4 address, such as 192.0.2.1", "IPv4 address"
    ),
    ("format", "ipv6"): _format_keyword(
        "is_ipv6", "an IPv6 address, such as 2001:db8::1", "IPv6 address"
    ),
    ("format", "json-pointer"): _format_keyword(
        "is_json_pointer", "a JSON Pointer (RFC 6901)", "JSON Pointer"
    ),
    ("format", "relative-json-pointer"): _format_keyword(
        "is_relative_json_pointer",
        "a relative JSON Pointer, such as 1/name",
        "Relative JSON Pointer",
    ),
    ("format", "regex"): _format_keyword(
        "is_regex", "a regular expression (ECMA-262)", "Regular expression (ECMA-262)"
    ),
    ("contentEncoding", "base64"): Keyword(
        json_types=_STRING,
        limit_type="name",
        fails="not is_base64({value})",
        convert_limit=lambda _: "Base64 (RFC 4648)",
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


def find_keyword(keyword: str, limit: object) -> Keyword | None:
    """Return the row for *keyword* with *limit*, or None where the table has none."""
    if keyword in ("format", "contentEncoding"):
        return _NAMED.get((keyword, str(limit)))
    return KEYWORDS.get(keyword)


def order_keywords(keywords: Iterable[str]) -> list[str]:
    """Return *keywords* as docstrings and violations name them: what it is, then its limits."""
    order = ["format", "contentEncoding", *KEYWORDS]
    return sorted(keywords, key=lambda keyword: order.index(keyword))
