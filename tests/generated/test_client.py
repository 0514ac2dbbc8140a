"""Both clients against a real HTTP server on localhost."""

from __future__ import annotations

import asyncio
import base64
import json
import pickle
import socket
import time
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from connect_v1_4 import (
    UNSET,
    AdviceWarning,
    AsyncClient,
    BearerAuth,
    Client,
    ClientError,
    IncidentResponse,
    IncidentResponseCreate,
    NotSentError,
    OutcomeUnknownError,
    Reference,
    ReplyError,
    StatusError,
    ValidationError,
)
from connectgen.pipeline.generate import Options, read_api
from connectgen.pipeline.dump import schema_as_json
from judge import is_valid
from server import PATH, Answer, Seen, Server, serving
from support import example

(RESOURCE,) = read_api(Options())[0].resources
SCHEMA = schema_as_json(RESOURCE, "create")
BODY = IncidentResponseCreate.from_json(example("request"))

SETTINGS: dict[str, Any] = {
    "auth": ("user", "secret"),
    "application_context": "t",
    "retry_delay": 0,
}

Create = Callable[..., IncidentResponse]


def create_sync(url: str, body: Any = BODY, **options: Any) -> IncidentResponse:
    with Client(url, **{**SETTINGS, **options}) as client:
        return client.incident_response.create(body)


def create_async(url: str, body: Any = BODY, **options: Any) -> IncidentResponse:
    async def run() -> IncidentResponse:
        settings = {**SETTINGS, **options}
        async with AsyncClient(url, **settings) as client:
            return await client.incident_response.create(body)

    return asyncio.run(run())


both = pytest.mark.parametrize("create", [create_sync, create_async], ids=["sync", "async"])


def site(request: Seen) -> Answer:
    """Answer like Oracle's page, if the library finds the body valid."""
    problem = {
        "title": "Bad Request",
        "status": 400,
        "detail": "no",
        "o:errorCode": "OSC-CREST-00012",
    }
    good = (
        request.method == "POST"
        and request.path == PATH
        and request.headers.get("content-type") == "application/json"
        and 1 <= len(request.headers.get("osvc-crest-application-context", "")) <= 40
        and is_valid(SCHEMA, request.json)
    )
    return Answer(body=json.dumps(example("reply")).encode()) if good else status(400, problem)


def status(code: int, problem: dict[str, Any]) -> Answer:
    return Answer(status=code, body=json.dumps(problem).encode())


@both
def test_the_documented_example_travels_there_and_back(create: Create):
    with serving(site) as server:
        reply = create(server.url, application_context="Ticket sync")
    assert reply.to_json() == example("reply")
    assert reply.incident == Reference(id=91, lookup_name="180417-000000")
    (request,) = server.seen
    assert request.json == example("request")
    assert request.headers["osvc-crest-application-context"] == "Ticket sync"
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"user:secret").decode()
    assert request.headers["accept"] == "application/json"


@both
def test_a_mapping_is_sent_with_an_array_of_attachments(create: Create):
    payload = {**example("request"), "x_custom": {"deep": [1]}}
    payload["fileAttachments"] = payload["fileAttachments"][0]
    with serving(site) as server:
        create(server.url, payload)
    assert server.seen[0].json == {**example("request"), "x_custom": {"deep": [1]}}


@both
def test_an_invalid_body_is_not_sent(create: Create):
    with serving(site) as server:
        for body in ({"useEmailSignature": 1}, IncidentResponseCreate(use_email_signature=1)):
            with pytest.raises(ValidationError, match="/useEmailSignature: must be true or false"):
                create(server.url, body)
    assert server.seen == []


@both
def test_validation_can_be_switched_off(create: Create):
    with serving(lambda _: Answer()) as server:
        create(server.url, {"useEmailSignature": 1, "fileAttachments": 5}, validate=False)
    assert server.seen[0].json == {"useEmailSignature": 1, "fileAttachments": 5}


@both
def test_advice_is_a_warning_where_the_call_stands(create: Create):
    body = {"fileAttachments": [{"name": "a"}]}
    with (
        serving(site) as server,
        pytest.warns(AdviceWarning, match="attachments are dropped") as told,
    ):
        create(server.url, body)
    assert len(server.seen) == 1
    assert [warning.filename for warning in told] == [__file__]


@both
def test_characters_that_json_libraries_stumble_over(create: Create):
    body = {"incident": {"subject": "ü \U0001f600 \u2028 \ud800"}}
    with serving(site) as server:
        create(server.url, body)
    assert server.seen[0].json == body
    with serving(site) as server, pytest.raises(ValueError, match="not JSON compliant"):
        create(server.url, {"x": float("nan")})
    assert server.seen == []


@both
@pytest.mark.parametrize("code", [200, 201, 202, 299])
def test_any_2xx_is_accepted(create: Create, code: int):
    with serving(lambda _: Answer(status=code, body=b'{"incident": {"id": 1}}')) as server:
        assert create(server.url).incident == Reference(id=1)


@both
def test_a_reply_is_read_leniently(create: Create):
    body = b'{"incident": {"id": "one", "new": 1}, "bcc": null, "links": null, "other": [1]}'
    with serving(lambda _: Answer(body=body)) as server:
        reply = create(server.url)
    assert reply.to_json() == json.loads(body)
    assert reply.extra == {"other": [1]}
    assert reply.file_attachments is UNSET


@both
@pytest.mark.parametrize(
    "text",
    [
        *("9999-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00", "0000-06-01T00:00:00Z"),
        *("2024-05-01T10:00:00.123456789Z", "2024-05-01T10:00:00", 5, [], {}, None),
    ],
)
def test_a_time_that_datetime_does_not_hold_is_read_and_kept(create: Create, text: Any):
    body = {"incident": {"id": 1}, "fileAttachments": [{"createdTime": text}]}
    with serving(lambda _: status(201, body)) as server:
        reply = create(server.url)
    assert reply.to_json() == body


