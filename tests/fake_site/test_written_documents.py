"""A fake site of documents that somebody wrote: unknown members, and names with slashes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from connectgen.config.options import FetchOptions
from connectgen.pipeline.fetch import fetch_snapshot
from connectgen.testing import FakeSite
from support import generate_into, import_from, write_schemas

ROOT = "/services/rest/connect/v1.4/"
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


def thing(**more: Any) -> dict[str, Any]:
    part = {"type": "object", "properties": {"a": TEXT}}
    properties = {
        "text": TEXT,
        "closed": part,
        "open": part | {"additionalProperties": True},
        "typed": part | {"additionalProperties": TEXT},
        "listed": {"type": "array", "items": part},
        "any": {"type": "object"},
    }
    record = {"type": "object", "properties": properties, **more}
    return {"type": "object", "definitions": {"singularResource": record}}


def inheriting(base: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a document whose record, and part, have the base *base*, which is in it."""
    document = thing(allOf=[{"$ref": "#/definitions/Base"}], **more)
    part = {"type": "object", "allOf": [{"$ref": "#/definitions/Base"}], "properties": {"b": TEXT}}
    document["definitions"]["singularResource"]["properties"]["part"] = part
    document["definitions"]["Base"] = {"type": "object", "properties": {"a": TEXT}} | base
    return document


DOCUMENTS = {
    "patterns": thing(patternProperties={"^n": NUMBER}),
    "unevaluated": thing(unevaluatedProperties=True),
    "heir": inheriting({}),
    "openHeir": inheriting({"additionalProperties": True}),
    "shutHeir": inheriting({"additionalProperties": True}, additionalProperties=False),
    "farHeir": thing(allOf=[{"$ref": f"{ROOT}metadata-catalog/lenient"}]),
    "things": thing(),
    "shut": thing(additionalProperties=False),
    "lenient": thing(additionalProperties=True),
    "typed": thing(additionalProperties={"type": "object"}),
    "flat": {"type": "object", "properties": {"text": TEXT}, "additionalProperties": {}},
    "a%2Fb": {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "text": TEXT, "x/y": {"type": "array"}},
    },
    "CO.Gr%C3%B6%C3%9Fe": {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "text": TEXT},
    },
    "a%252Fb": {"type": "object", "properties": {"text": TEXT}},
}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_schemas(tmp_path_factory.mktemp("written"), DOCUMENTS)


@pytest.fixture(scope="module")
def served_documents(schemas: Path) -> Iterator[FakeSite]:
    with FakeSite(schemas=schemas) as site:
        yield site


@pytest.fixture
def http(served_documents: FakeSite) -> Iterator[httpx2.Client]:
    headers = {"OSvC-CREST-Application-Context": "tests"}
    served_documents.reset()
    url = served_documents.url + ROOT
    with httpx2.Client(base_url=url, auth=served_documents.auth, headers=headers) as client:
        yield client


REFUSED: list[tuple[str, dict[str, Any]]] = [
    *((name, {"nothing": 1}) for name in ("things", "shut", "a%2Fb")),
    ("things", {"closed": {"nothing": 1}}),
    ("things", {"listed": [{"a": "x"}, {"nothing": 1}]}),
    ("lenient", {"closed": {"nothing": 1}}),
    *((name, {"nothing": 1}) for name in ("heir", "shutHeir")),
    ("heir", {"part": {"nothing": 1}}),
    ("openHeir", {"closed": {"nothing": 1}}),
]
TAKEN: list[tuple[str, dict[str, Any]]] = [
    *((name, {"nothing": 1}) for name in ("lenient", "typed", "flat")),
    *((name, {"nothing": 1}) for name in ("patterns", "unevaluated", "openHeir", "farHeir")),
    ("openHeir", {"part": {"nothing": 1, "a": "x", "b": "x"}}),
    ("shutHeir", {"part": {"nothing": 1, "a": "x", "b": "x"}}),
    ("things", {"open": {"nothing": 1}, "typed": {"nothing": "x"}, "any": {"nothing": 1}}),
    ("things", {"id": 7, "lookupName": "x", "text": "x", "links": []}),
]


