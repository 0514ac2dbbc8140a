"""Queries whose URL is longer than servers take."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.client_calls import Run, both, js, run_sync
from support.http_server import Answer, Seen, serving

TABLE = {"tableName": "T", "count": 1, "columnNames": ["id"], "rows": [["1"]]}


@both
def test_query_whose_url_is_too_long_warns_what_to_do(made: ModuleType, run: Run):
    ids = [*range(3_000)]

    def answer(_: Seen) -> Answer:
        return js({"items": [TABLE]})

    def long(client: Any) -> Any:
        return client.query_results.query(made.roql("SELECT id FROM t WHERE id IN ({})", ids))

    with serving(answer) as server:
        with pytest.warns(made.AdviceWarning, match=r"split a long list of IN \({}\)") as found:
            assert len(run(made, server.url, long)) == 1
        sent = len(server.seen[-1].path)
    (warning,) = found
    assert (
        int(re.findall(r"has ([\d,]+)", str(warning.message))[0].replace(",", "")) < sent < 30_000
    )
    # The line of the caller, or of its `await`.
    assert not Path(warning.filename).is_relative_to(Path(str(made.__file__)).parent)


@pytest.mark.parametrize(("count", "warns"), [(1_390, False), (1_500, True)])
def test_only_a_long_query_warns(
    made: ModuleType, recwarn: pytest.WarningsRecorder, count: int, warns: bool
):
    # Each "ä" is six characters in a URL.
    statement = f"SELECT id FROM t WHERE a = '{'ä' * (count - 70)}'"
    with serving(lambda _: js({"items": [TABLE]})) as server:
        run_sync(made, server.url, lambda client: client.query_results.query(statement))
    assert bool(recwarn.list) is warns
