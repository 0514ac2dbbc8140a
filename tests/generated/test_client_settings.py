"""Settings of both clients: the site's URL, the application context."""

from __future__ import annotations

from typing import Any

import pytest
from connect_v1_4 import (
    AsyncClient,
    Client,
)
from connect_v1_4._client.settings import ClientSettings

CLIENTS = pytest.mark.parametrize("client", [Client, AsyncClient])


@CLIENTS
@pytest.mark.parametrize(
    "url",
    [
        "http://mysite.example.com",
        "http://localhost.example.com",
        "https://user:secret@mysite.example.com",
        "https://user@mysite.example.com",
        "https://mysite.example.com/services/rest",
        "https://mysite.example.com/?a=b",
        "https://mysite.example.com/#a",
        "ftp://mysite.example.com",
        "mysite.example.com",
        "https://",
        "",
        "https://mysite.example.com\n",
    ],
)
def test_base_url_with_path_or_credentials_is_rejected(client: Any, url: str):
    with pytest.raises(ValueError, match=r"^base_url") as caught:
        client(url, auth=("user", "secret"), application_context="t")
    assert "secret" not in str(caught.value)


@CLIENTS
@pytest.mark.parametrize(
    "url",
    [
        "https://user:pa55word@mysite.example.com",
        "https://pa55word@mysite.example.com",
        "https://:pa55word@localhost:8443",
        "http://user:pa55word@127.0.0.1",
        "https://user:pa55word@mysite.example.com/path?a=b#c",
        "https://user:pa55word@[::1]",
        "https://user:1/pa55word@mysite.example.com",
        "https://user?pa55word@mysite.example.com",
        "https://user#pa55word@mysite.example.com",
        "https://user:pa55word/@mysite.example.com",
        "https://user@pa55word@mysite.example.com",
        "https:///user:pa55word@mysite.example.com",
        "https:user:pa55word@mysite.example.com",
        "user:pa55word@mysite.example.com",
        "https://user:pa55word@",
    ],
)
def test_a_password_in_the_base_url_is_refused_and_shown_by_nothing(client: Any, url: str):
    with pytest.raises(ValueError, match=r"^base_url") as caught:
        client(url, auth=("user", "secret"), application_context="t")
    error = caught.value
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    assert "pa55word" not in repr(error)
    # debuggers and error trackers print the objects that each frame holds
    held = [value for frame in caught.traceback for value in frame.locals.values()]
    settings = [value for value in held if isinstance(value, ClientSettings)]
    assert settings
    assert "pa55word" not in repr(settings)


@CLIENTS
@pytest.mark.parametrize(
    "url",
    [
        "https://mysite.example.com",
        "https://mysite.example.com/",
        "https://mysite.example.com:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:80",
    ],
)
def test_https_and_localhost_are_taken(client: Any, url: str):
    client(url, auth=("user", "secret"), application_context="x" * 40)


@CLIENTS
@pytest.mark.parametrize("context", ["", " ", "x" * 41, "a\r\nX-Evil: 1", "a\n", "ä", "a\x00"])
def test_the_application_context_is_checked(client: Any, context: str):
    with pytest.raises(ValueError, match="application_context must be 1 to 40"):
        client("https://mysite.example.com", auth=("u", "s"), application_context=context)


@CLIENTS
def test_the_application_context_is_required(client: Any):
    with pytest.raises(TypeError, match="application_context"):
        client("https://mysite.example.com", auth=("u", "s"))
