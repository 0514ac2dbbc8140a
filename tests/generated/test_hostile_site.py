"""A site that is out for the client: whatever it answers, a `ClientError` without secrets."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import os
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from faults import Line, Step, misbehaving
from secrets_in_errors import leaks
from server import Seen

PASSWORD = "p4ss/w+rd=é"
TOKEN = "acc3ss-t0ken/+"
BASIC = base64.b64encode(f"agent:{PASSWORD}".encode()).decode()
BEARER = "b34rer/t0ken+"
SESSION = "s3ssion/t0ken+"
SECRETS = (PASSWORD, TOKEN, BASIC, BEARER, SESSION)
HURRIED = {"timeout": 0.5, "total_timeout": 0.8, "max_retries": 1, "retry_delay": 0.001}


def auths(made: ModuleType) -> list[Any]:
    return [("agent", PASSWORD), made.BearerAuth(lambda: BEARER), made.SessionAuth(SESSION)]


def raw(content: bytes | Callable[[Seen], bytes], *, then: float = 0.0) -> Step:
    """Read a request, answer with just these bytes, and close the connection."""

    def step(line: Line) -> None:
        request = line.request()
        if request is not None:
            line.write(content if isinstance(content, bytes) else content(request))
            time.sleep(then)
            line.close()

    return step


def head(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def mirrored(form: Callable[[str], bytes]) -> Step:
    """Send back what came to sign in, in some *form*."""

    def told(request: Seen) -> str:
        sent = request.headers["authorization"]
        scheme, _, rest = sent.partition(" ")
        password = PASSWORD if scheme == "Basic" else rest
        return f"{sent} {password} {request.headers['osvc-crest-api-access-token']}"

    return raw(lambda request: form(told(request)))


def problem(text: str) -> bytes:
    return json.dumps({"title": "Bad", "detail": text}).encode()


def escaped(text: str) -> bytes:
    points = "".join(f"\\u{ord(each):04X}" for each in text)
    return f'{{"title": "Bad", "detail": "{points}"}}'.encode()


def slashed(text: str) -> bytes:
    return problem(text).replace(b"/", b"\\/")


def forever(first: bytes, more: bytes, pause: float = 0.0) -> Step:
    """Begin to answer, and go on until the client has gone."""

    def step(line: Line) -> None:
        if line.request() is None:
            return
        end = time.monotonic() + 20
        with suppress(OSError):
            line.write(first)
            while time.monotonic() < end:
                line.write(more)
                time.sleep(pause)
        line.close()

    return step


def bomb(encoding: str) -> bytes:
    """Return an answer of 3 MB that is 300 MB once it is decoded."""
    compressor = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15}[encoding])
    body = b"".join([compressor.compress(bytes(2**20)) for _ in range(300)]) + compressor.flush()
    return head("200 OK", body, f"Content-Encoding: {encoding}")


OK = "200 OK"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LATE = "Mon, 01 Jan 99999999999 00:00:00 GMT"
COOKIE = (f"Set-Cookie: session={TOKEN}", f"osvc-crest-api-access-token: {TOKEN}")
ATTACKS: dict[str, Step] = {
    "no HTTP": raw(b"\0\1\2\r\n\r\n"),
    "no status": raw(b"HTTP/1.1\r\n\r\n"),
    "status of letters": raw(b"HTTP/1.1 OK 200\r\n\r\n"),
    "status 99": raw(head("99 Low", b"")),
    "status 101": raw(head("101 Switching", b"", "Upgrade: x", "Connection: upgrade")),
    "status 204 with a body": raw(head("204 None", b"{}")),
    "status 299": raw(head("299 Odd", b"")),
    "status 304": raw(head("304 Same", b"")),
    "status 600": raw(head("600 What", b"{}")),
    "status 999": raw(head("999 What", b"{}")),
    "status 1000": raw(head("1000 What", b"{}")),
    "reason that is no ASCII": raw(head("500 \xff\xfe", b"")),
    "HTTP 1.0": raw(b"HTTP/1.0 200 OK\r\n\r\n{"),
    "HTTP 0.9": raw(b"{}"),
    "HTTP 3.0": raw(b"HTTP/3.0 200 OK\r\n\r\n{}"),
    "huge header": raw(head(OK, b"{}", "X: " + "x" * 200_000)),
    "many headers": raw(head(OK, b"{", *(f"X-{n}: {n}" for n in range(3000)))),
    "header without end": forever(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 10_000),
    "invalid UTF-8 in headers": raw(head("400 No", b"\xff", "X: \xff\xfe", "Content-Type: \xff")),
    "header without a name": raw(b"HTTP/1.1 200 OK\r\n: x\r\n\r\n{}"),
    "odd charset": raw(head("400 No", b"{}", "Content-Type: application/json; charset=\xff;=;")),
    "odd cookies": raw(head("400 No", b"", "Set-Cookie: \xff=;;=;expires=99999", *COOKIE)),
    "two lengths": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\n{}"),
    "negative length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}"),
    "huge length": raw(b"HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n{}" % (b"9" * 30)),
    "early close": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
    "retry after for ever": raw(head("503 No", b"{}", f"Retry-After: {LATE}", *COOKIE)),
    "retry after a zone": raw(head("429 No", b"", "Retry-After: 1 Jan 0001 00:00:00 +2359")),
    "retry after many digits": raw(head("429 No", b"", f"Retry-After: {'9' * 5000}")),
    "next request never": raw(head("400 No", b"", f"OSvC-CREST-Next-Request-After: {'9' * 99}")),
    "redirect elsewhere": raw(head("302 Go", b"", "Location: https://evil.example.com/", *COOKIE)),
    "redirect to no URL": raw(head("302 Go", b"", "Location: http://[::1", *COOKIE)),
    "redirect with credentials": raw(head("307 Go", b"", "Location: https://u:p@x.example.com/")),
    "redirect to a port": raw(head("301 Go", b"", "Location: http://x:99999999/\x7f")),
    "redirect to bytes": raw(head("308 Go", b"", "Location: //\xff\xfe:x")),
    "redirect of 70,000 characters": raw(head("301 Go", b"", "Location: /" + "x" * 70_000)),
    "chunk of no size": raw(CHUNKED + b"x\r\n"),
    "chunk of a huge size": raw(CHUNKED + b"f" * 40 + b"\r\n{}"),
    "dripping status": forever(b"", b"H", 0.05),
    "dripping headers": forever(b"HTTP/1.1 200 OK\r\n", b"X: 1\r\n", 0.05),
    "dripping 100s": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
    "dripping 103s": forever(b"", b"HTTP/1.1 103 Hint\r\nLink: x\r\n\r\n", 0.05),
    "flood of 100s": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    "dripping chunk size": forever(CHUNKED, b"0", 0.05),
    "dripping chunk extension": forever(CHUNKED + b"1;", b"x", 0.05),
    "dripping chunks": forever(CHUNKED, b"1\r\n \r\n", 0.05),
    "dripping trailer": forever(CHUNKED + b"0\r\n", b"X: 1\r\n", 0.05),
    "flood of chunks": forever(CHUNKED, b"ff00\r\n" + b" " * 0xFF00 + b"\r\n"),
    "gzip bomb": raw(bomb("gzip")),
    "deflate bomb": raw(bomb("deflate")),
    "gzip in gzip": raw(
        head(OK, gzip.compress(gzip.compress(b"{}")), "Content-Encoding: gzip, gzip")
    ),
    "ten encodings": raw(head(OK, b"", "Content-Encoding: " + ", ".join(["gzip"] * 10))),
    "gzip with a tail": forever(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"{}"), b"x" * 60_000
    ),
    "damaged br": raw(head(OK, b"\xff" * 99, "Content-Encoding: br")),
    "damaged zstd": raw(head(OK, b"\xff" * 99, "Content-Encoding: zstd")),
    "damaged deflate": raw(head(OK, b"\xff" * 99, "Content-Encoding: deflate")),
    "deep JSON": raw(head(OK, b"[" * 1_000_000)),
    "long number": raw(head(OK, b"9" * 10_000)),
    "UTF-16": raw(head(OK, "{".encode("utf-16"))),
    "mirrored in JSON": mirrored(lambda text: head("400 No", problem(text))),
    "mirrored with slashes": mirrored(lambda text: head("401 No", slashed(text))),
    "mirrored in escapes": mirrored(lambda text: head("403 No", escaped(text))),
    "mirrored in UTF-8": mirrored(lambda text: head("404 No", f'{{"title": "{text}"}}'.encode())),
    "mirrored in HTML": mirrored(lambda text: head("500 No", f"<p>{text}".encode())),
    "mirrored in a reason": mirrored(lambda text: head(f"400 {text}", b"")),
    "mirrored in headers": mirrored(lambda text: head("400 No", b"", f"X-Seen: {text}", *COOKIE)),
    "mirrored in a redirect": mirrored(lambda text: head("302 Go", b"", f"Location: /{text}")),
    "mirrored in a status line": mirrored(lambda text: f"HTTP/1.1 {text}\r\n\r\n".encode()),
    "mirrored in a header line": mirrored(
        lambda text: f"HTTP/1.1 200 OK\r\n{text} : x\r\n\r\n".encode()
    ),
    "mirrored in a code": mirrored(
        lambda text: head("400 No", json.dumps({"o:errorCode": text}).encode())
    ),
    "mirrored in no JSON": mirrored(lambda text: head(OK, f"<p>{text}".encode())),
    "mirrored in a list": mirrored(lambda text: head(OK, json.dumps([text]).encode())),
    "mirrored in an id": mirrored(lambda text: head(OK, json.dumps({"id": [text]}).encode())),
    "mirrored in escapes of an id": mirrored(lambda text: head(OK, b'["' + escaped(text)[32:-2])),
    "mirrored in a chunk size": mirrored(lambda text: CHUNKED + text.encode()),
}


ENDLESS = [
    name
    for name in ATTACKS
    if name.startswith(("dripping", "flood", "header without")) or name == "gzip with a tail"
]


def uses(made: ModuleType, folder: Path) -> dict[str, Callable[[Any], Any]]:
    """Return calls of every kind; what the async client returns is waited for."""
    body = {"subject": "A"}
    return {
        "get": lambda client: client.incidents.get(1),
        "create": lambda client: client.incidents.create(body),
        "update": lambda client: client.incidents.update(1, body),
        "delete": lambda client: client.incidents.delete(1),
        "list": lambda client: client.incidents.list(limit=2),
        "pages": lambda client: client.incidents.list(limit=2).pages(),
        "children": lambda client: client.incidents(1).threads.list(),
        "download": lambda client: client.incidents(1).file_attachments.download(1, folder / "a"),
        "raw": lambda client: client.raw(client.incidents.get, 1),
        "query": lambda client: client.query_results.query("SELECT id FROM contacts"),
        "report": lambda client: client.analytics_report_results.run(1),
        "menu": lambda client: client.named_ids.list("incidents/severity"),
    }


def run_sync(made: ModuleType, url: str, use: Any, **options: Any) -> BaseException | None:
    with made.Client(url, application_context="t", **options) as client:
        client._connection.session._token = TOKEN
        try:
            result = use(client)
            if hasattr(result, "__iter__"):
                list(result)
        except Exception as error:
            return error
    return None


def run_async(made: ModuleType, url: str, use: Any, **options: Any) -> BaseException | None:
    async def run() -> BaseException | None:
        async with made.AsyncClient(url, application_context="t", **options) as client:
            client._connection.session._token = TOKEN
            try:
                result = use(client)
                if hasattr(result, "__aiter__"):
                    async for _ in result:
                        pass
                else:
                    await result
            except Exception as error:
                return error
        return None

    return asyncio.run(run())


USUAL = ("create", "pages", "download", "raw")
RUNS = {"sync": run_sync, "async": run_async}
both = pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)


def assert_harmless(made: ModuleType, run: Any, attack: str, folder: Path, *names: str) -> None:
    ways = auths(made)
    calls = {name: use for name, use in uses(made, folder).items() if not names or name in names}
    options = {**HURRIED, "max_reply_size": 2_000_000}
    with misbehaving(ATTACKS[attack]) as site:
        for number, (name, use) in enumerate(calls.items()):
            start = time.monotonic()
            error = run(made, site.url, use, auth=ways[number % len(ways)], **options)
            assert time.monotonic() - start < 10, name
            if error is not None:
                assert isinstance(error, made.ClientError), f"{name}: {error!r}"
                assert leaks(error, SECRETS, own=[__file__]) == [], name
    assert list(folder.glob("*.part")) == []


@both
@pytest.mark.parametrize("attack", [name for name in ATTACKS if name not in ENDLESS])
def test_whatever_a_site_answers_is_a_client_error_without_secrets(
    made: ModuleType, run: Any, attack: str, tmp_path: Path
):
    names = () if attack.startswith(("mirrored in J", "retry after for")) else USUAL
    assert_harmless(made, run, attack, tmp_path, *names)


@both
@pytest.mark.parametrize("attack", ENDLESS)
def test_an_answer_that_never_ends_is_given_up(
    made: ModuleType, run: Any, attack: str, tmp_path: Path
):
    has_begun = any(word in attack for word in ("chunk", "trailer", "tail"))
    assert_harmless(made, run, attack, tmp_path, "create", *(() if has_begun else ("download",)))


def pages_of(*links: str) -> Callable[[Line], None]:
    """Answer with pages of one record, each with the next of *links*, over and over."""
    left = iter(links * 3)

    def step(line: Line) -> None:
        if line.request() is not None:
            found = [{"rel": "next", "href": next(left)}]
            content = {"items": [{"id": 1}], "hasMore": True, "links": found}
            line.write(head(OK, json.dumps(content).encode()))

    return step


@both
@pytest.mark.parametrize(
    ("links", "reason", "seen"),
    [
        (["x?offset=1", "x?offset=0"], "leads back", 2),
        (["x?offset=1", "x?offset=2", "x?offset=1"], "leads back", 3),
        (["x?offset=1", "x?offset=1"], "not where", 2),
        (["x?offset=\ud800"], "surrogates not allowed", 1),
        (["x?offset=" + "1" * 65_536], "too long", 1),
        (["x?offset=" + "\u20ac" * 9_000], "too long", 1),
        (["http://[x?offset=1"], "Invalid IPv6 URL", 1),
    ],
)
def test_a_link_that_leads_nowhere_new_ends_a_list(
    made: ModuleType, run: Any, links: list[str], reason: str, seen: int
):
    with misbehaving(pages_of(*links)) as site:
        error = run(
            made, site.url, lambda client: client.incidents.list(offset=0), auth=auths(made)[0]
        )
    assert isinstance(error, made.ReplyError)
    assert reason in str(error)
    assert len(site.seen) == seen
    assert leaks(error, SECRETS, own=[__file__]) == []


def test_a_list_can_be_read_again_and_a_page_too(made: ModuleType):
    steps = [pages_of("x?offset=1"), pages_of("x?offset=2"), pages_of("x?offset=3")]
    with misbehaving(*steps, *steps[1:], steps[0]) as site:
        with made.Client(site.url, auth=("u", "s"), application_context="t") as client:
            records = client.incidents.list()
            first = next(iter(records.pages()))
            second = client._connection.send(first.next)
            client._connection.send(second.next)
            assert client._connection.send(first.next).items == second.items
            client._connection.send(second.next)
            next(iter(records))
    assert [seen.path.partition("?")[2] for seen in site.seen] == [
        *("", "offset=1", "offset=2", "offset=1", "offset=2", ""),
    ]


@both
def test_a_query_that_cannot_be_sent_is_not_sent(made: ModuleType, run: Any):
    with misbehaving(raw(b"")) as site:
        for query in ("x" * 70_000, "\ud800"):
            error = run(
                made,
                site.url,
                lambda client, query=query: client.incidents.list(q=query),
                auth=auths(made)[0],
            )
            assert isinstance(error, made.NotSentError)
            assert leaks(error, SECRETS, own=[__file__]) == []
    assert site.seen == []


@both
def test_the_size_of_an_answer_is_an_option(made: ModuleType, run: Any):
    body = b'{"id": 1, "subject": "%s"}' % (b"x" * 1000)
    squeezed = gzip.compress(body)
    for content, header in ((body, "X: 1"), (squeezed, "Content-Encoding: gzip")):
        for limit, fits in ((len(body), True), (len(body) - 1, False)):
            with misbehaving(raw(head(OK, content, header))) as site:
                error = run(
                    made,
                    site.url,
                    lambda client: client.incidents.get(1),
                    auth=("u", "s"),
                    max_reply_size=limit,
                )
            assert (error is None) == fits
            assert len(site.seen) == 1
            if error is not None:
                assert type(error) is made.ReplyError
                assert f"is larger than {limit} bytes (max_reply_size)" in str(error)


@both
def test_a_download_has_no_limit_but_a_refusal_of_one_has(
    made: ModuleType, run: Any, tmp_path: Path
):
    use = uses(made, tmp_path)["download"]
    options: dict[str, Any] = {"auth": ("u", "s"), "max_reply_size": 10}
    with misbehaving(raw(head(OK, b"x" * 100_000))) as site:
        assert run(made, site.url, use, **options) is None
    assert (tmp_path / "a").read_bytes() == b"x" * 100_000
    with misbehaving(raw(head("404 No", b"x" * 100_000))) as site:
        error = run(made, site.url, use, **options)
    assert type(error) is made.NotFoundError
    assert error.response.content == b""


@both
def test_what_raised_before_the_call_is_left_alone(made: ModuleType, run: Any):
    def use(client: Any) -> Any:
        return client.incidents.get(1)

    def fails() -> None:
        kept = "mine"
        raise KeyError(kept)

    with misbehaving(raw(head("404 No", b""))) as site:
        try:
            fails()
        except KeyError as mine:
            error = run(made, site.url, use, auth=auths(made)[0])
            assert mine.__traceback__ and mine.__traceback__.tb_next
            assert mine.__traceback__.tb_next.tb_frame.f_locals == {"kept": "mine"}
    assert isinstance(error, made.NotFoundError)


@both
def test_no_cookie_is_kept_and_raw_hides_the_access_token(made: ModuleType, run: Any):
    found: list[Any] = []

    def use(client: Any) -> Any:
        return client.raw(client.incidents.get, 1)

    def use_sync(client: Any) -> None:
        found.extend([use(client), use(client)])

    async def use_async(client: Any) -> None:
        found.extend([await use(client), await use(client)])

    with misbehaving(raw(head(OK, b'{"id": 1}', "X-Own: 1", *COOKIE))) as site:
        way = use_sync if run is run_sync else use_async
        wrapped = (lambda client: way(client) or []) if run is run_sync else way
        assert run(made, site.url, wrapped, auth=auths(made)[0]) is None
    assert [seen.headers.get("cookie") for seen in site.seen] == [None, None]
    for reply in found:
        assert reply.headers["x-own"] == "1"
        assert not {"set-cookie", "osvc-crest-api-access-token"} & set(reply.headers)
        assert TOKEN not in repr(list(reply.response.headers.raw))
        assert reply.response.elapsed.total_seconds() > 0


@both
def test_no_proxy_of_the_environment_sees_what_goes_to_this_machine(
    made: ModuleType, run: Any, monkeypatch: pytest.MonkeyPatch
):
    with misbehaving(raw(head(OK, b'{"id": 1}'))) as site, misbehaving(raw(b"")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert run(made, site.url, uses(made, Path())["get"], auth=auths(made)[0]) is None
    assert len(site.seen) == 1
    assert proxy.seen == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@both
def test_a_client_makes_its_own_connections_after_a_fork(made: ModuleType, run: Any):
    ports: list[int] = []

    def step(line: Line) -> None:
        if line.request() is not None:
            ports.append(line._connection.getpeername()[1])
            line.write(head(OK, b'{"id": 1}'))

    def in_a_child(client: Any) -> None:
        process = os.fork()
        if process == 0:
            status = 1
            with suppress(BaseException):
                if run is run_sync:
                    client.incidents.get(2)
                else:
                    asyncio.run(client.incidents.get(2))
                status = 0
            os._exit(status)
        assert os.waitpid(process, 0)[1] == 0

    def use_sync(client: Any) -> None:
        client.incidents.get(1)
        in_a_child(client.with_options(max_retries=0))
        client.incidents.get(3)

    async def use_async(client: Any) -> None:
        await client.incidents.get(1)
        await asyncio.to_thread(in_a_child, client)  # where no event loop runs
        await client.incidents.get(3)

    with misbehaving(step) as site:
        use = use_sync if run is run_sync else use_async
        assert run(made, site.url, use, auth=("u", "s")) is None
    assert ports[0] == ports[2] != ports[1]
