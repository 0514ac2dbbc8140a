"""Route a request to its handler by URL."""

from __future__ import annotations

import re
from dataclasses import replace

from connectgen.core.json_types import JsonObject
from connectgen.fake_site.catalog import SCHEMA
from connectgen.fake_site.handlers import RoutedRequest, RoutedResponse, handle_resource
from connectgen.fake_site.incident_response import RESPONSE, handle_incident_response
from connectgen.fake_site.menu_tree import TREES, menu_answer
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.queries import run_query
from connectgen.fake_site.reports import REPORTS, run_report
from connectgen.fake_site.request_path import stored_name, stored_path
from connectgen.fake_site.serializer import describedby_link
from connectgen.fake_site.site import SimulatedSite

__all__ = ["route_request"]

_VERSION = re.compile(r"v\d+(\.\d+)*|latest")
_CATALOG = "metadata-catalog"
_QUERY = "queryResults"

SPECIAL = (REPORTS, *sorted(TREES), _QUERY)
"""Resources of every site, even if its catalog does not list them."""


def route_request(site: SimulatedSite, asked: RoutedRequest, accept: str) -> RoutedResponse:
    """Return the answer to a request; a path without a version means the only version.

    Raises:
        Problem: the request cannot be served.
    """
    path = asked.path
    if path and _VERSION.fullmatch(path[0]):
        if path[0] not in (site.version, "latest"):
            raise Problem(404, 3, f"The version {path[0]} is not supported; use {site.version}")
        path = path[1:]
    path = (*map(stored_name, path[:1]), *path[1:])
    asked = replace(asked, path=path)
    if not path:
        _require_method("GET", asked.method)
        return RoutedResponse(content=_resource_listing(site, asked.root))
    if path[:1] == (_CATALOG,):
        return _answer_catalog(site, asked, accept)
    if path == (RESPONSE,) and RESPONSE in site.schemas and "incidents" in site.schemas:
        return _answer_incident_response(site, asked, accept)
    if path == (_QUERY,):
        return _answer_query(site, asked)
    if path == (REPORTS,):
        return _answer_report(site, asked, accept)
    if path[0] in TREES:
        _require_method("GET", asked.method)
        return RoutedResponse(
            content=menu_answer(site.records.menus, site.menus, stored_path(path), asked.root)
        )
    if path[0] not in site.schemas or path[0] == RESPONSE:
        raise Problem(404, 13, f"The site has no {'/'.join(path)!r}")
    if asked.method == "GET" and SCHEMA in accept:
        return _redirect_to_catalog(path[0], asked)
    return handle_resource(site, site.schemas[path[0]], asked)


def _resource_listing(site: SimulatedSite, root: str) -> JsonObject:
    """Return the answer to `GET <version>/`: standard resources, custom objects, the others."""
    listed = set(site.catalog.resources) - set(SPECIAL)
    names = sorted(listed, key=lambda name: ("." in name, name.casefold()))
    items = [
        {"name": name, "links": [{"rel": "canonical", "href": f"{root}/{name}"}]}
        for name in (*names, *SPECIAL)
    ]
    links = [{"rel": rel, "href": root} for rel in ("self", "canonical")]
    return {"items": items, "links": links}


def _require_method(method: str, asked: str) -> None:
    if asked not in (method, "OPTIONS"):
        allowed = f"{method}, OPTIONS"
        raise Problem(405, 2, f"{asked} is not supported; there is {allowed}", {"Allow": allowed})


def _answer_catalog(site: SimulatedSite, asked: RoutedRequest, accept: str) -> RoutedResponse:
    _require_method("GET", asked.method)
    if len(asked.path) == 1:
        return RoutedResponse(content=site.catalog.listing_document(asked.root))
    content, media_type = site.catalog.find_document(
        stored_path(asked.path[1:]), asked.root, accept
    )
    return RoutedResponse(content=content, media_type=media_type)


def _answer_incident_response(
    site: SimulatedSite, asked: RoutedRequest, accept: str
) -> RoutedResponse:
    if asked.method == "GET" and SCHEMA in accept:
        return _redirect_to_catalog(RESPONSE, asked)
    _require_method("POST", asked.method)
    if asked.method == "OPTIONS":
        return RoutedResponse(allow="POST, OPTIONS")
    incident = handle_incident_response(site.records, asked.body)
    url = f"{asked.root}/{RESPONSE}"
    return RoutedResponse(
        content={
            "incident": {"id": incident["id"], "lookupName": incident["lookupName"]},
            "links": [
                {"rel": "self", "href": url},
                {"rel": "canonical", "href": url},
                describedby_link(asked.root, RESPONSE),
            ],
        }
    )


def _answer_query(site: SimulatedSite, asked: RoutedRequest) -> RoutedResponse:
    _require_method("GET", asked.method)
    if "query" not in asked.query:
        raise Problem(400, 7, "The query parameter 'query' is required")
    items = run_query(site.records, asked.query["query"])
    url = f"{asked.root}/{_QUERY}"
    links = [
        {"rel": "self", "href": f"{url}?{asked.query_text}"},
        {"rel": "canonical", "href": url},
        describedby_link(asked.root, _QUERY),
    ]
    return RoutedResponse(content={"items": items, "links": links})


def _answer_report(site: SimulatedSite, asked: RoutedRequest, accept: str) -> RoutedResponse:
    if asked.method == "GET" and SCHEMA in accept:
        return _redirect_to_catalog(REPORTS, asked)
    _require_method("POST", asked.method)
    if asked.method == "OPTIONS":
        return RoutedResponse(allow="POST, OPTIONS")
    url = f"{asked.root}/{REPORTS}"
    links = [
        {"rel": "self", "href": url},
        {"rel": "canonical", "href": url},
        describedby_link(asked.root, REPORTS),
    ]
    return RoutedResponse(content={**run_report(site.records, asked.body), "links": links})


def _redirect_to_catalog(name: str, asked: RoutedRequest) -> RoutedResponse:
    """Return a redirect to the catalog for a resource requested as JSON Schema."""
    return RoutedResponse(status=302, location=f"{asked.root}/{_CATALOG}/{name}")
