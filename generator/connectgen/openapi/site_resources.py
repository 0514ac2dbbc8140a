"""Paths of the resources that are no records: menus, ROQL queries and analytics reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from connectgen.core.json_types import JsonObject
from connectgen.core.menus import Menu, menu_url_path
from connectgen.openapi.components import REFERENCE_LIST, success_headers
from connectgen.openapi.markdown import quote_code
from connectgen.openapi.menu_values import list_values
from connectgen.openapi.names import menu_words
from connectgen.openapi.operations import ResourceContext, make_operation, make_path_item
from connectgen.openapi.parameters import LIST_QUERY, QUERY_TEXT, parameter_refs
from connectgen.openapi.refs import schema_ref

__all__ = ["menu_paths", "query_paths", "report_paths"]


def menu_paths(
    context: ResourceContext, targets: Iterable[str], menus: Mapping[str, Menu]
) -> dict[str, JsonObject]:
    """Return a path for each menu of one tree, and one for any other menu of a field.

    Args:
        context: the resource, such as `namedIDs`.
        targets: path in the catalog of every menu that a field refers to.
        menus: the menus whose values are known, by that path.
    """
    tree = context.resource.name
    paths: dict[str, JsonObject] = {}
    known = {menu_url_path(path): menu for path, menu in sorted(menus.items())}
    for url in sorted({menu_url_path(target) for target in targets}):
        if url.startswith(f"{tree}/"):
            name = url.partition("/")[2]
            operation = _menu_operation(
                context,
                f"list{menu_words(url)}",
                url,
                f"List the menu {name}",
                f"List the entries of the menu {quote_code(name)}.",
                known.get(url),
            )
            paths[f"/{url}"] = make_path_item({"get": operation})
    parameters = (
        _name_parameter("resource", "Resource that has the field, such as `incidents`."),
        _name_parameter("field", "Field with the menu, such as `severity`."),
    )
    operation = _menu_operation(
        context,
        f"list{context.plural}",
        "",
        "List any menu",
        "List the entries of the menu of any field. The path of a menu may have more steps.",
    )
    paths[f"/{tree}/{{resource}}/{{field}}"] = make_path_item({"get": operation}, *parameters)
    return paths


def query_paths(context: ResourceContext) -> dict[str, JsonObject]:
    """Return the path of ROQL queries."""
    operation = make_operation(
        context,
        "runQueries",
        "Run ROQL queries",
        description="Run ROQL queries and return one table for each. A site returns at most 20,000 "
        "rows of a query, and 100,000 after `USE REPORT`.",
        parameters=parameter_refs(QUERY_TEXT),
        success=(200, _response("The tables.", "QueryResults")),
    )
    return {f"/{context.resource.name}": make_path_item({"get": operation})}


def report_paths(context: ResourceContext) -> dict[str, JsonObject]:
    """Return the path of analytics reports."""
    body = {"id": 176, "limit": 100, "filters": [{"name": "Status", "values": ["1"]}]}
    content = {"schema": schema_ref("ReportRequest"), "example": body}
    operation = make_operation(
        context,
        "runReport",
        "Run an analytics report",
        description="Run an analytics report and return its rows. It changes nothing.",
        body={"required": True, "content": {"application/json": content}},
        success=(200, _response("The rows.", "Table")),
    )
    return {f"/{context.resource.name}": make_path_item({"post": operation})}


def _menu_operation(
    context: ResourceContext,
    name: str,
    about: str,
    summary: str,
    description: str,
    menu: Menu | None = None,
) -> JsonObject:
    response = _response("The entries.", REFERENCE_LIST)
    if menu is not None:
        example = {"summary": "As they were fetched", "value": list_values(menu)}
        response["content"]["application/json"]["examples"] = {"fetched": example}
    return make_operation(
        context,
        name,
        summary,
        about=about,
        description=description,
        parameters=parameter_refs(*LIST_QUERY),
        success=(200, response),
    )


def _response(description: str, schema: str) -> JsonObject:
    return {
        "description": description,
        "headers": success_headers(),
        "content": {"application/json": {"schema": schema_ref(schema)}},
    }


def _name_parameter(name: str, description: str) -> JsonObject:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_.]+$"},
    }
