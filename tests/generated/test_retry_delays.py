"""Pauses before a request is repeated: backoff, Retry-After, rate limits."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import connect_v1_4._client.calls
import connect_v1_4._client.connections
import pytest
from connect_v1_4 import (
    ThrottledError,
)
from support.fault_calls import DONE, THROTTLE, Calls, both
from support.tcp_server import (
    answer,
    misbehaving,
)

pytestmark = pytest.mark.slow


def replaced(module: ModuleType, sleep: Callable[[float], Any]) -> SimpleNamespace:
    """Return what *module* holds, with another `sleep`."""
    return SimpleNamespace(**{**vars(module), "sleep": sleep})


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits that were asked for, none of which is made."""
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    # In the client's module only: threads of other tests' servers sleep as well.
    connections = connect_v1_4._client.connections
    monkeypatch.setattr(connections, "time", replaced(connections.time, found.append))
    monkeypatch.setattr(connections, "asyncio", replaced(connections.asyncio, sleep))
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
def test_retry_after_is_minimum_delay(
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
def test_rate_limit_header_delays_next_request(
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
def test_no_delay_without_rate_limit_header(
    calls: Calls, pauses: list[float], value: str, options: dict[str, Any]
):
    asks = answer(200, DONE, OSvC_CREST_Next_Request_After=value)
    with misbehaving(asks, answer(200, DONE)) as site:
        calls(site.url, "create", "create", **options)
    assert pauses == []
