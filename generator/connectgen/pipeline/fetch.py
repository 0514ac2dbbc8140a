"""From a site to a snapshot: fetch the documents, check them, and keep them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.config.options import FetchOptions
from connectgen.core.documents import FetchedCatalog

if TYPE_CHECKING:
    from connectgen.fetch import AnswerRecorder, ProgressCallback, RequestPolicy

__all__ = ["FetchResult", "fetch_snapshot", "make_recorder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """Result of a fetch."""

    fetched: FetchedCatalog
    folder: Path
    """Folder of the snapshot."""

    changed: bool
    """True if the snapshot differs from the one before."""

    gone: tuple[str, ...] = ()
    """Resources that the snapshot had before and has no longer, sorted."""

    recorder: AnswerRecorder | None = None
    """Recorder of the answers; the answers about menus go on with it."""


def fetch_snapshot(
    options: FetchOptions,
    environment: Mapping[str, str],
    progress: ProgressCallback | None = None,
    policy: RequestPolicy | None = None,
) -> FetchResult:
    """Fetch the documents that *options* name, and store them as the snapshot of their version.

    Args:
        options: what to fetch.
        environment: variables that may hold credentials.
        progress: called for each document.
        policy: limits of requests; the default is what the site documents.

    Raises:
        ConnectgenError: for every mistake that is not connectgen's own, and every failure of the
            site's; the snapshot is as it was then.
    """
    import asyncio  # late: as slow to import as all of `generate --check`

    from connectgen.fetch import (
        CatalogRequest,
        CatalogSession,
        RequestPolicy,
        crawl_catalog,
        find_credentials,
        parse_site,
    )
    from connectgen.snapshot.store import ensure_replaceable, store_snapshot

    site = parse_site(options.site)
    name = options.into.as_posix()
    ensure_replaceable(options.into, options.api_version, name=name)
    credentials = find_credentials(site, environment)
    request = CatalogRequest(
        version=options.api_version,
        resources=options.resources,
        every=options.every,
        partial=options.partial,
    )

    recorder = make_recorder(options)

    async def run_crawl() -> FetchedCatalog:
        session = CatalogSession(
            site=site,
            credentials=credentials,
            application_context=options.application_context,
            policy=policy or RequestPolicy(timeout=options.timeout),
            recorder=recorder,
        )
        async with session:
            return await crawl_catalog(request, session, progress or _ignore_progress)

    fetched = asyncio.run(run_crawl())
    folder = options.into / fetched.version
    before = _pinned_resources(folder)
    changed = store_snapshot(options.into, fetched, name=name)
    gone = tuple(sorted(before - {*fetched.resources}))
    return FetchResult(
        fetched=fetched, folder=folder, changed=changed, gone=gone, recorder=recorder
    )


def _pinned_resources(folder: Path) -> set[str]:
    from connectgen.core.documents import PIN_FILE
    from connectgen.snapshot.pin import read_pin

    pin = folder / PIN_FILE
    return {*read_pin(pin, pin.as_posix()).resources} if pin.is_file() else set()


def make_recorder(options: FetchOptions) -> AnswerRecorder | None:
    """Return the recorder of answers with its folder, if one is asked for.

    Raises:
        OutputError: the folder cannot be made, or is not empty.
    """
    from connectgen.fetch import AnswerRecorder

    if not options.record:
        return None
    recorder = AnswerRecorder(folder=options.record)
    recorder.prepare_folder()
    return recorder


def _ignore_progress(path: str, outcome: str, done: int, known: int) -> None:
    """Ignore the progress of a fetch."""
