"""Records of the fake site."""

from __future__ import annotations

from typing import Any

import httpx2
from connectgen.core.json_types import JsonObject

ANN = {
    "name": {"first": "Ann", "last": "Lee"},
    "emails": [{"address": "ann@x.example", "addressType": {"id": 1}}],
}


def rels(body: Any) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in body["links"]}


def create(http: httpx2.Client, resource: str, body: JsonObject) -> Any:
    found = http.post(resource, json=body)
    assert found.status_code == 201, found.text
    assert found.headers["location"] == rels(found.json())["self"]
    return found.json()
