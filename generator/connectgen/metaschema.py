"""Whether a document is a JSON Schema at all; the only module that imports jsonschema.

Documents that a snapshot pins were checked when they were pinned, so an ordinary run never gets
here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft4Validator, validators
from jsonschema.protocols import Validator

from connectgen.errors import SchemaError
from connectgen.json_text import Json
from connectgen.location import Location

__all__ = ["errors_in"]


def errors_in(document: dict[str, Json], location: Location) -> Iterator[SchemaError]:
    """Yield every way in which *document* breaks the meta-schema of its draft (default draft-04).

    A numeric string as `maxLength` passes: live sites send it (connect-rest.md, section 1.4).
    """
    draft: type[Validator] = validators.validator_for(document, default=Draft4Validator)
    meta = draft(draft.META_SCHEMA)
    for error in sorted(meta.iter_errors(document), key=lambda error: list(map(str, error.path))):
        if not (error.path and error.path[-1] == "maxLength" and _numeric(error.instance)):
            yield SchemaError(location.child(*error.absolute_path), _message(error.message))


def _numeric(value: Any) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdigit()


def _message(message: str) -> str:
    return message if len(message) <= 200 else f"{message[:197]}..."
