"""Each operation of the generated client is in the document, and the reverse."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import pytest
from support import import_from
from support.openapi_documents import operations_of, parameters_of

Document = dict[str, Any]
Seen = tuple[str, str, frozenset[str]]

ROOT = "/services/rest/connect/v1.4"


@pytest.fixture(scope="module")
def seen(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> set[Seen]:
    """Method, path and query parameters of every request that the client of the sample can send."""
    package: Any = import_from(sample.parent, "sample_site")
    found: set[Seen] = set()

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix(ROOT)
        query = frozenset(name for name, _ in parse_qsl(request.url.query.decode(), True))
        found.add((request.method.lower(), path, query))
        return httpx2.Response(200, json={"items": [], "columnNames": [], "rows": []})

    client = package.Client(
        "https://mysite.example.com",
        auth=("user", "secret"),
        application_context="tests",
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
        validate=False,
    )
    folder = tmp_path_factory.mktemp("downloads")
    with client, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for calls in attributes_of(client):
            call_every(calls, folder)
    return found


def attributes_of(thing: Any) -> Iterator[Any]:
    for name in sorted(vars(type(thing))):
        if isinstance(vars(type(thing))[name], cached_property):
            yield getattr(thing, name)


LIST: dict[str, Any] = {"q": "id > 1", "order_by": "id", "limit": 5, "offset": 5}
LIST |= {"fields": "id", "expand": "all", "total_results": True}
GET: dict[str, Any] = {"fields": "id", "expand": "all"}


def call_every(calls: Any, folder: Path) -> None:
    """Call every method of *calls*, with every option; and those of lists inside a record."""
    methods = {
        "list": lambda call: list(call(*(["incidents/severity"] * takes_menu(call)), **LIST)),
        "get": lambda call: call(42, **GET),
        "create": lambda call: call({}),
        "update": lambda call: call(42, {}),
        "delete": lambda call: call(42),
        "query": lambda call: call("SELECT id FROM incidents"),
        "run": lambda call: call(1),
        "rows": lambda call: None,  # sends what `query` and `run` do
        "download": lambda call: call(7, folder / "file"),
        "download_all": lambda call: call(folder / "archive"),
    }
    for name in dir(calls):
        if not name.startswith("_") and inspect.ismethod(getattr(calls, name)):
            methods[name](getattr(calls, name))
    if callable(calls):
        for child in attributes_of(calls(42)):
            call_every(child, folder)


def takes_menu(call: Any) -> bool:
    return "menu" in inspect.signature(call).parameters


def test_the_client_sends_something(seen: set[Seen]):
    assert len(seen) > 90
    assert {method for method, _, _ in seen} == {"delete", "get", "patch", "post"}


def test_every_request_of_the_client_is_described(document: Document, seen: set[Seen]):
    unknown = [each for each in seen if not any(describes(document, each))]
    assert unknown == []


def test_every_operation_is_one_of_the_client(document: Document, seen: set[Seen]):
    sent = {operation for each in seen for operation in describes(document, each)}
    unsent = {(path, method) for path, method, _ in operations_of(document)} - sent
    # what the client does for any menu is written out for the known ones
    assert {path.split("/")[1] for path, _ in unsent} == {"namedIDHierarchies", "namedIDs"}
    assert {method for _, method in unsent} == {"get"}


def describes(document: Document, seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the operations that describe a request, with all of its query parameters."""
    method, path, query = seen
    for template, each, _ in operations_of(document):
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if each == method and re.fullmatch(pattern, path):
            names = {p["name"] for p in parameters_of(document, template, each)}
            if query <= names:
                yield template, each


def test_the_menu_of_every_field_has_a_path(document: Document):
    menus = {
        value for schema in document["components"]["schemas"].values() for value in menus_in(schema)
    }
    assert len(menus) > 50
    urls = {menu if menu.startswith("namedID") else f"namedIDs/{menu}" for menu in menus}
    assert {f"/{url}" for url in urls} <= {*document["paths"]}


def menus_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("x-menu"), str):
            yield value["x-menu"]
        for each in value.values():
            yield from menus_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from menus_in(each)
