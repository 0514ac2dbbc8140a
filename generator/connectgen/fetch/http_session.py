"""How a site is asked: the protocol's manners, and the limits of what is taken from it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType

import httpx2
import tenacity

from connectgen.core.errors import ConfigError, FetchError
from connectgen.core.json_types import Json
from connectgen.fetch.credentials import Credentials
from connectgen.fetch.urls import CatalogUrlError, Site
from connectgen.jsonio.documents import MAX_BYTES

__all__ = ["CatalogSession", "RefusedError", "RequestPolicy", "SiteResponse", "UnauthorizedError"]

_CONTEXT = "OSvC-CREST-Application-Context"
_TOKEN = "osvc-crest-api-access-token"
_NEXT_REQUEST_AFTER = "osvc-crest-next-request-after"
_THROTTLED = b"OSC-CREST-00035"
_THROUGH_A_RELATIONSHIP = "OSC-CREST-00018"
_HTTP_LOG = logging.getLogger("httpcore2.http11")
_OK, _UNAUTHORIZED, _SERVICE_UNAVAILABLE = 200, 401, 503
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_MOST_OF_AN_ERROR = 64 * 1024
_LONGEST_CONTEXT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPolicy:
    """How much a site is asked of; times in seconds."""

    at_once: int = 4
    timeout: float = 30.0
    """Longest silence."""

    deadline: float = 300.0
    """Longest time for one document, however it trickles in."""

    retries: int = 3
    """Of a request that the site did not carry out, or whose answer broke off."""

    first_delay: float = 1.0
    """Before the first retry; each further one takes twice as long, and up to this much more."""

    longest_pause: float = 60.0
    """The longest that the site may have the next request wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResponse:
    """What a site answered with success."""

    url: str
    """Where it came from in the end."""

    media_type: str
    body: bytes


