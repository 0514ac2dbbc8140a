"""Export without loss: all rows of queries and reports, all entries of lists, all files."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.client_calls import ROOT, SETTINGS, Run, both, js, query, run_sync
from support.http_server import Answer, Seen, serving

PARTS = re.compile(r"(.*) LIMIT (\d+) OFFSET (\d+)")


def table(start: int, count: int, name: str = "T") -> dict[str, Any]:
    rows = [[str(number), None] for number in range(start, start + count)]
    return {"tableName": name, "count": count, "columnNames": ["id", "a"], "rows": rows}


def rows_site(total: int, most: int) -> Any:
    """Return a site with so many rows, of which it returns at most so many at once."""

    def answer(seen: Seen) -> Answer:
        if seen.method == "GET":
            match = PARTS.fullmatch(query(seen)["query"])
            assert match
            limit, offset = int(match[2]), int(match[3])
        else:
            limit, offset = seen.json["limit"], seen.json.get("offset", 0)
        found = table(offset, max(0, min(limit, most, total - offset)))
        return js({"items": [found]} if seen.method == "GET" else found)

    return answer


SOURCES: dict[str, Any] = {
    "query": (lambda c, **options: c.query_results.rows("SELECT id, a FROM t;", **options), 20_000),
    "report": (lambda c, **options: c.analytics_report_results.rows(176, **options), 10_000),
}


@both
@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("total", [0, 1, pytest.param(25_000, marks=pytest.mark.slow)])
def test_all_rows_are_fetched(made: ModuleType, run: Run, name: str, total: int):
    rows_of, most = SOURCES[name]
    with serving(rows_site(total, most)) as server:
        found = run(made, server.url, rows_of)
    assert [row["id"] for row in found] == [str(number) for number in range(total)]
    assert len(server.seen) <= total // most + 2


@both
@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize(("total", "most"), [(10, 3), (9, 3), (3, 1), (7, 20)])
def test_site_that_returns_fewer_rows_than_asked_for(
    made: ModuleType, run: Run, name: str, total: int, most: int
):
    with serving(rows_site(total, most)) as server:
        found = run(made, server.url, lambda client: SOURCES[name][0](client, page_size=5))
    assert [row["id"] for row in found] == [str(number) for number in range(total)]


def test_requests_for_rows(made: ModuleType):
    with serving(rows_site(7, 5)) as server:
        with made.Client(server.url, **SETTINGS) as client:
            list(client.query_results.rows("USE REPORT; SELECT id FROM t", page_size=5))
            filters = [{"name": "Status", "values": "1"}]
            list(client.analytics_report_results.rows("Open", filters=filters, page_size=5))
    statements = [query(seen)["query"] for seen in server.seen[:2]]
    start = "USE REPORT; SELECT id FROM t LIMIT 5 OFFSET"
    assert statements == [f"{start} 0", f"{start} 5"]
    assert [seen.json for seen in server.seen[2:]] == [
        {"lookupName": "Open", "filters": filters, "limit": 5},
        {"lookupName": "Open", "filters": filters, "limit": 5, "offset": 5},
    ]


@both
@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("count", [1, 5])
def test_site_that_ignores_the_offset_ends_the_iteration(
    made: ModuleType, run: Run, name: str, count: int
):
    def answer(seen: Seen) -> Answer:
        return js({"items": [table(0, count)]} if seen.method == "GET" else table(0, count))

    with serving(answer) as server, pytest.raises(made.ReplyError, match="the same rows again"):
        run(made, server.url, lambda client: SOURCES[name][0](client, page_size=5))
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    "statement",
    [
        *("SELECT id FROM t LIMIT 5", "select id from t offset 3", "DESCRIBE incidents"),
        *("DELETE FROM t", "SELECT id FROM t; DELETE FROM t", "", "USE REPORT"),
        *("USE REPORT; DELETE FROM t", "USE REPORT; SELECT a FROM t; SELECT b FROM t"),
    ],
)
def test_statement_that_has_no_rows_to_page(made: ModuleType, statement: str):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(ValueError, match="statement"):
            client.query_results.rows(statement)
        for size in (0, 20_001):
            with pytest.raises(ValueError, match="page_size must be from 1 to 20000"):
                client.query_results.rows("SELECT id FROM t", page_size=size)
        with pytest.raises(ValueError, match="page_size must be from 1 to 10000"):
            client.analytics_report_results.rows(1, page_size=10_001)


def test_limit_in_a_text_is_no_limit(made: ModuleType):
    with serving(rows_site(2, 5)) as server:
        statement = made.roql("SELECT id FROM t WHERE a = {}", "it's a LIMIT 5")
        found = run_sync(made, server.url, lambda client: client.query_results.rows(statement))
    assert len(found) == 2


@both
def test_statement_after_use(made: ModuleType, run: Run):
    statements = ("USE REPORT; SELECT a FROM b", "use operational;", "DESCRIBE t", "SHOW TABLES")
    body = {"items": [table(0, 1), table(0, 2), table(0, 0)]}
    with serving(lambda _: js(body)) as server:
        found = run(made, server.url, lambda client: client.query_results.query(*statements))
    assert [each.count for each in found] == [1, 2, 0]
    assert query(server.seen[0])["query"] == (
        "USE REPORT; SELECT a FROM b; use operational; DESCRIBE t; SHOW TABLES"
    )


@pytest.mark.slow
@both
def test_table_says_that_there_may_be_more(made: ModuleType, run: Run):
    def ask(*statements: str, counts: tuple[int, ...]) -> list[tuple[int, bool]]:
        body = {"items": [table(0, count) for count in counts]}
        with serving(lambda _: js(body)) as server:
            found = run(made, server.url, lambda client: client.query_results.query(*statements))
        return [(each.count, each.may_have_more) for each in found]

    select = "SELECT id, a FROM t"
    assert ask(select, counts=(19_999,)) == [(19_999, False)]
    assert ask(select, counts=(20_000,)) == [(20_000, True)]
    assert ask(f"USE REPORT; {select}", counts=(20_000,)) == [(20_000, False)]
    limited = f"{select} LIMIT 3 OFFSET 8"
    assert ask(limited, select, counts=(3, 3)) == [(3, True), (3, False)]
    assert ask(limited, counts=(2,)) == [(2, False)]
    assert ask(f"{select} LIMIT 0", counts=(0,)) == [(0, True)]
    assert ask("USE REPORT", counts=(1,)) == [(1, False)]

    def report(count: int, **options: Any) -> bool:
        with serving(lambda _: js(table(0, count))) as server:
            found = run(made, server.url, lambda c: c.analytics_report_results.run(1, **options))
        return bool(found.may_have_more)

    assert report(10_000)
    assert not report(9_999)
    assert report(5, limit=5)
    assert not report(4, limit=5)


def test_columns_of_the_same_name(made: ModuleType):
    found = made.Table(
        name="T", columns=("id", "id"), rows=(("1", "2"),), count=1, may_have_more=False
    )
    with pytest.raises(ValueError, match="name them with AS: id, id"):
        list(found.records())


@both
def test_first_and_one(made: ModuleType, run: Run):
    def site(*pages: list[int]) -> Any:
        def answer(seen: Seen) -> Answer:
            number = int(query(seen).get("offset", 0))
            items = [{"id": each} for each in pages[number]]
            more = number + 1 < len(pages)
            link = [{"rel": "next", "href": f"x?offset={number + 1}"}] if more else []
            return js({"items": items, "hasMore": more, "links": link})

        return answer

    def ask(method: str, *pages: list[int]) -> tuple[Any, int]:
        with serving(site(*pages)) as server:
            found = run(made, server.url, lambda c: getattr(c.incidents.list(), method)())
        return found, len(server.seen)

    first, requests = ask("first", [5, 6], [7])
    assert (first.id, requests) == (5, 1)
    assert ask("first", []) == (None, 1)
    assert ask("first", [], [7])[0].id == 7
    only, requests = ask("one", [5], [])
    assert (only.id, requests) == (5, 2)
    for pages, reason in (([[]], "no record"), ([[1, 2]], "several"), ([[1], [2]], "several")):
        with pytest.raises(LookupError, match=reason):
            ask("one", *pages)


def test_length_of_a_page(made: ModuleType):
    with serving(lambda _: js({"items": [{"id": 1}, {"id": 2}]})) as server:
        with made.Client(server.url, **SETTINGS) as client:
            (page,) = client.incidents.list().pages()
    assert len(page) == 2
    assert [record.id for record in page] == [1, 2]


def href(path: str) -> str:
    return f"https://mysite.example.com{ROOT}{path}"


@both
def test_list_of_references(made: ModuleType, run: Run):
    items = [{"rel": "canonical", "href": href(f"incidents/9/otherContacts/{n}")} for n in (7, 8)]
    with serving(lambda _: js({"items": items})) as server:
        found = run(made, server.url, lambda client: client.incidents(9).other_contacts.list())
    assert [made.id_of(each) for each in found] == [7, 8]
    assert [each.record_id for each in found] == [7, 8]
    assert all(isinstance(each, made.Reference) for each in found)
    assert server.seen[0].path == f"{ROOT}incidents/9/otherContacts"


@both
def test_parts_without_an_id_are_known_by_their_type(made: ModuleType, run: Run):
    listed = [
        {"rel": "canonical", "href": href(f"contacts/5/emails/{number}")} for number in (0, 1)
    ]
    email = {"address": "a@example.org", "addressType": {"id": 0, "lookupName": "Primary"}}

    def answer(seen: Seen) -> Answer:
        return js(email if seen.path.endswith("/0") else {"items": listed})

    with serving(answer) as server:
        found = run(made, server.url, lambda client: client.contacts(5).emails.list())
        first = run(made, server.url, lambda client: client.contacts(5).emails.get(0))
    assert [made.id_of(each) for each in found] == [0, 1]
    assert [each.to_json() for each in found] == listed
    assert made.id_of(first) == 0
    assert first.extra is made.UNSET
    with pytest.raises(ValueError, match="neither an id nor a URL"):
        made.id_of(type(first)(address="a@example.org"))


def test_entries_of_an_embedded_list_of_links(made: ModuleType):
    items = [{"rel": "canonical", "href": href(f"incidents/7/fileAttachments/{n}")} for n in (3, 4)]
    read = {"fileAttachments": {"items": items}, "otherContacts": {"items": items}}
    record = made.Incident.from_json(read)
    assert [made.id_of(each) for each in record.file_attachments] == [3, 4]
    assert [each.record_id for each in record.other_contacts] == [3, 4]
    assert record.to_json() == read
    assert record.to_patch().to_json() == {"otherContacts": [{"id": 3}, {"id": 4}]}


@both
def test_archive_of_all_files(made: ModuleType, run: Run, tmp_path: Path):
    headers = {"Content-Type": "application/x-tar"}
    with serving(lambda _: Answer(200, b"tar", headers)) as server:
        for target in (tmp_path / "all.tar", tmp_path):
            path = run(
                made,
                server.url,
                lambda c, to=target: c.incidents(5).file_attachments.download_all(to),
            )
            assert path.read_bytes() == b"tar"
        assert path.name == "incidents-5-fileAttachments.tar"
        with pytest.raises(FileExistsError):
            run(made, server.url, lambda c: c.incidents(5).file_attachments.download_all(tmp_path))
    assert [seen.path for seen in server.seen] == [
        f"{ROOT}incidents/5/fileAttachments?download"
    ] * 2


@both
def test_page_to_sign_in_is_no_archive(made: ModuleType, run: Run, tmp_path: Path):
    headers = {"Content-Type": "text/html;charset=utf-8"}
    with (
        serving(lambda _: Answer(200, b"<!DOCTYPE html><p>Sign in", headers)) as server,
        pytest.raises(made.ReplyError, match="is a page, not JSON"),
    ):
        run(made, server.url, lambda c: c.incidents(5).file_attachments.download_all(tmp_path))
    assert list(tmp_path.iterdir()) == []


@both
def test_spaces_in_a_query(made: ModuleType, run: Run):
    text = "lookupName = 'a+b %ü&=;' AND id > 1"
    with serving(lambda _: js({"items": []})) as server:
        run(made, server.url, lambda client: client.incidents.list(q=text, limit=1))
    (seen,) = server.seen
    assert "+" not in seen.path
    assert "%20AND%20id%20" in seen.path
    assert query(seen) == {"q": text, "limit": "1"}
