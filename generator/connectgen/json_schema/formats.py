"""One row per `format`, and per `contentEncoding`, that is checked."""

from __future__ import annotations

from connectgen.json_schema.rows import Assertion

__all__ = ["FORMATS"]

_STRING = frozenset({"string"})


def _format_row(function: str, noun: str, phrase: str) -> Assertion:
    """Return the row of a format that *function* of the runtime recognizes."""
    return Assertion(
        json_types=_STRING,
        limit_type="name",
        fails=f"not {function}({{value}})",
        expected=f"be {noun}",
        phrase=f"{phrase}.",
    )


FORMATS: dict[tuple[str, str], Assertion] = {
    ("format", "date-time"): _format_row(
        "is_date_time",
        "a date and time (RFC 3339), such as 2020-05-11T18:26:28Z",
        "Date and time, in UTC on the wire",
    ),
    ("format", "date"): _format_row("is_date", "a date (RFC 3339), such as 2020-05-11", "Date"),
    ("format", "time"): _format_row(
        "is_time", "a time (RFC 3339), such as 18:26:28Z", "Time, with its offset from UTC"
    ),
    ("format", "duration"): _format_row(
        "is_duration", "a duration (RFC 3339), such as P1DT12H", "Duration"
    ),
    ("format", "uuid"): _format_row(
        "is_uuid", "a UUID (RFC 4122), such as 2eb8aa08-aa98-11ea-b4aa-73b441d16380", "UUID"
    ),
    ("format", "uri"): _format_row("is_uri", "a URL (RFC 3986)", "URL"),
    ("format", "uri-reference"): _format_row(
        "is_uri_reference", "a URL or a relative one (RFC 3986)", "URL, or relative to one"
    ),
    ("format", "uri-template"): _format_row(
        "is_uri_template", "a URI Template (RFC 6570)", "URI Template"
    ),
    ("format", "iri"): _format_row("is_iri", "an IRI (RFC 3987)", "IRI"),
    ("format", "iri-reference"): _format_row(
        "is_iri_reference", "an IRI or a relative one (RFC 3987)", "IRI, or relative to one"
    ),
    ("format", "email"): _format_row("is_email", "an e-mail address (RFC 5321)", "E-mail address"),
    ("format", "idn-email"): _format_row(
        "is_idn_email", "an e-mail address (RFC 6531)", "E-mail address, in any script"
    ),
    ("format", "hostname"): _format_row("is_hostname", "a host name (RFC 1123)", "Host name"),
    ("format", "idn-hostname"): _format_row(
        "is_idn_hostname", "a host name (RFC 5890)", "Host name, in any script"
    ),
    ("format", "ipv4"): _format_row(
        "is_ipv4", "an IPv4 address, such as 192.0.2.1", "IPv4 address"
    ),
    ("format", "ipv6"): _format_row(
        "is_ipv6", "an IPv6 address, such as 2001:db8::1", "IPv6 address"
    ),
    ("format", "json-pointer"): _format_row(
        "is_json_pointer", "a JSON Pointer (RFC 6901)", "JSON Pointer"
    ),
    ("format", "relative-json-pointer"): _format_row(
        "is_relative_json_pointer",
        "a relative JSON Pointer, such as 1/name",
        "Relative JSON Pointer",
    ),
    ("format", "regex"): _format_row(
        "is_regex", "a regular expression (ECMA-262)", "Regular expression (ECMA-262)"
    ),
    ("contentEncoding", "base64"): Assertion(
        json_types=_STRING,
        limit_type="name",
        fails="not is_base64({value})",
        expected="be Base64 (RFC 4648)",
        phrase="Base64.",
        actual=None,  # file contents belong in no message
    ),
}
"""Rows of `format` and `contentEncoding`, by keyword and value."""
