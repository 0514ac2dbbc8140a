"""Check of schemas by the meta-schema of their draft.

Predicates that are compiled from the meta-schemas decide; jsonschema, which takes long to import,
only explains what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectgen.core.errors import SchemaError
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.json_schema.drafts import DRAFTS
from connectgen.json_schema.metaschemas import draft4, draft6, draft7, draft2019, draft2020

_PREDICATES = {
    4: draft4.is_valid,
    6: draft6.is_valid,
    7: draft7.is_valid,
    2019: draft2019.is_valid,
    2020: draft2020.is_valid,
}

__all__ = ["find_meta_schema", "meta_schema_errors"]


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
