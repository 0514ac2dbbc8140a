"""Crawl a catalog: from its listing to every document that the requested resources need.

Each document is requested once: if it changes meanwhile, it is either the old or the new one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from connectgen.core.catalog_paths import decode_name, encode_path
from connectgen.core.documents import MAX_DOCUMENTS, FetchedCatalog
from connectgen.core.errors import CatalogError, ConnectgenError, FetchError, raise_all
from connectgen.core.json_types import Json
from connectgen.fetch import errors, warnings
from connectgen.fetch.errors import (
    CatalogTooLargeError,
    RefusedError,
    UnauthorizedError,
    UnusableAnswerError,
)
from connectgen.fetch.http_session import CatalogSession, SiteResponse
from connectgen.fetch.links import extract_links
from connectgen.fetch.listing import Listing, fetch_listing, is_json
from connectgen.fetch.urls import LATEST, is_version
from connectgen.jsonio.documents import dump_canonical, parse_schema

__all__ = ["CatalogRequest", "ProgressCallback", "crawl_catalog", "read_schema"]

SCHEMA_JSON = "application/schema+json"
MAX_TOTAL_BYTES = 512 * 1024 * 1024
"""Largest catalog that is accepted: bytes of all documents together."""

_SCHEMA_MEMBERS = frozenset({"$ref", "$schema", "allOf", "definitions", "properties", "type"})

ProgressCallback: TypeAlias = Callable[[str, str, int, int], None]
"""Called after each document with its path, the outcome, how many are done and how many known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogRequest:
    """Part of a catalog to fetch."""

    version: str
    """API version such as `v1.4`, or `latest`."""

    resources: tuple[str, ...] = ()
    every: bool = False
    """True to fetch every resource that the site lists, too."""

    partial: bool = False
    """True to leave out documents that fail; otherwise they are errors."""


async def crawl_catalog(
    request: CatalogRequest,
    session: CatalogSession,
    progress: ProgressCallback,
) -> FetchedCatalog:
    """Return the documents of the requested resources, and all that these need.

    Args:
        request: which part of the catalog to fetch.
        session: connection to the site.
        progress: called after each document.

    Raises:
        UnauthorizedError: the credentials are wrong or missing.
        FetchError: nothing is to be fetched, the catalog is too large, a name is invalid, or the
            listing cannot be used.
        ErrorGroup: the site refused a resource, or documents cannot be used; it lists all.
    """
    wrong = [name for name in request.resources if "/" in name or not encode_path(name)]
    raise_all(errors.invalid_resource_error(name) for name in wrong)
    if not is_version(request.version):
        raise errors.invalid_version_error(request.version)
    try:
        return await _run_crawl(request, session, progress)
    except ConnectgenError as error:
        failure = errors.without_secrets(error, session.redact_secrets)
    raise failure


async def _run_crawl(
    request: CatalogRequest,
    session: CatalogSession,
    progress: ProgressCallback,
) -> FetchedCatalog:
    listing = await fetch_listing(session, request.version)
    named = {path for name in request.resources if (path := encode_path(name))}
    wanted = {*named, *(listing.resources if request.every else ())}
    url = session.site.listing_url(request.version)
    if not wanted:
        raise_all(await _nothing_fetched_errors(request, listing, session, ()))
    run = _CatalogCrawl(
        session=session, version=listing.version, named=named, wanted=wanted, on_progress=progress
    )
    await run.visit_wanted()
    run.drop_case_collisions()
    listed = [decode_name(name) for name in listing.resources]
    failures = {
        path: errors.without_secrets(
            errors.with_suggestion(error, decode_name(path), listed), session.redact_secrets
        )
        for path, error in sorted(run.failures.items())
    }
    if not wanted & run.documents.keys():
        failures |= {path: run.unusable[path] for path in wanted & run.unusable.keys()}
        raise_all(await _nothing_fetched_errors(request, listing, session, failures.values()))
    if not request.partial:
        raise_all(failures.values())
    nothing = errors.no_resources_text(url, "only the resources that you named are fetched")
    return FetchedCatalog(
        asked=request.version,
        version=listing.version,
        site=session.site.digest,
        documents=run.documents,
        resources=tuple(sorted(wanted & run.documents.keys())),
        unavailable=run.unavailable,
        failures=failures,
        notes=tuple(
            session.redact_secrets(note)
            for note in (
                *listing.notes,
                *([nothing] if request.every and not listing.resources else []),
                *map(warnings.unusable_text, run.unusable.values()),
                *sorted(run.notes),
            )
        ),
    )


async def _nothing_fetched_errors(
    request: CatalogRequest,
    listing: Listing,
    session: CatalogSession,
    failures: Iterable[ConnectgenError],
) -> list[ConnectgenError]:
    """Return why no resource was fetched: *failures*, or one error if the site refuses all."""
    served = await _other_version_errors(request, listing, session)
    found = list(failures)
    if listing.refusal is not None:
        refused = errors.catalog_refused_error(listing.refusal, found, advise=not served)
        found = [refused] if refused else found
    elif not found:
        found = [errors.no_resources_error(session.site.listing_url(request.version))]
    return [*found, *served]


