"""What a consumer of records writes, with every operation; held to `mypy --strict` and pyright."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import assert_type

import httpx2
from made import (
    UNSET,
    AsyncClient,
    AsyncPages,
    BearerAuth,
    Client,
    ClientError,
    CoWarranty,
    Incident,
    IncidentCreate,
    IncidentPatch,
    IncidentResponse,
    IncidentResponseCreate,
    NotFoundError,
    OutcomeUnknownError,
    Page,
    Pages,
    Reference,
    Reply,
    SessionAuth,
    StatusError,
    Table,
    ThrottledError,
    id_of,
    is_set,
    roql,
)
from made.dicts.incidents import IncidentCreateDict, ThreadCreateDict
from made.models.incidents import FileAttachment, FileAttachmentCreate, Thread, ThreadCreate


def clients(token: str) -> Iterator[Client]:
    """Yield clients that sign in and behave in every way there is."""
    url = "https://mysite.example.com"
    yield Client(url, auth=("agent", "secret"), application_context="Ticket sync")
    yield Client(url, auth=SessionAuth(token), application_context="Ticket sync", timeout=5.0)
    yield Client(url, auth=httpx2.NetRCAuth(), application_context="Ticket sync", strict=True)
    client = Client(
        url,
        auth=BearerAuth(lambda: token),
        application_context="Ticket sync",
        http_client=httpx2.Client(proxy="http://proxy.example.com:8080"),
        total_timeout=60.0,
        max_retries=2,
        retry_delay=0.5,
        max_pause=10.0,
        validate=True,
        exclude_null=True,
        method_override=True,
        accept_language="en-US",
    )
    yield client.with_options(suppress="all", timeout=2.0)


def records(client: Client) -> None:
    """Use the operations of records."""
    body = IncidentCreate(
        subject="Router keeps rebooting",
        primary_contact=Reference(id=4711),
        threads=[ThreadCreate(text="Please help", entry_type=Reference(lookup_name="Customer"))],
        file_attachments=[FileAttachmentCreate.from_path("log.txt")],
    )
    created = assert_type(client.incidents.create(body), Incident)
    number = assert_type(id_of(created), int)
    assert_type(client.incidents.update(number, IncidentPatch(subject="Solved")), None)
    client.incidents.update(number, {"subject": "Solved"})
    found = client.incidents.get(number, fields=["subject", "threads"], expand="threads")
    print(found.subject)
    pages = assert_type(
        client.incidents.list(
            q=roql("lookupName = {}", "240101-000007"),
            order_by="updatedTime:desc",
            fields="subject",
            limit=100,
            offset=0,
            total_results=True,
        ),
        Pages[Incident],
    )
    for page in pages.pages():
        print(assert_type(page, Page[Incident]).total_results)
    for incident in pages:
        print(assert_type(incident, Incident).lookup_name)
    assert_type(client.incidents.delete(number), None)
    assert_type(client.co_warranty.get(1), CoWarranty)


def inside_a_record(client: Client, folder: Path) -> None:
    """Use what belongs to one record."""
    incident = client.incidents(42)
    for thread in incident.threads.list():
        print(assert_type(thread, Thread).text)
    assert_type(incident.threads.get(7), Thread)
    for file in assert_type(incident.file_attachments.list(), Pages[FileAttachment]):
        if file.id is not UNSET and file.file_name:
            path = incident.file_attachments.download(file.id, folder / file.file_name)
            print(assert_type(path, Path))


def tables(client: Client) -> None:
    """Use what is no record."""
    statement = roql("SELECT id FROM contacts WHERE name.last IN ({})", ["O'Hara", "Li"])
    for table in client.query_results.query(statement, "SELECT id FROM incidents LIMIT 5"):
        for row in assert_type(table, Table).records():
            print(row["id"])
    report = client.analytics_report_results.run(
        176, filters=[{"name": "Status", "values": ["1"]}], limit=10, offset=0
    )
    print(report.columns, report.rows)
    for entry in client.named_ids.list("incidents/severity"):
        print(assert_type(entry, Reference).lookup_name)


def answer(client: Client, body: IncidentResponseCreate) -> Reply[IncidentResponse] | None:
    """Send a message, and tell apart what can go wrong."""
    try:
        reply = client.raw(client.incident_response.create, body)
    except OutcomeUnknownError as error:
        logging.getLogger(__name__).error("check before you retry: %s", error.request_line)
    except ThrottledError:
        print("later")
    except NotFoundError as error:
        print(error.title, error.detail)
    except StatusError as error:
        print(error.status, error.error_code, error.meaning, error.response.text)
    except ClientError as error:
        print(error.reason)
    else:
        print(reply.status, reply.headers["date"], reply.value.incident)
        return reply
    return None


async def all_of_it_later(token: str, folder: Path) -> None:
    """Do the same without blocking."""

    async def fresh() -> str:
        return token

    async with AsyncClient(
        "https://mysite.example.com", auth=BearerAuth(fresh), application_context="Ticket sync"
    ) as client:
        created = await client.incidents.create({"subject": "A"})
        assert_type(await client.incidents.get(1), Incident)
        await client.incidents.update(1, IncidentPatch(subject="B"))
        await client.incidents.delete(1)
        pages = assert_type(client.incidents.list(limit=10), AsyncPages[Incident])
        async for incident in pages:
            print(incident.id)
        async for page in pages.pages():
            print(page.items, page.next)
        async for thread in client.incidents(42).threads.list():
            print(thread.text)
        await client.incidents(42).file_attachments.download(7, folder / "a.txt")
        print(await client.query_results.query("SELECT id FROM incidents"))
        print(await client.analytics_report_results.run("Open incidents"))
        reply = await client.raw(client.incident_response.create, {"incident": {"id": 1}})
        assert_type(reply, Reply[IncidentResponse])
        async for entry in client.named_ids.list("incidents/severity"):
            print(entry.id)
        await client.with_options(strict=True).incidents.get(id_of(created))


def create_from_dictionary(client: Client, text: str) -> Incident:
    """Send a dictionary whose keys and types are checked."""
    thread: ThreadCreateDict = {"text": text, "channel": {"lookupName": "Email"}}
    body: IncidentCreateDict = {"subject": None, "primaryContact": {"id": 1}}
    body["threads"] = [thread]
    return client.incidents.create(body)


def score(incident: Incident) -> int:
    """Narrow a field with `is_set`."""
    return incident.last_survey_score if is_set(incident.last_survey_score) else 0
