"""Fetch the values of a site's menus, page after page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from connectgen.core.errors import ConnectgenError
from connectgen.core.json_types import Json, is_array, is_integer, is_object
from connectgen.core.menus import Menu, MenuEntry, menu_url_path
from connectgen.fetch import errors
from connectgen.fetch.crawl import ProgressCallback
from connectgen.fetch.errors import RefusedError, UnauthorizedError
from connectgen.fetch.http_session import CatalogSession
from connectgen.fetch.listing import JSON, is_json, next_page
from connectgen.jsonio.documents import dump_canonical, parse_json

__all__ = ["MOST_ENTRIES", "MOST_MENUS", "FetchedMenus", "fetch_menus"]

MOST_ENTRIES = 1_000
"""Number of entries above which a menu is left out."""

MOST_MENUS = 2_000
"""Number of menus above which the rest is left unread."""

_TOO_LONG = f"it has more than {MOST_ENTRIES} entries"
_NO_MENU = "the site answered with something else"


@dataclass(slots=True, kw_only=True)
class FetchedMenus:
    """Menus that were read, and why others were not."""

    menus: dict[str, Menu] = field(default_factory=dict[str, Menu])
    unavailable: dict[str, str] = field(default_factory=dict[str, str])
    """Reason by path: the site refuses the menu, or it has too many entries."""

    failures: dict[str, ConnectgenError] = field(default_factory=dict[str, ConnectgenError])
    """Error by path; a later fetch may read these."""


async def fetch_menus(
    paths: Iterable[str],
    version: str,
    session: CatalogSession,
    progress: ProgressCallback,
    found: FetchedMenus,
) -> None:
    """Fetch the values of the menus at *paths*; one that cannot be read does not stop the others.

    Args:
        paths: paths in the catalog of what the fields refer to; the first `MOST_MENUS` are fetched.
        version: API version.
        session: connection to the site.
        progress: called after each menu.
        found: gets each menu at once, so that it is kept if the fetch is interrupted.

    Raises:
        UnauthorizedError: the credentials are wrong or missing.
    """
    wanted = sorted(paths)[:MOST_MENUS]
    done = 0

    async def read(path: str) -> None:
        nonlocal done
        outcome = "fetched"
        try:
            entries = await _fetch_entries(path, version, session)
            if isinstance(entries, str):
                outcome = "left out"
                found.unavailable[path] = entries
            else:
                found.menus[path] = Menu(path=path, entries=entries)
        except UnauthorizedError:
            raise
        except RefusedError as error:
            outcome = str(error.status)
            if error.is_withheld:
                found.unavailable[path] = f"the site answered {error.status}"
            else:
                found.failures[path] = error
        except ConnectgenError as error:
            outcome = "failed"
            found.failures[path] = errors.without_secrets(error, session.redact_secrets)
        done += 1
        progress(path, outcome, done, len(wanted))

    try:
        async with asyncio.TaskGroup() as tasks:
            for path in wanted:
                tasks.create_task(read(path))
    except BaseExceptionGroup as group:  # the first error ends the others
        raise group.exceptions[0] from None


async def _fetch_entries(
    path: str, version: str, session: CatalogSession
) -> tuple[MenuEntry, ...] | str:
    """Return the entries of the menu at *path*, or why it is left out."""
    root = session.site.listing_url(version).rpartition("/")[0]
    url = f"{root}/{menu_url_path(path)}"
    entries: dict[int, MenuEntry] = {}
    while True:  # ends, because each page adds an entry
        answer = await session.fetch_url(url, JSON)
        if not is_json(answer.media_type):
            raise errors.media_type_error(answer.url, answer.media_type, JSON)
        page = parse_json(answer.body, answer.url)
        items = page.get("items") if is_object(page) else None
        if not is_object(page) or not is_array(items):
            return _NO_MENU
        known = len(entries)
        entries |= {entry.id: entry for entry in map(_read_entry, items) if entry is not None}
        if len(entries) > MOST_ENTRIES:
            return _TOO_LONG
        following = next_page(page, answer.url, session.site)
        if following is None or len(entries) == known:
            found = tuple(entries[number] for number in sorted(entries))
            labels = dump_canonical([entry.name for entry in found])
            if session.repeats_secret(labels.decode("utf-8")):
                raise errors.secret_in_document_error(answer.url)
            return found
        url = following


def _read_entry(item: Json) -> MenuEntry | None:
    """Return an entry; None for what is not one, such as a link."""
    members = item if is_object(item) else {}
    number, name = members.get("id"), members.get("lookupName")
    if not is_integer(number):
        return None
    return MenuEntry(id=number, name=name if isinstance(name, str) else "")
