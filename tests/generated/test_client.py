"""Both clients against an HTTP server: bodies sent, replies read."""

from __future__ import annotations

import asyncio
import base64
import json
import warnings
from typing import Any

import pytest
from connect_v1_4 import (
    UNSET,
    AdviceWarning,
    AsyncClient,
    BearerAuth,
    IncidentResponse,
    IncidentResponseCreate,
    Reference,
    ReplyError,
    ValidationError,
)
from connectgen.config.options import Options
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from support import example, incident_response
from support.http_server import PATH, Answer, Seen, Server, serving
from support.incident_response import Create, both, status
from support.reference_validator import is_valid

(RESOURCE,) = read_api(Options())[0].resources
SCHEMA = schema_as_json(RESOURCE, "create")


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


@both
def test_documented_example_round_trip(create: Create):
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
    with serving(site) as server, pytest.warns(AdviceWarning, match="^/x_custom: is not in"):
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
def test_advice_warning_points_at_the_caller(create: Create):
    body = {"fileAttachments": [{"name": "a"}]}
    with (
        serving(site) as server,
        pytest.warns(AdviceWarning, match="attachments are dropped") as told,
    ):
        create(server.url, body)
    assert len(server.seen) == 1
    assert [warning.filename for warning in told] == [incident_response.__file__]


@both
def test_special_characters_in_json_body(create: Create):
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
        *("2024-05-01T10:00:00.123456789Z", 5, [], {}, None),
    ],
)
def test_date_time_beyond_datetime_range_is_kept_as_text(create: Create, text: Any):
    body = {"incident": {"id": 1}, "fileAttachments": [{"createdTime": text}]}
    with serving(lambda _: status(201, body)) as server:
        reply = create(server.url)
    assert reply.to_json() == body


@both
def test_invalid_date_time_in_response_is_a_client_error(create: Create):
    for text in ("", "9999-99-99T23:59:60Z", "10000-01-01T00:00:00Z", "\ud800"):
        body = {"fileAttachments": [{"createdTime": text}]}
        with serving(lambda _, body=body: status(201, body)) as server:
            with pytest.raises(ReplyError, match="/fileAttachments/0/createdTime: ") as caught:
                create(server.url)
        assert "authorization" not in caught.value.response.request.headers


@both
def test_a_bearer_token(create: Create):
    with serving(site) as server:
        create(server.url, auth=BearerAuth("abc.def"))
    assert server.seen[0].headers["authorization"] == "Bearer abc.def"
    for token in ("", "a b", "a\nb", "ä"):
        with pytest.raises(ValueError, match="the token must be"):
            BearerAuth(token)


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
def test_no_warnings_on_success(create: Create):
    with serving(site) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        create(server.url)
