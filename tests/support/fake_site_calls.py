"""Calls through generated clients against the fake site."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from connectgen.testing import FakeSite

SETTINGS: dict[str, Any] = {"auth": FakeSite.auth, "application_context": "t", "retry_delay": 0}
Run = Callable[..., Any]


def run_sync(made: Any, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    with made.Client(url, **{**SETTINGS, "strict": True, **options}) as client:
        found = use(client)
        return list(found) if isinstance(found, made.Pages) else found


def run_async(made: Any, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    async def run() -> Any:
        async with made.AsyncClient(url, **{**SETTINGS, "strict": True, **options}) as client:
            found = use(client)
            if isinstance(found, AsyncIterator) or hasattr(found, "__aiter__"):
                return [item async for item in found]
            return await found if inspect.isawaitable(found) else found

    return asyncio.run(run())


both = pytest.mark.parametrize("run", [run_sync, run_async], ids=["sync", "async"])
