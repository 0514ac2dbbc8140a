"""`connectgen generate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from connectgen.cli.completion import complete_models, complete_resource
from connectgen.cli.console import print_diagnostics, print_result, print_status, print_warning
from connectgen.cli.options import (
    format_command_line,
    read_command_packages,
    reject_unless,
    source_options,
)
from connectgen.cli.progress import show_progress
from connectgen.cli.reporting import (
    crlf_as_text,
    drift_as_json,
    drift_as_text,
    left_out_as_text,
    missing_libraries_as_text,
    written_as_text,
)
from connectgen.config.options import Options
from connectgen.config.pyproject import MODEL_BACKENDS
from connectgen.core.bundled_data import SCHEMAS
from connectgen.core.documents import PIN_FILE
from connectgen.pipeline.generate import GenerateResult, check_packages, generate_packages

__all__ = ["command"]

_USUAL_FOLDER = Path("schemas")
"""Conventional folder for snapshots."""


@click.command(name="generate", short_help="Generate the package, or check that it is up to date.")
@click.argument("resources", nargs=-1, shell_complete=complete_resource)
@source_options
@click.option(
    "--output",
    type=click.Path(),
    metavar="DIR",
    help="Folder that contains the package.  [default: .]",
)
@click.option("--package", metavar="NAME", help="Name of the package.  [default: connect_VERSION]")
@click.option(
    "--models",
    metavar="LIST",
    shell_complete=complete_models,
    help=f"More models next to the dataclasses: any of {','.join(MODEL_BACKENDS)}.",
)
@click.option(
    "--accepted",
    type=click.Path(),
    metavar="FILE",
    help="TOML or JSON file that lists accepted warnings, with a reason and an end date.",
)
@click.option(
    "--listed-only",
    is_flag=True,
    help="Leave out queries, reports and menus if the catalog does not list them.",
)
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Do not write; exit with 1 if the package is out of date. Trusts the digests in"
    " connectgen.json.",
)
@click.option(
    "--full",
    is_flag=True,
    help="Render and compare every file, and ignore connectgen.json. Use it with --check in CI.",
)
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format of --check.",
)
@click.option(
    "--verbose",
    "-v",
    is_flag=True,
    help="Print each warning, and each resource module that is generated, not reused.",
)
def command(
    resources: tuple[str, ...],
    models: str | None,
    only_check: bool,
    full: bool,
    force: bool,
    form: str,
    verbose: bool,
    **given: Any,
) -> None:
    """Generate the package for RESOURCES, or for all resources of the snapshot.

    If pyproject.toml lists several packages, --package and --api-version select among them.
    """
    reject_unless("form", "only_check")
    given["models"] = tuple(models.replace(" ", "").split(",")) if models else ()
    packages = read_command_packages(resources=resources, **given)
    print_warning(_unused_snapshot_warnings(packages))
    if only_check:
        with show_progress("Checking") as progress:
            results = check_packages(packages, full=full, progress=progress)
        print_warning(_unpinned_snapshot_warnings(packages))
        _print_drift(packages, results, form, verbose=verbose)
        sys.exit(1 if any(result.drift for result in results) else 0)
    with show_progress("Generating") as progress:
        results = generate_packages(packages, force=force, full=full, progress=progress)
    print_warning(_unpinned_snapshot_warnings(packages))
    for options, result in zip(packages, results, strict=True):
        print_diagnostics(result.warnings, every=verbose)
        if not result.drift:
            print_warning(crlf_as_text(options, result))
        for path in result.generated if verbose else ():
            print_status(f"{options.target / path}: generated")
        print_status(written_as_text(options, result))
        if not resources and (result.drift or result.outdated):
            for line in left_out_as_text(options):
                print_status(line)
        print_warning(missing_libraries_as_text(options))


def _print_drift(
    packages: tuple[Options, ...], results: tuple[GenerateResult, ...], form: str, *, verbose: bool
) -> None:
    generating = format_command_line("only_check", "force", "form", "verbose")
    for options, result in zip(packages, results, strict=True):
        print_diagnostics(result.warnings, every=verbose)
        print_warning(crlf_as_text(options, result))
        if form == "json":
            print_result(json.dumps(drift_as_json(options, result)))
            continue
        for line in drift_as_text(options, result, generating):
            print_status(line)


def _unused_snapshot_warnings(packages: Iterable[Options]) -> Iterator[str]:
    """Yield a warning if the bundled snapshot is used although `schemas` contains another."""
    if all(each.schemas for each in packages):
        return
    bundled = {pin.read_bytes() for pin in SCHEMAS.glob(f"*/{PIN_FILE}")}
    with suppress(OSError):
        pins = sorted(_USUAL_FOLDER.glob(f"*/{PIN_FILE}"))
        unused = [pin.parent.as_posix() for pin in pins if pin.read_bytes() not in bundled]
        if unused:
            yield (
                f"the bundled snapshot is used, not {', '.join(unused)}; to use that, add"
                f' --schemas {_USUAL_FOLDER}, or schemas = "{_USUAL_FOLDER}" in [tool.connectgen]'
            )


def _unpinned_snapshot_warnings(packages: Iterable[Options]) -> Iterator[str]:
    """Yield a warning for each snapshot without digests."""
    for folder, name, version in sorted(
        {(each.schemas_folder, each.schemas_name, each.api_version) for each in packages}
    ):
        if not (folder / version / PIN_FILE).exists():
            from connectgen.snapshot.load import pin_command

            yield (
                f"{name}/{version} is not pinned, so changes of its documents go unnoticed;"
                f" run `{pin_command(name, version)}`"
            )
