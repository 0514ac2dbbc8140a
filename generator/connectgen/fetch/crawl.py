"""A catalog, from its listing through every document that the wanted resources need.

Each document is asked for once: one that changes meanwhile is either the old or the new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from connectgen.core.documents import MAX_DOCUMENTS, FetchedCatalog
from connectgen.core.errors import ConnectgenError, FetchError, SchemaError, raise_all
from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.core.suggestions import did_you_mean
from connectgen.fetch.http_session import (
    CatalogSession,
    RefusedError,
    SiteResponse,
    UnauthorizedError,
)
from connectgen.fetch.links import extract_links
from connectgen.fetch.listing import Listing, fetch_listing, is_json
from connectgen.fetch.urls import LATEST, is_path, is_version
from connectgen.jsonio.documents import dump_canonical, parse_schema

__all__ = ["CatalogRequest", "DocumentCheck", "ProgressCallback", "crawl_catalog"]

SCHEMA_JSON = "application/schema+json"
MAX_TOTAL_BYTES = 512 * 1024 * 1024
"""Size in bytes of all documents together above which a catalog is refused."""

_SCHEMA_MEMBERS = frozenset({"$ref", "$schema", "allOf", "definitions", "properties", "type"})

DocumentCheck: TypeAlias = Callable[[dict[str, Json], Location], Iterable[SchemaError]]
"""Yields every way in which a document is no JSON Schema."""

ProgressCallback: TypeAlias = Callable[[str, str, int, int], None]
"""Told of each document: its path, how it went, how many are done, how many are known of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRequest:
    """Which part of a catalog is wanted."""

    version: str
    """Such as `v1.4`, or `latest`."""

    resources: tuple[str, ...] = ()
    every: bool = False
    """Whether everything that the site lists is wanted besides."""

    partial: bool = False
    """Whether what fails is left out; else it is an error."""


async def crawl_catalog(
    request: CatalogRequest,
    session: CatalogSession,
    check: DocumentCheck,
    progress: ProgressCallback,
) -> FetchedCatalog:
    """Return the documents of the resources that are wanted, and of all that these need.

    Raises:
        UnauthorizedError: the credentials are wrong or missing.
        FetchError: there is nothing to fetch or too much of it, a name cannot be one, or the
            listing cannot be used.
        ErrorGroup: a resource was refused, or a document cannot be used; it names all of them.
    """
    wrong = [name for name in request.resources if "/" in name or not is_path(name)]
    raise_all(FetchError(f"{name!r} cannot be the name of a resource") for name in wrong)
    if not is_version(request.version):
        raise FetchError(f"{request.version!r} is not the name of an API version, such as v1.4")
    try:
        return await _run_crawl(request, session, check, progress)
    except ConnectgenError as error:
        failure = _redact_error(error, session)
    raise failure


async def _run_crawl(
    request: CatalogRequest,
    session: CatalogSession,
    check: DocumentCheck,
    progress: ProgressCallback,
) -> FetchedCatalog:
    listing = await fetch_listing(session, request.version)
    wanted = {*request.resources, *(listing.resources if request.every else ())}
    nothing = (
        f"{session.site.listing_url(request.version)}: the site lists no resources to this user"
    )
    if not wanted:
        refusal = listing.refusal or FetchError(f"{nothing}; name those you need")
        raise_all([refusal, *await _other_version_errors(request, listing, session)])
    run = _CatalogCrawl(
        session=session, version=listing.version, wanted=wanted, check=check, on_progress=progress
    )
    await run.visit_wanted()
    failures = {
        path: _redact_error(_explain_missing(path, error, listing), session)
        for path, error in sorted(run.failures.items())
    }
    if not wanted & run.documents.keys():
        raise_all([*failures.values(), *await _other_version_errors(request, listing, session)])
    if not request.partial:
        raise_all(failures.values())
    nothing = f"{nothing}; only those that were named are fetched"
    return FetchedCatalog(
        asked=request.version,
        version=listing.version,
        site=session.site.digest,
        documents=run.documents,
        resources=tuple(sorted(wanted & run.documents.keys())),
        unavailable=run.unavailable,
        failures=failures,
        notes=(nothing,) if request.every and not listing.resources else (),
    )


def _explain_missing(path: str, error: ConnectgenError, listing: Listing) -> ConnectgenError:
    """Return *error*, which says more where the name of a resource is likely a mistake."""
    listed = listing.resources
    if not isinstance(error, RefusedError) or not listed or "/" in path or path in listed:
        return error
    meant = did_you_mean(path, listed) or f"; it lists {', '.join(listed)}"
    return RefusedError(error.status, f"{error}; the site lists no {path!r}{meant}")


