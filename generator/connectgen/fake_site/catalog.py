"""Serve the metadata catalog, from which `connectgen fetch` restores the snapshot."""

from __future__ import annotations

import re
from typing import Any

from connectgen.core.documents import Snapshot
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.problem_details import Problem

__all__ = ["JSON", "SCHEMA", "ServedCatalog"]

JSON = "application/json"
SCHEMA = "application/schema+json"
_CATALOG = "/services/rest/connect/"
_IN_CATALOG = re.compile(rf"^(?:https?://[^/?#]*)?({_CATALOG})")
"""Beginning of a `$ref` into the catalog; only documents that were not fetched have an origin."""


class ServedCatalog:
    """Documents of a snapshot.

    Args:
        snapshot: snapshot without overlays, as the site has it.
        resources: names to list, sorted.
    """

    def __init__(self, snapshot: Snapshot, resources: tuple[str, ...]) -> None:
        self._documents = {document.path: document.content for document in snapshot.documents}
        self._unavailable = frozenset(snapshot.unavailable)
        self.resources = resources
        """Names of the listed resources."""

    def listing_document(self, root: str) -> JsonObject:
        """Return the listing; *root* is the URL of the version on this site."""
        return {"items": [_listing_entry(root, name) for name in self.resources], "hasMore": False}

    def find_document(self, path: str, root: str, accept: str) -> tuple[JsonObject, str]:
        """Return the answer of one URL of the catalog, and its media type.

        Raises:
            Problem: there is no such document, or the site denied access when it was fetched.
        """
        if path not in self._documents:  # in the catalog an encoded slash separates, too
            path = path.replace("%2F", "/")
        if path in self._unavailable:
            raise Problem(403, 14, f"No permission to read the metadata of {path}")
        if path not in self._documents:
            raise Problem(404, 13, f"There is no metadata of {path}")
        if SCHEMA not in accept:
            return _listing_entry(root, path), JSON
        origin = root.partition(_CATALOG)[0]
        shown: JsonObject = _absolutize_refs(self._documents[path], origin)
        return shown, SCHEMA


def _listing_entry(root: str, name: str) -> JsonObject:
    url = f"{root}/metadata-catalog/{name}"
    return {
        "name": name,
        "links": [
            {"rel": "alternate", "href": url, "mediaType": SCHEMA},
            {"rel": "canonical", "href": url, "mediaType": JSON},
            {"rel": "describes", "href": f"{root}/{name}"},
        ],
    }


def _absolutize_refs(value: Any, origin: str) -> Any:
    """Return *value* with its `$ref`s into the catalog as absolute URLs of this site."""
    if is_array(value):
        return [_absolutize_refs(item, origin) for item in value]
    if not is_object(value):
        return value
    return {
        name: _IN_CATALOG.sub(rf"{origin}\1", part)
        if name == "$ref" and isinstance(part, str)
        else _absolutize_refs(part, origin)
        for name, part in value.items()
    }
