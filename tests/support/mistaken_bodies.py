"""Bodies with mistakes, and what a client says of them."""

from __future__ import annotations

from enum import IntEnum
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from support.http_server import Answer, serving

SETTINGS: dict[str, Any] = {"auth": ("u", "s"), "application_context": "t", "retry_delay": 0}


class Channel(IntEnum):
    EMAIL = 9


def mistakes(made: ModuleType, body: Any, **options: Any) -> list[str]:
    """Return what is wrong with *body*, as sent by `create`; nothing must reach the site."""
    with serving(lambda _: Answer()) as server:
        with made.Client(server.url, **{**SETTINGS, **options}) as client:
            with pytest.raises(made.ValidationError) as caught:
                client.incidents.create(body)
        assert server.seen == []
    assert caught.value.__suppress_context__
    return [str(violation) for violation in caught.value.violations]


def namespace(made: ModuleType) -> Any:
    parts = import_module("made.models.incidents")
    names = {name: getattr(parts, name) for name in parts.__all__}
    return SimpleNamespace(**names, Reference=made.Reference, Link=made.Link, made=made)


def custom(m: Any, **fields: Any) -> Any:
    values = m.CustomFieldsCCreate(**fields)
    return m.IncidentCreate(custom_fields=m.CustomFieldsCreate(c=values))


C = "/customFields/c"
