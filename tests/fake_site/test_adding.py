"""Records that tests add: models, and what is judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx2
import pytest
from connectgen.config.options import Options
from connectgen.core.errors import ConfigError
from connectgen.core.json_types import JsonObject
from connectgen.fake_site.site import SimulatedSite
from connectgen.testing import FakeSite


@pytest.fixture(scope="module")
def unserved(sample_schemas: Path) -> SimulatedSite:
    """The sample site without a server and without records, which takes a third of a second."""
    return SimulatedSite(Options(schemas=sample_schemas))


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
    site: FakeSite, unserved: SimulatedSite, record: Any, message: str
):
    before = site.records("contacts")
    with pytest.raises(ValueError, match=rf"^contacts\[1\]: .*{message}"):
        site.add("contacts", {"id": 7}, record)
    assert site.records("contacts") == before
    data = {"contacts": [{"id": 7}, record]}
    with pytest.raises(ConfigError, match=r"^data\.json#/contacts/1: "):
        unserved.load_records(data, "data.json")


def test_records_of_what_the_site_has_not_are_refused(site: FakeSite):
    with pytest.raises(ValueError, match=r"^the site has no incident \(did you mean 'incidents'"):
        site.records("incident")


def test_the_largest_ids_leave_ids_for_others(site: FakeSite, http: httpx2.Client):
    largest = 2**63 - 1
    assert site.add("contacts", {"id": largest}, {"id": 1}, {"title": "Dr"}) == [largest, 1, 2]
    report = {"columnNames": ["a"], "rows": []}
    assert site.add("analyticsReportResults", {**report, "id": largest}, report) == [largest, 1]
    for severity in ({"id": largest}, {"lookupName": "New"}, {"lookupName": "Newer"}):
        body = {"primaryContact": {"id": 1}, "severity": severity}
        assert http.post("incidents", json=body).status_code == 201
    entries = http.get("namedIDs/incidents/severity").json()["items"]
    assert [entry["id"] for entry in entries] == [1, 2, largest]
