"""A hostile site, and calls through both clients against it."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support.http_server import Seen
from support.tcp_server import Line, Step

PASSWORD = "p4ss/w+rd=é\N{KEY}"
TOKEN = "acc3ss-t0ken/+"
BASIC = base64.b64encode(f"agent:{PASSWORD}".encode()).decode()
BEARER = "b34rer/t0ken+"
SESSION = "s3ssion/t0ken+"
SECRETS = (PASSWORD, TOKEN, BASIC, BEARER, SESSION)


def auths(made: ModuleType) -> list[Any]:
    return [("agent", PASSWORD), made.BearerAuth(lambda: BEARER), made.SessionAuth(SESSION)]


def raw(content: bytes | Callable[[Seen], bytes], *, then: float = 0.0) -> Step:
    """Read a request, answer with just these bytes, and close the connection."""

    def step(line: Line) -> None:
        request = line.request()
        if request is not None:
            line.write(content if isinstance(content, bytes) else content(request))
            time.sleep(then)
            line.close()

    return step


def head(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


OK = "200 OK"
COOKIE = (f"Set-Cookie: session={TOKEN}", f"osvc-crest-api-access-token: {TOKEN}")


def uses(made: ModuleType, folder: Path) -> dict[str, Callable[[Any], Any]]:
    """Return calls of every kind; what the async client returns is waited for."""
    body = {"subject": "A"}
    return {
        "get": lambda client: client.incidents.get(1),
        "create": lambda client: client.incidents.create(body),
        "update": lambda client: client.incidents.update(1, body),
        "delete": lambda client: client.incidents.delete(1),
        "list": lambda client: client.incidents.list(limit=2),
        "pages": lambda client: client.incidents.list(limit=2).pages(),
        "children": lambda client: client.incidents(1).threads.list(),
        "download": lambda client: client.incidents(1).file_attachments.download(1, folder / "a"),
        "raw": lambda client: client.raw(client.incidents.get, 1),
        "query": lambda client: client.query_results.query("SELECT id FROM contacts"),
        "report": lambda client: client.analytics_report_results.run(1),
        "menu": lambda client: client.named_ids.list("incidents/severity"),
    }


def run_sync(made: ModuleType, url: str, use: Any, **options: Any) -> BaseException | None:
    with made.Client(url, application_context="t", **options) as client:
        client._connection.session._token = TOKEN
        try:
            result = use(client)
            if hasattr(result, "__iter__"):
                list(result)
        except Exception as error:
            return error
    return None


def run_async(made: ModuleType, url: str, use: Any, **options: Any) -> BaseException | None:
    async def run() -> BaseException | None:
        async with made.AsyncClient(url, application_context="t", **options) as client:
            client._connection.session._token = TOKEN
            try:
                result = use(client)
                if hasattr(result, "__aiter__"):
                    async for _ in result:
                        pass
                else:
                    await result
            except Exception as error:
                return error
        return None

    return asyncio.run(run())


RUNS = {"sync": run_sync, "async": run_async}
both = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
