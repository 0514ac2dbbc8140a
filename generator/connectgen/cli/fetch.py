"""`connectgen fetch`."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from connectgen.cli.console import print_status, print_warning
from connectgen.cli.options import read_command_fetch_options
from connectgen.cli.progress import show_progress
from connectgen.core.catalog_paths import decode_name
from connectgen.core.documents import MENUS
from connectgen.core.sentences import count_of

if TYPE_CHECKING:
    from connectgen.config.options import FetchOptions
    from connectgen.fetch import ProgressCallback
    from connectgen.pipeline.fetch import FetchResult

__all__ = ["CREDENTIALS", "command"]

_MOST_NOTES = 10
_FREE_FORM = "it is treated as a free-form object"

CREDENTIALS = """\b
Credentials are one of
  CONNECTGEN_USERNAME and CONNECTGEN_PASSWORD   a staff account
  CONNECTGEN_SESSION                            a session token
  CONNECTGEN_TOKEN                              an OAuth token
in the environment. If none is set, netrc is searched for the host, then the
keyring for the service named after the site URL. The keyring takes the extra
keyring of connectgen.
"""


@click.command(name="fetch", epilog=CREDENTIALS)
@click.argument("arguments", nargs=-1, metavar="SITE [RESOURCE]...")
@click.option("--all", is_flag=True, help="Fetch every resource that the site lists.")
@click.option(
    "--into",
    type=click.Path(),
    metavar="DIR",
    help="Folder for snapshots, one subfolder per version.  [default: from pyproject.toml]",
)
@click.option(
    "--api-version", metavar="VERSION", help="Version of the API, or latest.  [default: v1.4]"
)
@click.option("--partial", is_flag=True, help="Leave out documents that fail, and exit with 1.")
@click.option(
    "--application-context",
    metavar="TEXT",
    help="Value of the application-context header.  [default: connectgen]",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    metavar="SECONDS",
    help="Read timeout.  [default: 30]",
)
@click.option("--menus", is_flag=True, help="Fetch the values of menus, too.")
@click.option(
    "--record",
    type=click.Path(),
    metavar="DIR",
    help="Keep every answer of the site in DIR, without secrets, to look at or to send on.",
)
@click.option("-v", "--verbose", is_flag=True, help="Print each document and each warning.")
def command(verbose: bool, menus: bool, **given: Any) -> None:
    """Download the metadata catalog of SITE into a snapshot.

    SITE is a URL, and the snapshot is the folder DIR/VERSION. Each RESOURCE is fetched with
    everything its documents need: nested types, custom fields and menus. Other resources that it
    refers to are not fetched. SITE, DIR (as `schemas`) and the RESOURCEs can be set in
    [tool.connectgen] of pyproject.toml instead.

    With --menus, the values of all menus that the fields refer to are written to
    DIR/menus/VERSION.json. If that is interrupted, the same command continues it.
    """
    from connectgen.pipeline.fetch import fetch_snapshot

    options = read_command_fetch_options(**given)
    with _show_documents(verbose) as progress:
        result = fetch_snapshot(options, os.environ, progress)
    _print_result_summary(result, every=verbose)
    unread = menus and _fetch_menus(verbose, options, result)
    sys.exit(1 if result.fetched.failures or unread else 0)


def _fetch_menus(verbose: bool, options: FetchOptions, fetched: FetchResult) -> bool:
    """Fetch the values of menus, and return whether some are still to be read."""
    from connectgen.pipeline.menus import fetch_menu_values

    with _show_documents(verbose) as progress:
        result = fetch_menu_values(
            options, fetched.fetched.version, os.environ, progress, recorder=fetched.recorder
        )
    for path, reason in sorted(result.unavailable.items()):
        print_warning([f"{decode_name(path)}: {reason}; the menu is used without values"])
    for failure in result.failures.values():
        print_warning(failure.lines)
    state = "written" if result.changed else "is up to date"
    empty = sum(not menu.entries for menu in result.pinned.menus)
    unread = len(result.pinned.unread)
    advice = "; run the same command again to continue" if unread else ""
    print_status(
        f"{result.file} {state}: {count_of(len(result.pinned.menus), 'menu')}"
        f" ({empty} empty), {len(result.pinned.unavailable)} unavailable, {unread} not"
        f" read{advice}"
    )
    return unread > 0


@contextmanager
def _show_documents(verbose: bool) -> Generator[ProgressCallback]:
    if verbose:
        yield _print_document
        return
    with show_progress("Fetching") as progress:
        yield lambda _path, _outcome, done, known: progress(done / known)


def _print_document(path: str, outcome: str, done: int, known: int) -> None:
    print_status(f"{decode_name(path)}: {outcome} ({done}/{known})")


def _print_result_summary(result: FetchResult, *, every: bool) -> None:
    fetched = result.fetched
    shown = fetched.notes if every else fetched.notes[:_MOST_NOTES]
    print_warning(shown)
    if len(shown) < len(fetched.notes):
        more = len(fetched.notes) - len(shown)
        print_warning([f"and {more} more like these; --verbose prints each"])
    for failure in fetched.failures.values():
        print_warning(f"left out: {line}" for line in failure.lines)
    for path, status in sorted(fetched.unavailable.items()):
        if path not in fetched.failures and status is not None:
            effect = "its entries are not described" if path.startswith(MENUS) else _FREE_FORM
            print_warning([f"{decode_name(path)}: the site answered {status}; {effect}"])
    if result.gone:
        gone = ", ".join(map(decode_name, result.gone))
        print_warning([f"removed from the snapshot because they were not requested: {gone}"])
    state = "written" if result.changed else "is up to date"
    counts = (
        count_of(len(fetched.documents), "document"),
        count_of(len(fetched.resources), "resource"),
        f"{len(fetched.unavailable)} unavailable",
    )
    print_status(f"{result.folder} {state}: {', '.join(counts)}")
