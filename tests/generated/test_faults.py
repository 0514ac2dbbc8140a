"""Faults on the wire: the client's error, and how often the site saw a request.

Each row of the table is a fault, by the server of `support.tcp_server`."""

from __future__ import annotations

import asyncio
import pickle
import socket
from dataclasses import dataclass, field
from typing import Any

import httpx2
import pytest
from connect_v1_4 import (
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    CallTimeoutError,
    ClientError,
    ConnectionLostError,
    NotFoundError,
    NotSentError,
    OutcomeUnknownError,
    PermissionDeniedError,
    Reference,
    ReplyError,
    ServerError,
    StatusError,
    ThrottledError,
    WriteFailedError,
)
from support.fault_calls import DONE, SETTINGS, THROTTLE, Calls, both, calls_sync
from support.tcp_server import (
    Step,
    answer,
    close_after_reading,
    cut_short,
    drip,
    drip_headers,
    misbehaving,
    reset_after_reading,
    reset_before_reading,
    silence,
)

pytestmark = pytest.mark.slow

HTML = b"<html><body>Service Unavailable</body></html>"
HURRIED = {"timeout": 0.6, "total_timeout": 1.1}
"""Time for two requests: a busy machine needs a part of it for sending them."""

DRIPPED = {"timeout": 5, "total_timeout": 0.6}
"""Only the whole call ends: on a busy machine a drop may be late."""


@dataclass
class Row:
    """A fault; what a create and a read come to; how often the site saw either."""

    steps: tuple[Step, ...]
    create: type[ClientError]
    get: type[ClientError]
    seen: int = 1
    seen_get: int = 4
    options: dict[str, Any] = field(default_factory=dict)


LOST = (OutcomeUnknownError, ConnectionLostError)
LATE = (OutcomeUnknownError, CallTimeoutError)
FAULTS = {
    "reset before send": Row((reset_before_reading,), *LOST, seen=0, seen_get=0),
    "reset after send": Row((reset_after_reading,), *LOST),
    "closed after send": Row((close_after_reading,), *LOST),
    "timeout after send": Row((silence,), *LATE, seen_get=2, options=HURRIED),
    "503 without body": Row((answer(503),), WriteFailedError, ServerError),
    "503 with HTML": Row((answer(503, HTML),), WriteFailedError, ServerError),
    "502": Row((answer(502, HTML),), WriteFailedError, ServerError),
    "504": Row((answer(504),), WriteFailedError, ServerError),
    "429": Row((answer(429),), ThrottledError, ThrottledError),
    "400": Row((answer(400, {}),), BadRequestError, BadRequestError, seen_get=1),
    "401": Row((answer(401),), AuthenticationError, AuthenticationError, seen_get=1),
    "403": Row((answer(403),), PermissionDeniedError, PermissionDeniedError, seen_get=1),
    "404": Row((answer(404),), NotFoundError, NotFoundError, seen_get=1),
    "409": Row((answer(409),), StatusError, StatusError, seen_get=1),
    "redirect": Row((answer(302, Location="http://localhost/"),), *[StatusError] * 2, seen_get=1),
    "HTML 500": Row((answer(500, HTML),), WriteFailedError, ServerError, seen_get=1),
    "HTML 200": Row((answer(200, HTML),), ReplyError, ReplyError, seen_get=1),
    "truncated JSON": Row((answer(200, b'{"incident": {'),), ReplyError, ReplyError, seen_get=1),
    "truncated answer": Row((cut_short,), *LOST),
    "no HTTP at all": Row((lambda line: (line.request(), line.write(b"\0\1\r\n\r\n"))[1],), *LOST),
    "damaged gzip": Row((answer(200, b"not gzip", Content_Encoding="gzip"),), *LOST),
    "slow drip": Row((drip,), *LATE, seen_get=1, options=DRIPPED),
}


