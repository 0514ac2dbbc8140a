"""Replies with status 2xx that are no success: pages to sign in, errors in the body."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.client_calls import Run, both, js, run_sync
from support.http_server import Answer, serving

PAGE = b"\n<!DOCTYPE html><html><body>Please sign in</body></html>"
HTML = {"Content-Type": "text/html; charset=UTF-8"}
CALLS: dict[str, Callable[[Any], Any]] = {
    "create": lambda client: client.incidents.create({"subject": "a"}),
    "update": lambda client: client.incidents.update(1, {"subject": "a"}),
    "delete": lambda client: client.incidents.delete(1),
    "get": lambda client: client.incidents.get(1),
    "list": lambda client: client.incidents.list(),
    "query": lambda client: client.query_results.query("SELECT id FROM incidents"),
    "run": lambda client: client.analytics_report_results.run(1),
}


def problem(status: int, detail: str, code: str = "OSC-CREST-00013") -> dict[str, Any]:
    return {"title": "Title", "status": status, "detail": detail, "o:errorCode": code}


@both
@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("name", CALLS)
def test_page_to_sign_in_is_no_success(made: ModuleType, run: Run, name: str, status: int):
    with serving(lambda _: Answer(status, PAGE, HTML)) as server:
        with pytest.raises(made.ReplyError) as caught:
            run(made, server.url, CALLS[name])
    assert len(server.seen) == 1
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        reason = f": answered (status {status}), but the response is a page, not JSON: "
        assert reason in str(error)
        assert "processed" not in str(error)


@both
@pytest.mark.parametrize("body", [b"", b" \r\n"])
@pytest.mark.parametrize("name", ["update", "delete"])
def test_empty_reply_to_update_and_delete(made: ModuleType, run: Run, name: str, body: bytes):
    with serving(lambda _: Answer(200, body, HTML)) as server:
        assert run(made, server.url, CALLS[name]) is None
    with serving(lambda _: Answer(204, b"", {})) as server:
        assert run(made, server.url, CALLS[name]) is None
    with serving(lambda _: js({"id": 1})) as server:  # the record itself
        assert run(made, server.url, CALLS[name]) is None


@both
@pytest.mark.parametrize("name", ["update", "delete"])
def test_reply_to_update_and_delete_must_be_json(made: ModuleType, run: Run, name: str):
    with serving(lambda _: Answer(200, b"OK", {})) as server:
        with pytest.raises(made.ReplyError, match=r"but the response is not JSON$"):
            run(made, server.url, CALLS[name])


ERRORS = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    500: "ServerError",
}


@both
@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("name", CALLS)
def test_error_code_in_2xx_is_that_error(made: ModuleType, run: Run, name: str, status: int):
    with serving(lambda _: js(problem(status, "No", "OSC-CREST-00006"))) as server:
        with pytest.raises(getattr(made, ERRORS[status])) as caught:
            run(made, server.url, CALLS[name])
    assert len(server.seen) == 1
    error = caught.value
    assert (error.status, error.response.status_code) == (status, 200)
    assert (error.detail, error.error_code) == ("No", "OSC-CREST-00006")
    if status == 500 and name in ("create", "update", "delete"):
        assert isinstance(error, made.WriteFailedError)


@both
def test_error_code_in_2xx_without_status(made: ModuleType, run: Run):
    with serving(lambda _: js({"o:errorCode": "OSC-CREST-00006", "status": "x"}, 201)) as server:
        with pytest.raises(made.StatusError) as caught:
            run(made, server.url, CALLS["create"])
    assert caught.value.status == 201
    with serving(lambda _: js({"subject": '"o:errorCode"', "id": 1}, 201)) as server:
        assert run(made, server.url, CALLS["create"]).subject == '"o:errorCode"'


@both
def test_throttled_in_2xx_is_retried(made: ModuleType, run: Run):
    replies = [js(problem(503, "", "OSC-CREST-00035")), js({"id": 7}, 201)]
    with serving(lambda _: replies.pop(0)) as server:
        assert run(made, server.url, CALLS["create"]).id == 7
    assert len(server.seen) == 2


def files(client: Any) -> Any:
    return client.incidents(1).file_attachments


@both
@pytest.mark.parametrize("status", [200, 400])
def test_problem_json_in_place_of_a_file(made: ModuleType, run: Run, status: int, tmp_path: Path):
    answer = js(problem(404, "No file"), status)
    answer.headers["Content-Type"] = "Application/Problem+JSON; charset=utf-8"
    target = tmp_path / "file.txt"
    target.write_text("old")
    with serving(lambda _: answer) as server:
        with pytest.raises(made.StatusError, match="No file"):
            run(made, server.url, lambda client: files(client).download(3, target))
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("status", "detail", "meaning"),
    [
        (400, "Invalid property specified: subjct", "the body has a member that the resource does"),
        (404, "Invalid property specified: x", "the body has a member that the resource does not"),
        (404, "Not found", "the URL does not name a resource"),
        (400, "Something", "the URL or the body names something that the site does not have"),
    ],
)
def test_meaning_of_not_recognized(made: ModuleType, status: int, detail: str, meaning: str):
    answer = js(problem(status, detail), status)
    answer.headers["Content-Type"] = "application/problem+json"
    with serving(lambda _: answer) as server:
        with pytest.raises(made.StatusError) as caught:
            run_sync(made, server.url, CALLS["create"])
    assert caught.value.meaning.startswith(meaning)
    assert f"{status}: Title: {detail} (OSC-CREST-00013: {meaning}" in str(caught.value)
