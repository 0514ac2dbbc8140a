"""Records of the fake site."""

from __future__ import annotations

from typing import Any

ANN = {
    "name": {"first": "Ann", "last": "Lee"},
    "emails": [{"address": "ann@x.example", "addressType": {"id": 1}}],
}


def rels(body: Any) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in body["links"]}
