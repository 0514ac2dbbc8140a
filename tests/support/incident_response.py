"""Calls of `incidentResponse` through both clients of the bundled package."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from connect_v1_4 import (
    AsyncClient,
    Client,
    IncidentResponse,
    IncidentResponseCreate,
)

from support import example
from support.http_server import Answer

BODY = IncidentResponseCreate.from_json(example("request"))

SETTINGS: dict[str, Any] = {
    "auth": ("user", "secret"),
    "application_context": "t",
    "retry_delay": 0,
}

Create = Callable[..., IncidentResponse]


def create_sync(url: str, body: Any = BODY, **options: Any) -> IncidentResponse:
    with Client(url, **{**SETTINGS, **options}) as client:
        return client.incident_response.create(body)


def create_async(url: str, body: Any = BODY, **options: Any) -> IncidentResponse:
    async def run() -> IncidentResponse:
        settings = {**SETTINGS, **options}
        async with AsyncClient(url, **settings) as client:
            return await client.incident_response.create(body)

    return asyncio.run(run())


both = pytest.mark.parametrize("create", [create_sync, create_async], ids=["sync", "async"])


def status(code: int, problem: dict[str, Any]) -> Answer:
    return Answer(status=code, body=json.dumps(problem).encode())
