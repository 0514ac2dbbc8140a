"""Send requests to a site: retries, rate limits, redirects, and limits on what is accepted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType

import httpx2
import tenacity

from connectgen.core.errors import ConfigError, FetchError
from connectgen.fetch import errors
from connectgen.fetch.credentials import Credentials
from connectgen.fetch.errors import CatalogUrlError, ConnectionBrokenError, RateLimitedError
from connectgen.fetch.record import AnswerRecorder
from connectgen.fetch.urls import Site
from connectgen.jsonio.documents import MAX_BYTES

__all__ = ["CatalogSession", "RequestPolicy", "SiteResponse"]

_CONTEXT = "OSvC-CREST-Application-Context"
_TOKEN = "osvc-crest-api-access-token"

# From 8 characters a secret can be no word of a document, from 4 no whole value, except of letters.
_LONG_SECRET, _SHORT_SECRET = 8, 4
_NEXT_REQUEST_AFTER = "osvc-crest-next-request-after"
_THROTTLED = b"OSC-CREST-00035"
_HTTP_LOG = logging.getLogger("httpcore2.http11")
_OK, _SERVICE_UNAVAILABLE = 200, 503
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 5
_MAX_ERROR_BYTES = 64 * 1024
_MAX_CONTEXT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPolicy:
    """Limits, timeouts and retries of a fetch; times in seconds."""

    at_once: int = 4
    """Largest number of concurrent requests."""

    timeout: float = 30.0
    """Read timeout."""

    deadline: float = 300.0
    """Longest time for one document in all, for answers that arrive byte by byte."""

    retries: int = 3
    """Retries of a request that the site did not process, or whose connection was lost."""

    first_delay: float = 1.0
    """Delay before the first retry; it doubles each time, with jitter of up to this much."""

    longest_pause: float = 60.0
    """Longest pause that the site can ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResponse:
    """Successful answer of a site."""

    url: str
    """URL after redirects."""

    media_type: str
    body: bytes


