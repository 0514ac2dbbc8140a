"""What can go wrong on the wire: what the client makes of it, and how often the site saw a request.

`POST incidentResponse` e-mails a customer, so that the site must not see it twice, unless it says
that it has not executed it.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import connect_v1_4._client.calls
import connect_v1_4._client.connections
import httpx2
import pytest
from connect_v1_4 import (
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    BearerAuth,
    CallTimeoutError,
    Client,
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
from connect_v1_4._client.records import Records
from faults import (
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

THROTTLE = {"title": "Throttled", "status": 503, "o:errorCode": "OSC-CREST-00035"}
HTML = b"<html><body>Service Unavailable</body></html>"
DONE = {"incident": {"id": 1}}
RECORDS = Records(path="incidents", read=dict)
SETTINGS: dict[str, Any] = {
    "auth": ("u", "s"),
    "application_context": "t",
    "timeout": 9,
    "total_timeout": 20,
    "retry_delay": 0.001,
}
HURRIED = {"timeout": 0.6, "total_timeout": 1.1}
"""Time for two requests: a busy machine takes a part of it only for sending them."""

DRIPPED = {"timeout": 5, "total_timeout": 0.6}
"""Only the whole call ends: on a busy machine a drop may be late."""

Calls = Callable[..., list[Any]]


def outcome_of(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except ClientError as error:
        return error


def calls_sync(url: str, *names: str, **options: Any) -> list[Any]:
    """Make one call after the other and return what each returns or raises."""
    with Client(url, **{**SETTINGS, **options}) as client:
        send = {
            "create": lambda: client.incident_response.create({"incident": {"id": 1}}),
            "get": lambda: client._connection.send(RECORDS.get(1, {})),
            "update": lambda: client._connection.send(RECORDS.update(1, {"a": 1})),
        }
        return [outcome_of(send[name]) for name in names]


def calls_async(url: str, *names: str, **options: Any) -> list[Any]:
    async def run() -> list[Any]:
        async with AsyncClient(url, **{**SETTINGS, **options}) as client:
            send = {
                "create": lambda: client.incident_response.create({"incident": {"id": 1}}),
                "get": lambda: client._connection.send(RECORDS.get(1, {})),
                "update": lambda: client._connection.send(RECORDS.update(1, {"a": 1})),
            }
            found: list[Any] = []
            for name in names:
                try:
                    found.append(await send[name]())
                except ClientError as error:
                    found.append(error)
            return found

    return asyncio.run(run())


both = pytest.mark.parametrize("calls", [calls_sync, calls_async], ids=["sync", "async"])


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
def test_a_response_is_sent_once_whatever_happens(calls: Calls, row: Row):
    with misbehaving(*row.steps) as site:
        (error,) = calls(site.url, "create", **row.options)
        site.wait_for(row.seen)
    assert type(error) is row.create
    assert len(site.seen) == row.seen
    assert error.request_line == f"POST {site.url}/services/rest/connect/v1.4/incidentResponse"


@both
@pytest.mark.parametrize("row", FAULTS.values(), ids=FAULTS)
def test_what_only_reads_is_repeated_where_that_may_help(calls: Calls, row: Row):
    with misbehaving(*row.steps) as site:
        (error,) = calls(site.url, "get", **row.options)
        site.wait_for(row.seen_get)
    assert type(error) is row.get
    assert len(site.seen) == row.seen_get


@both
def test_a_write_that_fails_at_the_site_has_an_unknown_outcome(calls: Calls):
    with misbehaving(answer(504)) as site:
        (error,) = calls(site.url, "create")
    assert isinstance(error, ServerError)
    assert isinstance(error, OutcomeUnknownError)
    assert str(error).endswith("504 Some Reason; the site may have acted")
    assert type(pickle.loads(pickle.dumps(error))) is WriteFailedError


@both
def test_headers_that_drip_end_too(calls: Calls):
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
def test_what_was_throttled_is_sent_again_and_succeeds(calls: Calls, name: str):
    throttled = answer(503, THROTTLE)
    with misbehaving(throttled, throttled, throttled, answer(200, DONE)) as site:
        (reply,) = calls(site.url, name)
    assert len(site.seen) == 4
    assert len({(seen.path, seen.body) for seen in site.seen}) == 1
    assert name != "create" or reply.incident == Reference(id=1)


@both
def test_throttling_that_does_not_end_is_an_error(calls: Calls):
    with misbehaving(answer(503, THROTTLE)) as site:
        (error,) = calls(site.url, "create")
    assert type(error) is ThrottledError
    assert error.meaning == "too many requests at once: refused before it was executed"
    assert len(site.seen) == 4


@both
def test_how_often_is_an_option(calls: Calls):
    with misbehaving(answer(503, THROTTLE)) as site:
        calls(site.url, "create", max_retries=0)
        assert len(site.seen) == 1
        calls(site.url, "create", max_retries=1)
    assert len(site.seen) == 3


@both
def test_a_site_that_wants_too_long_a_pause_is_not_waited_for(calls: Calls):
    with misbehaving(answer(503, THROTTLE, Retry_After="3600")) as site:
        (error,) = calls(site.url, "create")
    assert type(error) is ThrottledError
    assert len(site.seen) == 1


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits that were asked for, none of which is made."""
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(connect_v1_4._client.connections.time, "sleep", found.append)
    monkeypatch.setattr(connect_v1_4._client.connections.asyncio, "sleep", sleep)
    return found


