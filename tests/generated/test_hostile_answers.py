"""Hostile answers of a site: a `ClientError` without secrets, whatever they are."""

from __future__ import annotations

import gzip
import json
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support import hostile_site
from support.hostile_site import COOKIE, OK, PASSWORD, SECRETS, auths, both, head, raw, uses
from support.http_server import Seen
from support.secrets_in_errors import leaks
from support.tcp_server import Line, Step, misbehaving

pytestmark = pytest.mark.slow

HURRIED = {"timeout": 0.5, "total_timeout": 0.8, "max_retries": 1, "retry_delay": 0.001}


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
    units = text.encode("utf-16-be").hex().upper()
    points = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
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


@cache
def bomb(encoding: str) -> bytes:
    """Return an answer of 3 MB that is 300 MB once it is decoded."""
    compressor = zlib.compressobj(9, wbits={"gzip": 31, "deflate": 15}[encoding])
    body = b"".join([compressor.compress(bytes(2**20)) for _ in range(300)]) + compressor.flush()
    return head("200 OK", body, f"Content-Encoding: {encoding}")


def answer_with_bomb(encoding: str) -> Step:
    """Make the answer when it is sent: it takes a second."""
    return lambda line: raw(bomb(encoding))(line)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
LATE = "Mon, 01 Jan 99999999999 00:00:00 GMT"
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
    "gzip bomb": answer_with_bomb("gzip"),
    "deflate bomb": answer_with_bomb("deflate"),
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


USUAL = ("create", "pages", "download", "raw")


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
                assert leaks(error, SECRETS, own=[__file__, hostile_site.__file__]) == [], name
    assert list(folder.glob("*.part")) == []


@both
@pytest.mark.parametrize("attack", [name for name in ATTACKS if name not in ENDLESS])
def test_hostile_response_raises_client_error_without_secrets(
    made: ModuleType, run: Any, attack: str, tmp_path: Path
):
    names = () if attack.startswith(("mirrored in J", "retry after for")) else USUAL
    assert_harmless(made, run, attack, tmp_path, *names)


@both
@pytest.mark.parametrize("attack", ENDLESS)
def test_endless_response_times_out(made: ModuleType, run: Any, attack: str, tmp_path: Path):
    has_begun = any(word in attack for word in ("chunk", "trailer", "tail"))
    assert_harmless(made, run, attack, tmp_path, "create", *(() if has_begun else ("download",)))


@both
def test_max_reply_size_option(made: ModuleType, run: Any):
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
                assert f"is larger than max_reply_size ({limit} bytes)" in str(error)


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
            assert mine.__traceback__
            assert mine.__traceback__.tb_next
            assert mine.__traceback__.tb_next.tb_frame.f_locals == {"kept": "mine"}
    assert isinstance(error, made.NotFoundError)