@dataclass(slots=True, kw_only=True)
class CatalogSession:
    """Session with one site; an async context manager.

    Raises:
        ConfigError: the application context cannot be sent.
    """

    site: Site
    credentials: Credentials
    application_context: str
    policy: RequestPolicy = field(default_factory=RequestPolicy)
    recorder: AnswerRecorder | None = None
    """Keeps each answer as it came."""

    _client: httpx2.AsyncClient = field(init=False, repr=False)
    _slots: asyncio.Semaphore = field(init=False, repr=False)
    _access_token: bytes = field(init=False, repr=False, default=b"")
    _access_tokens: set[str] = field(init=False, repr=False, default_factory=set[str])
    _not_before: float = field(init=False, repr=False, default=0.0)

    def __post_init__(self) -> None:
        context = self.application_context
        fits = context.isascii() and context.isprintable() and context.strip() == context
        if not fits or not 0 < len(context) <= _MAX_CONTEXT:
            raise ConfigError(
                f"application-context: must be 1 to {_MAX_CONTEXT} printable ASCII characters"
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
        # httpcore2 logs response headers, which hold the access token.
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
        """Return the answer to a GET request.

        Args:
            url: URL on this site.
            accept: media type to ask for; a URL of the catalog has two.

        Raises:
            RefusedError: the site answered with an error.
            UnauthorizedError: the credentials are wrong or missing.
            FetchError: there was no answer, or one that cannot be used.
        """
        policy = self.policy
        delay = tenacity.wait_exponential(multiplier=policy.first_delay, max=policy.longest_pause)
        retrying = tenacity.AsyncRetrying(
            # A lost connection is retried like a throttled request, because GET is safe. A timeout
            # is not: it has taken its time already.
            retry=tenacity.retry_if_exception_type((RateLimitedError, ConnectionBrokenError)),
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
        raise failure  # not in the handler: httpx2's error holds the request with its credentials

    def _translate_error(self, url: str, error: Exception) -> FetchError:
        if isinstance(error, TimeoutError | httpx2.TimeoutException):
            return errors.timeout_error(url)
        if isinstance(error, httpx2.ConnectError):
            return errors.unreachable_error(url, error, self._redact_site_text)
        if isinstance(error, httpx2.NetworkError | httpx2.RemoteProtocolError):
            return errors.connection_broken_error(url, error, self._redact_site_text)
        return errors.invalid_response_error(url, error, self._redact_site_text)

    async def _wait_for_site(self) -> None:
        loop = asyncio.get_running_loop()
        # A loop, because another answer may have asked for a longer pause meanwhile.
        while (left := self._not_before - loop.time()) > 0:
            await asyncio.sleep(left)

    async def _follow_redirects(self, requested: str, accept: str) -> SiteResponse:
        """Send the request, and follow redirects within the site."""
        url = requested
        for _ in range(1 + _MAX_REDIRECTS):
            async with self._send_request(url, accept) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._read_response(requested, url, accept, response)
                self._record_answer(url, accept, response, b"")
                target = response.headers.get("Location", "")
            try:
                url = self.site.resolve_url(target, url)
            except CatalogUrlError as error:
                raise errors.redirect_error(requested, error, self._redact_site_text) from None
        raise errors.too_many_redirects_error(requested, _MAX_REDIRECTS)

    @asynccontextmanager
    async def _send_request(self, url: str, accept: str) -> AsyncGenerator[httpx2.Response]:
        headers = [(b"Accept", accept.encode())]
        if self.credentials.authorization:
            headers.append((b"Authorization", self.credentials.authorization.encode()))
        if self._access_token:
            headers.append((_TOKEN.encode(), self._access_token))
        async with self._client.stream("GET", url, headers=headers) as response:
            self._client.cookies.clear()  # each request signs in by itself
            self._update_from_headers(response)
            yield response

    def _update_from_headers(self, response: httpx2.Response) -> None:
        """Keep the access token, and the pause that the site asks for."""
        # As bytes: httpx2 guesses an encoding, and the token must go back as it came.
        tokens = [value for name, value in response.headers.raw if name.lower() == _TOKEN.encode()]
        if tokens:
            self._access_token = tokens[-1]
            self._access_tokens.add(tokens[-1].decode("latin-1"))
        wanted = response.headers.get(_NEXT_REQUEST_AFTER, "")
        if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
            pause = min(int(wanted) / 1000, self.policy.longest_pause)
            now = asyncio.get_running_loop().time()
            self._not_before = max(self._not_before, now + pause)

    async def _read_response(
        self, requested: str, url: str, accept: str, response: httpx2.Response
    ) -> SiteResponse:
        status = response.status_code
        if status == _OK:
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            body = await self._read_body(requested, response)
            self._record_answer(url, accept, response, body)
            return SiteResponse(url=url, media_type=media_type, body=body)
        body = await _read_beginning(response)
        self._record_answer(url, accept, response, body)
        raise errors.status_error(
            requested,
            status,
            body,
            self._redact_site_text,
            credentials=self.credentials.source,
            rate_limited=status == _SERVICE_UNAVAILABLE and (not body or _THROTTLED in body),
        )

    def _record_answer(self, url: str, accept: str, response: httpx2.Response, body: bytes) -> None:
        if self.recorder is not None:
            headers = response.headers.multi_items()
            self.recorder.record_answer(
                url, accept, response.status_code, headers, body, self.redact_secrets
            )

    async def _read_body(self, url: str, response: httpx2.Response) -> bytes:
        too_large = errors.response_too_large_error(url, MAX_BYTES)
        announced = response.headers.get("Content-Length", "")
        # Python refuses to convert numbers of thousands of digits.
        is_number = announced.isascii() and announced.isdigit()  # "²" is a digit to `isdigit`
        if is_number and (len(announced) > 18 or int(announced) > MAX_BYTES):
            raise too_large
        # Counted as well: Content-Length may be absent, and is the compressed size.
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise too_large
        return bytes(body)

    def redact_secrets(self, text: str) -> str:
        """Return *text* without the passwords and tokens of either side."""
        text = self.credentials.redact_secrets(text)
        # Longest first: one secret may be part of another.
        for token in sorted(self._access_tokens - {""}, key=len, reverse=True):
            text = text.replace(token, "[redacted]")
        return text

    def repeats_secret(self, text: str) -> bool:
        """Return whether JSON *text* holds a password or token that is no word by its length.

        A shorter one counts as a whole string, unless it has only letters: `object` and `title` are
        in every document.
        """
        secrets = (*self.credentials.secrets, *self._access_tokens)
        return any(
            secret in text
            if len(secret) >= _LONG_SECRET
            else len(secret) >= _SHORT_SECRET and not secret.isalpha() and f'"{secret}"' in text
            for secret in secrets
        )

    def _redact_site_text(self, text: str) -> str:
        return self.redact_secrets(self.credentials.redact_name(text))


def _has_no_headers(record: logging.LogRecord) -> bool:
    """Return whether a log record is free of response headers."""
    return "receive_response_headers.complete" not in record.getMessage()


async def _read_beginning(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _MAX_ERROR_BYTES:
            break
    return bytes(body[:_MAX_ERROR_BYTES])
