"""Both clients against an HTTP server: refusals, timeouts, broken connections."""

from __future__ import annotations

import pickle
import socket
import time

import pytest
from connect_v1_4 import (
    BearerAuth,
    Client,
    ClientError,
    NotSentError,
    OutcomeUnknownError,
    ReplyError,
    StatusError,
)
from connect_v1_4._client.errors import PAGE
from support.http_server import PATH, Answer, Seen, serving
from support.incident_response import Create, both, create_sync, status

PROBLEM = {
    "type": "https://docs.example.com/exceptions/OSC-CREST-00012",
    "title": "Bad Request",
    "status": 400,
    "detail": "Invalid thread",
    "instance": "https://mysite.example.com/services/rest/connect/v1.4/incidentResponse",
    "o:errorCode": "OSC-CREST-00012",
}


@both
def test_error_response_raises_typed_exception(create: Create):
    with serving(lambda _: status(400, PROBLEM)) as server, pytest.raises(StatusError) as caught:
        create(server.url)
    error = caught.value
    assert isinstance(error, ClientError)
    assert (error.status, error.title, error.detail) == (400, "Bad Request", "Invalid thread")
    assert error.error_code == "OSC-CREST-00012"
    assert error.problem == PROBLEM
    assert error.response.status_code == 400
    assert str(error) == (
        f"POST {server.url}{PATH}: 400: Bad Request: Invalid thread "
        "(OSC-CREST-00012: the resource could not be created)"
    )
    assert len(server.seen) == 1


@both
@pytest.mark.parametrize(
    ("code", "body"),
    [
        (503, b""),
        (503, b"<html>busy</html>"),
        (500, b"[1]"),
        (401, b'{"title": 5, "detail": null}'),
        (302, b""),
        (404, b"[" * 100_000),
        (500, b"\xff\xfe"),
    ],
)
def test_error_response_with_any_body_raises_client_error(create: Create, code: int, body: bytes):
    headers = {"Location": "https://elsewhere.example.com/"}
    with serving(lambda _: Answer(code, body, headers)) as server:
        with pytest.raises(StatusError) as caught:
            create(server.url)
    assert caught.value.status == code
    assert (caught.value.title, caught.value.detail, caught.value.error_code) == ("", "", "")
    assert len(server.seen) == 1


@both
@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("https://u:p@x.example.com/sso?token=t#f", ": redirect to https://x.example.com/sso was"),
        ("http://[x", ""),
    ],
)
def test_redirect_is_reported_not_followed(create: Create, location: str, told: str):
    with serving(lambda _: Answer(302, b"", {"Location": location})) as server:
        with pytest.raises(StatusError) as caught:
            create(server.url)
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        assert f"302 Found{told}" in str(error)
        assert "token" not in str(error)
    assert len(server.seen) == 1


@both
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty"),
        (b"<html", PAGE),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "does not match the schema: (whole value): must be an object, not an array"),
        (b"null", "does not match the schema: (whole value): must be an object, not null"),
        (b'{"incident": 5}', "does not match the schema: /incident: must be an object, not 5"),
        (b'{"links": "x"}', 'does not match the schema: /links: must be an array, not "x"'),
    ],
)
def test_unexpected_response_body_says_request_was_executed(
    create: Create, body: bytes, reason: str
):
    with serving(lambda _: Answer(body=body)) as server, pytest.raises(ReplyError) as caught:
        create(server.url)
    done = "answered" if reason == PAGE else "processed"
    assert str(caught.value).endswith(f": {done} (status 200), but the response {reason}")
    assert caught.value.response.content == body
    assert len(server.seen) == 1


@both
def test_connection_refused_raises_not_sent_error(create: Create):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(NotSentError, match=r"not sent: "):
        create(url)


@both
def test_connection_reset_raises_outcome_unknown_without_retry(create: Create):
    with serving(lambda _: Answer(status=None)) as server:
        with pytest.raises(OutcomeUnknownError, match=r"the server may have processed the request"):
            create(server.url)
    assert len(server.seen) == 1


@both
def test_timeout_raises_outcome_unknown_without_retry(create: Create):
    def slow(_: Seen) -> Answer:
        time.sleep(0.5)
        return Answer()

    with serving(slow) as server, pytest.raises(OutcomeUnknownError):
        create(server.url, timeout=0.1)
    assert len(server.seen) == 1


@both
def test_credentials_appear_in_no_error(create: Create):
    errors: list[Exception] = []
    for answer in (Answer(status=None), status(401, PROBLEM), Answer(body=b"[]")):
        with serving(lambda _, answer=answer: answer) as server:
            for auth in (("user", "s3cret"), BearerAuth("s3cret")):
                with pytest.raises(ClientError) as caught:
                    create(server.url, auth=auth)
                errors.append(caught.value)
    assert len(errors) == 6
    for error in errors:
        assert "s3cret" not in str(error) + repr(error) + repr(error.__cause__)
    client = Client("https://a.example.com", auth=("user", "s3cret"), application_context="t")
    assert "s3cret" not in repr(vars(client)) + repr(client._connection.settings)


def test_errors_can_be_pickled():
    with serving(lambda _: status(400, PROBLEM)) as server, pytest.raises(StatusError) as caught:
        create_sync(server.url)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.status, str(again)) == (400, str(caught.value))
