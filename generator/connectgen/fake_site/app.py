"""The ASGI application of a fake site."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from connectgen.core.errors import CatalogError
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.fake_site.authentication import ACCESS_TOKEN
from connectgen.fake_site.fault_injection import InjectedFault
from connectgen.fake_site.handlers import RoutedRequest, RoutedResponse
from connectgen.fake_site.hosts import Hosts, KnownHosts
from connectgen.fake_site.index_page import PAGE_HEADERS, RECORDS, index_page
from connectgen.fake_site.problem_details import (
    PROBLEM,
    Problem,
    exception_entry,
    exceptions_listing,
)
from connectgen.fake_site.request_path import read_path
from connectgen.fake_site.routing import route_request
from connectgen.fake_site.serializer import drop_nulls
from connectgen.fake_site.site import ReceivedRequest, SimulatedSite
from connectgen.fake_site.store import StoreError
from connectgen.jsonio.documents import parse_json

__all__ = ["build_application"]

_CONNECT = "/services/rest/connect"
_MOST_BYTES = 64 * 1024 * 1024
_LANGUAGE = {"Content-Language": "en-US"}
_OVERRIDES = ("PATCH", "DELETE")
_MOST_SHOWN = 1_000
"""Number of records that a person is shown."""

_METHODS = ("GET", "POST", "PATCH", "DELETE", "OPTIONS", "PUT", "HEAD")
_SECRET = frozenset({"authorization", "cookie", ACCESS_TOKEN})
_CODES = {401: 14, 403: 14, 404: 5, 503: 8}
_GATEWAY = "<html><head><title>Error</title></head><body><h1>Error</h1></body></html>"

_log = logging.getLogger(__name__)


def build_application(site: SimulatedSite, hosts: Hosts | None = None) -> Starlette:
    """Return the application that answers for *site*, if the `Host` header is one of *hosts*.

    Besides the API it has a page at `/`, `/_connectgen/outbox` with the e-mails that a site would
    have sent, `/_connectgen/requests` with the requests it received, and
    `/_connectgen/records/<resource>` with stored records.
    """

    async def handle_api(request: Request) -> Response:
        return await _serve_request(site, request)

    async def handle_outbox(_: Request) -> Response:
        return JSONResponse({"items": site.store.all_messages()})

    async def handle_requests(_: Request) -> Response:
        return JSONResponse({"items": [_as_json(seen) for seen in list(site.received)]})

    async def handle_records(request: Request) -> Response:
        found = site.store.page_of_records(request.path_params["name"], _MOST_SHOWN, 0)
        return JSONResponse({"items": found})

    async def handle_index(request: Request) -> Response:
        url = f"{request.url.scheme}://{request.url.netloc}"
        return HTMLResponse(index_page(site, url), headers=PAGE_HEADERS)

    async def handle_unknown(request: Request, _: Exception) -> Response:
        # also a URL of the API with a line feed, which no route matches
        if request.url.path.startswith(f"{_CONNECT}/"):
            return _problem_response(request, Problem(404, 13, "The URL has a line feed"))
        return Response("Not Found", 404, media_type="text/plain")

    return Starlette(
        exception_handlers={404: handle_unknown},
        routes=[
            Route("/", handle_index),
            Route(f"{_CONNECT}/{{rest:path}}", handle_api, methods=list(_METHODS)),
            Route("/_connectgen/outbox", handle_outbox),
            Route("/_connectgen/requests", handle_requests),
            Route(f"{RECORDS}/{{name}}", handle_records),
        ],
        middleware=[Middleware(KnownHosts, hosts=hosts or Hosts())],
    )


async def _serve_request(site: SimulatedSite, request: Request) -> Response:
    """Answer one request, with the faults and limits that are set."""
    troubles = site.troubles
    troubles.requests += 1
    number = troubles.requests
    admitted = troubles.throttle is None or troubles.throttle.is_admitted(troubles.running)
    troubles.running += 1
    try:
        if troubles.latency:
            await asyncio.sleep(troubles.latency)
        if not admitted:
            response = _problem_response(
                request, Problem(503, 35, "Too many requests; try again later")
            )
        else:
            response = await _respond_with_faults(site, request, troubles.fault_for(number))
    finally:
        troubles.running -= 1
    response.headers["osvc-crest-next-request-after"] = str(troubles.next_request_after)
    status = None if isinstance(response, _NoResponse) else response.status_code
    # Without credentials: `/_connectgen/requests` shows them to everybody.
    headers = {name: value for name, value in request.headers.items() if name not in _SECRET}
    path = request.url.path
    site.received.append(
        ReceivedRequest(
            number=number, method=request.method, path=path, status=status, headers=headers
        )
    )
    _log.info("%s %s %s", request.method, path, status or "no answer")
    return response


async def _respond_with_faults(
    site: SimulatedSite, request: Request, fault: InjectedFault | None
) -> Response:
    if fault is not None and fault.kind == "throttled":
        return _problem_response(request, Problem(503, 35, "Too many requests; try again later"))
    if fault is not None and fault.kind == "status":
        return _fault_response(request, fault)
    response = await _respond(site, request)
    if fault is None:
        return response
    return _NoResponse() if fault.kind == "hang" else _BrokenResponse(response)


async def _respond(site: SimulatedSite, request: Request) -> Response:
    try:
        answer = await _handle_request(site, request)
    except Problem as problem:
        response = _problem_response(request, problem)
    except ClientDisconnect:  # before the body was complete: no client is left
        return _NoResponse()
    except StoreError as error:
        _log.error("%s", error)
        response = _problem_response(
            request, Problem(503, 8, "The database of the site cannot be used")
        )
    except Exception:
        # Starlette would answer in plain text, and a client expects problem details.
        _log.exception("internal error in connectgen, please report it")
        response = _problem_response(request, Problem(500, 8, "Internal error in connectgen"))
    else:
        response = _make_response(request, answer)
    response.headers[ACCESS_TOKEN] = site.authenticator.next_access_token()
    return response


async def _handle_request(site: SimulatedSite, request: Request) -> RoutedResponse:
    site.authenticator.authenticate(request.headers)
    path = read_path(request.scope)
    connect = _connect_url(request)
    if path[:1] == ("exceptions",):
        found = exception_entry(connect, path[1]) if path[1:] else exceptions_listing(connect)
        return RoutedResponse(content=found)
    method = request.method
    override = request.headers.get("x-http-method-override", "").upper()
    if method == "POST" and override in _OVERRIDES:
        method = override
    asked = RoutedRequest(
        method=method,
        path=path,
        query=dict(request.query_params),
        query_text=request.url.query,
        root=f"{connect}/{site.version}",
        body=await _read_body(request) if method in ("POST", "PATCH") else {},
    )
    return route_request(site, asked, request.headers.get("accept", "*/*"))


async def _read_body(request: Request) -> JsonObject:
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > _MOST_BYTES:
            raise Problem(413, 16, f"A body may have at most {_MOST_BYTES} bytes")
    if not data.strip():
        raise Problem(400, 10, "The request has no body")
    try:
        value = parse_json(bytes(data), "the body")
        json.dumps(value, ensure_ascii=False).encode()
    except CatalogError as error:
        raise Problem(400, 11, str(error)) from error
    except UnicodeEncodeError as error:
        raise Problem(400, 11, "the body: a lone surrogate is not a character") from error
    if is_array(value) and len(value) == 1:  # as recorded
        (value,) = value
    if not is_object(value):
        raise Problem(400, 11, "The body must be a JSON object")
    return value


def _make_response(request: Request, answer: RoutedResponse) -> Response:
    headers = dict(_LANGUAGE)
    if answer.location:
        headers["Location"] = answer.location
    if answer.status in (301, 302, 307):
        return RedirectResponse(answer.location or "", answer.status)
    if answer.allow:
        headers["Allow"] = answer.allow
    if answer.file_name:
        headers["Content-Disposition"] = f'attachment; filename="{answer.file_name}"'
    content = answer.content
    if content is None or isinstance(content, bytes):
        data = content or b""
        if answer.compressed and "gzip" in request.headers.get("accept-encoding", ""):
            data, headers["Content-Encoding"] = gzip.compress(data, mtime=0), "gzip"
        return Response(data, answer.status, headers | {"Content-Type": answer.media_type})
    if "exclude-null" in request.headers.get("prefer", ""):
        content = drop_nulls(content)
    return _ChunkedResponse(content, answer.status, headers, answer.media_type)


def _problem_response(request: Request, problem: Problem) -> Response:
    content = problem.as_json(_connect_url(request), str(request.url.replace(query="")))
    headers = _LANGUAGE | problem.headers
    return _ChunkedResponse(content, problem.status, headers, PROBLEM)


def _fault_response(request: Request, fault: InjectedFault) -> Response:
    if fault.body == "html":
        return HTMLResponse(_GATEWAY, fault.status)
    if fault.body == "empty":
        return Response(None, fault.status)
    code = _CODES.get(fault.status, 8 if fault.status >= 500 else 16)
    return _problem_response(request, Problem(fault.status, code, "Injected fault"))


def _connect_url(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{_CONNECT}"


def _as_json(seen: ReceivedRequest) -> JsonObject:
    return asdict(seen)


class _ChunkedResponse(JSONResponse):
    """JSON without a Content-Length, as real sites send it."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Set the headers; the server sends chunks if no length is known."""
        super().init_headers(headers)
        del self.headers["Content-Length"]


class _NoResponse(Response):
    """Response that never comes, until the client gives up or the site is closed."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the client to disconnect."""
        with suppress(ClientDisconnect):
            while (await receive())["type"] != "http.disconnect":
                continue


class _BrokenResponse(Response):
    """Response that breaks off in the middle."""

    def __init__(self, whole: Response) -> None:
        super().__init__(status_code=whole.status_code)
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head and half of the body, and end the connection."""
        # At least 2, so that an empty body breaks off too.
        self._whole.headers["Content-Length"] = str(max(2, len(self._whole.body)))
        raw = {"type": "http.response.start", "status": self.status_code}
        await send({**raw, "headers": self._whole.raw_headers})
        half = bytes(self._whole.body[: len(self._whole.body) // 2])
        await send({"type": "http.response.body", "body": half, "more_body": True})
