"""Hostile links, pages, cookies and limits of a site; proxies; forks."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support import hostile_site
from support.hostile_site import COOKIE, OK, SECRETS, TOKEN, auths, both, head, raw, run_sync, uses
from support.platforms import needs_fork
from support.secrets_in_errors import leaks
from support.tcp_server import Line, misbehaving


def pages_of(*links: str) -> Callable[[Line], None]:
    """Answer with pages of one record, each with the next of *links*, over and over."""
    left = iter(links * 3)

    def step(line: Line) -> None:
        if line.request() is not None:
            found = [{"rel": "next", "href": next(left)}]
            content = {"items": [{"id": 1}], "hasMore": True, "links": found}
            line.write(head(OK, json.dumps(content).encode()))

    return step


@both
@pytest.mark.parametrize(
    ("links", "reason", "seen"),
    [
        (["x?offset=1", "x?offset=0"], "leads back to an earlier page", 2),
        (["x?offset=1", "x?offset=2", "x?offset=1"], "leads back to an earlier page", 3),
        (["x?offset=1", "x?offset=1"], "no usable link", 2),
        (["x?offset=\ud800"], "surrogates not allowed", 1),
        (["x?offset=" + "1" * 65_536], "too long", 1),
        (["x?offset=" + "\u20ac" * 9_000], "too long", 1),
        (["http://[x?offset=1"], "Invalid IPv6 URL", 1),
    ],
)
def test_a_link_that_leads_nowhere_new_ends_a_list(
    made: ModuleType, run: Any, links: list[str], reason: str, seen: int
):
    with misbehaving(pages_of(*links)) as site:
        error = run(
            made, site.url, lambda client: client.incidents.list(offset=0), auth=auths(made)[0]
        )
    assert isinstance(error, made.ReplyError)
    assert reason in str(error)
    assert len(site.seen) == seen
    assert leaks(error, SECRETS, own=[__file__, hostile_site.__file__]) == []


def test_a_list_can_be_read_again_and_a_page_too(made: ModuleType):
    steps = [pages_of("x?offset=1"), pages_of("x?offset=2"), pages_of("x?offset=3")]
    with misbehaving(*steps, *steps[1:], steps[0]) as site:
        with made.Client(site.url, auth=("u", "s"), application_context="t") as client:
            records = client.incidents.list()
            first = next(iter(records.pages()))
            second = client._connection.send(first.next)
            client._connection.send(second.next)
            assert client._connection.send(first.next).items == second.items
            client._connection.send(second.next)
            next(iter(records))
    assert [seen.path.partition("?")[2] for seen in site.seen] == [
        *("", "offset=1", "offset=2", "offset=1", "offset=2", ""),
    ]


@both
def test_a_query_that_cannot_be_sent_is_not_sent(made: ModuleType, run: Any):
    with misbehaving(raw(b"")) as site:
        for query in ("x" * 70_000, "\ud800"):
            error = run(
                made,
                site.url,
                lambda client, query=query: client.incidents.list(q=query),
                auth=auths(made)[0],
            )
            assert isinstance(error, made.NotSentError)
            assert leaks(error, SECRETS, own=[__file__, hostile_site.__file__]) == []
    assert site.seen == []


@both
def test_no_cookie_is_kept_and_raw_hides_the_access_token(made: ModuleType, run: Any):
    found: list[Any] = []

    def use(client: Any) -> Any:
        return client.raw(client.incidents.get, 1)

    def use_sync(client: Any) -> None:
        found.extend([use(client), use(client)])

    async def use_async(client: Any) -> None:
        found.extend([await use(client), await use(client)])

    with misbehaving(raw(head(OK, b'{"id": 1}', "X-Own: 1", *COOKIE))) as site:
        way = use_sync if run is run_sync else use_async
        wrapped = (lambda client: way(client) or []) if run is run_sync else way
        assert run(made, site.url, wrapped, auth=auths(made)[0]) is None
    assert [seen.headers.get("cookie") for seen in site.seen] == [None, None]
    for reply in found:
        assert reply.headers["x-own"] == "1"
        assert not {"set-cookie", "osvc-crest-api-access-token"} & set(reply.headers)
        assert TOKEN not in repr(list(reply.response.headers.raw))
        assert reply.response.elapsed.total_seconds() > 0


@both
def test_localhost_bypasses_environment_proxy(
    made: ModuleType, run: Any, monkeypatch: pytest.MonkeyPatch
):
    with misbehaving(raw(head(OK, b'{"id": 1}'))) as site, misbehaving(raw(b"")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert run(made, site.url, uses(made, Path())["get"], auth=auths(made)[0]) is None
    assert len(site.seen) == 1
    assert proxy.seen == []


@needs_fork
@both
def test_a_client_makes_its_own_connections_after_a_fork(made: ModuleType, run: Any):
    ports: list[int] = []

    def step(line: Line) -> None:
        if line.request() is not None:
            ports.append(line._connection.getpeername()[1])
            line.write(head(OK, b'{"id": 1}'))

    def in_a_child(client: Any) -> None:
        process = os.fork()
        if process == 0:
            status = 1
            with suppress(BaseException):
                if run is run_sync:
                    client.incidents.get(2)
                else:
                    asyncio.run(client.incidents.get(2))
                status = 0
            os._exit(status)
        assert os.waitpid(process, 0)[1] == 0

    def use_sync(client: Any) -> None:
        client.incidents.get(1)
        in_a_child(client.with_options(max_retries=0))
        client.incidents.get(3)

    async def use_async(client: Any) -> None:
        await client.incidents.get(1)
        await asyncio.to_thread(in_a_child, client)  # where no event loop runs
        await client.incidents.get(3)

    with misbehaving(step) as site:
        use = use_sync if run is run_sync else use_async
        assert run(made, site.url, use, auth=("u", "s")) is None
    assert ports[0] == ports[2] != ports[1]
