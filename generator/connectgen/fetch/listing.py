"""The listing of a catalog: which resources the site has, and in which version it answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectgen.core.errors import FetchError
from connectgen.core.json_types import Json
from connectgen.fetch.http_session import CatalogSession, RefusedError, SiteResponse
from connectgen.fetch.urls import LATEST, CatalogUrlError, Site, is_path
from connectgen.jsonio.documents import parse_json

__all__ = ["JSON", "Listing", "fetch_listing", "is_json"]

JSON = "application/json"
_MOST_PAGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a site says it has."""

    version: str
    """The version in which it answers: never `latest` where the site says what that is."""

    resources: tuple[str, ...] = ()
    """Names of the resources; empty where the site lists none, or refuses to."""

    refusal: RefusedError | None = None
    """Why there are none."""


async def fetch_listing(session: CatalogSession, asked: str) -> Listing:
    """Return the listing of the catalog of the version *asked* for, all its pages.

    A listing that is refused (403, 404) is an empty one: some profiles may read resources, and not
    the list of them.

    Raises:
        RefusedError: the credentials are wrong or missing, or the site is in trouble.
        FetchError: the answer cannot be used, or leads away from the site.
    """
    url = session.site.listing_url(asked)
    names: set[str] = set()
    versions: set[str] = set()
    for _ in range(_MOST_PAGES):
        try:
            answer = await session.fetch_url(url, JSON)
        except RefusedError as error:
            if names or not error.is_withheld:
                raise
            return Listing(version=_choose_version(asked, versions, session.site), refusal=error)
        page = _read_members(answer)
        for name, named in _iterate_entries(page, answer.url, session.site):
            names.add(name)
            versions |= named
        following = _next_page(page, answer.url, session.site)
        if following is None:
            version = _choose_version(asked, versions, session.site)
            return Listing(version=version, resources=tuple(sorted(names)))
        url = following
    raise FetchError(f"{session.site.listing_url(asked)}: more than {_MOST_PAGES} pages")


def is_json(media_type: str) -> bool:
    """Tell whether *media_type* is JSON (RFC 6839 for the suffix)."""
    return media_type == JSON or media_type.endswith("+json")


def _read_members(answer: SiteResponse) -> dict[str, Json]:
    if not is_json(answer.media_type):
        raise FetchError(f"{answer.url}: answered with {answer.media_type!r} and not with {JSON}")
    content = parse_json(answer.body, answer.url)
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        raise FetchError(f"{answer.url}: not a listing: no array of items")
    return content


def _iterate_entries(page: dict[str, Json], url: str, site: Site) -> Iterator[tuple[str, set[str]]]:
    """Yield the name of each resource, and the versions that its links name."""
    items = page["items"]
    for index, item in enumerate(items if isinstance(items, list) else []):
        name = item.get("name") if isinstance(item, dict) else None
        if not isinstance(name, str) or "/" in name or not is_path(name):
            raise FetchError(f"{url}#/items/{index}: not the name of a resource: {name!r:.100}")
        versions: set[str] = set()
        for rel, href in _iterate_links(item):
            if rel in ("alternate", "canonical"):
                versions.add(_check_link(href, url, site, f"items/{index}"))
        yield name, versions


def _check_link(href: str, url: str, site: Site, where: str) -> str:
    try:
        return site.version_and_path(href, url)[0]
    except CatalogUrlError as error:
        raise FetchError(f"{url}#/{where}: a link leads to {error}") from None


def _iterate_links(value: Json) -> Iterator[tuple[str, str]]:
    links = value.get("links") if isinstance(value, dict) else None
    for link in links if isinstance(links, list) else []:
        members = link if isinstance(link, dict) else {}
        rel, href = members.get("rel"), members.get("href")
        if isinstance(rel, str) and isinstance(href, str):
            yield rel, href


def _next_page(page: dict[str, Json], url: str, site: Site) -> str | None:
    if page.get("hasMore") is not True:
        return None
    for rel, href in _iterate_links(page):
        if rel == "next":
            try:
                return site.resolve_url(href, url)
            except CatalogUrlError as error:
                raise FetchError(f"{url}: the next page leads to {error}") from None
    raise FetchError(f"{url}: there is more, but no link to it")


def _choose_version(asked: str, versions: set[str], site: Site) -> str:
    named = versions - {LATEST}
    if len(named) > 1 or (named and asked not in (LATEST, *named)):
        listed = ", ".join(sorted(named))
        raise FetchError(f"{site.listing_url(asked)}: asked for {asked}, answered with {listed}")
    if asked == LATEST and not named:
        raise FetchError(
            f"{site.listing_url(asked)}: the site does not say which version is latest; name one"
        )
    return named.pop() if named else asked
