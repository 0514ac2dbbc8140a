"""Records over bare HTTP: created, read, changed, deleted, kept."""

from __future__ import annotations

import base64
import io
import json
import tarfile
from pathlib import Path
from typing import Any

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
from support.fake_site_records import ANN, rels


def create(http: httpx2.Client, resource: str, body: JsonObject) -> Any:
    found = http.post(resource, json=body)
    assert found.status_code == 201, found.text
    assert found.headers["location"] == rels(found.json())["self"]
    return found.json()


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


def test_lists_are_links_unless_expanded(http: httpx2.Client):
    url = rels(create(http, "contacts", ANN))["self"]
    assert set(http.get(url).json()["emails"]) == {"links"}
    for expand in ("emails", "all"):
        emails = http.get(url, params={"expand": expand}).json()["emails"]
        assert emails["items"][0]["address"] == "ann@x.example"
    other = {"emails": [{"address": "a@y.example", "addressType": {"id": 2}}]}
    same = {"emails": [{"address": "b@x.example", "addressType": {"id": 1}}]}
    http.patch(url, json=other)
    http.patch(url, json=same)
    emails = http.get(url, params={"expand": "emails"}).json()["emails"]["items"]
    assert [entry["address"] for entry in emails] == ["b@x.example", "a@y.example"]


def test_an_entry_of_a_menu_may_be_number_0(http: httpx2.Client):
    primary = {"address": "a@y.example", "addressType": {"id": 0}}
    url = rels(create(http, "contacts", {"emails": [primary]}))["self"]
    (email,) = http.get(url, params={"expand": "emails"}).json()["emails"]["items"]
    assert email["addressType"]["id"] == 0
    found = http.get("contacts", params={"q": "emails.addressType.id = 0"}).json()["items"]
    assert len(found) == 1
    refused = http.post("incidents", json={"primaryContact": {"id": 0}})
    assert "No such Contact with ID = 0" in refused.json()["detail"]


def test_entries_of_a_list_have_urls(http: httpx2.Client):
    thread = {"text": "One", "entryType": {"id": 1}}
    body = {"primaryContact": {"id": 1}, "threads": [thread]}
    url = rels(create(http, "incidents", body))["self"]
    listed = http.get(f"{url}/threads").json()
    assert [set(item) for item in listed["items"]] == [{"rel", "href"}]
    one = http.get(listed["items"][0]["href"]).json()
    assert one["text"] == "One"
    added = http.post(f"{url}/threads", json={**thread, "text": "Two"})
    assert (added.status_code, added.json()["text"]) == (201, "Two")
    where = added.headers["location"]
    assert http.patch(where, json={"text": "Three"}).content == b""
    assert http.get(where).json()["text"] == "Three"
    assert http.delete(where).status_code == 200
    assert http.get(where).status_code == 404
    assert len(http.get(f"{url}/threads").json()["items"]) == 1


def test_files_are_uploaded_and_downloaded(http: httpx2.Client):
    data = bytes(range(256))
    url = rels(create(http, "incidents", {"primaryContact": {"id": 1}}))["self"]
    file = {"fileName": "a.png", "data": base64.b64encode(data).decode()}
    added = http.post(f"{url}/fileAttachments", json=file)
    assert added.status_code == 201, added.text
    assert (added.json()["size"], added.json()["contentType"]) == (256, "image/png")
    found = http.get(added.headers["location"] + "?download")
    assert (found.content, found.headers["content-type"]) == (data, "image/png")
    assert "data" not in json.dumps(http.get(added.headers["location"]).json().get("data") or {})
    bad = http.post(f"{url}/fileAttachments", json={"fileName": "a", "data": "?"})
    assert bad.status_code == 400


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


class Written:
    """Like a generated model."""

    def to_json(self) -> JsonObject:
        return {"id": 8, "title": "Dr", "emails": [{"address": "a@x.example"}]}


