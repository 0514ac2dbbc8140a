"""Lists and queries over bare HTTP: pages, conditions, ROQL tables."""

from __future__ import annotations

import httpx2
import pytest
from connectgen.testing import FakeSite
from support.fake_site_records import ANN, rels


def test_pages(site: FakeSite, http: httpx2.Client):
    site.add("organizations", *({"name": f"Org {number}"} for number in range(25)))
    first = http.get("organizations", params={"limit": 10, "totalResults": "true"}).json()
    assert (first["hasMore"], first["totalResults"], len(first["items"])) == (True, 25, 10)
    assert set(first["items"][0]) == {"id", "lookupName", "createdTime", "updatedTime", "links"}
    names, page = [], first
    while True:
        names += [item["lookupName"] for item in page["items"]]
        if not page["hasMore"]:
            break
        page = http.get(rels(page)["next"]).json()
    assert names == [f"Org {number}" for number in range(25)]
    assert "next" not in rels(page)
    assert http.get(rels(page)["prev"]).json()["items"][0]["lookupName"] == "Org 10"
    last = http.get("organizations", params={"orderBy": "id:desc", "limit": 1}).json()
    assert last["items"][0]["lookupName"] == "Org 24"


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("subject='help ME'", [1]),
        ("subject != 'Help me'", [2, 3]),
        ("subject LIKE '%m%' AND id > 1", [2]),
        ("subject LIKE 'H_lp%'", [1]),
        ("subject NOT LIKE '%m%'", [3]),
        ("NOT (id = 1 OR id = 2)", [3]),
        ("id IN (1, 3)", [1, 3]),
        ("id NOT IN (1, 3)", [2]),
        ("id BETWEEN 2 AND 3", [2, 3]),
        ("closedTime IS NULL AND severity IS NOT NULL", [1]),
        ("severity.id = 1", [1]),
        ("severity.lookupName = 'Low'", [1]),
        ("primaryContact.id = 1", [1, 2]),
        ("primaryContact = 1", [1, 2]),
        ("primaryContact.name.first = 'kim'", [1, 2]),
        ("threads.text LIKE 'second%'", [2]),
        ("subject = 'It''s done'", [3]),
        (r"subject = 'It\'s done'", [3]),
        ("createdTime > '2000-01-01T00:00:00.000Z'", [1, 2, 3]),
        ("incidents.id = 2", [2]),
    ],
)
def test_conditions(site: FakeSite, http: httpx2.Client, q: str, expected: list[int]):
    http.delete("incidents/152")
    http.patch("contacts/1", json={"name": {"first": "Kim", "last": "Ex"}})
    site.add("contacts", {"id": 2})
    site.add(
        "incidents",
        {
            "id": 1,
            "subject": "Help me",
            "primaryContact": {"id": 1},
            "severity": {"lookupName": "Low"},
        },
        {
            "id": 2,
            "subject": "More",
            "primaryContact": {"id": 1},
            "threads": [{"text": "First"}, {"text": "Second"}],
        },
        {"id": 3, "subject": "It's done", "primaryContact": {"id": 2}},
    )
    found = http.get("incidents", params={"q": q, "fields": "id"})
    assert found.status_code == 200, found.text
    assert [item["id"] for item in found.json()["items"]] == expected


