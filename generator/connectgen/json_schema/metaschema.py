"""Check of schemas by the meta-schema of their draft.

Predicates that are compiled from the meta-schemas decide; jsonschema, which takes long to import,
only explains what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectgen.core.errors import SchemaError
from connectgen.core.json_types import Json, JsonObject
from connectgen.core.location import Location
from connectgen.json_schema.drafts import DRAFTS, draft_of
from connectgen.json_schema.metaschemas import draft4, draft6, draft7, draft2019, draft2020
from connectgen.jsonio.documents import is_numeric_string

_PREDICATES = {
    4: draft4.is_valid,
    6: draft6.is_valid,
    7: draft7.is_valid,
    2019: draft2019.is_valid,
    2020: draft2020.is_valid,
}

__all__ = ["document_errors", "find_meta_schema", "meta_schema_errors"]


def find_meta_schema(uri: str) -> Any:
    """Return the meta-schema that *uri*, without a fragment, names; None where it names none."""
    if not uri.startswith(("http://json-schema.org/", "https://json-schema.org/")):
        return None
    from jsonschema_specifications import REGISTRY  # late: it reads all meta-schemas

    resource = REGISTRY.get(uri) or REGISTRY.get(f"{uri}#")
    return None if resource is None else resource.contents


def meta_schema_errors(schema: Json, draft: int, location: Location) -> Iterable[SchemaError]:
    """Return every way in which *schema* breaks the meta-schema of *draft*."""
    row = DRAFTS[draft]
    if isinstance(schema, bool) and not row.has_boolean_schemas:
        return [SchemaError(location, f"a schema of draft {row.name} must be an object")]
    if _PREDICATES[draft](schema):
        return ()
    from connectgen.json_schema.metaschema_errors import explain_errors

    return explain_errors(schema, draft, location)


def document_errors(document: dict[str, Json], location: Location) -> Iterable[SchemaError]:
    """Return every way in which *document* breaks the meta-schema of its draft (default draft-04).

    A numeric string as `maxLength` passes: live sites send it.
    """
    stated = document.get("$schema", "")
    if not isinstance(stated, str):
        return [SchemaError(location.child("$schema"), "$schema must be a string")]
    draft = draft_of(stated) if stated else DRAFTS[4]
    plain: JsonObject = {name: _with_number(name, part) for name, part in document.items()}
    if draft is not None:
        return meta_schema_errors(plain, draft.number, location)
    from connectgen.json_schema.metaschema_errors import explain_document_errors

    return explain_document_errors(plain, location)


def _with_number(name: str, value: Json) -> Json:
    """Return the value of the member *name*, with each `maxLength` that is a text as a number."""
    if name == "maxLength" and is_numeric_string(value):
        return 0
    if isinstance(value, list):
        return [_with_number("", item) for item in value]
    if not isinstance(value, dict):
        return value
    return {inner: _with_number(inner, part) for inner, part in value.items()}