def test_add_takes_models_and_fields_of_the_site(site: FakeSite, http: httpx2.Client):
    times = {
        "createdTime": "2001-01-01T00:00:00Z",
        "updatedTime": "2002-01-01T00:00:00Z",
        "lookupName": "Chosen",
    }
    assert site.add("contacts", Written(), {"id": 9, **times}) == [8, 9]
    found = http.get("contacts/9").json()
    assert {name: found[name] for name in times} == times
    assert http.get("contacts/8").json()["title"] == "Dr"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"title": 5}, "/title: must be null or a string, not 5"),
        ({"titel": "Dr"}, r"contacts has no field 'titel' \(did you mean 'title'\?\)"),
        ({"emails": [{"adress": "a"}]}, r"contacts\.emails has no field 'adress' \(did you mean"),
        ({"createdTime": "yesterday"}, "/createdTime: "),
        ({"organization": {"id": 77}}, "No such Organization with ID = 77"),
        ([], "must be a generated model or a mapping, not list"),
    ],
)
def test_add_judges_what_it_is_given(
    site: FakeSite, sample_schemas: Path, record: Any, message: str
):
    before = site.records("contacts")
    with pytest.raises(ValueError, match=rf"^contacts\[1\]: .*{message}"):
        site.add("contacts", {"id": 7}, record)
    assert site.records("contacts") == before
    data = {"contacts": [{"id": 7}, record]}
    with pytest.raises(ConfigError, match=r"^data\.json#/contacts/1: "):
        SimulatedSite(Options(schemas=sample_schemas)).load_records(data, "data.json")


def test_emails_and_phones_are_addressed_by_their_type(http: httpx2.Client):
    emails = [{"address": f"{n}@x.example", "addressType": {"id": n}} for n in (0, 1)]
    contact = create(http, "contacts", {"emails": emails})
    url = rels(contact)["self"]
    assert rels(contact["emails"]) == {
        "self": f"{url}/emails",
        "full": f"{url}/emails/{{email_id}}",
    }
    listed = http.get(f"{url}/emails").json()
    assert [item["href"] for item in listed["items"]] == [f"{url}/emails/0", f"{url}/emails/1"]
    first = http.get(f"{url}/emails/0").json()
    assert (first["address"], "id" in first) == ("0@x.example", False)
    assert http.get(f"{url}/emails/0/address").json() == {"address": "0@x.example"}
    assert http.get(f"{url}/emails/2").status_code == 404
    assert http.patch(f"{url}/emails/0", json={"address": "new@x.example"}).content == b""
    assert http.get(f"{url}/emails/0").json()["address"] == "new@x.example"
    phone = {"number": "1", "phoneType": {"id": 2}}
    added = http.post(f"{url}/phones", json=phone)
    assert (added.status_code, added.headers["location"]) == (201, f"{url}/phones/2")
    assert http.delete(f"{url}/emails/0").status_code == 200
    (left,) = http.get(url, params={"expand": "emails"}).json()["emails"]["items"]
    assert left["address"] == "1@x.example"


def test_lists_of_references_are_addressed_by_record(http: httpx2.Client):
    for name in ("Ann", "Bob"):
        create(http, "contacts", {"name": {"first": name}})
    numbers = [item["id"] for item in http.get("contacts").json()["items"]]
    others = [{"id": number} for number in numbers[1:]]
    url = rels(create(http, "incidents", {"primaryContact": {"id": 1}, "otherContacts": others}))[
        "self"
    ]
    listed = http.get(f"{url}/otherContacts").json()["items"]
    assert [item["href"] for item in listed] == [f"{url}/otherContacts/{n}" for n in numbers[1:]]
    assert http.get(listed[0]["href"]).json()["name"]["first"] == "Ann"
    assert http.get(f"{listed[1]['href']}/name").json()["first"] == "Bob"
    assert http.post(f"{url}/otherContacts", json={"id": 1}).status_code == 201
    assert http.delete(listed[0]["href"]).status_code == 200
    left = http.get(f"{url}/otherContacts").json()["items"]
    assert [item["href"] for item in left] == [f"{url}/otherContacts/{n}" for n in (numbers[2], 1)]


def test_all_files_of_a_record_as_one_archive(http: httpx2.Client):
    files = [
        {"fileName": name, "data": base64.b64encode(name.encode()).decode()}
        for name in ("a.txt", "b.txt")
    ]
    body = {"primaryContact": {"id": 1}, "fileAttachments": files}
    url = rels(create(http, "incidents", body))["self"]
    found = http.get(f"{url}/fileAttachments?download")
    assert found.headers["content-type"] == "application/x-tar"
    assert found.headers["content-disposition"].startswith("attachment; filename=")
    with tarfile.open(fileobj=io.BytesIO(found.content)) as archive:
        assert archive.getnames() == ["a.txt", "b.txt"]
        for name in archive.getnames():
            member = archive.extractfile(name)
            assert member is not None
            assert member.read().decode() == name
    (first, _) = http.get(f"{url}/fileAttachments").json()["items"]
    assert http.get(f"{first['href']}/data").json() == {"data": files[0]["data"]}
    assert http.get(f"{url}/threads?download").status_code == 400


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


def test_records_of_what_the_site_has_not_are_refused(site: FakeSite):
    with pytest.raises(ValueError, match=r"^the site has no incident \(did you mean 'incidents'"):
        site.records("incident")
