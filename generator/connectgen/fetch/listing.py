"""Fetch the listing of a catalog: its resources and its API version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectgen.core.catalog_paths import encode_path
from connectgen.core.json_types import Json
from connectgen.fetch import errors, warnings
from connectgen.fetch.errors import CatalogUrlError, RefusedError
from connectgen.fetch.http_session import CatalogSession, SiteResponse
from connectgen.fetch.urls import LATEST, Site
from connectgen.jsonio.documents import parse_json

__all__ = ["JSON", "Listing", "fetch_listing", "is_json", "next_page"]

JSON = "application/json"
_MAX_PAGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Resources and version of a site."""

    version: str
    """API version of the catalog; `latest` is replaced by the version that the site names."""

    resources: tuple[str, ...] = ()
    """Names of the resources; empty if the site lists none or refuses the listing."""

    notes: tuple[str, ...] = ()
    """Warnings about what is left out of the listing."""

    refusal: RefusedError | None = None
    """Error with which the site refused the listing."""


async def fetch_listing(session: CatalogSession, requested: str) -> Listing:
    """Return the listing of the catalog of version *requested*, from all its pages.

    A listing that is refused (403, 404) counts as empty: some profiles may read resources, but not
    the list of them.

    Raises:
        RefusedError: the credentials are wrong or missing, or the site has failed.
        FetchError: the answer cannot be used, or points outside the site.
    """
    url = session.site.listing_url(requested)
    names: set[str] = set()
    versions: set[str] = set()
    notes: list[str] = []
    for _ in range(_MAX_PAGES):
        try:
            answer = await session.fetch_url(url, JSON)
        except RefusedError as error:
            # Refused after the first page: half a listing must not pass for a whole one.
            if names or not error.is_withheld:
                raise
            return Listing(
                version=_choose_version(requested, versions, session.site), refusal=error
            )
        page = _read_members(answer, notes)
        for name, named in _iterate_entries(page, answer.url, session.site, notes):
            names.add(name)
            versions |= named
        following = next_page(page, answer.url, session.site)
        if following is None:
            version = _choose_version(requested, versions, session.site)
            return Listing(version=version, resources=tuple(sorted(names)), notes=tuple(notes))
        url = following
    raise errors.too_many_pages_error(session.site.listing_url(requested), _MAX_PAGES)


def is_json(media_type: str) -> bool:
    """Return whether *media_type* is JSON (RFC 6839 for the suffix)."""
    return media_type == JSON or media_type.endswith("+json")


def _read_members(answer: SiteResponse, notes: list[str]) -> dict[str, Json]:
    if not is_json(answer.media_type):
        raise errors.media_type_error(answer.url, answer.media_type, JSON)
    content = parse_json(answer.body, answer.url)
    if isinstance(content, dict) and isinstance(content.get("items"), list):
        return content
    notes.append(warnings.not_a_listing_text(answer.url))
    return {}


def _iterate_entries(
    page: dict[str, Json], url: str, site: Site, notes: list[str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield the path of each resource with the API versions in its links."""
    items = page.get("items")
    for index, item in enumerate(items if isinstance(items, list) else []):
        name = item.get("name") if isinstance(item, dict) else None
        path = encode_path(name) if isinstance(name, str) and "/" not in name else None
        if path is None:
            notes.append(warnings.invalid_listed_name_text(url, index, name))
            continue
        versions: set[str] = set()
        for rel, href in _iterate_links(item):
            if rel in ("alternate", "canonical"):
                try:
                    versions.add(site.version_and_path(href, url)[0])
                except CatalogUrlError as error:
                    notes.append(warnings.listing_link_text(url, index, error))
        yield path, versions


def _iterate_links(value: Json) -> Iterator[tuple[str, str]]:
    links = value.get("links") if isinstance(value, dict) else None
    for link in links if isinstance(links, list) else []:
        members = link if isinstance(link, dict) else {}
        rel, href = members.get("rel"), members.get("href")
        if isinstance(rel, str) and isinstance(href, str):
            yield rel, href


def next_page(page: dict[str, Json], url: str, site: Site) -> str | None:
    """Return the URL of the page after *page*, which came from *url*; None for the last one.

    Raises:
        FetchError: there is one, but no link to it, or one that leads away from the site.
    """
    if page.get("hasMore") is not True:
        return None
    for rel, href in _iterate_links(page):
        if rel == "next":
            try:
                return site.resolve_url(href, url)
            except CatalogUrlError as error:
                raise errors.next_page_error(url, error) from None
    raise errors.missing_next_page_error(url)


def _choose_version(requested: str, versions: set[str], site: Site) -> str:
    named = versions - {LATEST}
    if len(named) > 1 or (named and requested not in (LATEST, *named)):
        raise errors.version_mismatch_error(site.listing_url(requested), requested, named)
    if requested == LATEST and not named:
        raise errors.unknown_latest_error(site.listing_url(requested))
    return named.pop() if named else requested
