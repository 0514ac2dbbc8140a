"""`fetch`: odd listings, documents and references do not stop it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from connectgen.snapshot.load import load_snapshot
from support.catalog_server import SCHEMA_JSON, CatalogSite, Reply
from support.fetching import RESOURCES, fetched

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "ref",
    [
        "https://evil.example.com/services/rest/connect/v1.4/metadata-catalog/mailboxes/x",
        "https://mysite.example.com/services/rest/connect/v1.3/metadata-catalog/mailboxes/x",
        "https://mysite.example.com/services/rest/connect/v1.4/mailboxes/x",
        "../../../../../etc/passwd",
        "http://[",
    ],
)
def test_fetch_follows_no_ref_to_other_origin(site: CatalogSite, tmp_path: Path, ref: str):
    properties = site.documents["mailboxes"]["definitions"]["singularResource"]["properties"]
    before = len(fetched(site, tmp_path, "mailboxes").fetched.documents)
    properties["x~/y"] = {"$ref": ref}
    site.seen.clear()
    done = fetched(site, tmp_path, "mailboxes").fetched
    (note,) = done.notes
    place = "/mailboxes#/definitions/singularResource/properties/x~0~1y/$ref: $ref "
    assert place in note
    assert note.endswith(", and is not followed")
    assert len(done.documents) == before
    assert len(site.seen) == before + 1  # the listing


def test_fetch_follows_no_listing_link_to_other_origin(site: CatalogSite, tmp_path: Path):
    site.documents[""]["items"][2]["links"][0]["href"] = "https://evil.example.com/x"
    done = fetched(site, tmp_path, every=True).fetched
    assert list(done.resources) == RESOURCES
    assert "/items/2: link points outside the site" in done.notes[0]


@pytest.mark.parametrize("entry", [1, None, {}, {"name": ""}, {"name": " "}, {"name": "../x"}])
def test_an_odd_entry_of_the_listing_is_left_out(site: CatalogSite, tmp_path: Path, entry: Any):
    site.documents[""]["items"].insert(0, entry)
    done = fetched(site, tmp_path, every=True).fetched
    assert list(done.resources) == RESOURCES
    assert "/items/0: invalid resource name" in done.notes[0]


@pytest.mark.parametrize("listing", [{}, {"items": None}, []])
def test_named_resources_need_no_listing(site: CatalogSite, tmp_path: Path, listing: Any):
    site.documents[""] = listing
    done = fetched(site, tmp_path, "mailboxes").fetched
    assert done.resources == ("mailboxes",)
    assert "expected a list of resources" in done.notes[0]


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"<html>Log in", media_type="text/html"),
        Reply(body=b"[]", media_type=SCHEMA_JSON),
        Reply(body=b"{}", media_type=SCHEMA_JSON),
        Reply(body=b"{", media_type=SCHEMA_JSON),
        Reply(body=b"[" * 101 + b"]" * 101, media_type=SCHEMA_JSON),
        Reply(302, headers={"Location": "https://evil.example.com/x"}),
    ],
)
def test_a_part_that_is_no_document_is_unavailable(site: CatalogSite, tmp_path: Path, reply: Reply):
    site.fail("contacts/name", reply)
    site.fail("mailboxes", reply)
    done = fetched(site, tmp_path, "contacts", every=True).fetched
    assert set(done.resources) == {*RESOURCES} - {"mailboxes"}
    assert done.unavailable["contacts/name"] is None
    assert len([note for note in done.notes if "the document is left out" in note]) == 2
    snapshot = load_snapshot(tmp_path, "v1.4", name="schemas")
    assert "contacts/name" in snapshot.unavailable


def test_odd_documents_are_stored_as_they_are(site: CatalogSite, tmp_path: Path):
    odd = {"type": "thing", "properties": {"x": 5}, "$schema": 7, "required": {}}
    site.documents["mailboxes"] = odd
    documents = fetched(site, tmp_path, "mailboxes").fetched.documents
    assert json.loads(documents["mailboxes"]) == odd


def test_a_name_of_any_characters_is_stored_and_read_back(site: CatalogSite, tmp_path: Path):
    name = "CO.Gr\u00f6\u00dfe"
    site.documents[""]["items"].append({"name": name})
    ref = f"/services/rest/connect/v1.4/metadata-catalog/{name}/men\u00fc"
    site.documents[name] = {"properties": {"x": {"$ref": ref}}}
    site.documents[f"{name}/men\u00fc"] = {"properties": {"a": {}}}
    fetched(site, tmp_path, every=True)
    snapshot = load_snapshot(tmp_path, "v1.4", name="schemas")
    assert "CO.Gr%C3%B6%C3%9Fe" in snapshot.resources
    paths = [document.path for document in snapshot.documents]
    assert "CO.Gr%C3%B6%C3%9Fe/men%C3%BC" in paths


def test_documents_that_differ_only_in_case(site: CatalogSite, tmp_path: Path):
    properties = site.documents["mailboxes"]["definitions"]["singularResource"]["properties"]
    for spelling in ("MAILBOXES/Part", "mailboxes/part", "Mailboxes/other"):
        properties[spelling] = {"$ref": spelling}
        site.documents[spelling] = {"properties": {spelling: {}}}
    done = fetched(site, tmp_path, "mailboxes").fetched
    found = {path for path in done.documents if path.lower().startswith("mailboxes/")}
    assert "mailboxes/part" in found
    assert found.isdisjoint({"MAILBOXES/Part", "Mailboxes/other"})
    assert len([note for note in done.notes if "differs only in case" in note]) == 2
