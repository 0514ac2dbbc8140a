"""The independent judge: the `jsonschema` library, taught what it leaves to its users."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from jsonschema import Draft7Validator, FormatChecker, validators
from jsonschema.exceptions import ValidationError
from regress import Regex, RegressError

FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time")
def is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    text = value.upper()
    shape = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    if not text.isascii() or not re.fullmatch(shape, text):
        return False
    text = re.sub(r"\.\d+", "", text)
    leap = text[17:19] == "60"
    try:
        moment = datetime.fromisoformat(text[:17] + ("59" if leap else text[17:19]) + text[19:])
    except ValueError:
        return False
    if int(text[11:13]) > 23:
        return False
    seconds = moment.utctimetuple()
    return not leap or (seconds.tm_hour, seconds.tm_min) == (23, 59)


@FORMATS.checks("date")
def is_date(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        return value.isascii() and len(value) == 10 and bool(datetime.strptime(value, "%Y-%m-%d"))
    except ValueError:
        return False


@FORMATS.checks("uri")
def is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    scheme, colon, rest = value.partition(":")
    unreserved = re.sub("%[0-9A-Fa-f]{2}", "", rest)
    allowed = set("-._~:/?#[]@!$&'()*+,;=")
    return (
        bool(colon)
        and value.isascii()
        and scheme[:1].isalpha()
        and all(c.isalnum() or c in "+-." for c in scheme)
        and all(c.isalnum() or c in allowed for c in unreserved)
    )


def content_encoding(
    validator: Any, encoding: str, value: object, schema: object
) -> Iterator[ValidationError]:
    if encoding != "base64" or not isinstance(value, str):
        return
    try:
        base64.b64decode(value, validate=True)
    except ValueError:
        yield ValidationError("not Base64")


def pattern(
    validator: Any, pattern: str, value: object, schema: object
) -> Iterator[ValidationError]:
    # The library hands ECMA-262 patterns to `re` as they are, where `$` admits a newline behind it.
    try:
        found = Regex(pattern, "u")
    except RegressError:
        found = Regex(pattern)
    if isinstance(value, str) and found.find(value) is None:
        yield ValidationError("does not match")


def moment_of(text: str) -> datetime:
    leap = text[17:19] == "60"
    moment = datetime.fromisoformat(f"{text[:17]}59{text[19:]}".upper() if leap else text.upper())
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment + timedelta(seconds=1) if leap else moment


def date_limit(maximum: bool) -> Any:
    def judge(
        validator: Any, limit: str, value: object, schema: dict[str, Any]
    ) -> Iterator[ValidationError]:
        well_formed = is_date_time if schema.get("format") == "date-time" else is_date
        if not isinstance(value, str) or not well_formed(value):
            return  # what `format` says is enough
        first, second = (limit, value) if maximum else (value, limit)
        if moment_of(first) < moment_of(second):
            yield ValidationError("out of range")

    return judge


Judge = validators.extend(
    Draft7Validator,
    {
        "contentEncoding": content_encoding,
        "maximumDate": date_limit(maximum=True),
        "maximumDateTime": date_limit(maximum=True),
        "minimumDate": date_limit(maximum=False),
        "minimumDateTime": date_limit(maximum=False),
        "pattern": pattern,
    },
)


def is_valid(schema: dict[str, Any], value: Any) -> bool:
    """Return the library's verdict on *value*."""
    return bool(Judge(schema, format_checker=FORMATS).is_valid(value))
