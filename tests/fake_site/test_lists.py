"""Lists in records over bare HTTP: links, entries with URLs, files."""

from __future__ import annotations

import base64
import io
import json
import tarfile

import httpx2
from support.fake_site_records import ANN, create, rels


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
