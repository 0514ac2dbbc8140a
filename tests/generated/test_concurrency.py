"""Threads, tasks and processes that share a client."""

from __future__ import annotations

import asyncio
import threading
from types import ModuleType
from typing import Any

import pytest
from support.client_calls import SETTINGS, js
from support.http_server import Answer, Seen, Server, serving

pytestmark = pytest.mark.slow


def number_of(seen: Seen) -> int:
    """Return the number of a create: that in its subject."""
    return int(seen.json["subject"].removeprefix("S"))


def echo(seen: Seen) -> Answer:
    return js({"id": number_of(seen), "subject": seen.json["subject"]}, 201)


def test_threads_share_a_client(made: ModuleType):
    found: dict[int, Any] = {}

    def work(client: Any, first: int) -> None:
        for number in range(first, first + 10):
            found[number] = client.incidents.create({"subject": f"S{number}"})

    with serving(echo) as server, made.Client(server.url, **SETTINGS) as client:
        threads = [
            threading.Thread(target=work, args=(client, first)) for first in range(1, 201, 10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {number: reply.id for number, reply in found.items()} == {n: n for n in range(1, 201)}
    assert sorted(map(number_of, server.seen)) == list(range(1, 201))


def test_two_hundred_creates_at_once(made: ModuleType):
    async def run(server: Server) -> list[Any]:
        async with made.AsyncClient(server.url, **SETTINGS) as client:
            calls = [client.incidents.create({"subject": f"S{number}"}) for number in range(1, 201)]
            return await asyncio.gather(*calls)

    with serving(echo) as server:
        replies = asyncio.run(run(server))
    assert [(reply.id, reply.subject) for reply in replies] == [
        (number, f"S{number}") for number in range(1, 201)
    ]
    assert sorted(map(number_of, server.seen)) == list(range(1, 201))


def test_client_subclass_survives_with_options(made: ModuleType):
    class OurClient(made.Client):
        def __init__(self, url: str, *, team: str) -> None:
            super().__init__(url, **SETTINGS)
            self.team = team

    with serving(lambda _: js({"id": 1})) as server, OurClient(server.url, team="A") as client:
        client.incidents.get(1)
        other = client.with_options(accept_language="de-DE")
        other.incidents.get(1)
    assert (type(other), other.team) == (OurClient, "A")
    assert [seen.headers.get("accept-language") for seen in server.seen] == [None, "de-DE"]
