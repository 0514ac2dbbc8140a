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
def test_the_access_token_is_handed_back_unchanged(calls: Calls):
    name = "osvc-crest-api-access-token"
    with misbehaving(
        answer(200, DONE, **{name: "a b=c/+"}),
        answer(500, b"", **{name: "second"}),
        answer(200, DONE),
    ) as site:
        calls(site.url, "create", "create", "create", "create")
    assert [seen.headers.get(name) for seen in site.seen] == [None, "a b=c/+", "second", "second"]


@both
def test_a_renewed_token_is_used_for_what_may_be_sent_again(calls: Calls):
    tokens = iter(["old", "new", "newer"])
    with misbehaving(answer(401), answer(200, DONE)) as site:
        (reply,) = calls(site.url, "get", auth=BearerAuth(lambda: next(tokens)))
    assert reply == DONE
    assert [seen.headers["authorization"] for seen in site.seen] == ["Bearer old", "Bearer new"]


@both
def test_a_renewed_token_is_used_once(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401)) as site:
        (error,) = calls(site.url, "get", auth=BearerAuth(lambda: next(tokens)))
    assert type(error) is AuthenticationError
    assert len(site.seen) == 2


@both
def test_a_response_is_not_sent_again_with_a_renewed_token_but_the_next_one_has_it(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401), answer(200, DONE)) as site:
        first, second = calls(site.url, "create", "create", auth=BearerAuth(lambda: next(tokens)))
    assert type(first) is AuthenticationError
    assert second.incident == Reference(id=1)
    assert [seen.headers["authorization"] for seen in site.seen] == ["Bearer a", "Bearer b"]


@both
def test_a_change_is_sent_again_with_a_renewed_token(calls: Calls):
    tokens = iter("abc")
    with misbehaving(answer(401), answer(200)) as site:
        (reply,) = calls(site.url, "update", auth=BearerAuth(lambda: next(tokens)))
    assert reply is None
    assert len(site.seen) == 2


@both
def test_a_fixed_token_is_not_sent_twice(calls: Calls):
    with misbehaving(answer(401)) as site:
        (error,) = calls(site.url, "get", auth=BearerAuth("fixed"))
    assert type(error) is AuthenticationError
    assert len(site.seen) == 1
