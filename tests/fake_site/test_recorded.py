"""Every recorded pair of request and response of a real site, replayed against the fake site."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from connectgen.testing import FakeSite
from support.recorded_site import RECORDED, add_products, send_raw, write_recorded_snapshot

pytestmark = pytest.mark.slow

PRODUCTS = "/services/rest/connect/v1.3/serviceProducts"


@pytest.fixture(scope="module")
def recorded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeSite]:
    schemas = write_recorded_snapshot(tmp_path_factory.mktemp("recorded"))
    with FakeSite(schemas=schemas, api_version="v1.3") as site:
        yield site


@pytest.fixture
def recorded_site(recorded_server: FakeSite) -> FakeSite:
    recorded_server.reset()
    recorded_server.add("siteInterfaces", {"id": 1})
    return recorded_server


def describe(pair: dict[str, Any]) -> str:
    return f"{pair['request']['method']} {pair['request']['url'].partition('v1.3')[2][:60]}"


def seeds(pair: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the products that the real site had, as far as the reply shows them."""
    request, body = pair["request"], pair["response"]["body"]
    if request["method"] == "GET":
        if not request["url"].partition("?query=")[2]:
            return []
        (table,) = body["items"]
        if table["columnNames"] == ["id"]:
            name = request["url"].split("'")[1]
            return [{"id": int(row[0]), "names": [{"labelText": name}]} for row in table["rows"]]
        rows = [dict(zip(table["columnNames"], row, strict=True)) for row in table["rows"]]
        return [
            {
                "id": int(row["id"]),
                "names": [{"labelText": row["name"], "language": {"id": 1}}],
                "displayOrder": int(row["displayOrder"]),
                "parent": row["parent"] and {"id": int(row["parent"])},
            }
            for row in rows
        ]
    if pair["response"]["status"] == 201:
        return [{"id": 102}, {"id": body["id"] - 1}]  # so that the next one gets its id
    last = request["url"].rpartition("/")[2]
    return [{"id": 102}, {"id": int(last)}] if last.isdigit() else []


@pytest.mark.parametrize("pair", RECORDED, ids=map(describe, RECORDED))
def test_recorded_pair(recorded_site: FakeSite, pair: dict[str, Any]):
    add_products(recorded_site, seeds(pair))
    expected = pair["response"]
    status, headers, data = send_raw(recorded_site, pair["request"])
    assert status == expected["status"]
    host = recorded_site.url
    found = {name: headers.get(name, "").replace(host, "") for name in expected["headers"]}
    assert found == expected["headers"]
    text = (gzip.decompress(data) if "content-encoding" in found else data).decode()
    body = json.loads(text.replace(host, "")) if text else ""
    if status == 201 and "displayOrder" not in json.dumps(pair["request"]["body"]):
        # Its place among the products of that site, of which the recording shows a few.
        assert isinstance(body.pop("displayOrder"), int)
        expected = {**expected, "body": dict(expected["body"])}
        del expected["body"]["displayOrder"]
    assert body == expected["body"]


def test_recorded_pairs_as_one_story(recorded_site: FakeSite):
    """The recorded create, update and delete change what the recorded queries find."""

    def ids_of(name: str) -> list[str]:
        query = f"select%20id%20from%20serviceproducts%20where%20lookupname%20=%20'{name}';"
        url = f"/services/rest/connect/v1.3/queryResults/?query={query}"
        request = {"method": "GET", "url": url, "headers": {}, "body": ""}
        return [
            row[0] for row in json.loads(send_raw(recorded_site, request)[2])["items"][0]["rows"]
        ]

    def send(method: str, url: str, like: str = "", body: Any = "") -> int:
        override = {"x-http-method-override": like} if like else {}
        request = {"method": method, "url": url, "headers": override, "body": body}
        return send_raw(recorded_site, request)[0]

    requests = [pair["request"] for pair in RECORDED]
    create = next(request for request in requests if request["url"] == PRODUCTS)
    patch = next(request for request in requests if "x-http-method-override" in request["headers"])
    add_products(recorded_site, [{"id": 102}, {"id": 2109}])
    assert send("POST", PRODUCTS, body=create["body"]) == 201
    assert (ids_of("PRODUCT-TEST"), ids_of("PRODUCT-TEST-updated")) == (["2110"], [])
    assert send("POST", f"{PRODUCTS}/2110", "PATCH", patch["body"]) == 200
    assert (ids_of("PRODUCT-TEST"), ids_of("PRODUCT-TEST-updated")) == ([], ["2110"])
    assert send("POST", f"{PRODUCTS}/2110", "PATCH", {"names": [], "parent": None}) == 200
    (record,) = (r for r in recorded_site.records("serviceProducts") if r["id"] == 2110)
    assert (record["parent"], record["lookupName"]) == (None, "PRODUCT-TEST-updated")
    assert send("DELETE", f"{PRODUCTS}/2110") == 200
    assert ids_of("PRODUCT-TEST-updated") == []


def test_recorded_pairs_name_no_host():
    text = json.dumps(RECORDED).lower()
    assert "://" not in text
    assert "authorization" not in text
