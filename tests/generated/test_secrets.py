"""Credentials, tokens, e-mail addresses and contents of files are in no log and no error."""

from __future__ import annotations

import contextlib
import copy
import logging
import pickle
from collections.abc import Callable, Generator, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest
from support.client_secrets import SECRETS, auths, secrets_in
from support.http_server import Answer, serving
from support.tcp_server import answer, misbehaving, reset_after_reading

pytestmark = pytest.mark.slow

TOKEN = "osvc-crest-api-access-token"
BODY = {
    "primaryContact": {"lookupName": SECRETS["address"]},
    "fileAttachments": [{"fileName": "a.txt", "data": SECRETS["data"]}],
}
REPLY = {"id": 1, "lookupName": SECRETS["address"], "subject": SECRETS["data"]}
PROBLEM = {
    "title": SECRETS["detail"],
    "detail": SECRETS["address"],
    "o:errorCode": SECRETS["session"],
}
COOKIES = {TOKEN: SECRETS["access token"], "Set-Cookie": f"session={SECRETS['cookie']}"}


def use(client: Any) -> Iterator[Callable[[], Any]]:
    """Yield calls of every kind."""
    address = SECRETS["address"]
    yield lambda: client.incidents.create(BODY)
    yield lambda: client.incidents.update(1, BODY)
    yield lambda: client.incidents.get(1)
    yield lambda: list(client.incidents.list(q=f"emails.address='{address}'"))
    yield lambda: client.query_results.query(f"SELECT id FROM contacts WHERE a = '{address}'")
    yield lambda: client.named_ids.list("incidents/severity").pages()
    yield lambda: client.incident_response.create({"cc": {"emailAddresses": [address]}})
    yield lambda: client.raw(client.incidents.get, 1)


