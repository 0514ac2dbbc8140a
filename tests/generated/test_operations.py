"""The operations of records, and those of resources that are no records, over real connections."""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
import threading
import tracemalloc
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from faults import answer, cut_short, misbehaving, reset_after_reading
from server import Answer, Seen, Server, serving

ROOT = "/services/rest/connect/v1.4/"
SETTINGS: dict[str, Any] = {"auth": ("u", "s"), "application_context": "t", "retry_delay": 0}

Run = Callable[[Any, str, Callable[[Any], Any]], Any]


def run_sync(made: Any, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    """Return what *use* makes of a client; an iterable is read to its end."""
    with made.Client(url, **{**SETTINGS, **options}) as client:
        result = use(client)
        return list(result) if isinstance(result, Iterator | made.Pages) else result


def run_async(made: Any, url: str, use: Callable[[Any], Any], **options: Any) -> Any:
    async def run() -> Any:
        async with made.AsyncClient(url, **{**SETTINGS, **options}) as client:
            result = use(client)
            if isinstance(result, AsyncIterator | made.AsyncPages):
                return [item async for item in result]
            return await result if isinstance(result, Awaitable) else result

    return asyncio.run(run())


both = pytest.mark.parametrize("run", [run_sync, run_async], ids=["sync", "async"])


def js(body: Any, status: int = 200) -> Answer:
    return Answer(status=status, body=json.dumps(body).encode())


def query(seen: Seen) -> dict[str, str]:
    return {
        name: values[0]
        for name, values in parse_qs(urlsplit(seen.path).query, keep_blank_values=True).items()
    }


def incidents(count: int, *, link: str | None = None) -> Callable[[Seen], Answer]:
    """Answer with pages of *count* incidents, the next one by a link or by `hasMore`."""

    def answer(seen: Seen) -> Answer:
        asked = query(seen)
        limit, offset = int(asked.get("limit", 1000)), int(asked.get("offset", 0))
        numbers = range(offset, min(offset + limit, count))
        page: dict[str, Any] = {
            "items": [{"id": number + 1, "lookupName": f"{number:06}"} for number in numbers],
            "hasMore": offset + limit < count,
        }
        if "totalResults" in asked:
            page["totalResults"] = count
        if link and page["hasMore"]:
            href = f"{link}?limit={limit}&offset={offset + limit}"
            page["links"] = [{"rel": "self", "href": "x"}, {"rel": "next", "href": href}]
        return js(page)

    return answer


@both
@pytest.mark.parametrize("link", [None, "https://elsewhere.example.com/incidents", "/incidents"])
def test_a_list_goes_through_all_pages(made: ModuleType, run: Run, link: str | None):
    with serving(incidents(25, link=link)) as server:
        found = run(made, server.url, lambda client: client.incidents.list(limit=10, q="id>0"))
    assert [each.id for each in found] == list(range(1, 26))
    assert all(type(each) is made.Incident for each in found)
    assert [query(seen).get("offset") for seen in server.seen] == [None, "10", "20"]
    assert {query(seen)["q"] for seen in server.seen} == {"id>0"}
    assert {urlsplit(seen.path).path for seen in server.seen} == {f"{ROOT}incidents"}


def test_a_page_is_one_line(made: ModuleType):
    with serving(incidents(25)) as server, made.Client(server.url, **SETTINGS) as client:
        pages = [repr(page) for page in client.incidents.list(limit=20).pages()]
    assert pages == ["<Page of 20 records>", "<Page of 5 records, the last>"]


def test_a_number_of_five_thousand_digits_is_none(made: ModuleType):
    link = {"rel": "canonical", "href": f"https://a.example.com/incidents/{'1' * 5000}"}
    assert made.Reference.from_json({"links": [link]}).record_id is None
    with serving(lambda _: js({"items": [{"links": [link]}]})) as server:
        (found,) = run_sync(made, server.url, lambda client: client.incidents.list())
    assert found.id is made.UNSET


@both
def test_what_a_list_asks_for(made: ModuleType, run: Run):
    def use(client: Any) -> Any:
        return client.incidents.list(
            q="lookupName='ü&x'",
            order_by=("updatedTime:desc", "id"),
            fields=("subject", "createdTime"),
            expand="threads",
            limit=5,
            offset=0,
            total_results=True,
        )

    with serving(incidents(3)) as server:
        run(made, server.url, use)
    assert query(server.seen[0]) == {
        "q": "lookupName='ü&x'",
        "orderBy": "updatedTime:desc,id",
        "fields": "subject,createdTime",
        "expand": "threads",
        "limit": "5",
        "offset": "0",
        "totalResults": "true",
    }


@both
def test_a_record_without_an_id_gets_that_of_its_link(made: ModuleType, run: Run):
    def links(*pairs: tuple[str, str]) -> list[Any]:
        return [{"rel": rel, "href": f"https://x.example.com/{path}"} for rel, path in pairs]

    items = [
        {"subject": "A", "links": links(("self", "incidents/1/asset"), ("canonical", "assets/2"))},
        {"subject": "B", "links": links(("describedby", "incidents/3"))},
        {"subject": "C", "id": 4, "links": links(("canonical", "incidents/5"))},
    ]
    with serving(lambda _: js({"items": items})) as server:
        found = run(made, server.url, lambda client: client.incidents.list(fields="subject"))
    assert [each.id for each in found] == [2, made.UNSET, 4]


@both
def test_pages(made: ModuleType, run: Run):
    with serving(incidents(5)) as server:
        pages = run(
            made,
            server.url,
            lambda client: client.incidents.list(limit=2, total_results=True).pages(),
        )
    assert [len(page.items) for page in pages] == [2, 2, 1]
    assert [page.total_results for page in pages] == [5, 5, 5]
    assert [page.next is None for page in pages] == [False, False, True]


@both
@pytest.mark.parametrize(
    "body", [{"items": []}, {"items": [], "hasMore": False, "links": []}, {"links": []}]
)
def test_nothing_is_listed(made: ModuleType, run: Run, body: Any):
    with serving(lambda _: js(body)) as server:
        assert run(made, server.url, lambda client: client.incidents.list()) == []


@both
@pytest.mark.parametrize(
    "body",
    [
        {"items": [], "hasMore": True},
        {"items": [], "links": [{"rel": "next", "href": "https://a.example.com/x"}]},
    ],
)
def test_a_list_that_would_never_end_is_an_error(made: ModuleType, run: Run, body: Any):
    with serving(lambda _: js(body)) as server:
        with pytest.raises(made.ReplyError, match="there is a next page, but no usable link to it"):
            run(made, server.url, lambda client: client.incidents.list())
    assert len(server.seen) == 1


@both
@pytest.mark.parametrize("body", [[], {"items": 5}, {"items": [5]}])
def test_a_list_that_does_not_fit(made: ModuleType, run: Run, body: Any):
    with serving(lambda _: js(body)) as server:
        with pytest.raises(made.ReplyError, match="does not match the schema"):
            run(made, server.url, lambda client: client.incidents.list())


def test_a_list_sends_nothing_before_it_is_read_and_asks_again_each_time(made: ModuleType):
    with serving(incidents(3)) as server, made.Client(server.url, **SETTINGS) as client:
        records = client.incidents.list()
        assert server.seen == []
        next(iter(records))
        next(iter(records))
    assert len(server.seen) == 2


def test_unknown_options_are_refused(made: ModuleType):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(TypeError, match="no option 'limits'"):
            client.incidents.list(limits=1)
        with pytest.raises(TypeError, match="no option 'q'"):
            client.incidents.get(1, q="a")
        with pytest.raises(TypeError, match="^with_options has no option 'retries'; options are t"):
            client.with_options(retries=1)
    for name in ("Client", "AsyncClient"):
        with pytest.raises(TypeError, match=f"^{name} has no option 'retries'; options are timeout"):
            getattr(made, name)("https://a.example.com", **SETTINGS, retries=1)


@pytest.mark.parametrize(
    "auth", ["user:pass", None, ("user",), ("user", None), ["user", "pass"], 5]
)
def test_what_cannot_sign_in_is_refused(made: ModuleType, auth: Any):
    told = (
        r'auth must be \("user", "password"\), SessionAuth, .*, not (str|NoneType|tuple|list|int)$'
    )
    with pytest.raises(TypeError, match=told) as caught:
        made.Client("https://a.example.com", auth=auth, application_context="t")
    assert "pass:" not in str(caught.value)
    assert "user:" not in str(caught.value)


@both
def test_a_name_that_looks_misspelt_is_told_and_sent(made: ModuleType, run: Run):
    body = {
        "subjct": "a",
        "Queue": {"id": 1},
        "primary_contact": {"id": 1},
        "threads": [{"text": "a"}, {"txet": "b"}],
        "customFields": {"c": {"vist_date": "2026-01-02", "field_7": 1}},
        "severity": {"idd": 1, "lookupname": "a"},
        "xyz": 1,
    }
    told = [
        "(whole value): unknown property 'subjct'; did you mean 'subject'?",
        "(whole value): unknown property 'Queue'; did you mean 'queue'?",
        "(whole value): unknown property 'primary_contact'; did you mean 'primaryContact'?",
        "/customFields/c: unknown property 'vist_date'; did you mean 'visit_date'?",
        "/severity: unknown property 'lookupname'; did you mean 'lookupName'?",
        "/threads/1: unknown property 'txet'; did you mean 'text'?",
    ]
    with serving(lambda _: js({"id": 1}, 201)) as server:
        with pytest.warns(made.AdviceWarning) as caught:
            run(made, server.url, lambda client: client.incidents.create(body))
        assert sorted(str(each.message) for each in caught) == sorted(told)
        assert {each.filename for each in caught} == {__file__}
        assert server.seen[0].json == body
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            right = {"xyz": 1, "subject": "a", "threads": [{"text": "a"}]}
            run(made, server.url, lambda client: client.incidents.create(right))


@pytest.mark.parametrize(
    ("name", "meant", "is_slip"),
    [
        *(
            ("subject", "subject", True),
            ("Subject", "subject", True),
            ("sub_ject", "subject", True),
        ),
        *(("ubject", "subject", True), ("subjects", "subject", True), ("subjekt", "subject", True)),
        *(("sbuject", "subject", True), ("usbject", "subject", True), ("subjetc", "subject", True)),
        *(("subjec", "subject", True), ("text", "next", True), ("sjubect", "subject", False)),
        *(("id", "ids", False), ("bcc", "cc", False), ("field_1", "field_2", False)),
        *(("field_1", "field_12", False), ("field1", "field", False), ("", "a", False)),
        *(("createdTime", "closedTime", False), ("createdTime", "updatedTime", False)),
    ],
)
def test_one_slip_is_a_mistake(made: ModuleType, name: str, meant: str, is_slip: bool):
    module = import_module("made._client.typos")
    assert module._is_typo(name, meant) is is_slip
    assert module._is_typo(meant, name) is is_slip


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


def test_a_site_is_a_url(made: ModuleType):
    with pytest.raises(ValueError, match="^base_url is not a URL$"):
        made.Client(None, **SETTINGS)


def client_of(made: ModuleType, **options: Any) -> Any:
    return made.Client("https://a.example.com", **{**SETTINGS, **options})


@both
def test_what_is_no_json_is_told_by_its_place(made: ModuleType, run: Run):
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
            run(made, "https://a.example.com", lambda client: client.incidents.create(body))
        assert caught.value.__suppress_context__


@both
def test_a_record_is_no_null(made: ModuleType, run: Run):
    with serving(lambda _: js({"items": [{"id": 1}, None]})) as server:
        with pytest.raises(made.ReplyError, match="/items/1: must be an object, not null"):
            run(made, server.url, lambda client: client.incidents.list())
    with serving(lambda _: js(None)) as server:
        with pytest.raises(made.ReplyError, match="must be an object, not null"):
            run(made, server.url, lambda client: client.incidents.get(1))


@both
def test_an_id_is_an_int(made: ModuleType, run: Run):
    calls: list[Callable[[Any], Any]] = [
        lambda client: client.incidents.get("42"),
        lambda client: client.incidents.update(None, {}),
        lambda client: client.incidents.delete(4.2),
        lambda client: client.incidents("42").threads.list(),
        lambda client: client.incidents(42).threads.get("7"),
        lambda client: client.incidents(42).file_attachments.download("7", "file"),
    ]
    for call in calls:
        with pytest.raises(TypeError, match="^an id must be an int, not (str|NoneType|float)$"):
            run(made, "https://a.example.com", call)


@both
def test_a_body_that_cannot_be_written_is_refused_by_its_pointer(made: ModuleType, run: Run):
    parts = import_module("made.models.incidents")
    bodies: dict[str, Any] = {
        "(whole value): the body must be IncidentCreate, or a mapping with wire names, not str": "abc",
        "(whole value): the body must be IncidentCreate, or a mapping with wire names, not IncidentPatch": (
            made.IncidentPatch(subject="Solved")
        ),
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


def test_ten_thousand_records_take_no_more_memory_than_a_thousand(made: ModuleType):
    items = [{"id": number, "lookupName": f"{number:06}"} for number in range(1, 501)]
    more = js({"items": items, "hasMore": True})
    last = js({"items": items, "hasMore": False})

    def peak(pages: int) -> int:
        def answer(seen: Seen) -> Answer:
            return last if query(seen).get("offset") == str((pages - 1) * 500) else more

        with serving(answer) as server, made.Client(server.url, **SETTINGS) as client:
            records = client.incidents.list(limit=500)
            next(iter(records))  # what is made once is not counted
            tracemalloc.start()
            assert sum(1 for _ in records) == pages * 500
            _, highest = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return highest

    assert peak(20) < 1.3 * peak(2)


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
def test_only_a_number_names_a_record(made: ModuleType, run: Run, name: str, bad: Any):
    body = ({},) if name == "update" else ()
    with serving(lambda _: js({})) as server:
        with pytest.raises((TypeError, ValueError)):
            run(made, server.url, lambda client: getattr(client.incidents, name)(bad, *body))
        with pytest.raises((TypeError, ValueError)):
            client = made.Client(server.url, **SETTINGS)
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
@pytest.mark.parametrize(("status", "content"), [(200, b""), (204, b""), (200, b"<html>")])
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


def test_what_a_resource_does_not_offer_is_not_there(made: ModuleType):
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
    assert lists == {"billed_minutes", "file_attachments", "milestone_instances", "threads"}


@both
def test_lists_inside_a_record(made: ModuleType, run: Run):
    def answer(seen: Seen) -> Answer:
        path = urlsplit(seen.path).path
        if path.endswith("/threads"):
            canonical = {"rel": "canonical", "href": f"https://x.example.com{path}/98"}
            return js({"items": [{"id": 97}, canonical, {"links": [canonical]}, {"text": "a"}]})
        return js({"id": 98, "text": "Hello"})

    with serving(answer) as server:
        threads = run(made, server.url, lambda client: client.incidents(42).threads.list(limit=9))
        thread = run(made, server.url, lambda client: client.incidents(42).threads.get(98))
    assert [thread.id for thread in threads] == [97, 98, 98, made.UNSET]
    assert (type(thread).__name__, thread.text) == ("Thread", "Hello")
    assert [seen.path for seen in server.seen] == [
        f"{ROOT}incidents/42/threads?limit=9",
        f"{ROOT}incidents/42/threads/98",
    ]


CONTENT = bytes(range(256)) * 4000


@both
def test_a_file_is_downloaded(made: ModuleType, run: Run, tmp_path: Path):
    target = tmp_path / "manual.pdf"
    target.write_bytes(b"old")
    with serving(lambda _: Answer(body=CONTENT, headers={})) as server:
        found = run(
            made,
            server.url,
            lambda client: client.incidents(5).file_attachments.download(97, str(target)),
        )
    assert found == target
    assert target.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [target]
    (seen,) = server.seen
    assert seen.path == f"{ROOT}incidents/5/fileAttachments/97?download=true"
    assert seen.headers["accept"] == "*/*"


def test_a_downloaded_file_has_the_mode_of_any_new_file(made: ModuleType, tmp_path: Path):
    (tmp_path / "new").touch()
    with serving(lambda _: Answer(body=CONTENT, headers={})) as server:
        with made.Client(server.url, **SETTINGS) as client:
            client.incidents(5).file_attachments.download(97, tmp_path / ("a" * 255))
    assert (tmp_path / ("a" * 255)).stat().st_mode == (tmp_path / "new").stat().st_mode


@both
def test_a_download_that_breaks_off_is_repeated_from_its_beginning(
    made: ModuleType, run: Run, tmp_path: Path
):
    target = tmp_path / "a.txt"
    with misbehaving(cut_short, answer(503), answer(200, b"whole")) as site:
        run(
            made,
            site.url,
            lambda client: client.incidents(5).file_attachments.download(97, target),
        )
    assert target.read_bytes() == b"whole"
    assert len(site.seen) == 3


@both
def test_a_download_that_fails_leaves_nothing_behind(made: ModuleType, run: Run, tmp_path: Path):
    target = tmp_path / "a.txt"
    target.write_bytes(b"old")
    for step, expected in (
        (answer(404, {"title": "Not Found"}), made.NotFoundError),
        (cut_short, made.ConnectionLostError),
    ):
        with misbehaving(step) as site, pytest.raises(expected):
            run(
                made,
                site.url,
                lambda client: client.incidents(5).file_attachments.download(97, target),
            )
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@both
def test_a_file_is_uploaded_in_the_body(made: ModuleType, run: Run, tmp_path: Path):
    from importlib import import_module

    attachment = import_module("made.models.incidents").FileAttachmentCreate
    file = tmp_path / "note.txt"
    file.write_bytes(b"Hello")
    body = made.IncidentCreate(file_attachments=[attachment.from_path(file)])
    with serving(lambda _: js({"id": 5}, 201)) as server:
        run(made, server.url, lambda client: client.incidents.create(body))
    (sent,) = server.seen[0].json["fileAttachments"]
    assert (sent["fileName"], sent["data"]) == ("note.txt", "SGVsbG8=")


@both
def test_a_menu_is_read(made: ModuleType, run: Run):
    body = {"items": [{"id": 1, "lookupName": "High"}], "hasMore": False}
    with serving(lambda _: js(body)) as server:
        found = run(made, server.url, lambda client: client.named_ids.list("incidents/severity"))
    assert found == [made.Reference(id=1, lookup_name="High")]
    assert server.seen[0].path == f"{ROOT}namedIDs/incidents/severity"


@pytest.mark.parametrize("menu", ["", "/", "a/", "../incidents", "a?b", "a b", "a/../b"])
def test_only_a_path_names_a_menu(made: ModuleType, menu: str):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(ValueError, match="not a menu path"):
            client.named_ids.list(menu)


TABLES = {
    "items": [
        {
            "tableName": "T",
            "count": 2,
            "columnNames": ["id", "a"],
            "rows": [["1", "x"], ["2", None]],
        },
        {"tableName": "U", "count": 0, "columnNames": ["b"], "rows": []},
    ],
    "links": [],
}


@both
def test_a_query(made: ModuleType, run: Run):
    with serving(lambda _: js(TABLES)) as server:
        first, second = run(
            made,
            server.url,
            lambda client: client.query_results.query(
                made.roql("SELECT id, a FROM T WHERE a = {};", "O'Hara; \\"), "select b from U"
            ),
        )
    assert (first.name, first.columns) == ("T", ("id", "a"))
    assert list(first.records()) == [{"id": "1", "a": "x"}, {"id": "2", "a": None}]
    assert second.rows == ()
    assert repr(first) == "<Table 'T': 2 columns, 2 rows>"
    assert query(server.seen[0]) == {
        "query": "SELECT id, a FROM T WHERE a = 'O''Hara; \\\\'; select b from U"
    }


@both
@pytest.mark.parametrize("body", [{}, {"items": [{}]}, {"items": 5}, [], 5, None])
def test_an_answer_that_is_no_table(made: ModuleType, run: Run, body: Any):
    with serving(lambda _: js(body)) as server, pytest.raises(made.ReplyError):
        run(made, server.url, lambda client: client.query_results.query("SELECT a FROM b"))


@pytest.mark.parametrize(
    "statements",
    [
        (),
        ("",),
        ("DELETE FROM incidents",),
        ("SELECT id FROM incidents; DELETE FROM incidents",),
        ("SELECT id FROM incidents", "UPDATE incidents"),
        ("SELECT id FROM t WHERE a = 'b'; DELETE FROM t WHERE c = 'd'",),
        ("SELECT id FROM t WHERE a = 'b\\'; DELETE FROM t WHERE c = ' OR '",),
    ],
)
def test_a_query_only_reads(made: ModuleType, statements: tuple[str, ...]):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(ValueError, match="statement"):
            client.query_results.query(*statements)


@both
def test_a_report(made: ModuleType, run: Run):
    body = {"count": 1, "name": "Open", "columnNames": ["a"], "rows": [["1"]], "links": []}
    filters = [{"name": "Status", "values": ["1"]}]
    with serving(lambda _: js(body, 201)) as server:
        table = run(
            made,
            server.url,
            lambda client: client.analytics_report_results.run(
                176, filters=filters, limit=10, offset=20
            ),
        )
        run(made, server.url, lambda client: client.analytics_report_results.run("Open"))
    assert (table.name, table.rows) == ("Open", (("1",),))
    assert [seen.json for seen in server.seen] == [
        {"id": 176, "filters": filters, "limit": 10, "offset": 20},
        {"lookupName": "Open"},
    ]


@both
def test_a_report_only_reads(made: ModuleType, run: Run):
    body = {"name": "Open", "columnNames": ["a"], "rows": [["1"]]}
    with misbehaving(reset_after_reading, answer(502), answer(200, body)) as site:
        table = run(made, site.url, lambda client: client.analytics_report_results.run(176))
    assert table.rows == (("1",),)
    assert [seen.method for seen in site.seen] == ["POST"] * 3
    for step, expected in (
        (reset_after_reading, made.ConnectionLostError),
        (answer(500), made.ServerError),
    ):
        with misbehaving(step) as site, pytest.raises(expected) as caught:
            run(
                made, site.url, lambda client: client.analytics_report_results.run(1), max_retries=0
            )
        assert not isinstance(caught.value, made.OutcomeUnknownError)


@both
def test_strict_answers(made: ModuleType, run: Run):
    with serving(lambda _: js({"id": 1, "subject": "x" * 300})) as server:
        assert run(made, server.url, lambda client: client.incidents.get(1)).id == 1
        with pytest.raises(made.ReplyError, match="/subject: "):
            run(made, server.url, lambda client: client.incidents.get(1), strict=True)
    with serving(lambda _: js({"items": [{"id": 1}, {"id": 0}]})) as server:
        assert len(run(made, server.url, lambda client: client.incidents.list())) == 2
        with pytest.raises(made.ReplyError, match="/items/1/id: "):
            run(made, server.url, lambda client: client.incidents.list(), strict=True)


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
def test_headers(made: ModuleType, options: dict[str, Any], expected: dict[str, str]):
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
def test_what_the_site_shall_not_run(made: ModuleType, suppress: str):
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


def test_a_list_has_no_single_answer(made: ModuleType):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(ValueError, match="sent no request"):
            client.raw(client.incidents.list)


def test_an_http_client_of_the_user(made: ModuleType):
    with serving(lambda _: js({"id": 1})) as server, httpx2.Client(headers={"X-Own": "1"}) as http:
        for _ in range(2):
            with made.Client(server.url, **SETTINGS, http_client=http) as client:
                assert client.incidents.get(1).id == 1
        assert not http.is_closed
    assert [seen.headers["x-own"] for seen in server.seen] == ["1", "1"]


def test_an_async_http_client_of_the_user(made: ModuleType):
    async def run(url: str) -> None:
        async with httpx2.AsyncClient(headers={"X-Own": "1"}) as http:
            async with made.AsyncClient(url, **SETTINGS, http_client=http) as client:
                assert (await client.incidents.get(1)).id == 1
            assert not http.is_closed

    with serving(lambda _: js({"id": 1})) as server:
        asyncio.run(run(server.url))
    assert server.seen[0].headers["x-own"] == "1"


def test_an_http_client_of_another_kind_is_refused(made: ModuleType):
    for kind, http, told in (
        (made.Client, httpx2.AsyncClient(), "an httpx2.Client, not httpx2.AsyncClient"),
        (made.AsyncClient, httpx2.Client(), "an httpx2.AsyncClient, not httpx2.Client"),
        (made.Client, subprocess.Popen, "an httpx2.Client, not builtins.type"),
    ):
        with pytest.raises(TypeError, match=f"^http_client must be {told}$"):
            kind("https://a.example.com", **SETTINGS, http_client=http)


def test_a_closed_client_says_so(made: ModuleType):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        pass
    with pytest.raises(made.NotSentError, match="not sent: the client is closed"):
        client.incidents.get(1)


def test_a_closed_async_client_says_so(made: ModuleType):
    async def run() -> None:
        async with made.AsyncClient("https://a.example.com", **SETTINGS) as client:
            pass
        with pytest.raises(made.NotSentError, match="not sent: the client is closed"):
            await client.incidents.get(1)

    asyncio.run(run())


def echo(seen: Seen) -> Answer:
    return js({"id": seen.json["id"], "subject": seen.json["subject"]}, 201)


def test_threads_share_a_client(made: ModuleType):
    found: dict[int, Any] = {}

    def work(client: Any, first: int) -> None:
        for number in range(first, first + 10):
            found[number] = client.incidents.create({"id": number, "subject": f"S{number}"})

    with serving(echo) as server, made.Client(server.url, **SETTINGS) as client:
        threads = [
            threading.Thread(target=work, args=(client, first)) for first in range(1, 201, 10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {number: reply.id for number, reply in found.items()} == {n: n for n in range(1, 201)}
    assert sorted(seen.json["id"] for seen in server.seen) == list(range(1, 201))


def test_two_hundred_creates_at_once(made: ModuleType):
    async def run(server: Server) -> list[Any]:
        async with made.AsyncClient(server.url, **SETTINGS) as client:
            calls = [
                client.incidents.create({"id": number, "subject": f"S{number}"})
                for number in range(1, 201)
            ]
            return await asyncio.gather(*calls)

    with serving(echo) as server:
        replies = asyncio.run(run(server))
    assert [(reply.id, reply.subject) for reply in replies] == [
        (number, f"S{number}") for number in range(1, 201)
    ]
    assert sorted(seen.json["id"] for seen in server.seen) == list(range(1, 201))


def test_a_client_of_ones_own_keeps_what_it_knows(made: ModuleType):
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


def test_without_httpx2_models_and_validators_work_and_clients_say_what_is_missing(
    made: ModuleType,
):
    folder = Path(str(made.__file__)).parents[1]
    code = (
        "import sys; sys.modules['httpx2'] = None\n"
        "import made, made.validators.incidents as validators\n"
        "assert validators.is_valid_create(made.IncidentCreate(subject='a').to_json())\n"
        "made.Incident, made.ClientError, made.roql\n"
        "try:\n    from made import Client\n"
        "except ModuleNotFoundError as error:\n    print(error, error.__suppress_context__)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    told = "Client needs httpx2, which is not installed: pip install httpx2 True\n"
    assert (run.stdout, run.stderr) == (told, "")


def test_importing_the_package_and_its_models_does_not_import_httpx2(made: ModuleType):
    folder = Path(str(made.__file__)).parents[1]
    code = (
        "import sys, made, made.models.incidents, made.validators.incidents\n"
        "made.Incident, made.IncidentCreate, made.roql, made.NotFoundError, made.Table\n"
        "assert not {'httpx2', 'httpcore2'} & set(sys.modules), 'imported'"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
