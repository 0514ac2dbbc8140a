"""Names of the types that limit the items of an array, or one of several types of a property.

datamodel-code-generator writes a class for each of them. It would call it after the property, with
a number, so that it could take the name of a model. Here each becomes a definition with a name of
its own, such as `ThingCodesItem` or `ThingMixedInteger`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, count
from typing import Any

from connectgen.python_text.identifiers import class_name

__all__ = ["name_limited_types"]

_WITHOUT_LIMIT = frozenset({"$ref", "anyOf", "format", "items", "properties", "required", "type"})
_NULL = {"type": "null"}


def name_limited_types(
    definitions: Mapping[str, Any], field_names: Mapping[str, str]
) -> dict[str, Any]:
    """Return *definitions* in which the limited types are definitions, too.

    Args:
        definitions: schema of each class.
        field_names: Python name of each field, by class and wire name: `Cc.emailAddresses`.
    """
    defined = dict(definitions)
    for owner, schema in definitions.items():
        if "properties" in schema:
            properties = {
                name: _name_parts(part, (owner, field_names.get(f"{owner}.{name}", name)), defined)
                for name, part in schema["properties"].items()
            }
            defined[owner] = schema | {"properties": properties}
    return defined


def _name_parts(schema: Any, words: tuple[str, ...], defined: dict[str, Any]) -> Any:
    """Return *schema* with references to its limited parts, and add them to *defined*."""
    if "items" in schema:
        schema = schema | {"items": _name_part(schema["items"], (*words, "item"), defined)}
    if "anyOf" in schema:
        parts = [
            _name_part(each, (*words, each.get("type", "")), defined) for each in schema["anyOf"]
        ]
        schema = schema | {"anyOf": parts}
    return schema


def _name_part(schema: Any, words: tuple[str, ...], defined: dict[str, Any]) -> Any:
    """Return a reference to *schema* if it has limits."""
    schema = _name_parts(schema, words, defined)
    if schema.keys() <= _WITHOUT_LIMIT:
        return schema
    stem = class_name(*words)
    possible = chain((stem,), (f"{stem}{number}" for number in count(2)))
    name = next(each for each in possible if each not in defined)
    reference = {"$ref": f"#/definitions/{name}"}
    if isinstance(schema["type"], list):  # null is the only other one
        defined[name] = schema | {"type": next(kind for kind in schema["type"] if kind != "null")}
        return {"anyOf": [reference, _NULL]}
    defined[name] = schema
    return reference