@pytest.mark.parametrize(("resource", "body"), REFUSED)
def test_unknown_member_is_refused_as_on_a_real_site(
    http: httpx2.Client, resource: str, body: dict[str, Any]
):
    number = http.post(resource, json={"text": "x"}).json()["id"]
    for found in (http.post(resource, json=body), http.patch(f"{resource}/{number}", json=body)):
        assert found.status_code == 400, found.text
        assert found.headers["content-type"] == "application/problem+json"
        problem = found.json()
        assert problem["o:errorCode"] == "OSC-CREST-00013"
        assert problem["detail"] == "Invalid property specified: nothing"


@pytest.mark.parametrize(("resource", "body"), TAKEN)
def test_member_that_the_document_allows_is_kept(
    http: httpx2.Client, resource: str, body: dict[str, Any]
):
    created = http.post(resource, json=body)
    assert created.status_code == 201, created.text
    shown = http.get(f"{resource}/{created.json()['id']}").json()
    for name, value in body.items():
        if name not in ("id", "links", "lookupName"):
            filled = {"a": None, **value} if name in ("open", "typed") else value
            assert shown[name] == filled
    assert http.patch(f"{resource}/{shown['id']}", json=body).status_code == 200


def test_record_that_is_added_is_judged_alike(served_documents: FakeSite):
    served_documents.add("lenient", {"nothing": 1})
    with pytest.raises(ValueError, match="things has no field 'txt'"):
        served_documents.add("things", {"txt": "x"})


NAMES = ["a%2Fb", "a%252Fb", "CO.Gr%C3%B6%C3%9Fe"]


@pytest.mark.parametrize("name", NAMES)
def test_names_with_encoded_characters_in_urls(http: httpx2.Client, name: str):
    created = http.post(name, json={"text": name})
    assert created.status_code == 201, created.text
    (link,) = [each["href"] for each in created.json()["links"] if each["rel"] == "self"]
    assert http.get(link).json()["text"] == name
    assert [item["id"] for item in http.get(name).json()["items"]] == [created.json()["id"]]
    assert http.get(f"metadata-catalog/{name}").json()["name"] == name
    listed = [item["name"] for item in http.get("").json()["items"]]
    assert name in listed


def test_slash_that_is_not_encoded_separates(http: httpx2.Client):
    assert http.get("a/b").status_code == 404
    for path in ("things//", "/things", "//things"):
        url = f"{http.base_url}".rstrip("/") + f"/{path}"
        assert http.get(url).status_code == 200


def test_list_whose_name_has_a_slash(http: httpx2.Client):
    number = http.post("a%2Fb", json={"x/y": ["p", "q"]}).json()["id"]
    found = http.get(f"a%2Fb/{number}/x%2Fy")
    assert found.status_code == 200, found.text
    assert http.get(f"a%2Fb/{number}/x/y").status_code == 404


def test_generated_client_calls_resources_with_such_names(
    schemas: Path, served_documents: FakeSite, tmp_path: Path
):
    served_documents.reset()
    generate_into(tmp_path, "written_names", schemas=schemas)
    made = import_from(tmp_path, "written_names")
    with made.Client(
        served_documents.url, auth=served_documents.auth, application_context="tests"
    ) as client:
        for attribute in ("a_b", "co_groe"):
            calls = getattr(client, attribute)
            record = calls.create({"text": "x"})
            assert calls.get(record.id).text == "x"


def test_snapshot_with_such_names_is_fetched_from_it(served_documents: FakeSite, tmp_path: Path):
    options = FetchOptions(
        site=served_documents.url, into=tmp_path, resources=("CO.Größe", "things")
    )
    login = dict(
        zip(("CONNECTGEN_USERNAME", "CONNECTGEN_PASSWORD"), served_documents.auth, strict=True)
    )
    result = fetch_snapshot(options, login)
    assert result.fetched.resources == ("CO.Gr%C3%B6%C3%9Fe", "things")
