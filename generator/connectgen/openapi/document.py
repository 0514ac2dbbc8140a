"""The whole document: what every site has, then the paths and schemas of each resource."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from connectgen.core import ir
from connectgen.core.json_types import JsonObject
from connectgen.core.menus import Menu, menu_targets
from connectgen.openapi.components import (
    REFERENCE,
    REFERENCE_LIST,
    RESERVED,
    common_headers,
    common_responses,
    common_schemas,
    security_schemes,
)
from connectgen.openapi.markdown import escape_text, quote_code
from connectgen.openapi.names import OperationNames, name_plurals, name_records, schema_names
from connectgen.openapi.operations import ResourceContext, resource_paths
from connectgen.openapi.parameters import common_parameters
from connectgen.openapi.schemas import list_schema, name_schemas, view_schemas
from connectgen.openapi.site_resources import menu_paths, query_paths, report_paths

__all__ = ["build_document"]

_EXAMPLE_HOST = "mysite.example.com"
_ABOUT = """\
The Connect REST API of one B2C Service site, as its metadata catalog describes it.

* A field whose type has null may be null. Fields that are left out of a PATCH are not changed.
* A list is written as an array. A reply has an array, or an object with `items` and `links`, or one
  with `links` only.
* Members that begin with `x-` are keywords of the catalog that JSON Schema does not have.
  `x-target` is the resource, and `x-menu` the menu, that a field refers to.
"""
_ABOUT_VALUES = """\
* Values of menus are those of the day they were fetched. A site may have others by now.
"""


def build_document(api: ir.Api, menus: Iterable[Menu] = ()) -> JsonObject:
    """Return the OpenAPI 3.1 document of *api*. It depends on nothing else.

    Args:
        api: the API.
        menus: the menus whose values are known.
    """
    contexts = _resource_contexts(api)
    known = {menu.path: menu for menu in menus}
    targets = menu_targets(api.resources)
    schemas = {**common_schemas(), REFERENCE_LIST: list_schema(REFERENCE)}
    paths: JsonObject = {}
    for context in contexts:
        resource = context.resource
        paths |= resource_paths(context)
        if "menu" in resource.operations:
            paths |= menu_paths(context, targets, known)
        if "query" in resource.operations:
            paths |= query_paths(context)
        if "run" in resource.operations:
            paths |= report_paths(context)
        for view in resource.views:
            schemas |= view_schemas(resource, view, context.schemas, known)
    document: JsonObject = {
        "openapi": "3.1.0",
        "info": {
            "title": "Connect REST API",
            "version": api.version,
            "description": _ABOUT + (_ABOUT_VALUES if known else ""),
        },
        "servers": [_server(api.version)],
        "security": [{name: []} for name in security_schemes()],
        "tags": [_tag(resource) for resource in api.resources],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": common_responses(),
            "parameters": common_parameters(),
            "headers": common_headers(),
            "securitySchemes": security_schemes(),
        },
    }
    return _without_unused(document)


def _resource_contexts(api: ir.Api) -> list[ResourceContext]:
    """Return the names of everything, those of records first."""
    ids = OperationNames()
    known = {*api.known, *(resource.name for resource in api.resources)}
    records, plurals = name_records(known), name_plurals(known)
    taken = {name.lower() for name in RESERVED}.union(*map(schema_names, records.values()))
    return [
        ResourceContext(
            resource=resource,
            version=api.version,
            record=records[resource.name],
            plural=plurals[resource.name],
            schemas=name_schemas(resource, records[resource.name], taken),
            ids=ids,
        )
        for resource in api.resources
    ]


def _server(version: str) -> JsonObject:
    return {
        "url": f"https://{{host}}/services/rest/connect/{version}",
        "description": "Your site.",
        "variables": {"host": {"default": _EXAMPLE_HOST, "description": "Host name of your site."}},
    }


def _tag(resource: ir.Resource) -> JsonObject:
    own = f"Operations on {quote_code(resource.name)}."
    return {"name": resource.name, "description": escape_text(resource.description) or own}


def _without_unused(document: JsonObject) -> JsonObject:
    """Return *document* without the components that nothing in it refers to."""
    components: dict[str, JsonObject] = document["components"]
    used: set[str] = set()
    waiting: list[Any] = [document["paths"]]
    while waiting:
        for ref in _refs_in(waiting.pop()):
            if ref not in used:
                used.add(ref)
                _, _, kind, name = ref.split("/")
                waiting.append(components[kind][name])
    kept = {
        kind: {
            name: found
            for name, found in members.items()
            if kind == "securitySchemes" or f"#/components/{kind}/{name}" in used
        }
        for kind, members in components.items()
    }
    return {**document, "components": {kind: found for kind, found in kept.items() if found}}


def _refs_in(value: Any) -> Iterator[str]:
    """Yield the target of each reference in *value*."""
    waiting: list[object] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            members = cast("dict[str, object]", each)
            ref = members.get("$ref")
            if isinstance(ref, str):
                yield ref
            waiting += members.values()
        elif isinstance(each, list):
            waiting += cast("list[object]", each)