async def _other_version_errors(
    request: CatalogRequest, listing: Listing, session: CatalogSession
) -> tuple[FetchError, ...]:
    """Return an error that names the latest version if the site lacks the requested one."""
    if listing.refusal is None or request.version == LATEST:
        return ()
    try:
        served = (await fetch_listing(session, LATEST)).version
    except FetchError:
        return ()
    if served == request.version:
        return ()
    return (errors.served_version_error(session.site.listing_url(served), served),)


@dataclass(slots=True, kw_only=True)
class _CatalogCrawl:
    """One crawl, with what it has found so far."""

    session: CatalogSession
    version: str
    named: set[str]
    """Paths of the resources that the user named."""

    wanted: set[str]
    on_progress: ProgressCallback
    documents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    unavailable: dict[str, int | None] = field(default_factory=dict[str, int | None])
    failures: dict[str, ConnectgenError] = field(default_factory=dict[str, ConnectgenError])
    unusable: dict[str, ConnectgenError] = field(default_factory=dict[str, ConnectgenError])
    """Reason why nothing of a document can be used, by path; the rest can do without it."""

    notes: set[str] = field(default_factory=set[str])
    _known: set[str] = field(default_factory=set[str])
    _done: int = 0
    _bytes: int = 0

    async def visit_wanted(self) -> None:
        """Visit the requested documents, and every document that these lead to."""
        try:
            async with asyncio.TaskGroup() as tasks:
                self._visit_all(self.wanted, tasks)
        except BaseExceptionGroup as group:  # the first error ends the others
            raise group.exceptions[0] from None

    def _visit_all(self, paths: Iterable[str], tasks: asyncio.TaskGroup) -> None:
        for path in sorted(set(paths) - self._known):
            self._known.add(path)
            if len(self._known) > MAX_DOCUMENTS:
                raise errors.too_many_documents_error(self._listing_url, MAX_DOCUMENTS)
            tasks.create_task(self._visit_document(path, tasks))

    async def _visit_document(self, path: str, tasks: asyncio.TaskGroup) -> None:
        outcome = "fetched"
        try:
            parts = await self._fetch_document(path)
            self._visit_all(parts, tasks)
        except UnauthorizedError:
            # A 401 ends the crawl: 150 more attempts with a wrong password lock the account.
            raise
        except RefusedError as error:
            outcome = str(error.status)
            self.unavailable[path] = error.status
            # What others refer to may be withheld from this account; what was asked for may not.
            if path in self.wanted or error.is_temporary:
                self.failures[path] = error
        except CatalogTooLargeError:
            # A limit of the whole catalog: no other document would be accepted either.
            raise
        except ConnectgenError as error:
            outcome = "failed"
            self.unavailable[path] = None
            is_odd = isinstance(error, CatalogError | UnusableAnswerError)
            found = self.unusable if is_odd and path not in self.named else self.failures
            found[path] = error
        self._done += 1
        self.on_progress(path, outcome, self._done, len(self._known))

    async def _fetch_document(self, path: str) -> set[str]:
        """Fetch the document at *path*, keep it, and return the paths that it leads to."""
        url = self.session.site.document_url(self.version, path)
        content = read_schema(await self.session.fetch_url(url, SCHEMA_JSON), url)
        found = extract_links(content, path, self.session.site, self.version)
        self.notes |= {*found.notes}
        document = dump_canonical(found.content)
        if self.session.repeats_secret(document.decode("utf-8")):
            raise errors.secret_in_document_error(url)
        self._bytes += len(document)
        if self._bytes > MAX_TOTAL_BYTES:
            raise errors.catalog_too_large_error(self._listing_url, MAX_TOTAL_BYTES)
        self.documents[path] = document
        return found.paths

    def drop_case_collisions(self) -> None:
        """Leave out documents whose paths differ from another only in case.

        Those that the user named stay, then resources, then what has more small letters.
        """
        spellings: dict[str, str] = {}

        def rank(path: str) -> tuple[bool, bool, str]:
            return path not in self.named, path not in self.wanted, path.swapcase()

        for path in sorted(self.documents, key=rank):
            steps = path.split("/")
            parts = ["/".join(steps[:end]) for end in range(1, len(steps) + 1)]
            known = next(
                (spellings[p.lower()] for p in parts if spellings.get(p.lower(), p) != p), None
            )
            if known is None:
                spellings |= {part.lower(): part for part in parts}
                continue
            del self.documents[path]
            if path in self.named:
                self.failures[path] = errors.case_collision_error(path, known)
            else:
                self.notes.add(warnings.case_collision_text(path, known))

    @property
    def _listing_url(self) -> str:
        return self.session.site.listing_url(self.version)


def read_schema(answer: SiteResponse, url: str) -> dict[str, Json]:
    """Return the schema in *answer*."""
    # Any JSON media type will do, because no raw answer of a real site was public. Only the content
    # tells a schema from the resource's catalog entry, which has the same URL.
    if not is_json(answer.media_type):
        raise errors.media_type_error(url, answer.media_type, SCHEMA_JSON)
    content = parse_schema(answer.body, url)
    if not isinstance(content, dict) or not content.keys() & _SCHEMA_MEMBERS:
        raise errors.not_a_schema_error(url)
    return content
