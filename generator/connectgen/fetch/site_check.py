"""Check whether a site can be fetched from: a few GETs, each of which says one thing.

A request is sent only if those before it let expect an answer. So a wrong password is sent once,
and locks no account.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from connectgen.core.catalog_paths import decode_name
from connectgen.core.errors import CatalogError, ConnectgenError
from connectgen.core.json_types import is_array, is_object
from connectgen.core.sentences import count_of
from connectgen.fetch import errors
from connectgen.fetch.crawl import SCHEMA_JSON, read_schema
from connectgen.fetch.errors import RefusedError, UnauthorizedError, UnusableAnswerError
from connectgen.fetch.http_session import CatalogSession
from connectgen.fetch.listing import JSON, Listing, fetch_listing, is_json
from connectgen.fetch.urls import LATEST, is_version

__all__ = ["SiteCheck", "check_site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCheck:
    """Result of one check."""

    subject: str
    """What was checked, in one word."""

    is_good: bool
    text: str


async def check_site(session: CatalogSession, version: str) -> AsyncIterator[SiteCheck]:
    """Yield what each request says about the site of *session*, until one fails.

    Args:
        session: connection to the site.
        version: API version that is wanted, or `latest`.
    """
    if not is_version(version):
        raise errors.invalid_version_error(version)
    try:
        listing = await fetch_listing(session, version)
    except UnauthorizedError as error:
        yield _good("site", f"{session.site.origin} answers")
        yield _bad("credentials", session, error)
        return
    except (CatalogError, UnusableAnswerError) as error:
        yield _good("site", f"{session.site.origin} answers")
        advice = "is this a B2C Service site, and is its REST API open to this machine?"
        yield _bad("catalog", session, error, advice)
        return
    except RefusedError as error:
        yield _good("site", f"{session.site.origin} answers")
        yield _bad("catalog", session, error)
        return
    except ConnectgenError as error:
        yield _bad("site", session, error)
        return
    yield _good("site", f"{session.site.origin} answers")
    if listing.refusal is not None and not await _is_refused_only(session, version):
        async for check in _check_refused(session, version, listing.refusal):
            yield check
        return
    async for check in _check_catalog(session, listing):
        yield check


async def _is_refused_only(session: CatalogSession, version: str) -> bool:
    """Return whether the site serves the version, although not its catalog."""
    try:
        answer = await session.fetch_url(session.site.version_url(version), JSON)
    except ConnectgenError:
        return False
    return is_json(answer.media_type)


async def _check_refused(
    session: CatalogSession, version: str, refusal: RefusedError
) -> AsyncIterator[SiteCheck]:
    """Yield why a site refuses the listing: it has another version, or no such API."""
    served = ""
    if version != LATEST:
        try:
            served = (await fetch_listing(session, LATEST)).version
        except UnauthorizedError as error:
            yield _bad("credentials", session, error)
            return
        except ConnectgenError:
            served = ""
    if served and served != version:
        yield _good("credentials", f"accepted ({session.credentials.source})")
        text = f"the site has no {version}, its latest is {served}; use --api-version {served}"
        yield SiteCheck(subject="version", is_good=False, text=text)
        return
    advice = (
        "give the account access to the metadata catalog"
        if refusal.status == 403
        else "is this a B2C Service site, and is --api-version right?"
    )
    yield _bad("catalog", session, refusal, advice)


async def _check_catalog(session: CatalogSession, listing: Listing) -> AsyncIterator[SiteCheck]:
    """Yield what the catalog of a site that answers has."""
    source = session.credentials.source
    yield _good("credentials", f"accepted ({source})")
    yield _good("header", f"application context {session.application_context!r} accepted")
    yield _good("version", f"{listing.version} served")
    if listing.refusal is not None:
        text = f"the listing is refused ({listing.refusal.status}); name resources to fetch"
        yield SiteCheck(subject="catalog", is_good=False, text=text)
        return
    odd = f", and {len(listing.notes)} entries that cannot be used" if listing.notes else ""
    count = len(listing.resources)
    text = f"{count_of(count, 'resource')} listed{odd}"
    yield SiteCheck(subject="catalog", is_good=count > 0, text=text)
    if not count:
        return
    name = "incidents" if "incidents" in listing.resources else listing.resources[0]
    url = session.site.document_url(listing.version, name)
    try:
        answer = await session.fetch_url(url, SCHEMA_JSON)
        content = read_schema(answer, url)
    except ConnectgenError as error:
        yield _bad("document", session, error)
        return
    named = f"{content.get('$schema', 'no $schema')!s:.100}"
    count = _count_properties(content)
    text = f"{decode_name(name)}: {answer.media_type}, {named}, {count} properties"
    yield SiteCheck(subject="document", is_good=count > 0, text=session.redact_secrets(text))


def _count_properties(content: object) -> int:
    """Return the number of properties of the record that a document describes."""
    if not is_object(content):
        return 0
    definitions = content.get("definitions")
    record = definitions.get("singularResource") if is_object(definitions) else None
    properties = (record if is_object(record) else content).get("properties")
    return len(properties) if is_object(properties) or is_array(properties) else 0


def _good(subject: str, text: str) -> SiteCheck:
    return SiteCheck(subject=subject, is_good=True, text=text)


def _bad(
    subject: str, session: CatalogSession, error: ConnectgenError, advice: str = ""
) -> SiteCheck:
    text = session.redact_secrets(" ".join(error.lines))
    return SiteCheck(
        subject=subject, is_good=False, text=f"{text}{f'; {advice}' if advice else ''}"
    )
