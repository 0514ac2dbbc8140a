"""`connectgen replay`."""

from __future__ import annotations

import sys
from typing import Any

import click

from connectgen.cli.console import print_result, print_status, print_warning
from connectgen.cli.options import VIEWS, open_input, reject_unless, size_of
from connectgen.cli.progress import show_progress
from connectgen.core.errors import PayloadError

__all__ = ["command"]


@click.command(name="replay")
@click.argument("old")
@click.argument("new")
@click.argument("samples", type=click.Path(), callback=open_input)
@click.option(
    "--resource",
    metavar="NAME",
    help="Resource of every line.  [default: each line names its own]",
)
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="create",
    show_default=True,
    help="View of every line, with --resource.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    help="Output format.",
)
def command(old: str, new: str, samples: Any, resource: str | None, view: str, form: str) -> None:
    """Show which recorded bodies in SAMPLES are valid in OLD but invalid in NEW.

    OLD and NEW are folders with a snapshot or a saved catalog, or such a folder of a git revision:
    git:REVISION:FOLDER.

    SAMPLES ("-" for stdin) is NDJSON. With --resource, each line is a body; otherwise each line is
    an object with resource, view and body. Exits with 1 if any body starts to fail.
    """
    from connectgen.replay.result import Totals
    from connectgen.replay.run import replay_bodies

    reject_unless("view", "resource")
    totals = Totals()
    pair = (resource, view) if resource else None
    batches, notes = replay_bodies(old, new, samples, pair)
    print_warning(notes)
    size, done = size_of(samples), 0
    with show_progress("Replaying", known=size > 0) as progress:
        for batch in batches:
            for verdict in batch.verdicts:
                lines = [verdict.as_json()] if form == "json" else verdict.as_text(samples.name)
                print_result("\n".join(lines))
            totals.counts += batch.counts
            done += batch.size
            progress(done / max(size, done))
            if batch.error is not None:
                raise PayloadError(f"{samples.name}:{batch.error}")
    print_status(totals.as_text())
    if form == "json":
        print_result(totals.as_json())
    sys.exit(1 if totals.counts["starts"] else 0)
