"""Generated clients against the fake site, over real sockets."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import connect_v1_4 as bundled
import pytest
from connectgen.python_text.identifiers import module_name
from connectgen.testing import FakeSite
from support import example, generate_into, import_from, sample_snapshots
from support.fake_site_calls import Run, both, run_sync

pytestmark = pytest.mark.slow


@both
def test_the_documented_request(page: FakeSite, run: Run):
    body = bundled.IncidentResponseCreate.from_json(example("request"))
    reply = run(bundled, page.url, lambda client: client.incident_response.create(body))
    (incident,) = page.records("incidents")
    assert reply.incident.to_json() == {"id": 152, "lookupName": incident["lookupName"]}
    assert [link.rel for link in reply.links] == ["self", "canonical", "describedby"]
    (message,) = page.outbox
    assert message["texts"] == ["Sample thread"]
    assert message["attachments"] == ["myfile.txt"]
    assert message["useEmailSignature"] is True
    assert [seen.method for seen in page.requests] == ["POST"]


def test_a_site_of_one_resource_has_the_incidents_it_saves():
    with FakeSite(resources=["incidentResponse"]) as site:
        run_sync(bundled, site.url, lambda c: c.incident_response.create(example("request")))
        assert (site.resources, len(site.outbox)) == (["incidentResponse", "incidents"], 1)


NO_RECORDS = ("incidentResponse", "namedIDHierarchies", "namedIDs")

VARIANTS = {
    "new": {
        "incident": {
            "subject": "Router keeps rebooting",
            "primaryContact": {"id": 4711},
            "threads": [
                {
                    "text": "Please try firmware 2.1",
                    "entryType": {"id": 2},
                    "channel": {"id": 9},
                }
            ],
        },
        "cc": {"emailAddresses": ["lead@example.org"]},
    },
    "existing": {
        "incident": {
            "id": 152,
            "subject": "Changed",
            "threads": [{"text": "Again", "channel": {"id": 9}, "entryType": {"id": 2}}],
        },
        "cc": {"emailAddresses": ["a@example.org"]},
        "bcc": {"emailAddresses": ["b@example.org", "c@example.org"]},
        "useEmailSignature": True,
    },
    "by_name": {
        "incident": {
            "primaryContact": {"lookupName": "Ann Lee"},
            "threads": [
                {
                    "text": "Hello",
                    "channel": {"lookupName": "Email"},
                    "entryType": {"lookupName": "Staff Account"},
                }
            ],
        },
        "fileAttachments": [{"fileName": "a.txt", "data": "QQ=="}],
    },
    "note": {
        "incident": {
            "primaryContact": {"id": 4711},
            "threads": [{"text": "Secret", "entryType": {"id": 1}, "channel": {"id": 9}}],
        }
    },
    "other_channel": {
        "incident": {
            "primaryContact": {"id": 4711},
            "threads": [{"text": "Hi", "entryType": {"id": 2}, "channel": {"id": 6}}],
        },
        "fileAttachments": [{"fileName": "a.txt", "data": "QQ=="}],
    },
}


@both
@pytest.mark.parametrize("name", VARIANTS)
def test_send_on_save_in_its_variants(site: FakeSite, made: ModuleType, run: Run, name: str):
    site.add(
        "contacts",
        {
            "id": 4711,
            "name": {"first": "Ann", "last": "Lee"},
            "emails": [{"address": "ann@x.example", "addressType": {"id": 1}}],
        },
    )
    body = VARIANTS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # attachments without the e-mail channel are on purpose
        reply = run(made, site.url, lambda client: client.incident_response.create(body))
    incident = next(r for r in site.records("incidents") if r["id"] == reply.incident.id)
    threads: Any = body["incident"]["threads"]
    assert [thread["text"] for thread in incident["threads"]] == [t["text"] for t in threads]
    files = [entry["fileName"] for entry in incident.get("fileAttachments", [])]
    assert files == (["a.txt"] if name == "by_name" else [])
    if name == "note":
        assert site.outbox == []
        return
    (message,) = site.outbox
    assert message["attachments"] == files
    for copy in ("cc", "bcc"):
        wanted: Any = body.get(copy, {})
        assert message[copy] == wanted.get("emailAddresses", [])
    assert message["to"] == ([] if name == "existing" else ["ann@x.example"])


@pytest.mark.parametrize(
    ("incident", "detail"),
    [
        ({"id": 7}, "No such Incident with ID = 7"),
        ({"lookupName": "nothing"}, "lookupName 'nothing'"),
        ({"subject": "New"}, "primaryContact"),
        ({"primaryContact": {"id": 77}}, "No such Contact with ID = 77"),
    ],
)
def test_send_on_save_refused(site: FakeSite, made: ModuleType, incident: Any, detail: str):
    body = {"incident": {**incident, "threads": [{"text": "x"}]}}
    before = site.records("incidents")
    with pytest.raises(made.StatusError, match=detail) as error:
        run_sync(made, site.url, lambda client: client.incident_response.create(body))
    assert error.value.status == 400
    assert (site.outbox, site.records("incidents")) == ([], before)


@both
def test_records_through_the_client(site: FakeSite, made: ModuleType, run: Run, tmp_path: Path):
    def use(what: Callable[[Any], Any], **options: Any) -> Any:
        return run(made, site.url, what, **options)

    ann = made.ContactCreate.from_json({"name": {"first": "Ann", "last": "Lee"}})
    ann = use(lambda client: client.contacts.create(ann))
    assert ann.lookup_name == "Ann Lee"
    for override in (False, True):
        change = made.ContactPatch.from_json({"title": f"Dr {override}"})
        use(lambda c, change=change: c.contacts.update(ann.id, change), method_override=override)
        assert use(lambda client: client.contacts.get(ann.id)).title == f"Dr {override}"
    found = use(lambda client: client.contacts.list(q="name.first='ann'", fields="id,title"))
    assert [(contact.id, contact.title) for contact in found] == [(ann.id, "Dr True")]
    incident = use(
        lambda client: client.incidents.create(
            {
                "primaryContact": {"id": ann.id},
                "threads": [{"text": "One"}, {"text": "Two"}],
                "fileAttachments": [{"fileName": "a.bin", "data": "AAEC"}],
            }
        )
    )
    expanded = use(lambda client: client.incidents.get(incident.id, expand="threads"))
    assert [thread.text for thread in expanded.threads] == ["One", "Two"]
    lean = use(lambda client: client.incidents.get(incident.id), exclude_null=True)
    assert None not in lean.to_json().values()
    threads = use(lambda client: client.incidents(incident.id).threads.list(), strict=False)
    assert use(lambda c: c.incidents(incident.id).threads.get(threads[1].id)).text == "Two"
    files = use(lambda client: client.incidents(incident.id).file_attachments.list(), strict=False)
    target = tmp_path / "a.bin"
    use(lambda c: c.incidents(incident.id).file_attachments.download(files[0].id, target))
    assert target.read_bytes() == b"\0\1\2"
    assert use(lambda client: client.incidents.delete(incident.id)) is None
    with pytest.raises(made.NotFoundError):
        use(lambda client: client.incidents.get(incident.id))


@both
def test_every_resource_can_be_listed_and_read(site: FakeSite, made: ModuleType, run: Run):
    """`strict`: what the site answers is valid under the read view of the documents."""
    resources = [name for name in site.resources if hasattr(made.Client, module_name(name))]
    records = [name for name in resources if name not in NO_RECORDS]
    assert len(records) >= 11
    for name in records:
        (number,) = site.add(name, {})

        def calls(client: Any, name: str = name) -> Any:
            return getattr(client, module_name(name))

        found = run(made, site.url, lambda client, of=calls: of(client).list())
        assert number in [record.id for record in found]
        for expand in ("", "all"):
            one = run(
                made,
                site.url,
                lambda client, of=calls, n=number, e=expand: of(client).get(n, expand=e),
            )
            assert one.id == number


@pytest.fixture(scope="module")
def tabular(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """A package with the two resources that answer in tables, beside its snapshot."""
    folder = tmp_path_factory.mktemp("tabular")
    schemas = sample_snapshots.write_snapshot(folder / "schemas", extra=sample_snapshots.NO_RECORDS)
    names = ("incidents", *sample_snapshots.NO_RECORDS)
    return import_from(
        folder, generate_into(folder, "tabular", schemas=schemas, resources=names).name
    )


@pytest.fixture
def reporting(tabular: ModuleType) -> Iterator[FakeSite]:
    with FakeSite(schemas=Path(tabular.__file__ or "").parents[1] / "schemas") as site:
        yield site


@both
def test_queries_and_reports(tabular: ModuleType, run: Run, reporting: FakeSite):
    made = tabular
    reporting.add("incidents", {"id": 7, "subject": "It's O'Hara's"}, {"id": 8, "subject": "b"})
    reporting.add(
        "analyticsReportResults",
        {"id": 176, "lookupName": "Open", "query": "SELECT id, subject FROM incidents"},
        {"columnNames": ["Status", "Number"], "rows": [["1", 3], ["2", None]]},
    )
    statement = made.roql("SELECT id FROM incidents WHERE subject = {}", "It's O'Hara's")
    (table,) = run(made, reporting.url, lambda client: client.query_results.query(statement))
    assert list(table.records()) == [{"id": "7"}]

    def report(number: int | str, **options: Any) -> Any:
        return run(
            made,
            reporting.url,
            lambda client: client.analytics_report_results.run(number, **options),
        )

    found = report("Open", offset=1, limit=1)
    assert (found.name, found.columns) == ("Open", ("id", "subject"))
    assert found.rows == (("8", "b"),)
    assert report(176, filters=[{"name": "id", "values": ["7", 9]}]).rows == (
        ("7", "It's O'Hara's"),
    )
    assert report(177).rows == (("1", "3"), ("2", None))
    for number in (5, "Closed"):
        with pytest.raises(made.BadRequestError, match="no report"):
            report(number)
    with pytest.raises(ValueError, match="needs a query"):
        reporting.add("analyticsReportResults", {"id": 9})
    with pytest.raises(ValueError, match="SELECT expected"):
        reporting.add("analyticsReportResults", {"query": "DELETE FROM incidents"})


@both
def test_menus(site: FakeSite, made: ModuleType, run: Run):
    entries = run(made, site.url, lambda c: c.named_ids.list("incidents/threads/channel"))
    assert {entry.id: entry.lookup_name for entry in entries}[9] == "Email"