async def _other_version_errors(
    request: CatalogRequest, listing: Listing, session: CatalogSession
) -> tuple[FetchError, ...]:
    """Return what to say where the site has the version that is asked for not, but another."""
    if listing.refusal is None or request.version == LATEST:
        return ()
    try:
        there = (await fetch_listing(session, LATEST)).version
    except FetchError:
        return ()
    if there == request.version:
        return ()
    return (
        FetchError(
            f"{session.site.listing_url(there)}: there is {there}: say --api-version {there}"
        ),
    )


def _redact_error(error: ConnectgenError, session: CatalogSession) -> ConnectgenError:
    """Return *error*, or one like it: a site may repeat in a document what it was sent."""
    redacted = tuple(map(session.redact_secrets, error.lines))
    return error if redacted == error.lines else FetchError(*redacted)


@dataclass(slots=True, kw_only=True)
class _CatalogCrawl:
    """One walk through a catalog."""

    session: CatalogSession
    version: str
    wanted: set[str]
    check: DocumentCheck
    on_progress: ProgressCallback
    documents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    unavailable: dict[str, int | None] = field(default_factory=dict[str, int | None])
    failures: dict[str, ConnectgenError] = field(default_factory=dict[str, ConnectgenError])
    _known: set[str] = field(default_factory=set[str])
    _done: int = 0
    _bytes: int = 0

    async def visit_wanted(self) -> None:
        """Visit everything that is wanted, and everything that this leads to."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._visit_all(self.wanted, tasks)
        except BaseExceptionGroup as group:  # the first error ends the others
            raise group.exceptions[0] from None

    def _visit_all(self, paths: Iterable[str], tasks: asyncio.TaskGroup) -> None:
        for path in sorted(set(paths) - self._known):
            self._known.add(path)
            if len(self._known) > MAX_DOCUMENTS:
                raise _CatalogTooLargeError(
                    f"{self._listing_url}: more than {MAX_DOCUMENTS} documents"
                )
            tasks.create_task(self._visit_document(path, tasks))

    async def _visit_document(self, path: str, tasks: asyncio.TaskGroup) -> None:
        outcome = "fetched"
        try:
            parts = await self._fetch_document(path)
            self._visit_all(parts, tasks)
        except UnauthorizedError:
            raise
        except RefusedError as error:
            outcome = str(error.status)
            self.unavailable[path] = error.status
            if path in self.wanted or not error.is_withheld:
                self.failures[path] = error
        except _CatalogTooLargeError:
            raise
        except ConnectgenError as error:
            outcome = "failed"
            self.unavailable[path] = None
            self.failures[path] = error
        self._done += 1
        self.on_progress(path, outcome, self._done, len(self._known))

    async def _fetch_document(self, path: str) -> set[str]:
        """Fetch the document at *path*, keep it, and return what it leads to."""
        url = self.session.site.document_url(self.version, path)
        content = _read_schema(await self.session.fetch_url(url, SCHEMA_JSON), url)
        found = extract_links(content, path, self.session.site, self.version)
        location = Location(document=path, folder=self._listing_url)
        raise_all([*found.errors, *self.check(content, location)])
        document = dump_canonical(found.content)
        self._bytes += len(document)
        if self._bytes > MAX_TOTAL_BYTES:
            mebibytes = MAX_TOTAL_BYTES // 1024**2
            raise _CatalogTooLargeError(f"{self._listing_url}: larger than {mebibytes} MiB in all")
        self.documents[path] = document
        return found.paths

    @property
    def _listing_url(self) -> str:
        return self.session.site.listing_url(self.version)


class _CatalogTooLargeError(FetchError):
    """A catalog is past a limit."""


def _read_schema(answer: SiteResponse, url: str) -> dict[str, Json]:
    """Return the schema; the same URL has another answer, the resource's entry in the listing."""
    if not is_json(answer.media_type):
        received = f"{answer.media_type!r:.100}" if answer.media_type else "no media type"
        raise FetchError(f"{url}: answered with {received} and not with {SCHEMA_JSON}")
    content = parse_schema(answer.body, url)
    if not isinstance(content, dict) or not content.keys() & _SCHEMA_MEMBERS:
        raise FetchError(f"{url}: answered with JSON that is not a schema")
    return content
