"""Settings of both clients: the site's URL, the application context."""

from __future__ import annotations

from typing import Any

import pytest
from connect_v1_4 import (
    AsyncClient,
    Client,
)

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
    with pytest.raises(ValueError, match="^base_url") as caught:
        client(url, auth=("user", "secret"), application_context="t")
    assert "secret" not in str(caught.value)


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
