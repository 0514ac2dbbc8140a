"""Check a file's content by the JSON Schema of its format, with our own compiled validator.

`validator.py` is compiled from all `*.schema.json` beside it: one member for each format, so that
the code that validators share is there once. `pytest --update` compiles it again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from connectgen.core.errors import ConnectgenError
from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import unescape_token
from connectgen.core.suggestions import did_you_mean
from connectgen.file_formats import validator

if TYPE_CHECKING:
    from connectgen.file_formats.validator import Violation

__all__ = ["FileFormat", "find_mistakes", "require_format"]

FileFormat: TypeAlias = Literal["accepted", "manifest", "overlay", "pyproject", "snapshot"]
"""Name of a format: that of its schema, without `.schema.json`."""

_OWN_MESSAGES = {
    "anyOf": "errorMessage",
    "contains": "errorMessage",
    "minItems": "errorMessage",
    "not": "errorMessage",
    "oneOf": "errorMessage",
    "pattern": "patternErrorMessage",
}
"""Keywords that say little for themselves, and the VS Code keyword with what to say instead."""


def require_format(
    file_format: FileFormat, content: object, name: str, error: type[ConnectgenError]
) -> dict[str, Any]:
    """Return *content*, which is an object of *file_format*.

    Args:
        file_format: the format that the content should have.
        content: the content of a file, as a parser of JSON or TOML returns it.
        name: what messages call the file.
        error: class of the errors.

    Raises:
        ConnectgenError: an *error* with a line for each mistake: file, pointer and message.
    """
    found = find_mistakes(file_format, content)
    if found:  # one error with several lines, so that callers can catch its class
        raise error(*(f"{name}#{pointer}: {message}" for pointer, message in found))
    return cast("dict[str, Any]", content)


def find_mistakes(file_format: FileFormat, content: object) -> list[tuple[str, str]]:
    """Return the JSON Pointer and the message of everything that is wrong with *content*.

    Args:
        file_format: the format that the content should have.
        content: the content of a file, as a parser of JSON or TOML returns it.
    """
    found = validator.violations({file_format: content})
    start = len(file_format) + 1
    return [_describe(each, each.pointer[start:]) for each in found]


def _describe(violation: Violation, pointer: str) -> tuple[str, str]:
    # The schema is read only where something is wrong: a run without mistakes parses no schema.
    _, _, file_format, *tokens = violation.schema_pointer.split("/")
    schema = _schema_at(file_format, tokens[:-1])
    if violation.keyword == "additionalProperties":
        parent, _, token = pointer.rpartition("/")
        name = unescape_token(token)
        known = sorted(schema["properties"])
        return parent, f"unknown key {name!r}{did_you_mean(name, known)}; known: {', '.join(known)}"
    message = schema.get(_OWN_MESSAGES.get(violation.keyword, ""), violation.message)
    return pointer, str(message)


def _schema_at(file_format: str, tokens: list[str]) -> dict[str, Any]:
    """Return the subschema of a format that is below the names and indices in *tokens*."""
    file = Path(__file__).with_name(f"{file_format}.schema.json")
    schema: Any = json.loads(file.read_text(encoding="utf-8"))
    for token in tokens:
        schema = schema[int(token)] if is_array(schema) else schema[unescape_token(token)]
    return schema if is_object(schema) else {}
