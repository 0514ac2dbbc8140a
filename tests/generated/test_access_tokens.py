"""Access tokens: handed back, renewed, used again."""

from __future__ import annotations

from connect_v1_4 import (
    AuthenticationError,
    BearerAuth,
    Reference,
)
from support.fault_calls import DONE, Calls, both
from support.tcp_server import (
    answer,
    misbehaving,
)


@both
def test_access_token_header_is_returned_unchanged(calls: Calls):
    name = "osvc-crest-api-access-token"
    with misbehaving(
        answer(200, DONE, **{name: "a b=c/+"}),
        answer(500, b"", **{name: "second"}),
        answer(200, DONE),
    ) as site:
        calls(site.url, "create", "create", "create", "create")
    assert [seen.headers.get(name) for seen in site.seen] == [None, "a b=c/+", "second", "second"]


@both
def test_expired_token_is_renewed_and_request_retried(calls: Calls):
    tokens = iter(["old", "new", "newer"])
    with misbehaving(answer(401), answer(200, DONE)) as site:
        (reply,) = calls(site.url, "get", auth=BearerAuth(lambda: next(tokens)))
    assert reply == DONE
    assert [seen.headers["authorization"] for seen in site.seen] == ["Bearer old", "Bearer new"]


@both
def test_token_is_renewed_once_per_call(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401)) as site:
        (error,) = calls(site.url, "get", auth=BearerAuth(lambda: next(tokens)))
    assert type(error) is AuthenticationError
    assert len(site.seen) == 2


@both
def test_expired_token_does_not_resend_incident_response_but_renews_for_next_call(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401), answer(200, DONE)) as site:
        first, second = calls(site.url, "create", "create", auth=BearerAuth(lambda: next(tokens)))
    assert type(first) is AuthenticationError
    assert second.incident == Reference(id=1)
    assert [seen.headers["authorization"] for seen in site.seen] == ["Bearer a", "Bearer b"]


@both
def test_expired_token_retries_update(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401), answer(200)) as site:
        (reply,) = calls(site.url, "update", auth=BearerAuth(lambda: next(tokens)))
    assert reply is None
    assert len(site.seen) == 2


@both
def test_fixed_bearer_token_is_not_retried_after_401(calls: Calls):
    with misbehaving(answer(401)) as site:
        (error,) = calls(site.url, "get", auth=BearerAuth("fixed"))
    assert type(error) is AuthenticationError
    assert len(site.seen) == 1
