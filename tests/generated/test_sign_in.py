"""Ways to sign in: tokens awaited, checked, shared by event loops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import httpx2
import pytest
from support.client_secrets import SECRETS, auths, secrets_in
from support.http_server import Answer, Seen, serving


def echo(seen: Seen) -> Answer:
    return Answer(body=json.dumps({"subject": seen.headers["authorization"]}).encode())


def test_auth_methods(made: ModuleType):
    sent: list[str] = []
    with serving(echo) as server:
        for auth in auths(made):
            with made.Client(server.url, auth=auth, application_context="t") as client:
                sent.append(client.incidents.get(1).subject)
    basic = f"Basic {SECRETS['basic']}"
    bearer = f"Bearer {SECRETS['bearer']}"
    assert sent == [basic, bearer, bearer, f"Session {SECRETS['session']}", basic]


async def token_later() -> str:
    await asyncio.sleep(0)
    return "later"


@pytest.mark.parametrize("source", [token_later, lambda: "later"])
def test_concurrent_tasks_share_one_token_request(
    made: ModuleType, source: Callable[[], str | Awaitable[str]]
):
    asked: list[int] = []

    def counting() -> str | Awaitable[str]:
        asked.append(1)
        return source()

    async def run(url: str) -> list[str]:
        auth = made.BearerAuth(counting)
        async with made.AsyncClient(url, auth=auth, application_context="t") as client:
            found = await asyncio.gather(*(client.incidents.get(n) for n in range(1, 21)))
        return [each.subject for each in found]

    with serving(echo) as server:
        assert asyncio.run(run(server.url)) == ["Bearer later"] * 20
    assert len(asked) == 1


def test_a_way_to_sign_in_serves_several_event_loops(made: ModuleType):
    auth = made.BearerAuth(token_later)

    async def run(url: str) -> list[str]:
        auth.forget("Bearer later")
        async with made.AsyncClient(url, auth=auth, application_context="t") as client:
            found = await asyncio.gather(*(client.incidents.get(n) for n in range(1, 6)))
        return [each.subject for each in found]

    with serving(echo) as server:
        for _ in range(2):
            assert asyncio.run(run(server.url)) == ["Bearer later"] * 5


def test_a_coroutine_needs_the_async_client(made: ModuleType):
    auth = made.BearerAuth(lambda: object())
    with made.Client("https://localhost", auth=auth, application_context="t") as client:
        with pytest.raises(TypeError, match="requires AsyncClient"):
            client.incidents.get(1)


@pytest.mark.parametrize("error", [TimeoutError, httpx2.ReadTimeout, OSError, RuntimeError])
def test_failing_token_callable_raises_not_sent_error(made: ModuleType, error: type[Exception]):
    asked: list[int] = []

    def fails() -> str:
        asked.append(1)
        raise error(SECRETS["bearer"])

    settings: dict[str, Any] = {"application_context": "t", "max_retries": 1, "retry_delay": 0}

    async def later(url: str) -> None:
        async with made.AsyncClient(url, auth=made.BearerAuth(fails), **settings) as client:
            await client.incidents.delete(1)

    with serving(echo) as server:
        with made.Client(server.url, auth=made.BearerAuth(fails), **settings) as client:
            with pytest.raises(made.NotSentError, match="cannot get a token") as caught:
                client.incidents.delete(1)
        with pytest.raises(made.NotSentError, match="cannot get a token"):
            asyncio.run(later(server.url))
    assert secrets_in(str(caught.value)) == []
    assert isinstance(caught.value.__cause__, error)
    assert server.seen == []
    assert len(asked) == 4


@pytest.mark.parametrize("token", ["", "a b", "a\nb", "ä"])
def test_tokens_are_checked_wherever_they_come_from(made: ModuleType, token: str):
    for kind in (made.BearerAuth, made.SessionAuth):
        with pytest.raises(ValueError, match="the token must be printable"):
            kind(token)
    auth = made.BearerAuth(lambda: token)
    with made.Client("https://localhost", auth=auth, application_context="t") as client:
        with pytest.raises(ValueError, match="the token must be printable"):
            client.incidents.get(1)