STEPS = {
    "good": answer(200, REPLY, **COOKIES),
    "bad": answer(400, PROBLEM, **COOKIES),
    "throttled": answer(503, {**PROBLEM, "o:errorCode": "OSC-CREST-00035"}, **COOKIES),
    "refused": answer(401, PROBLEM, **COOKIES),
    "redirected": answer(302, PROBLEM, Location="/elsewhere", **COOKIES),
    "not JSON": answer(200, SECRETS["address"].encode(), **COOKIES),
    "broken": reset_after_reading,
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_no_secret_is_logged_at_any_level(
    made: ModuleType, caplog: pytest.LogCaptureFixture, step: Any
):
    caplog.set_level(logging.NOTSET)
    logging.getLogger().setLevel(1)
    with misbehaving(step) as site:
        for auth in auths(made):
            with made.Client(
                site.url, auth=auth, application_context="t", max_retries=1, retry_delay=0
            ) as client:
                for call in use(client):
                    with contextlib.suppress(made.ClientError):
                        call()
    told = [record for record in caplog.records if record.name == "made"]
    assert len(told) >= 5 * 5
    text = "\n".join(
        f"{record.getMessage()} {record.args!r} {vars(record)!r}" for record in caplog.records
    )
    assert secrets_in(text) == []
    others = {(record.name, record.getMessage()) for record in caplog.records if record not in told}
    assert {message for name, message in others if name.startswith("http")} <= {
        "close.started",
        "close.complete",
    }


def test_one_line_per_request(made: ModuleType, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    throttled = answer(503, {"o:errorCode": "OSC-CREST-00035"})
    steps = (throttled, answer(200, REPLY), reset_after_reading, answer(404), answer(503))
    with misbehaving(*steps) as site:
        with made.Client(
            site.url, auth=("u", "s"), application_context="t", retry_delay=0
        ) as client:
            client.incidents.get(1)
            with pytest.raises(made.OutcomeUnknownError):
                client.incidents.delete(1)
            with pytest.raises(made.NotFoundError):
                list(client.incidents.list(q="a=1"))
            with pytest.raises(made.WriteFailedError):
                client.incidents.delete(1)
    lines = [
        (record.levelname, record.getMessage().partition(" after ")[0])
        for record in caplog.records
        if record.name == "made"
    ]
    assert [(level, line.replace("RemoteProtocolError", "ReadError")) for level, line in lines] == [
        ("WARNING", "GET incidents/1: 503 OSC-CREST-00035"),
        ("INFO", "GET incidents/1: 200"),
        ("WARNING", "DELETE incidents/1: no response (ReadError)"),
        ("INFO", "GET incidents: 404"),
        ("WARNING", "DELETE incidents/1: 503"),
    ]
    assert caplog.records[0].getMessage().endswith("; retrying in 0.000 s")


def test_other_users_of_httpx2_are_logged_as_ever(
    made: ModuleType, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    with serving(lambda _: Answer()) as server:
        with made.Client(server.url, auth=("u", "s"), application_context="t") as client:
            client.incidents.get(1)
        httpx2.get(server.url)
    assert [record.name for record in caplog.records] == ["made", "httpx2"]


@pytest.mark.parametrize(
    "name", ["bad", "throttled", "refused", "redirected", "not JSON", "broken"]
)
def test_no_credential_is_in_an_error_or_its_pickle(made: ModuleType, name: str):
    found: list[Any] = []
    with misbehaving(STEPS[name]) as site:
        for auth in auths(made):
            with made.Client(site.url, auth=auth, application_context="t", max_retries=0) as client:
                client._connection.session.update_from_headers(
                    {TOKEN: SECRETS["access token"]}, max_pause=0
                )
                for call in use(client):
                    try:
                        call()
                    except made.ClientError as error:
                        found.append(error)
    assert len(found) >= 25
    for error in found:
        again = pickle.loads(pickle.dumps(error))
        assert str(again) == str(error)
        assert type(again) is type(error)
        cause = repr(vars(error.__cause__)) if error.__cause__ else ""
        headers = ""
        for part in (error, error.__cause__):
            request = getattr(getattr(part, "response", part), "_request", None)
            response = getattr(part, "response", None)
            headers += repr(list(request.headers.raw)) if request else ""
            headers += repr(list(response.headers.raw)) if response else ""
        text = f"{error!r} {error} {cause} {headers} {pickle.dumps(error)!r}"
        assert set(secrets_in(text)) <= {"address", "data", "detail", "session"}
        if name == "broken":
            assert secrets_in(text) == []


class SigningIn(httpx2.Auth):
    """Fetches a token first, with a request of its own, as OAuth does."""

    requires_response_body = True

    def __init__(self, url: str) -> None:
        self._url = url

    def auth_flow(
        self, request: httpx2.Request
    ) -> Generator[httpx2.Request, httpx2.Response, None]:
        secret = {"Authorization": SECRETS["basic"]}
        answered = yield httpx2.Request("POST", self._url, headers=secret)
        headers = {**request.headers, "Authorization": answered.json()["token"]}
        yield httpx2.Request(request.method, request.url, headers=headers)


def test_auth_is_not_kept_on_errors_or_requests(made: ModuleType):
    token = answer(200, {"token": SECRETS["bearer"]}, **COOKIES)
    steps = (token, answer(200, {"id": 1}), token, answer(404, {}), token, reset_after_reading)
    with misbehaving(*steps) as site:
        auth = SigningIn(site.url)
        with made.Client(site.url, auth=auth, application_context="t") as client:
            reply = client.raw(client.incidents.get, 1)
            with pytest.raises(made.NotFoundError) as caught:
                client.incidents.get(2)
            with pytest.raises(made.OutcomeUnknownError) as lost:
                client.incidents.delete(3)
    assert "authorization" not in lost.value.__cause__.request.headers
    assert [seen.headers["authorization"] for seen in site.seen] == [
        *(SECRETS["basic"], SECRETS["bearer"]) * 3
    ]
    for kept in (reply.response, caught.value):
        assert secrets_in(repr(pickle.dumps(kept))) == []


def test_clients_and_ways_to_sign_in_print_no_secret(made: ModuleType):
    for auth in auths(made):
        with made.Client("https://a.example.com", auth=auth, application_context="t") as client:
            text = f"{client!r} {vars(client)!r} {client._connection.settings!r} {auth!r}"
            assert secrets_in(text.replace(repr(("agent", SECRETS["password"])), "")) == []


def test_models_can_be_pickled_and_copied(made: ModuleType):
    models = import_module("made.models.incidents")
    body = made.IncidentCreate(
        subject="A",
        primary_contact=made.Reference(id=1),
        threads=[models.ThreadCreate(text="b")],
        extra={"x": [1]},
    )
    for again in (pickle.loads(pickle.dumps(body)), copy.deepcopy(body)):
        assert again == body
        assert again.queue is made.UNSET
        assert again.to_json() == body.to_json()


def test_a_download_goes_where_it_is_told(made: ModuleType, tmp_path: Path):
    with made.Client("https://localhost", auth=("u", "s"), application_context="t") as client:
        with pytest.raises(FileNotFoundError):
            client.incidents(1).file_attachments.download(1, tmp_path / "no" / "such.txt")
