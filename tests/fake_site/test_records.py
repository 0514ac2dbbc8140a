"""Records over bare HTTP: created, read, changed, deleted, kept."""

from __future__ import annotations

import json
from pathlib import Path

import httpx2
import pytest
from connectgen.config.options import FetchOptions, Options
from connectgen.core.errors import ConfigError
from connectgen.core.json_types import JsonObject
from connectgen.fake_site.site import SimulatedSite
from connectgen.pipeline.api import read_api
from connectgen.pipeline.fetch import fetch_snapshot
from connectgen.testing import FakeSite
from support import write_schemas
from support.fake_site_records import ANN, create, rels


def test_a_record_from_beginning_to_end(http: httpx2.Client):
    ann = create(http, "contacts", ANN)
    assert ann["lookupName"] == "Ann Lee"
    assert ann["title"] is None
    url = rels(ann)["self"]
    changed = http.patch(url, json={"title": "Dr", "name": {"first": "Anna"}})
    assert (changed.status_code, changed.content) == (200, b"")
    override = {"X-HTTP-Method-Override": "PATCH"}
    assert http.post(url, json={"disabled": True}, headers=override).content == b""
    found = http.get(url).json()
    assert (found["title"], found["disabled"]) == ("Dr", True)
    assert found["name"] == {"first": "Anna", "last": "Lee"}
    http.patch(url, json={"title": None})
    assert http.get(url).json()["title"] is None
    gone = http.delete(url)
    assert (gone.status_code, gone.content) == (200, b"")
    assert http.get(url).status_code == http.delete(url).status_code == 404
    assert create(http, "contacts", ANN)["id"] == ann["id"] + 1  # an id is given once


def test_what_is_only_read_is_passed_over(http: httpx2.Client):
    ann = create(http, "contacts", {**ANN, "createdTime": "2001-01-01T00:00:00Z", "id": 9000})
    assert ann["id"] != 9000
    assert not ann["createdTime"].startswith("2001")


def test_nulls_are_left_out_on_request(http: httpx2.Client):
    ann = create(http, "contacts", ANN)
    shown = http.get(f"contacts/{ann['id']}", headers={"Prefer": "exclude-null-properties"}).json()
    assert shown == json.loads(json.dumps(shown), object_hook=_without_nulls)
    assert shown["name"] == ANN["name"]


def _without_nulls(members: JsonObject) -> JsonObject:
    return {name: value for name, value in members.items() if value is not None}


def test_references_are_links_and_named_ids_are_spelled_out(http: httpx2.Client):
    ann = create(http, "contacts", ANN)
    incident = create(
        http,
        "incidents",
        {
            "subject": "Help",
            "primaryContact": {"lookupName": "Ann Lee"},
            "severity": {"lookupName": "High"},
            "queue": {"id": 7},
        },
    )
    assert rels(incident["primaryContact"])["canonical"] == rels(ann)["self"]
    assert "id" not in incident["primaryContact"]
    assert incident["severity"] == {"id": 1, "lookupName": "High"}
    assert incident["queue"]["id"] == 7
    assert http.get(rels(incident["primaryContact"])["self"]).json()["id"] == ann["id"]
    assert http.get(rels(incident)["self"] + "/primaryContact/name").json()["first"] == "Ann"
    menu = http.get("namedIDs/incidents/severity").json()
    assert menu["items"] == [{"id": 1, "lookupName": "High"}]
    assert "severity" in http.get("namedIDs/incidents").json()
    assert "incidents" in http.get("namedIDs").json()


def test_an_entry_of_a_menu_may_be_number_0(http: httpx2.Client):
    primary = {"address": "a@y.example", "addressType": {"id": 0}}
    url = rels(create(http, "contacts", {"emails": [primary]}))["self"]
    (email,) = http.get(url, params={"expand": "emails"}).json()["emails"]["items"]
    assert email["addressType"]["id"] == 0
    found = http.get("contacts", params={"q": "emails.addressType.id = 0"}).json()["items"]
    assert len(found) == 1
    refused = http.post("incidents", json={"primaryContact": {"id": 0}})
    assert "No such Contact with ID = 0" in refused.json()["detail"]


