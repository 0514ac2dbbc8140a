"""Whether a document is a JSON Schema at all; the only module that imports jsonschema.

Documents that a snapshot pins were checked when they were pinned, so an ordinary run never gets
here.
"""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema import Draft4Validator, validators
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from connectgen.errors import SchemaError
from connectgen.json_text import Json, is_count
from connectgen.location import Location

__all__ = ["errors_in"]


def errors_in(document: dict[str, Json], location: Location) -> Iterator[SchemaError]:
    """Yield every way in which *document* breaks the meta-schema of its draft (default draft-04).

    A numeric string as `maxLength` passes: live sites send it.
    """
    if not isinstance(document.get("$schema", ""), str):
        yield SchemaError(location.child("$schema"), "$schema must be a string")
        return
    try:
        draft: type[Validator] = validators.validator_for(document, default=Draft4Validator)
    except ValueError:
        yield SchemaError(location.child("$schema"), "$schema is not a URL")
        return
    found = draft(draft.META_SCHEMA).iter_errors(_with_numbers(document))
    for error in sorted(found, key=lambda error: list(map(str, error.path))):
        closest = _closest(error)
        yield SchemaError(location.child(*closest.absolute_path), _message(closest.message))


def _closest(error: ValidationError) -> ValidationError:
    """Return the cause of *error* that lies deepest: of alternatives, the one that was meant."""
    while error.context:
        error = max(error.context, key=lambda cause: len(cause.absolute_path))
    return error


def _with_numbers(value: Json) -> Json:
    """Return *value* with every `maxLength` that is a numeric string as a number."""
    if isinstance(value, list):
        return [_with_numbers(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: 0 if name == "maxLength" and is_count(part) else _with_numbers(part)
        for name, part in value.items()
    }


def _message(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:197]}..."
