"""Calls through the sync and the async client, and answers for them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from support.http_server import Answer, Seen

ROOT = "/services/rest/connect/v1.4/"
SETTINGS: dict[str, Any] = {"auth": ("u", "s"), "application_context": "t", "retry_delay": 0}

Run = Callable[[Any, str, Callable[[Any], Any]], Any]


def run_sync(made: Any, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    """Return what *use* makes of a client; an iterable is read to its end."""
    with made.Client(url, **{**SETTINGS, **options}) as client:
        result = use(client)
        return list(result) if isinstance(result, Iterator | made.Pages) else result


def run_async(made: Any, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    async def run() -> Any:
        async with made.AsyncClient(url, **{**SETTINGS, **options}) as client:
            result = use(client)
            if isinstance(result, AsyncIterator | made.AsyncPages):
                return [item async for item in result]
            return await result if isinstance(result, Awaitable) else result

    return asyncio.run(run())


both = pytest.mark.parametrize("run", [run_sync, run_async], ids=["sync", "async"])


def js(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=json.dumps(body).encode())


def query(seen: Seen) -> dict[str, str]:
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(seen.path).query, keep_blank_values=True).items()
    }