@pytest.mark.slow
def test_fetching_the_fake_finds_the_snapshot(site: FakeSite, sample_schemas: Path, tmp_path: Path):
    login = {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}
    fetch_snapshot(FetchOptions(site=site.url, into=tmp_path, every=True), login)
    before = {p.relative_to(sample_schemas): p for p in (sample_schemas / "v1.4").rglob("*.json")}
    after = {p.relative_to(tmp_path): p for p in (tmp_path / "v1.4").rglob("*.json")}
    assert set(after) == set(before)
    for path in set(before) - {Path("v1.4/snapshot.json")}:
        assert after[path].read_bytes() == before[path].read_bytes()


def test_what_the_fake_shows_of_the_bundled_documents_can_be_generated(tmp_path: Path):
    login = {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}
    with FakeSite(folder=tmp_path) as bundled:
        fetch_snapshot(FetchOptions(site=bundled.url, into=tmp_path, every=True), login)
    (resource,) = read_api(Options(schemas=tmp_path))[0].resources
    (original,) = read_api(Options())[0].resources
    assert (resource.operations, resource.advice != ()) == (("create",), True)
    assert [view.direction for view in resource.views] == [v.direction for v in original.views]


def test_references_as_another_site_has_them_lead_to_the_fake(tmp_path: Path):
    catalog = "/services/rest/connect/v1.4/metadata-catalog"
    part = {"$ref": f"https://mysite.example.com{catalog}/things/part"}
    documents = {"things": {"properties": {"part": part}}, "things/part": {"type": "object"}}
    schemas = write_schemas(tmp_path / "saved", documents)
    login = {"CONNECTGEN_USERNAME": "u", "CONNECTGEN_PASSWORD": "p"}
    with FakeSite(folder=tmp_path, schemas=schemas) as saved:
        fetch_snapshot(FetchOptions(site=saved.url, into=tmp_path, every=True), login)
    things = json.loads((tmp_path / "v1.4" / "things.json").read_text())
    assert things["properties"]["part"] == {"$ref": f"{catalog}/things/part"}


def test_a_database_file_outlives_the_site(tmp_path: Path):
    file = tmp_path / "site.db"
    first = SimulatedSite(Options(), database=file)
    record = first.records.add_record("incidents", {"subject": "Kept"})
    first.store.close()
    second = SimulatedSite(Options(), database=file)
    assert second.records.get_record("incidents", record["id"])["subject"] == "Kept"
    assert second.records.add_record("incidents", {})["id"] == record["id"] + 1
    second.store.close()
    file.write_bytes(b"not a database" * 100)
    with pytest.raises(ConfigError, match=r"site\.db cannot be used"):
        SimulatedSite(Options(), database=file)


def test_what_cannot_be_kept_leaves_nothing(site: FakeSite, http: httpx2.Client):
    before = site.records("incidents")
    body = {
        "primaryContact": {"id": 1},
        "fileAttachments": [{"fileName": "a", "data": "QQ=="}, {"fileName": "b", "data": "Q"}],
    }
    assert http.post("incidents", json=body).status_code == 400
    assert site.records("incidents") == before


def test_parts_that_are_not_set_are_objects_of_nulls(http: httpx2.Client):
    incident = create(http, "incidents", {"primaryContact": {"id": 1}})
    assert set(incident["assignedTo"].values()) == {None}


def test_unknown_members_at_any_depth_are_refused(http: httpx2.Client):
    for body in (
        {"nothing": 1},
        {"name": {"nothing": 1}},
        {"emails": [{"address": "a@x.example"}, {"nothing": 1}]},
    ):
        for found in (http.post("contacts", json=body), http.patch("contacts/1", json=body)):
            assert found.status_code == 400
            problem = found.json()
            assert problem["title"] == "Unrecognized resource"
            assert problem["detail"] == "Invalid property specified: nothing"
