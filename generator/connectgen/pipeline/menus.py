"""From a fetched snapshot to the values of its menus: find them, fetch them, and pin them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from connectgen.config.options import FetchOptions, Options
from connectgen.core.menus import Menu, MenuFile, menu_targets

if TYPE_CHECKING:
    from connectgen.core.errors import ConnectgenError
    from connectgen.fetch import AnswerRecorder, ProgressCallback, RequestPolicy

__all__ = ["MenuResult", "fetch_menu_values"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuResult:
    """Result of a fetch of menus."""

    file: Path
    pinned: MenuFile
    changed: bool
    """True if the file differs from the one before."""

    unavailable: Mapping[str, str]
    """Reason by path of each menu that has no values now."""

    failures: Mapping[str, ConnectgenError]
    """Error by path of each menu that is still to be read."""


def fetch_menu_values(
    options: FetchOptions,
    version: str,
    environment: Mapping[str, str],
    progress: ProgressCallback | None = None,
    policy: RequestPolicy | None = None,
    recorder: AnswerRecorder | None = None,
) -> MenuResult:
    """Fetch the values of all menus of the snapshot, and pin them beside it.

    If the last fetch did not read all of them, only the others are fetched. What was read is kept
    even if a later request fails or the user interrupts.

    Args:
        options: where the snapshot is, and its site.
        version: version of the snapshot.
        environment: variables that may hold credentials.
        progress: called for each menu.
        policy: limits of requests.
        recorder: recorder of the answers, of the fetch before; None makes one if *options* name a
            folder for answers.

    Raises:
        ConnectgenError: the snapshot cannot be used, or the site refuses the credentials.
    """
    import asyncio  # late: as slow to import as all of `generate --check`

    from connectgen.fetch import CatalogSession, RequestPolicy, find_credentials, parse_site
    from connectgen.fetch.menus import FetchedMenus, fetch_menus
    from connectgen.pipeline.api import read_api
    from connectgen.pipeline.fetch import make_recorder
    from connectgen.snapshot.menus import load_menus, menu_file_name, store_menus

    site = parse_site(options.site)
    name = options.into.as_posix()
    api, _ = read_api(Options(schemas=options.into, api_version=version))
    targets = menu_targets(api.resources)
    before = load_menus(options.into, version, name=name)
    if before is None or before.site != site.digest:
        before = MenuFile(site=site.digest, menus=())
    missing = _missing_menus(before, targets)
    recorder = recorder or make_recorder(options)
    found = FetchedMenus()
    changed = False

    async def run() -> None:
        session = CatalogSession(
            site=site,
            credentials=find_credentials(site, environment),
            application_context=options.application_context,
            policy=policy or RequestPolicy(timeout=options.timeout),
            recorder=recorder,
        )
        async with session:
            await fetch_menus(missing, version, session, progress or _ignore_progress, found)

    try:
        asyncio.run(run())
    finally:  # also after Ctrl-C: what was read is not asked for again
        pinned = _merge_menus(before, targets, missing, found.menus, {*found.unavailable})
        if found.menus or found.unavailable:
            changed = store_menus(options.into, version, pinned, name=name)
    return MenuResult(
        file=options.into / menu_file_name(version),
        pinned=pinned,
        changed=changed,
        unavailable=found.unavailable,
        failures=found.failures,
    )


def _missing_menus(before: MenuFile, targets: tuple[str, ...]) -> list[str]:
    """Return the menus to fetch: all, unless the last fetch was not complete."""
    there = {*(menu.path for menu in before.menus), *before.unavailable} - {*before.unread}
    answered = there if before.unread else set[str]()
    return [path for path in targets if path not in answered]


def _merge_menus(
    before: MenuFile,
    targets: tuple[str, ...],
    missing: Collection[str],
    read: Mapping[str, Menu],
    refused: Collection[str],
) -> MenuFile:
    """Return the menus to pin: as they were read, or else as they were before."""
    there = {menu.path: menu for menu in before.menus} | {**read}
    kept = [path for path in targets if path in there and path not in refused]
    known = {*before.unavailable} - {*missing}
    return replace(
        before,
        menus=tuple(there[path] for path in kept),
        unavailable=tuple(path for path in targets if path in refused or path in known),
        unread=tuple(path for path in missing if path not in read and path not in refused),
    )


def _ignore_progress(path: str, outcome: str, done: int, known: int) -> None:
    """Ignore the progress of a fetch."""
