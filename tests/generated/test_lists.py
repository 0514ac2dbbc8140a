"""Lists of records: pages, links, endless lists, memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest
from support.client_calls import ROOT, SETTINGS, Run, both, js, query, run_sync
from support.http_server import Answer, Seen, serving


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
def test_list_follows_all_pages(made: ModuleType, run: Run, link: str | None):
    with serving(incidents(25, link=link)) as server:
        found = run(made, server.url, lambda client: client.incidents.list(limit=10, q="id>0"))
    assert [each.id for each in found] == list(range(1, 26))
    assert all(type(each) is made.Incident for each in found)
    assert [query(seen).get("offset") for seen in server.seen] == [None, "10", "20"]
    assert {query(seen)["q"] for seen in server.seen} == {"id>0"}
    assert {urlsplit(seen.path).path for seen in server.seen} == {f"{ROOT}incidents"}


def test_page_repr_is_one_line(made: ModuleType):
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
def test_list_query_parameters(made: ModuleType, run: Run):
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
def test_empty_list(made: ModuleType, run: Run, body: Any):
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
def test_malformed_list_raises_client_error(made: ModuleType, run: Run, body: Any):
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


@pytest.mark.slow
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


def test_raw_rejects_lists(made: ModuleType):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(ValueError, match="sent no request"):
            client.raw(client.incidents.list)