class RefusedError(FetchError):
    """The site refused a request.

    Args:
        status: of its answer.
        message: what it said.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def is_withheld(self) -> bool:
        """Whether the site keeps this one document to itself, and the rest may be had."""
        return self.status in (403, 404) or _THROUGH_A_RELATIONSHIP in str(self)


class UnauthorizedError(RefusedError):
    """The site does not know who asks: so will it be with every other request."""


class _RateLimitedError(RefusedError):
    """The site did not carry the request out, for now."""


class _ConnectionBrokenError(FetchError):
    """The connection broke off."""


@dataclass(slots=True, kw_only=True)
class CatalogSession:
    """Asks one site; an async context manager.

    Raises:
        ConfigError: the application context cannot be sent.
    """

    site: Site
    credentials: Credentials
    application_context: str
    policy: RequestPolicy = field(default_factory=RequestPolicy)
    _client: httpx2.AsyncClient = field(init=False, repr=False)
    _slots: asyncio.Semaphore = field(init=False, repr=False)
    _access_token: bytes = field(init=False, repr=False, default=b"")
    _access_tokens: set[str] = field(init=False, repr=False, default_factory=set[str])
    _not_before: float = field(init=False, repr=False, default=0.0)

    def __post_init__(self) -> None:
        context = self.application_context
        fits = context.isascii() and context.isprintable() and context.strip() == context
        if not fits or not 0 < len(context) <= _LONGEST_CONTEXT:
            raise ConfigError(
                f"application-context: must be 1 to {_LONGEST_CONTEXT} printable ASCII characters"
            )
        self._slots = asyncio.Semaphore(self.policy.at_once)
        self._client = httpx2.AsyncClient(
            headers={
                "User-Agent": "connectgen",
                "Accept-Encoding": "gzip",
                _CONTEXT: context,
            },
            timeout=self.policy.timeout,
            # Proxies and certificates of the environment; but one would read what goes over http.
            trust_env=self.site.origin.startswith("https:"),
        )

    async def __aenter__(self) -> CatalogSession:
        _HTTP_LOG.addFilter(_has_no_headers)
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._client.__aexit__(kind, error, traceback)
        _HTTP_LOG.removeFilter(_has_no_headers)

    async def fetch_url(self, url: str, accept: str) -> SiteResponse:
        """Return what the site answers at *url*.

        Args:
            url: of this site.
            accept: the media type that is wanted; a URL of the catalog has two.

        Raises:
            RefusedError: the site answered with an error.
            UnauthorizedError: the credentials are wrong or missing.
            FetchError: there was no answer, or one that cannot be taken.
        """
        policy = self.policy
        delay = tenacity.wait_exponential(multiplier=policy.first_delay, max=policy.longest_pause)
        retrying = tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type((_RateLimitedError, _ConnectionBrokenError)),
            stop=tenacity.stop_after_attempt(1 + policy.retries),
            wait=delay + tenacity.wait_random(0, policy.first_delay),
            reraise=True,
        )
        return await retrying(self._attempt_fetch, url, accept)

    async def _attempt_fetch(self, url: str, accept: str) -> SiteResponse:
        async with self._slots:
            await self._wait_for_site()
            try:
                async with asyncio.timeout(self.policy.deadline):
                    return await self._follow_redirects(url, accept)
            except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL) as error:
                failure = self._translate_error(url, error)
        raise failure  # here, where what httpx2 knows of the request is not its context

    def _translate_error(self, url: str, error: Exception) -> FetchError:
        if isinstance(error, TimeoutError | httpx2.TimeoutException):
            return FetchError(f"{url}: no answer in time")
        if isinstance(error, httpx2.ConnectError):
            return FetchError(self._redact_message(url, f"cannot be reached: {error}"))
        if isinstance(error, httpx2.NetworkError | httpx2.RemoteProtocolError):
            return _ConnectionBrokenError(self._redact_message(url, f"broke off: {error}"))
        return FetchError(self._redact_message(url, f"cannot be read: {error}"))

    async def _wait_for_site(self) -> None:
        loop = asyncio.get_running_loop()
        while (left := self._not_before - loop.time()) > 0:
            await asyncio.sleep(left)

    async def _follow_redirects(self, asked: str, accept: str) -> SiteResponse:
        """Ask, and follow redirects within the site."""
        url = asked
        for _ in range(1 + _MOST_REDIRECTS):
            async with self._send_request(url, accept) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._read_response(asked, url, response)
                target = response.headers.get("Location", "")
            try:
                url = self.site.resolve_url(target, url)
            except CatalogUrlError as error:
                raise FetchError(self._redact_message(asked, f"redirects to {error}")) from None
        raise FetchError(f"{asked}: more than {_MOST_REDIRECTS} redirects")

    @asynccontextmanager
    async def _send_request(self, url: str, accept: str) -> AsyncGenerator[httpx2.Response]:
        headers = [(b"Accept", accept.encode())]
        if self.credentials.authorization:
            headers.append((b"Authorization", self.credentials.authorization.encode()))
        if self._access_token:
            headers.append((_TOKEN.encode(), self._access_token))
        async with self._client.stream("GET", url, headers=headers) as response:
            self._client.cookies.clear()  # a session that nobody asked for
            self._update_from_headers(response)
            yield response

    def _update_from_headers(self, response: httpx2.Response) -> None:
        """Keep the access token, and the time that the site wants to be left alone for."""
        tokens = [value for name, value in response.headers.raw if name.lower() == _TOKEN.encode()]
        if tokens:
            self._access_token = tokens[-1]
            self._access_tokens.add(tokens[-1].decode("latin-1"))
        wanted = response.headers.get(_NEXT_REQUEST_AFTER, "")
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
            pause = min(int(wanted) / 1000, self.policy.longest_pause)
            now = asyncio.get_running_loop().time()
            self._not_before = max(self._not_before, now + pause)

    async def _read_response(self, asked: str, url: str, response: httpx2.Response) -> SiteResponse:
        status = response.status_code
        if status == _OK:
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return SiteResponse(
                url=url, media_type=media_type, body=await self._read_body(asked, response)
            )
        body = await _read_beginning(response)
        message = self._redact_message(asked, f"the site answered {status}{_error_reason(body)}")
        if status == _UNAUTHORIZED:
            raise UnauthorizedError(status, f"{message} (credentials: {self.credentials.source})")
        if status == _SERVICE_UNAVAILABLE and (not body or _THROTTLED in body):
            raise _RateLimitedError(status, message)
        raise RefusedError(status, message)

    async def _read_body(self, url: str, response: httpx2.Response) -> bytes:
        too_large = FetchError(f"{url}: larger than {MAX_BYTES // 1024**2} MiB")
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and (len(announced) > 18 or int(announced) > MAX_BYTES):
            raise too_large
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise too_large
        return bytes(body)

    def redact_secrets(self, text: str) -> str:
        """Return *text* without passwords and tokens, ours or the site's."""
        text = self.credentials.redact_secrets(text)
        for token in sorted(self._access_tokens - {""}, key=len, reverse=True):
            text = text.replace(token, "[redacted]")
        return text

    def _redact_message(self, url: str, what: str) -> str:
        """Return a message that holds nothing secret, and no control characters of the site's."""
        text = self.redact_secrets(self.credentials.redact_name(what))
        text = "".join(c if c.isprintable() else " " for c in text)
        return f"{url}: {text if len(text) <= 300 else f'{text[:297]}...'}"


def _has_no_headers(record: logging.LogRecord) -> bool:
    """Tell whether a log record may be seen: headers hold the access token."""
    return "receive_response_headers.complete" not in record.getMessage()


async def _read_beginning(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MOST_OF_AN_ERROR:
            break
    return bytes(body[:_MOST_OF_AN_ERROR])


def _error_reason(body: bytes) -> str:
    """Return what an error's JSON object says, for people; empty where it says nothing."""
    try:
        content: Json = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(content, dict):
        return ""
    parts = [content.get(name) for name in ("o:errorCode", "title", "detail")]
    texts = [part for part in parts if isinstance(part, str) and part]
    return f": {': '.join(texts)}" if texts else ""
