"""`connectgen generate`."""

from __future__ import annotations

import sys
from typing import Any

import click

from connectgen.commands.shared import options_of, report_notes, source_options
from connectgen.config import FLAVOURS
from connectgen.pipeline import Options, Result, check, generate

__all__ = ["command"]


@click.command(name="generate")
@click.argument("resources", nargs=-1)
@source_options
@click.option("--output", type=click.Path(), metavar="DIR", help="Folder that holds the package.")
@click.option("--package", metavar="NAME", help="Name of the package.  [default: connect_VERSION]")
@click.option("--models", metavar="LIST", help=f"More model flavours: {','.join(FLAVOURS)}.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 unless current.")
@click.option("--force", is_flag=True, help="Overwrite generated files that were edited.")
def command(
    resources: tuple[str, ...],
    models: str | None,
    only_check: bool,
    force: bool,
    **given: Any,
) -> None:
    """Generate the package for RESOURCES, or for all that the snapshot lists."""
    given["models"] = tuple(models.replace(" ", "").split(",")) if models else ()
    options = options_of(resources=resources, **given)
    if only_check:
        result = check(options)
        report_notes(result.notes)
        _tell_drift(options, result)
        sys.exit(1 if result.drift else 0)
    result = generate(options, force=force)
    report_notes(result.notes)
    _tell_written(options, result)


def _tell_drift(options: Options, result: Result) -> None:
    target = options.target
    for what, paths in (
        ("missing", result.drift.missing),
        ("not current", result.drift.changed),
        ("edited by hand", result.drift.edited),
        ("no longer generated", result.drift.stale),
    ):
        for path in paths:
            click.echo(f"{target / path}: {what}", err=True)
    verdict = "differs; run `connectgen generate`" if result.drift else "is current"
    click.echo(f"{target} {verdict}", err=True)


def _tell_written(options: Options, result: Result) -> None:
    drift = result.drift
    if not drift:
        click.echo(f"{options.target} is current", err=True)
        return
    counts = (
        (len(drift.missing), "new"),
        (len(drift.changed) + len(drift.edited), "changed"),
        (len(drift.stale), "removed"),
    )
    told = ", ".join(f"{count} {what}" for count, what in counts if count)
    click.echo(f"{options.target} written: {told}", err=True)