@both
def test_a_time_that_is_none_is_a_client_error(create: Create):
    for text in ("", "9999-99-99T23:59:60Z", "10000-01-01T00:00:00Z", "\ud800"):
        body = {"fileAttachments": [{"createdTime": text}]}
        with serving(lambda _, body=body: status(201, body)) as server:
            with pytest.raises(ReplyError, match="/fileAttachments/0/createdTime: ") as caught:
                create(server.url)
        assert "authorization" not in caught.value.response.request.headers


PROBLEM = {
    "type": "https://docs.example.com/exceptions/OSC-CREST-00012",
    "title": "Bad Request",
    "status": 400,
    "detail": "Invalid thread",
    "instance": "https://mysite.example.com/services/rest/connect/v1.4/incidentResponse",
    "o:errorCode": "OSC-CREST-00012",
}


@both
def test_a_refusal_is_typed(create: Create):
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
def test_any_refusal_survives_its_body(create: Create, code: int, body: bytes):
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
def test_a_redirect_is_not_followed_but_told(create: Create, location: str, told: str):
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
        (b"<html>", "is not JSON"),
        (b"{", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "does not match the schema: (whole value): must be an object, not an array"),
        (b"null", "does not match the schema: (whole value): must be an object, not null"),
        (b'{"incident": 5}', "does not match the schema: /incident: must be an object, not 5"),
        (b'{"links": "x"}', "does not match the schema: /links: must be an array, not 'x'"),
    ],
)
def test_an_answer_that_does_not_fit_says_that_the_call_is_done(
    create: Create, body: bytes, reason: str
):
    with serving(lambda _: Answer(body=body)) as server, pytest.raises(ReplyError) as caught:
        create(server.url)
    assert str(caught.value).endswith(f": processed (status 200), but the response {reason}")
    assert caught.value.response.content == body
    assert len(server.seen) == 1


@both
def test_no_connection_means_not_sent(create: Create):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(NotSentError, match=r"not sent: "):
        create(url)


@both
def test_a_broken_connection_leaves_the_outcome_unknown_and_is_not_repeated(create: Create):
    with serving(lambda _: Answer(status=None)) as server:
        with pytest.raises(OutcomeUnknownError, match=r"the server may have processed the request"):
            create(server.url)
    assert len(server.seen) == 1


@both
def test_a_timeout_leaves_the_outcome_unknown_and_is_not_repeated(create: Create):
    def slow(_: Seen) -> Answer:
        time.sleep(0.5)
        return Answer()

    with serving(slow) as server, pytest.raises(OutcomeUnknownError):
        create(server.url, timeout=0.1)
    assert len(server.seen) == 1


@both
def test_a_bearer_token(create: Create):
    with serving(site) as server:
        create(server.url, auth=BearerAuth("abc.def"))
    assert server.seen[0].headers["authorization"] == "Bearer abc.def"
    for token in ("", "a b", "a\nb", "ä"):
        with pytest.raises(ValueError, match="the token must be"):
            BearerAuth(token)


CLIENTS = pytest.mark.parametrize("client", [Client, AsyncClient])


@CLIENTS
@pytest.mark.parametrize(
    "url",
    [
        "http://mysite.example.com",
        "http://localhost.example.com",
        "https://user:secret@mysite.example.com",
        "https://user@mysite.example.com",
        "https://mysite.example.com/services/rest",
        "https://mysite.example.com/?a=b",
        "https://mysite.example.com/#a",
        "ftp://mysite.example.com",
        "mysite.example.com",
        "https://",
        "",
        "https://mysite.example.com\n",
    ],
)
def test_only_the_plain_origin_of_a_site_is_taken(client: Any, url: str):
    with pytest.raises(ValueError, match="^base_url") as caught:
        client(url, auth=("user", "secret"), application_context="t")
    assert "secret" not in str(caught.value)


@CLIENTS
@pytest.mark.parametrize(
    "url",
    [
        "https://mysite.example.com",
        "https://mysite.example.com/",
        "https://mysite.example.com:8443",
        "http://localhost:8080",
        "http://127.0.0.1",
        "http://[::1]:80",
    ],
)
def test_https_and_localhost_are_taken(client: Any, url: str):
    client(url, auth=("user", "secret"), application_context="x" * 40)


@CLIENTS
@pytest.mark.parametrize("context", ["", " ", "x" * 41, "a\r\nX-Evil: 1", "a\n", "ä", "a\x00"])
def test_the_application_context_is_checked(client: Any, context: str):
    with pytest.raises(ValueError, match="application_context must be 1 to 40"):
        client("https://mysite.example.com", auth=("u", "s"), application_context=context)


@CLIENTS
def test_the_application_context_is_required(client: Any):
    with pytest.raises(TypeError, match="application_context"):
        client("https://mysite.example.com", auth=("u", "s"))


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


def test_many_calls_through_one_client():
    def answer(request: Seen) -> Answer:
        return Answer(
            body=json.dumps({"incident": {"id": request.json["incident"]["id"]}}).encode()
        )

    async def run(server: Server) -> list[IncidentResponse]:
        async with AsyncClient(server.url, auth=("u", "s"), application_context="t") as client:
            calls = [client.incident_response.create({"incident": {"id": n}}) for n in range(1, 21)]
            return await asyncio.gather(*calls)

    with serving(answer) as server:
        replies = asyncio.run(run(server))
    assert [reply.incident for reply in replies] == [Reference(id=n) for n in range(1, 21)]
    assert len(server.seen) == 20


@both
def test_nothing_warns_on_the_good_path(create: Create):
    with serving(site) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        create(server.url)
