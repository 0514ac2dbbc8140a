"""Secrets of a client."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx2

SECRETS = {
    "password": "p4ssw0rd",
    "basic": base64.b64encode(b"agent:p4ssw0rd").decode(),
    "bearer": "b34rer-t0ken",
    "session": "s3ssion-t0ken",
    "access token": "acc3ss-t0ken",
    "cookie": "c00kie",
    "address": "jane@example.org",
    "data": base64.b64encode(b"the content of the file").decode(),
    "detail": "d3tail",
}


def auths(made: ModuleType) -> Iterator[Any]:
    yield ("agent", SECRETS["password"])
    yield made.BearerAuth(SECRETS["bearer"])
    yield made.BearerAuth(lambda: SECRETS["bearer"])
    yield made.SessionAuth(SECRETS["session"])
    yield httpx2.BasicAuth("agent", SECRETS["password"])


def secrets_in(text: str) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret in text]