def test_tables_of_text(site: FakeSite, http: httpx2.Client):
    site.add("contacts", {**ANN, "id": 8, "disabled": False}, {"id": 9, "title": "Dr"})
    query = (
        "USE REPORT; SELECT id, name.first, disabled, title FROM contacts WHERE id > 7 "
        "ORDER BY id DESC LIMIT 5; select count(*) from Contacts;"
    )
    found = http.get("queryResults", params={"query": query}).json()["items"]
    assert found[0] == {
        "tableName": "contacts",
        "count": 2,
        "columnNames": ["id", "first", "disabled", "title"],
        "rows": [["9", None, None, "Dr"], ["8", "Ann", "0", None]],
    }
    assert found[1]["rows"] == [["3"]]
    everything = http.get("queryResults", params={"query": "SELECT * FROM contacts LIMIT 1"}).json()
    assert everything["items"][0]["columnNames"][:2] == ["id", "lookupName"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "DELETE FROM contacts",
        "SELECT id FROM nothing",
        "SELECT nothing FROM contacts",
        "SELECT id FROM contacts WHERE",
        "SELECT max(id) FROM contacts",
        "SELECT id FROM contacts; DROP TABLE records",
        "SELECT id FROM contacts WHERE " + "(" * 500,
        "SELECT id FROM contacts WHERE title = 'open",
        "SELECT id, count(*) FROM contacts",
        'SELECT id FROM contacts WHERE title = "Dr"',
        "DESCRIBE nothing",
        "SHOW everything",
        "SELECT id AS FROM contacts",
    ],
)
def test_queries_that_are_not_understood_are_refused(http: httpx2.Client, query: str):
    found = http.get("queryResults", params={"query": query})
    assert (found.status_code, found.json()["o:errorCode"]) == (400, "OSC-CREST-00007")


@pytest.mark.slow
def test_select_is_cut_at_20000_rows_unless_it_uses_the_reporting_database(
    site: FakeSite, http: httpx2.Client
):
    site.add("organizations", *({"name": f"Org {number}"} for number in range(20_003)))

    def rows(query: str) -> list[list[str]]:
        (table,) = http.get("queryResults", params={"query": query}).json()["items"]
        assert table["count"] == len(table["rows"])
        found: list[list[str]] = table["rows"]
        return found

    first = rows("SELECT id FROM organizations LIMIT 50000")
    assert len(first) == 20_000
    assert len(rows("SELECT id FROM organizations LIMIT 20000 OFFSET 20000")) == 3
    assert len(rows("USE REPORT; SELECT id FROM organizations")) == 20_003
    assert rows("SELECT id FROM organizations OFFSET 20003") == []
    report = site.add(
        "analyticsReportResults", {"query": "USE REPORT; SELECT id FROM organizations"}
    )
    pages = [
        http.post("analyticsReportResults", json={"id": report[0], "offset": offset}).json()
        for offset in (0, 10_000, 20_000, 30_000)
    ]
    assert [page["count"] for page in pages] == [10_000, 10_000, 3, 0]


def test_names_in_queries_ignore_case(site: FakeSite, http: httpx2.Client):
    site.add("contacts", {**ANN, "id": 8})
    query = (
        "SELECT Contacts.ID, NAME.First, Emails.ADDRESS AS Mail FROM CONTACTS"
        " WHERE contacts.name.LAST = 'lee' ORDER BY LookupName"
    )
    (table,) = http.get("queryResults", params={"query": query}).json()["items"]
    assert (table["tableName"], table["columnNames"]) == ("contacts", ["id", "first", "Mail"])
    assert table["rows"] == [["8", "Ann", "ann@x.example"]]
    found = http.get("contacts", params={"q": "NAME.FIRST = 'Ann'"}).json()["items"]
    assert [item["id"] for item in found] == [8]


def test_describe_and_show(site: FakeSite, http: httpx2.Client):
    query = "DESCRIBE Incidents; SHOW OBJECTS; show tables; desc CO.mregion"
    tables = http.get("queryResults", params={"query": query}).json()["items"]
    assert [table["tableName"] for table in tables] == [
        "incidents",
        "objects",
        "objects",
        "CO.mRegion",
    ]
    fields = {row[2]: row[:2] for row in tables[0]["rows"]}
    assert fields["id"] == ["id", "Integer"]
    assert fields["primaryContact"] == ["primaryContact", "Contact"]
    assert fields["statusWithType.status"] == ["status", "NamedID"]
    assert fields["threads.text"] == ["text", "String"]
    assert [row[0] for row in tables[1]["rows"]] == site.resources
    for path in (path for path in fields if "-" not in path):
        found = http.get("queryResults", params={"query": f"SELECT {path} FROM incidents"})
        assert found.status_code == 200, path
