"""Which part of the site a URL belongs to."""

from __future__ import annotations

import re

from connectgen.fake_site.catalog import SCHEMA
from connectgen.fake_site.handlers import Answer, Asked, answer_for_resource
from connectgen.fake_site.incident_response import RESPONSE, respond
from connectgen.fake_site.menu_tree import TREES, menu_answer
from connectgen.fake_site.pagination import query_results
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.reports import REPORTS, run_report
from connectgen.fake_site.serializer import describedby
from connectgen.fake_site.site import Site

__all__ = ["answer_to"]

_VERSION = re.compile(r"v\d+(\.\d+)*|latest")
_CATALOG = "metadata-catalog"
_QUERY = "queryResults"


def answer_to(site: Site, asked: Asked, accept: str) -> Answer:
    """Return the answer to a request; a path without a version means the only one there is.

    Raises:
        Problem: the request cannot be served.
    """
    path = asked.path
    if _VERSION.fullmatch(path[0]):
        if path[0] not in (site.version, "latest"):
            raise Problem(404, 3, f"The version {path[0]} is not supported; use {site.version}")
        path = path[1:]
    asked = Asked(
        method=asked.method, path=path, query=asked.query, root=asked.root, body=asked.body
    )
    if path[:1] == (_CATALOG,):
        return _catalog(site, asked, accept)
    if path == (RESPONSE,) and RESPONSE in site.shapes and "incidents" in site.shapes:
        return _response(site, asked, accept)
    if path == (_QUERY,):
        return _query(site, asked)
    if path == (REPORTS,) and REPORTS in site.shapes:
        return _report(site, asked, accept)
    if path and path[0] in TREES:
        _only("GET", asked.method)
        return Answer(
            content=menu_answer(site.records.menus, site.menus, "/".join(path), asked.root)
        )
    if not path or path[0] not in site.shapes or path[0] == RESPONSE:
        raise Problem(404, 13, f"The site has no {'/'.join(path)!r}")
    if asked.method == "GET" and SCHEMA in accept:
        return _redirect(path[0], asked)
    return answer_for_resource(site, site.shapes[path[0]], asked)


def _only(method: str, asked: str) -> None:
    if asked not in (method, "OPTIONS"):
        allowed = f"{method}, OPTIONS"
        raise Problem(405, 2, f"{asked} is not supported; there is {allowed}", {"Allow": allowed})


def _catalog(site: Site, asked: Asked, accept: str) -> Answer:
    _only("GET", asked.method)
    if len(asked.path) == 1:
        return Answer(content=site.catalog.listing(asked.root))
    content, media_type = site.catalog.document("/".join(asked.path[1:]), asked.root, accept)
    return Answer(content=content, media_type=media_type)


def _response(site: Site, asked: Asked, accept: str) -> Answer:
    if asked.method == "GET" and SCHEMA in accept:
        return _redirect(RESPONSE, asked)
    _only("POST", asked.method)
    if asked.method == "OPTIONS":
        return Answer(allow="POST, OPTIONS")
    incident = respond(site.records, asked.body)
    url = f"{asked.root}/{RESPONSE}"
    return Answer(
        content={
            "incident": {"id": incident["id"], "lookupName": incident["lookupName"]},
            "links": [
                {"rel": "self", "href": url},
                {"rel": "canonical", "href": url},
                describedby(asked.root, RESPONSE),
            ],
        }
    )


def _query(site: Site, asked: Asked) -> Answer:
    _only("GET", asked.method)
    if "query" not in asked.query:
        raise Problem(400, 7, "The query parameter 'query' is required")
    items = query_results(site.records, asked.query["query"])
    url = f"{asked.root}/{_QUERY}"
    links = [{"rel": "self", "href": url}, {"rel": "canonical", "href": url}]
    return Answer(content={"items": items, "links": links})


def _report(site: Site, asked: Asked, accept: str) -> Answer:
    if asked.method == "GET" and SCHEMA in accept:
        return _redirect(REPORTS, asked)
    _only("POST", asked.method)
    if asked.method == "OPTIONS":
        return Answer(allow="POST, OPTIONS")
    url = f"{asked.root}/{REPORTS}"
    links = [
        {"rel": "self", "href": url},
        {"rel": "canonical", "href": url},
        describedby(asked.root, REPORTS),
    ]
    return Answer(content={**run_report(site.records, asked.body), "links": links})


def _redirect(name: str, asked: Asked) -> Answer:
    """A resource asked for as JSON Schema is found in the catalog."""
    return Answer(status=302, location=f"{asked.root}/{_CATALOG}/{name}")