@both
@pytest.mark.parametrize("row", FAULTS.values(), ids=FAULTS)
def test_incident_response_is_never_sent_twice(calls: Calls, row: Row):
    with misbehaving(*row.steps) as site:
        (error,) = calls(site.url, "create", **row.options)
        site.wait_for(row.seen)
    assert type(error) is row.create
    assert len(site.seen) == row.seen
    assert error.request_line == f"POST {site.url}/services/rest/connect/v1.4/incidentResponse"


@both
@pytest.mark.parametrize("row", FAULTS.values(), ids=FAULTS)
def test_get_is_retried_after_transient_error(calls: Calls, row: Row):
    with misbehaving(*row.steps) as site:
        (error,) = calls(site.url, "get", **row.options)
        site.wait_for(row.seen_get)
    assert type(error) is row.get
    assert len(site.seen) == row.seen_get


@both
def test_server_error_on_write_raises_outcome_unknown(calls: Calls):
    with misbehaving(answer(504)) as site:
        (error,) = calls(site.url, "create")
    assert isinstance(error, ServerError)
    assert isinstance(error, OutcomeUnknownError)
    assert str(error).endswith("504 Some Reason; the server may have processed the request")
    assert type(pickle.loads(pickle.dumps(error))) is WriteFailedError


@both
def test_slowly_dripping_headers_time_out(calls: Calls):
    with misbehaving(drip_headers) as site:
        (error,) = calls(site.url, "create", **DRIPPED)
        site.wait_for(1)
    assert type(error) is OutcomeUnknownError
    assert len(site.seen) == 1


@both
def test_a_refused_connection_is_tried_again_and_nothing_is_sent(calls: Calls):
    with socket.create_server(("127.0.0.1", 0)) as unused:
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    (error,) = calls(url, "create")
    assert type(error) is NotSentError


@both
@pytest.mark.parametrize("name", ["create", "get", "update"])
def test_throttled_request_is_retried(calls: Calls, name: str):
    throttled = answer(503, THROTTLE)
    with misbehaving(throttled, throttled, throttled, answer(200, DONE)) as site:
        (reply,) = calls(site.url, name)
    assert len(site.seen) == 4
    assert len({(seen.path, seen.body) for seen in site.seen}) == 1
    assert name != "create" or reply.incident == Reference(id=1)


@both
def test_throttling_beyond_max_retries_raises(calls: Calls):
    with misbehaving(answer(503, THROTTLE)) as site:
        (error,) = calls(site.url, "create")
    assert type(error) is ThrottledError
    assert error.meaning == "too many requests at once; rejected before it was executed"
    assert len(site.seen) == 4


@both
def test_max_retries_option(calls: Calls):
    with misbehaving(answer(503, THROTTLE)) as site:
        calls(site.url, "create", max_retries=0)
        assert len(site.seen) == 1
        calls(site.url, "create", max_retries=1)
    assert len(site.seen) == 3


@both
def test_retry_after_beyond_total_timeout_raises(calls: Calls):
    with misbehaving(answer(503, THROTTLE, Retry_After="3600")) as site:
        (error,) = calls(site.url, "create")
    assert type(error) is ThrottledError
    assert len(site.seen) == 1


@both
def test_large_response_body(calls: Calls):
    body = {"incident": {"id": 1}, "links": [], "more": "x" * 10_000_000}
    with misbehaving(answer(200, body)) as site:
        (reply,) = calls(site.url, "create")
    assert len(reply.extra["more"]) == 10_000_000
    assert len(site.seen) == 1


def test_cancelling_a_call_leaves_the_client_usable():
    async def run(url: str) -> Any:
        async with AsyncClient(url, **SETTINGS) as client:
            task = asyncio.create_task(client.incident_response.create({"incident": {"id": 1}}))
            while not site.seen:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await client.incident_response.create({"incident": {"id": 1}})

    with misbehaving(silence, answer(200, DONE)) as site:
        reply = asyncio.run(run(site.url))
    assert reply.incident == Reference(id=1)
    assert len(site.seen) == 2


def test_httpx2_error_is_the_cause():
    with misbehaving(reset_after_reading) as site:
        (error,) = calls_sync(site.url, "create")
    assert isinstance(error.__cause__, httpx2.RequestError)
