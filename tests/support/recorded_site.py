"""A fake site like the one whose traffic was recorded: `tests/fake_site/recorded.json`."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from connectgen.testing import FakeSite

from support.sample_snapshots import BARE, pin_documents

RECORDED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "fake_site" / "recorded.json").read_text(encoding="utf-8")
)
"""Requests and responses of a real site, v1.3; without its host, credentials and names."""

_CATALOG = "/services/rest/connect/v1.3/metadata-catalog"


def write_recorded_snapshot(folder: Path) -> Path:
    """Write documents that fit the recorded records, and return *folder*."""
    listing = next(pair for pair in RECORDED if pair["request"]["url"].endswith("/v1.3/"))
    names = [item["name"] for item in listing["response"]["body"]["items"]]
    documents = dict.fromkeys(names, BARE) | _product_documents()
    return pin_documents(folder, "v1.3", documents, resources=names)


def _product_documents() -> dict[str, Any]:
    """Return the documents of `serviceProducts`; the recording has records, not these."""
    lists = {
        name: {"type": ["array", "null"], "items": {"$ref": f"{_CATALOG}/serviceProducts/{name}"}}
        for name in (
            "categoryLinks",
            "descriptions",
            "dispositionLinks",
            "names",
            "productHierarchy",
        )
    }
    interfaces = {
        "type": ["array", "null"],
        "items": {"$ref": f"{_CATALOG}/siteInterfaces"},
    }
    read_only = {"isAvailableForPOST": False, "isAvailableForPATCH": False}
    fields = {
        "id": {"type": "integer", **read_only},
        "lookupName": {"type": "string", **read_only},
        "name": {"type": "string", **read_only},
        "displayOrder": {"type": "integer"},
        "parent": {"$ref": f"{_CATALOG}/serviceProducts", "type": ["object", "null"]},
        "adminVisibleInterfaces": interfaces,
        "endUserVisibleInterfaces": interfaces,
        **lists,
    }
    label = {
        "labelText": {"type": "string"},
        "language": {"$ref": f"{_CATALOG}/namedIDs/serviceProducts/names/language"},
    }
    parts = {f"serviceProducts/{name}": {"type": "object", "properties": label} for name in lists}
    return {
        "serviceProducts": {
            "type": "object",
            "definitions": {"singularResource": {"type": "object", "properties": fields}},
        },
        **parts,
    }


def add_products(site: FakeSite, products: Iterable[dict[str, Any]]) -> None:
    """Add records of `serviceProducts`, with the parents that they need."""
    there = {record["id"] for record in site.records("serviceProducts")}
    for product in products:
        parent = product.get("parent")
        if parent is not None and parent["id"] not in there:
            add_products(site, [{"id": parent["id"]}])
            there.add(parent["id"])
        if product["id"] not in there:
            site.add("serviceProducts", product)
            there.add(product["id"])


def send_raw(site: FakeSite, request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    """Send a recorded *request* byte by byte, and return status, headers and body."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=10)
    body = json.dumps(request["body"]).encode() if request["body"] else b""
    headers = {**request["headers"], "authorization": "Basic dTpw"}
    try:
        connection.putrequest(
            request["method"], request["url"], skip_accept_encoding=True, skip_host=False
        )
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return response.status, found, response.read()
    finally:
        connection.close()
