"""Calls through both clients of the runtime, all with short delays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from connect_v1_4 import (
    AsyncClient,
    Client,
    ClientError,
)
from connect_v1_4._client.records import Records

THROTTLE = {"title": "Throttled", "status": 503, "o:errorCode": "OSC-CREST-00035"}
DONE = {"incident": {"id": 1}}
RECORDS = Records(path="incidents", read=dict)
SETTINGS: dict[str, Any] = {
    "auth": ("u", "s"),
    "application_context": "t",
    "timeout": 9,
    "total_timeout": 20,
    "retry_delay": 0.001,
}
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
