"""Menus, queries and reports."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from support.client_calls import ROOT, SETTINGS, Run, both, js, query
from support.http_server import serving
from support.tcp_server import answer, misbehaving, reset_after_reading


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
def test_run_query(made: ModuleType, run: Run):
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
def test_malformed_table_raises_client_error(made: ModuleType, run: Run, body: Any):
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
def test_query_rejects_write_statements(made: ModuleType, statements: tuple[str, ...]):
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(ValueError, match="statement"):
            client.query_results.query(*statements)


@both
def test_run_report(made: ModuleType, run: Run):
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
def test_report_is_retried_as_read(made: ModuleType, run: Run):
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
