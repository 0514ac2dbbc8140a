"""Records: read, created, changed, deleted, and bodies that are not sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.client_calls import ROOT, SETTINGS, Run, both, js, query
from support.http_server import Answer, serving


@both
def test_non_json_value_is_reported_by_pointer(made: ModuleType, run: Run):
    endless: dict[str, Any] = {}
    endless["in"] = endless
    bodies: list[tuple[Any, str]] = [
        ({"x": [1, {"y/z": Decimal("1.1")}]}, "^/x/1/y~1z: Object of type Decimal is"),
        (made.IncidentCreate(extra={"x": {1}}), "^/x: Object of type set is not"),
        ({"x": [], "y": {"z": {(1,): 2}}}, "^/y/z: keys must be str"),
        ({"x": [math.inf]}, "^/x/0: Out of range float"),
        ({"x": endless}, "^/x/in: circular reference"),
    ]
    for body, told in bodies:
        with pytest.raises(made.ValidationError, match=told) as caught:
            run(
                made,
                "https://a.example.com",
                lambda client, body=body: client.incidents.create(body),
            )
        assert caught.value.__suppress_context__


@both
def test_null_record_in_response_raises(made: ModuleType, run: Run):
    with serving(lambda _: js({"items": [{"id": 1}, None]})) as server:
        with pytest.raises(made.ReplyError, match="/items/1: must be an object, not null"):
            run(made, server.url, lambda client: client.incidents.list())
    with serving(lambda _: js(None)) as server:
        with pytest.raises(made.ReplyError, match="must be an object, not null"):
            run(made, server.url, lambda client: client.incidents.get(1))


@both
def test_id_must_be_int(made: ModuleType, run: Run):
    calls: list[Callable[[Any], Any]] = [
        lambda client: client.incidents.get("42"),
        lambda client: client.incidents.update(None, {}),
        lambda client: client.incidents.delete(4.2),
        lambda client: client.incidents("42").threads.list(),
        lambda client: client.incidents(42).threads.get("7"),
        lambda client: client.incidents(42).file_attachments.download("7", "file"),
    ]
    for call in calls:
        with pytest.raises(TypeError, match=r"^an id must be an int, not (str|NoneType|float)$"):
            run(made, "https://a.example.com", call)


@both
def test_unserializable_value_is_reported_by_pointer(made: ModuleType, run: Run):
    parts = import_module("made.models.incidents")
    wanted = "(whole value): the body must be IncidentCreate, or a mapping with wire names"
    bodies: dict[str, Any] = {
        f"{wanted}, not str": "abc",
        f"{wanted}, not IncidentPatch": (made.IncidentPatch(subject="Solved")),
        "/threads/1: must be ThreadCreate, not dict; pass ThreadCreate.from_json(value)": (
            made.IncidentCreate(threads=[parts.ThreadCreate(text="a"), {"text": "b"}])
        ),
        "/threads/0/channel: must be Reference, not int": (
            made.IncidentCreate(threads=[parts.ThreadCreate(text="a", channel=9)])
        ),
        "/threads: must be a list of ThreadCreate, not ThreadCreate": (
            made.IncidentCreate(threads=parts.ThreadCreate(text="a"))
        ),
        "/customFields/c/visit_date: must be date, not str": (
            made.IncidentCreate(
                custom_fields=parts.CustomFieldsCreate(
                    c=parts.CustomFieldsCCreate(visit_date="2026-01-02")
                )
            )
        ),
    }
    for told, body in bodies.items():
        with pytest.raises(made.ValidationError) as caught:
            run(
                made,
                "https://a.example.com",
                lambda client, body=body: client.incidents.create(body),
            )
        assert str(caught.value) == told


@both
def test_a_record_is_read(made: ModuleType, run: Run):
    with serving(lambda _: js({"id": 42, "subject": "A", "new": 1})) as server:
        found = run(
            made,
            server.url,
            lambda client: client.incidents.get(42, fields=("subject", "id"), expand="threads"),
        )
    assert type(found) is made.Incident
    assert (found.id, found.subject, found.extra) == (42, "A", {"new": 1})
    assert urlsplit(server.seen[0].path).path == f"{ROOT}incidents/42"
    assert query(server.seen[0]) == {"fields": "subject,id", "expand": "threads"}


@both
@pytest.mark.parametrize("name", ["get", "update", "delete"])
@pytest.mark.parametrize("bad", ["1", "1/../../x", None, 1.5])
def test_non_integer_id_is_rejected(made: ModuleType, run: Run, name: str, bad: Any):
    body = ({},) if name == "update" else ()
    with serving(lambda _: js({})) as server:
        with pytest.raises((TypeError, ValueError)):
            run(made, server.url, lambda client: getattr(client.incidents, name)(bad, *body))
        client = made.Client(server.url, **SETTINGS)
        with pytest.raises((TypeError, ValueError)):
            client.incidents(bad)
    assert server.seen == []


@both
def test_a_record_is_created(made: ModuleType, run: Run):
    body = made.IncidentCreate(subject="A", primary_contact=made.Reference(id=1))
    with serving(lambda _: js({"id": 7, "subject": "A"}, 201)) as server:
        found = run(made, server.url, lambda client: client.incidents.create(body))
    assert (type(found), found.id) == (made.Incident, 7)
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", f"{ROOT}incidents")
    assert seen.json == {"subject": "A", "primaryContact": {"id": 1}}


@both
@pytest.mark.parametrize(("status", "content"), [(200, b""), (204, b""), (200, b"{}")])
@pytest.mark.parametrize("override", [False, True])
def test_a_record_is_changed(
    made: ModuleType, run: Run, status: int, content: bytes, override: bool
):
    with serving(lambda _: Answer(status=status, body=content)) as server:
        found = run(
            made,
            server.url,
            lambda client: client.incidents.update(7, made.IncidentPatch(subject="B")),
            method_override=override,
        )
    assert found is None
    (seen,) = server.seen
    assert seen.method == ("POST" if override else "PATCH")
    assert seen.headers.get("x-http-method-override") == ("PATCH" if override else None)
    assert seen.path == f"{ROOT}incidents/7"
    assert seen.json == {"subject": "B"}


@both
def test_a_record_is_deleted(made: ModuleType, run: Run):
    with serving(lambda _: Answer(body=b"")) as server:
        assert run(made, server.url, lambda client: client.incidents.delete(7)) is None
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.body) == ("DELETE", f"{ROOT}incidents/7", b"")
    assert "content-type" not in seen.headers


@both
def test_invalid_bodies_are_not_sent(made: ModuleType, run: Run):
    with serving(lambda _: js({})) as server:
        for use in (
            lambda client: client.incidents.create({"subject": 5}),
            lambda client: client.incidents.update(1, {"subject": "x" * 241}),
        ):
            with pytest.raises(made.ValidationError, match="/subject: "):
                run(made, server.url, use)
    assert server.seen == []


def test_unsupported_operations_are_not_defined(made: ModuleType):
    every = {"create", "delete", "get", "list", "menu", "query", "run", "update"}
    with made.Client("https://a.example.com", **SETTINGS) as client:
        offered = {
            name: {each for each in dir(getattr(client, name)) if each in every}
            for name in (
                "analytics_report_results",
                "co_warranty",
                "incident_response",
                "incidents",
                "named_ids",
                "query_results",
                "site_interfaces",
            )
        }
        assert callable(client.incidents)
        assert not callable(client.site_interfaces)
        assert not callable(client.incident_response)
        lists = {name for name in dir(client.incidents(1)) if not name.startswith("_")}
    assert offered == {
        "analytics_report_results": {"run"},
        "co_warranty": {"create", "delete", "get", "list", "update"},
        "incident_response": {"create"},
        "incidents": {"create", "delete", "get", "list", "update"},
        "named_ids": {"list"},
        "query_results": {"query"},
        "site_interfaces": {"get", "list"},
    }
    of_parts = {"billed_minutes", "file_attachments", "milestone_instances", "threads"}
    assert lists == {*of_parts, "other_contacts"}


@both
def test_strict_option_validates_responses(made: ModuleType, run: Run):
    with serving(lambda _: js({"id": 1, "subject": "x" * 300})) as server:
        assert run(made, server.url, lambda client: client.incidents.get(1)).id == 1
        with pytest.raises(made.ReplyError, match="/subject: "):
            run(made, server.url, lambda client: client.incidents.get(1), strict=True)
    with serving(lambda _: js({"items": [{"id": 1}, {"id": 0}]})) as server:
        assert len(run(made, server.url, lambda client: client.incidents.list())) == 2
        with pytest.raises(made.ReplyError, match="/items/1/id: "):
            run(made, server.url, lambda client: client.incidents.list(), strict=True)


@both
def test_status_and_headers(made: ModuleType, run: Run):
    headers = {"Location": "/incidents/7", "Content-Type": "application/json"}
    with serving(lambda _: Answer(201, b'{"id": 7}', headers)) as server:
        reply = run(
            made,
            server.url,
            lambda client: client.raw(client.incidents.create, {"subject": "A"}),
        )
    assert (reply.status, reply.headers["location"], reply.value.id) == (201, "/incidents/7", 7)
    assert "authorization" not in reply.response.request.headers


@both
def test_status_and_headers_of_a_download(made: ModuleType, run: Run, tmp_path: Path):
    def use(client: Any) -> Any:
        return client.raw(client.incidents(5).file_attachments.download, 97, tmp_path / "a.txt")

    with serving(lambda _: Answer(200, b"Hello", {"Content-Type": "text/plain"})) as server:
        reply = run(made, server.url, use)
    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain")
    assert reply.value.read_bytes() == b"Hello"
