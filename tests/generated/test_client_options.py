"""Options of a client: what is checked, which headers they send, HTTP clients of the user."""

from __future__ import annotations

import asyncio
import subprocess
from types import ModuleType
from typing import Any

import httpx2
import pytest
from support.client_calls import SETTINGS, js, run_sync
from support.http_server import serving


def test_unknown_options_are_refused(made: ModuleType):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(TypeError, match="no option 'limits'"):
            client.incidents.list(limits=1)
        with pytest.raises(TypeError, match="no option 'q'"):
            client.incidents.get(1, q="a")
        with pytest.raises(
            TypeError, match=r"^with_options has no option 'retries'; options are t"
        ):
            client.with_options(retries=1)
    for name in ("Client", "AsyncClient"):
        with pytest.raises(
            TypeError, match=f"^{name} has no option 'retries'; options are timeout"
        ):
            getattr(made, name)("https://a.example.com", **SETTINGS, retries=1)


@pytest.mark.parametrize(
    "auth", ["user:pass", None, ("user",), ("user", None), ["user", "pass"], 5]
)
def test_invalid_auth_is_rejected(made: ModuleType, auth: Any):
    told = (
        r'auth must be \("user", "password"\), SessionAuth, .*, not (str|NoneType|tuple|list|int)$'
    )
    with pytest.raises(TypeError, match=told) as caught:
        made.Client("https://a.example.com", auth=auth, application_context="t")
    assert "pass:" not in str(caught.value)
    assert "user:" not in str(caught.value)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda made: made.BearerAuth(None), "^a token must be a str, not NoneType$"),
        (lambda made: made.SessionAuth(5), "^a token must be a str, not int$"),
        (lambda made: client_of(made, timeout="3"), "^timeout must be a number, not str$"),
        (
            lambda made: client_of(made, application_context=3),
            "^application_context must be a str, not int$",
        ),
        (lambda made: client_of(made, suppress=[]), "^suppress must be one of "),
        (
            lambda made: client_of(made, max_retries=None),
            "^max_retries must be a number, not NoneType$",
        ),
        (
            lambda made: client_of(made, application_context=None),
            "^application_context must be a str, not NoneType$",
        ),
        (
            lambda made: client_of(made).incidents.list(fields=None),
            "^fields must not be NoneType$",
        ),
    ],
)
def test_values_of_wrong_types_are_named(made: ModuleType, act: Any, told: str):
    with pytest.raises(TypeError, match=told):
        act(made)


def test_base_url_must_be_a_url(made: ModuleType):
    wrong = (None, "mysite", "mysite.example.com", "http://mysite.example.com", "ftp://localhost")
    for url in (*wrong, "https://", "https://mysite.example.com/x", "https://a:x", "https://a?b"):
        with pytest.raises(ValueError, match=r"^base_url must .*https://mysite.example.com"):
            made.Client(url, **SETTINGS)


def client_of(made: ModuleType, **options: Any) -> Any:
    return made.Client("https://a.example.com", **{**SETTINGS, **options})


HEADERS = {
    "accept": "application/json",
    "osvc-crest-application-context": "t",
    "osvc-crest-time-utc": "yes",
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {}),
        ({"exclude_null": True}, {"prefer": "exclude-null-properties"}),
        ({"accept_language": "de-DE"}, {"accept-language": "de-DE"}),
    ],
)
def test_options_set_request_headers(
    made: ModuleType, options: dict[str, Any], expected: dict[str, str]
):
    with serving(lambda _: js({})) as server:
        run_sync(made, server.url, lambda client: client.incidents.get(1), **options)
    (seen,) = server.seen
    names = {*HEADERS, "prefer", "accept-language"}
    assert {name: seen.headers[name] for name in names & set(seen.headers)} == HEADERS | expected


SUPPRESS = {
    "rules": ({"osvc-crest-suppress-rule", "osvc-crest-suppress-rules"}, {"POST", "PATCH"}),
    "external-events": ({"osvc-crest-suppress-externalevents"}, {"POST", "PATCH", "DELETE"}),
    "all": ({"osvc-crest-suppress-all"}, {"POST", "PATCH", "DELETE"}),
}


@pytest.mark.parametrize("suppress", SUPPRESS)
def test_suppress_option_sends_header(made: ModuleType, suppress: str):
    names, methods = SUPPRESS[suppress]
    with serving(lambda _: js({})) as server, made.Client(server.url, **SETTINGS) as plain:
        client = plain.with_options(suppress=suppress)
        for each in (client, plain):
            each.incidents.create({})
            each.incidents.update(1, {})
            each.incidents.delete(1)
            each.incidents.get(1)
    sent = [(seen.method, {n for n in seen.headers if "suppress" in n}) for seen in server.seen]
    assert [bool(found) for _, found in sent[4:]] == [False] * 4
    assert {method for method, found in sent[:4] if found == names} == methods
    assert all(found in (names, set()) for _, found in sent)


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"total_timeout": -1},
        {"max_retries": -1},
        {"max_pause": -1},
        {"max_reply_size": 0},
        {"retry_delay": -0.1},
        {"suppress": "everything"},
        {"accept_language": "de\r\nX: 1"},
        {"accept_language": ""},
    ],
)
def test_options_are_checked(made: ModuleType, options: dict[str, Any]):
    with pytest.raises(ValueError, match="must"):
        made.Client("https://a.example.com", **{**SETTINGS, **options})
    plain = made.Client("https://a.example.com", **SETTINGS)
    with plain as client, pytest.raises(ValueError, match="must"):
        client.with_options(**options)


def test_custom_httpx2_client(made: ModuleType):
    with serving(lambda _: js({"id": 1})) as server, httpx2.Client(headers={"X-Own": "1"}) as http:
        for _ in range(2):
            with made.Client(server.url, **SETTINGS, http_client=http) as client:
                assert client.incidents.get(1).id == 1
        assert not http.is_closed
    assert [seen.headers["x-own"] for seen in server.seen] == ["1", "1"]


def test_custom_async_httpx2_client(made: ModuleType):
    async def run(url: str) -> None:
        async with httpx2.AsyncClient(headers={"X-Own": "1"}) as http:
            async with made.AsyncClient(url, **SETTINGS, http_client=http) as client:
                assert (await client.incidents.get(1)).id == 1
            assert not http.is_closed

    with serving(lambda _: js({"id": 1})) as server:
        asyncio.run(run(server.url))
    assert server.seen[0].headers["x-own"] == "1"


def test_async_http_client_in_sync_client_is_rejected(made: ModuleType):
    for kind, http, told in (
        (made.Client, httpx2.AsyncClient(), "an httpx2.Client, not httpx2.AsyncClient"),
        (made.AsyncClient, httpx2.Client(), "an httpx2.AsyncClient, not httpx2.Client"),
        (made.Client, subprocess.Popen, "an httpx2.Client, not builtins.type"),
    ):
        with pytest.raises(TypeError, match=f"^http_client must be {told}$"):
            kind("https://a.example.com", **SETTINGS, http_client=http)


def test_closed_client_raises(made: ModuleType):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        pass
    with pytest.raises(made.NotSentError, match="not sent: the client is closed"):
        client.incidents.get(1)


def test_closed_async_client_raises(made: ModuleType):
    async def run() -> None:
        async with made.AsyncClient("https://a.example.com", **SETTINGS) as client:
            pass
        with pytest.raises(made.NotSentError, match="not sent: the client is closed"):
            await client.incidents.get(1)

    asyncio.run(run())
