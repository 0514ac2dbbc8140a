"""From a site to a snapshot: fetch the documents, check them, and keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.config.options import FetchOptions
from connectgen.core.documents import Fetched

if TYPE_CHECKING:
    from connectgen.fetch import Manners, Progress

__all__ = ["FetchResult", "fetch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """What a fetch brought."""

    fetched: Fetched
    folder: Path
    """Folder of the snapshot."""

    changed: bool
    """Whether the snapshot is another than before."""

    gone: tuple[str, ...] = ()
    """Resources that the snapshot had before and has no longer, sorted."""


def fetch(
    options: FetchOptions,
    environment: Mapping[str, str],
    progress: Progress | None = None,
    manners: Manners | None = None,
) -> FetchResult:
    """Fetch what *options* say, and make it the snapshot of its version.

    Args:
        options: what to fetch.
        environment: variables that may hold credentials.
        progress: told of each document.
        manners: how much the site is asked of; the default is what it documents.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own, and every failure of the
            site's; the snapshot is as it was then.
    """
    import asyncio  # late: as slow to import as all of `generate --check`

    from connectgen.fetch import Manners, Request, Session, crawl, find_credentials, site_of
    from connectgen.json_schema.metaschema import errors_in
    from connectgen.snapshot.load import PIN_FILE, read_pin
    from connectgen.snapshot.store import refuse, store

    site = site_of(options.site)
    name = options.into.as_posix()
    refuse(options.into, options.api_version, name=name)
    credentials = find_credentials(site, environment)
    request = Request(
        version=options.api_version,
        resources=options.resources,
        every=options.every,
        partial=options.partial,
    )

    async def run() -> Fetched:
        session = Session(
            site=site,
            credentials=credentials,
            application_context=options.application_context,
            manners=manners or Manners(timeout=options.timeout),
        )
        async with session:
            return await crawl(request, session, errors_in, progress or _tell_nobody)

    fetched = asyncio.run(run())
    folder = options.into / fetched.version
    pin = folder / PIN_FILE
    before = read_pin(pin, pin.as_posix()).resources if pin.is_file() else ()
    changed = store(options.into, fetched, name=name)
    gone = tuple(sorted(set(before) - set(fetched.resources)))
    return FetchResult(fetched=fetched, folder=folder, changed=changed, gone=gone)


def _tell_nobody(path: str, outcome: str, done: int, known: int) -> None:
    """Take note of a document, and do nothing."""