@both
def test_delays_grow_with_full_jitter(
    calls: Calls, pauses: list[float], monkeypatch: pytest.MonkeyPatch
):
    ranges: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        ranges.append((low, high))
        return high

    monkeypatch.setattr(connect_v1_4._client.calls.random, "uniform", uniform)
    with misbehaving(answer(503, THROTTLE)) as site:
        calls(site.url, "create", retry_delay=1)
    assert ranges == [(0, 1), (0, 2), (0, 4)]
    assert pauses == [1, 2, 4]


@both
@pytest.mark.parametrize(("value", "expected"), [("7", 7), ("0", 0), ("soon", 0), ("-1", 0)])
def test_retry_after_is_the_least_delay(
    calls: Calls, pauses: list[float], value: str, expected: float
):
    with misbehaving(answer(503, THROTTLE, Retry_After=value), answer(200, DONE)) as site:
        calls(site.url, "create", retry_delay=0)
    assert pauses == ([expected] if expected else [])


@both
def test_retry_after_may_be_a_date(calls: Calls, pauses: list[float]):
    past = "Wed, 21 Oct 2015 07:28:00 GMT"
    future = "Wed, 21 Oct 2065 07:28:00 GMT"
    with misbehaving(answer(503, THROTTLE, Retry_After=past), answer(200, DONE)) as site:
        calls(site.url, "create", retry_delay=0)
    assert pauses == []
    with misbehaving(answer(503, THROTTLE, Retry_After=future), answer(200, DONE)) as site:
        (error,) = calls(site.url, "create", retry_delay=0)
    assert type(error) is ThrottledError


@both
@pytest.mark.parametrize(
    ("value", "options", "at_most"),
    [("2000", {}, 2), ("2000", {"max_pause": 0.5}, 0.5), ("9" * 99, {"max_pause": 3}, 3)],
)
def test_a_pause_that_the_site_asks_for_is_made(
    calls: Calls, pauses: list[float], value: str, options: dict[str, Any], at_most: float
):
    asks = answer(200, DONE, OSvC_CREST_Next_Request_After=value)
    with misbehaving(asks, answer(200, DONE)) as site:
        calls(site.url, "create", "create", **options)
    (pause,) = pauses
    assert at_most - 0.5 < pause <= at_most
    assert len(site.seen) == 2


@both
@pytest.mark.parametrize(
    ("value", "options"), [("2000", {"max_pause": 0}), ("-5", {}), ("x", {}), ("0", {})]
)
def test_no_pause_where_none_is_asked_for_or_it_is_switched_off(
    calls: Calls, pauses: list[float], value: str, options: dict[str, Any]
):
    asks = answer(200, DONE, OSvC_CREST_Next_Request_After=value)
    with misbehaving(asks, answer(200, DONE)) as site:
        calls(site.url, "create", "create", **options)
    assert pauses == []


@both
def test_the_access_token_is_handed_back_unchanged(calls: Calls):
    name = "osvc-crest-api-access-token"
    with misbehaving(
        answer(200, DONE, **{name: "a b=c/+"}),
        answer(500, b"", **{name: "second"}),
        answer(200, DONE),
    ) as site:
        calls(site.url, "create", "create", "create", "create")
    assert [seen.headers.get(name) for seen in site.seen] == [None, "a b=c/+", "second", "second"]


@both
def test_a_renewed_token_is_used_for_what_may_be_sent_again(calls: Calls):
    tokens = iter(["old", "new", "newer"])
    with misbehaving(answer(401), answer(200, DONE)) as site:
        (reply,) = calls(site.url, "get", auth=BearerAuth(lambda: next(tokens)))
    assert reply == DONE
    assert [seen.headers["authorization"] for seen in site.seen] == ["Bearer old", "Bearer new"]


@both
def test_a_renewed_token_is_used_once(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401)) as site:
        (error,) = calls(site.url, "get", auth=BearerAuth(lambda: next(tokens)))
    assert type(error) is AuthenticationError
    assert len(site.seen) == 2


@both
def test_a_response_is_not_sent_again_with_a_renewed_token_but_the_next_one_has_it(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401), answer(200, DONE)) as site:
        first, second = calls(site.url, "create", "create", auth=BearerAuth(lambda: next(tokens)))
    assert type(first) is AuthenticationError
    assert second.incident == Reference(id=1)
    assert [seen.headers["authorization"] for seen in site.seen] == ["Bearer a", "Bearer b"]


@both
def test_a_change_is_sent_again_with_a_renewed_token(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401), answer(200)) as site:
        (reply,) = calls(site.url, "update", auth=BearerAuth(lambda: next(tokens)))
    assert reply is None
    assert len(site.seen) == 2


@both
def test_a_fixed_token_is_not_sent_twice(calls: Calls):
    with misbehaving(answer(401)) as site:
        (error,) = calls(site.url, "get", auth=BearerAuth("fixed"))
    assert type(error) is AuthenticationError
    assert len(site.seen) == 1


@both
def test_a_large_answer(calls: Calls):
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


def test_the_cause_is_what_httpx2_raised():
    with misbehaving(reset_after_reading) as site:
        (error,) = calls_sync(site.url, "create")
    assert isinstance(error.__cause__, httpx2.RequestError)
