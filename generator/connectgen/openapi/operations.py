"""Paths and operations of one resource: those that the generated client has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from connectgen.core import ir
from connectgen.core.json_types import JsonObject
from connectgen.core.sub_collections import SENDS_MAIL, SubCollection, sub_collections_of
from connectgen.openapi.components import ERRORS, REFERENCE, success_headers
from connectgen.openapi.examples import body_example, reply_example
from connectgen.openapi.markdown import escape_text, quote_code
from connectgen.openapi.names import OperationNames, parameter_name
from connectgen.openapi.parameters import (
    COMMON_HEADERS,
    DOWNLOAD,
    GET_QUERY,
    LIST_QUERY,
    SUPPRESS,
    id_parameter,
    parameter_refs,
)
from connectgen.openapi.refs import schema_ref
from connectgen.openapi.schemas import SchemaNames
from connectgen.python_text.identifiers import class_name, singular

__all__ = ["ResourceContext", "make_operation", "make_path_item", "resource_paths"]

_JSON = "application/json"
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]{0,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceContext:
    """One resource, and the names that its operations use."""

    resource: ir.Resource
    version: str
    record: str
    """Name of one record, such as `Incident`."""

    plural: str
    """Name of its records, such as `Incidents`."""

    schemas: SchemaNames
    ids: OperationNames
    """Names of operations."""

    def schema_of(self, direction: ir.Direction) -> JsonObject:
        """Return a reference to the schema of a record in one view."""
        return schema_ref(self.schemas.schema_of(direction, (self.resource.name,)))


def resource_paths(context: ResourceContext) -> dict[str, JsonObject]:
    """Return the paths of the records of a resource, and of the lists inside them."""
    name = context.resource.name
    operations = context.resource.operations
    records = [_MAKERS[each](context) for each in ("list", "create") if each in operations]
    one = [_MAKERS[each](context) for each in ("get", "update", "delete") if each in operations]
    paths: dict[str, JsonObject] = {}
    if records:
        paths[f"/{name}"] = make_path_item(dict(records))
    if one:
        number = id_parameter("id", f"ID of a record of {quote_code(name)}.")
        paths[f"/{name}/{{id}}"] = make_path_item(dict(one), number)
        for found in sub_collections_of(context.resource):
            if found.field.wire_name:  # the URL of a list without a name is that of its record
                paths |= _sub_collection_paths(context, found, number)
    return paths


def make_path_item(operations: JsonObject, *parameters: JsonObject) -> JsonObject:
    """Return a path item with *operations* by method, and the parameters of each of them."""
    return {"parameters": [*parameter_refs(*COMMON_HEADERS), *parameters], **operations}


def make_operation(
    context: ResourceContext,
    operation_id: str,
    summary: str,
    *,
    about: str = "",
    description: str = "",
    parameters: list[JsonObject] | None = None,
    body: JsonObject | None = None,
    success: tuple[int, JsonObject],
) -> JsonObject:
    """Return an operation.

    Args:
        context: the resource.
        operation_id: its name, if that is free.
        summary: a sentence in plain text, without a full stop.
        about: the list or the menu that it is about, if it is not about whole records.
        description: more about it, in Markdown.
        parameters: those that not every operation has.
        body: body of the request.
        success: status and response if it succeeds.
    """
    status, response = success
    refs = {
        str(code): {"$ref": f"#/components/responses/{name}"} for code, (name, _) in ERRORS.items()
    }
    return {
        "operationId": context.ids.choose(operation_id, f"{context.resource.name}/{about}"),
        "summary": summary,
        "description": description or f"{summary}.",
        "tags": [context.resource.name],
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": body} if body else {}),
        "responses": {str(status): response, **refs},
    }


def _list_operation(context: ResourceContext) -> tuple[str, JsonObject]:
    name = context.schemas.schema_of("read", (context.resource.name,))
    return "get", make_operation(
        context,
        f"list{context.plural}",
        f"List records of {context.resource.name}",
        parameters=parameter_refs(*LIST_QUERY),
        success=(200, _json_response("One page of records.", schema_ref(f"{name}List"))),
    )


def _get_operation(context: ResourceContext) -> tuple[str, JsonObject]:
    return "get", make_operation(
        context,
        f"get{context.record}",
        f"Get one record of {context.resource.name}",
        parameters=parameter_refs(*GET_QUERY),
        success=(200, _json_response("The record.", context.schema_of("read"))),
    )


def _create_operation(context: ResourceContext) -> tuple[str, JsonObject]:
    name = context.resource.name
    facts = [f"Create a record of {quote_code(name)}."]
    if name in SENDS_MAIL:
        facts = [
            "Save an incident and send an e-mail to its contact. If no response arrives, check "
            "whether the e-mail was sent before you retry."
        ]
    facts += [f"Mind that {escape_text(rule.message)}." for rule in context.resource.advice]
    is_new = name not in SENDS_MAIL
    reply = reply_example(context.resource, context.version)
    response = _json_response(
        "The new record." if is_new else "The incident that was saved.",
        context.schema_of("read"),
        example=reply,
        is_new=is_new,
    )
    return "post", make_operation(
        context,
        f"create{context.record}",
        f"Create a record of {name}" if is_new else "Send a response to the contact of an incident",
        description="\n\n".join(facts),
        parameters=parameter_refs(*SUPPRESS["post"]),
        body=_json_body(context.schema_of("create"), body_example(context.resource)),
        success=(201 if is_new else 200, response),
    )


def _update_operation(context: ResourceContext) -> tuple[str, JsonObject]:
    name = context.resource.name
    return "patch", make_operation(
        context,
        f"update{context.record}",
        f"Update one record of {name}",
        description=f"Update one record of {quote_code(name)}. Fields that are left out are not "
        "changed, and null clears a field. Where a gateway blocks PATCH, send a POST with the "
        "header `X-HTTP-Method-Override: PATCH`.",
        parameters=parameter_refs(*SUPPRESS["patch"]),
        body=_json_body(context.schema_of("patch")),
        success=(200, _empty_response("The record was updated. The body is empty.")),
    )


def _delete_operation(context: ResourceContext) -> tuple[str, JsonObject]:
    return "delete", make_operation(
        context,
        f"delete{context.record}",
        f"Delete one record of {context.resource.name}",
        parameters=parameter_refs(*SUPPRESS["delete"]),
        success=(200, _empty_response("The record was deleted. The body is empty.")),
    )


_MAKERS: dict[str, Callable[[ResourceContext], tuple[str, JsonObject]]] = {
    "create": _create_operation,
    "delete": _delete_operation,
    "get": _get_operation,
    "list": _list_operation,
    "update": _update_operation,
}
"""Functions that make the method and the operation of each operation on records."""


def _sub_collection_paths(
    context: ResourceContext, found: SubCollection, number: JsonObject
) -> dict[str, JsonObject]:
    """Return the path of a list inside one record, and that of its entries."""
    wire_name = found.field.wire_name
    # half a character, which only an escape can hold, cannot be in a URL
    path = f"/{context.resource.name}/{{id}}/{quote(wire_name, safe='', errors='replace')}"
    entry = parameter_name(wire_name)
    about = f"ID of an entry of {quote_code(wire_name)}."
    return {
        path: make_path_item({"get": _list_entries_operation(context, found)}, number),
        f"{path}/{{{entry}}}": make_path_item(
            {"get": _get_entry_operation(context, found)}, number, id_parameter(entry, about)
        ),
    }


def _list_entries_operation(context: ResourceContext, found: SubCollection) -> JsonObject:
    wire_name = found.field.wire_name
    page = f"{_entry_schema(context, found)}List"
    response = _json_response("The entries. A site may only link to each.", schema_ref(page))
    parameters, facts = parameter_refs(*LIST_QUERY), ""
    if found.has_files:
        parameters += parameter_refs(DOWNLOAD)
        facts = " With `download`, an archive (tar) of all files."
        response["content"]["application/x-tar"] = {}
    return make_operation(
        context,
        f"list{context.record}{class_name(wire_name)}",
        f"List {_plain_name(wire_name)} of a record",
        about=wire_name,
        description=f"List the entries of {quote_code(wire_name)} of one record.{facts}",
        parameters=parameters,
        success=(200, response),
    )


def _get_entry_operation(context: ResourceContext, found: SubCollection) -> JsonObject:
    wire_name = found.field.wire_name
    response = _json_response("The entry.", schema_ref(_entry_schema(context, found)))
    parameters, facts = parameter_refs(*GET_QUERY), ""
    if found.has_files:
        parameters += parameter_refs(DOWNLOAD)
        facts = " With `download`, the content of the file."
        response["content"]["*/*"] = {}
    return make_operation(
        context,
        f"get{context.record}{class_name(singular(wire_name))}",
        f"Get an entry of {_plain_name(wire_name)}",
        about=wire_name,
        description=f"Get one entry of {quote_code(wire_name)} of one record.{facts}",
        parameters=parameters,
        success=(200, response),
    )


def _entry_schema(context: ResourceContext, found: SubCollection) -> str:
    """Return the name of the schema of an entry; that of its list ends in `List`."""
    if isinstance(found.item, ir.ModelType):
        return context.schemas.schema_of("read", found.item.model)
    return REFERENCE


def _plain_name(wire_name: str) -> str:
    """Return *wire_name* for plain text, in which nothing is escaped."""
    return wire_name if _PLAIN.fullmatch(wire_name) else "a list"


def _json_body(schema: JsonObject, example: Any = None) -> JsonObject:
    return {"required": True, "content": {_JSON: _json_content(schema, example)}}


def _json_response(
    description: str, schema: JsonObject, *, example: Any = None, is_new: bool = False
) -> JsonObject:
    return {
        "description": description,
        "headers": success_headers(is_new=is_new),
        "content": {_JSON: _json_content(schema, example)},
    }


def _json_content(schema: JsonObject, example: Any) -> JsonObject:
    if example is None:
        return {"schema": schema}
    summary = "From Oracle's documentation"
    return {"schema": schema, "examples": {"documented": {"summary": summary, "value": example}}}


def _empty_response(description: str) -> JsonObject:
    return {"description": description, "headers": success_headers()}
