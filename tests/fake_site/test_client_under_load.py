"""Generated clients against the fake site: many calls, throttling, faults."""

from __future__ import annotations

import asyncio
import tracemalloc
from types import ModuleType
from typing import Any

import connect_v1_4 as bundled
import pytest
from connectgen.testing import FakeSite
from support import example
from support.fake_site_calls import SETTINGS, Run, both, run_sync

pytestmark = pytest.mark.slow


def test_200_concurrent_requests(page: FakeSite):
    """None lost, none doubled, and every answer belongs to its request."""

    def body(number: int) -> Any:
        return {
            "incident": {
                "subject": f"Subject {number}",
                "primaryContact": {"id": 1},
                "threads": [{"text": f"{number}", "entryType": {"id": 2}, "channel": {"id": 9}}],
            }
        }

    async def run() -> list[Any]:
        async with bundled.AsyncClient(page.url, **SETTINGS) as client:
            calls = (client.incident_response.create(body(number)) for number in range(200))
            return await asyncio.gather(*calls)

    replies = asyncio.run(run())
    subjects = {record["id"]: record.get("subject") for record in page.records("incidents")}
    assert [subjects[reply.incident.id] for reply in replies] == [
        f"Subject {number}" for number in range(200)
    ]
    assert len({reply.incident.lookup_name for reply in replies}) == 200
    assert sorted(int(message["texts"][0]) for message in page.outbox) == list(range(200))
    assert len(page.requests) == 200


@both
def test_10000_records_paged_through(site: FakeSite, made: ModuleType, run: Run):
    site.add("organizations", *({"name": f"Org {number}"} for number in range(10_000)))
    names: list[str] = []

    def keep_names(client: Any) -> Any:
        if hasattr(client, "__enter__"):
            names.extend(org.lookup_name for org in client.organizations.list(limit=500))
            return None

        async def walk() -> None:
            async for org in client.organizations.list(limit=500):
                names.append(org.lookup_name)

        return walk()

    tracemalloc.start()
    run(made, site.url, keep_names, strict=False)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert names == [f"Org {number}" for number in range(10_000)]
    assert highest < 12_000_000
    assert len(site.requests) == 20


def test_throttled_requests_succeed_in_the_end(page: FakeSite):
    page.fail("throttled@1-2")
    run_sync(bundled, page.url, lambda c: c.incident_response.create(example("request")))
    assert [seen.status for seen in page.requests] == [503, 503, 200]
    assert len(page.outbox) == 1


@pytest.mark.parametrize("fault", ["500@1", "503html@1", "503empty@1", "404@*"])
def test_rejected_requests_have_no_effect(page: FakeSite, fault: str):
    page.fail(fault)
    with pytest.raises(bundled.StatusError) as error:
        run_sync(bundled, page.url, lambda c: c.incident_response.create(example("request")))
    assert str(error.value.status) == fault[:3]
    assert (page.outbox, len(page.requests)) == ([], 1)


@both
@pytest.mark.parametrize("fault", ["hang@1", "break@1"])
def test_requests_with_broken_responses_took_effect(page: FakeSite, run: Run, fault: str):
    page.fail(fault)
    with pytest.raises(bundled.OutcomeUnknownError):
        run(
            bundled,
            page.url,
            lambda c: c.incident_response.create(example("request")),
            timeout=0.3,
        )
    assert len(page.outbox) == 1


def test_too_many_at_once_are_throttled(page: FakeSite):
    page.throttle("5")
    page.delay(0.02)

    async def run() -> list[Any]:
        settings = {**SETTINGS, "max_retries": 0}
        async with bundled.AsyncClient(page.url, **settings) as client:
            calls = (client.incident_response.create(example("request")) for _ in range(30))
            return await asyncio.gather(*calls, return_exceptions=True)

    results = asyncio.run(run())
    refused = [result for result in results if isinstance(result, bundled.ThrottledError)]
    assert 0 < len(refused) < 30
    assert len(page.outbox) == 30 - len(refused)
    assert {error.error_code for error in refused} == {"OSC-CREST-00035"}
