"""`connectgen docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from connectgen.cli.completion import complete_resource
from connectgen.cli.console import (
    print_diagnostics,
    print_document,
    print_status,
    print_warning,
)
from connectgen.cli.options import read_command_options, source_options
from connectgen.cli.progress import show_progress
from connectgen.config.options import Options

__all__ = ["command"]

_FORMATS = ("html", "csv", "jsonl", "markdown")
_FOLDER = "site-reference"


@click.command(name="docs", short_help="Write a reference of a site, or its data dictionary.")
@click.argument("resources", nargs=-1, shell_complete=complete_resource)
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="html",
    show_default=True,
    help="Pages for people, or a format of the data dictionary.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="PATH",
    help=f"Folder of the pages, or file of the data dictionary.  [default: {_FOLDER}; standard"
    " output for the dictionary]",
)
@click.option(
    "--since",
    metavar="SOURCE",
    help="Mark what was added, changed or removed since this snapshot: a folder or"
    " git:REVISION:FOLDER, as for `connectgen diff`.",
)
@click.option("--force", is_flag=True, help="Overwrite pages that were edited by hand.")
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, which Excel needs.")
def command(
    resources: tuple[str, ...],
    form: str,
    output: str | None,
    since: str | None,
    force: bool,
    bom: bool,
    **given: Any,
) -> None:
    """Write a reference of RESOURCES, or of all resources of the snapshot.

    It is a folder of pages that need no network: open index.html. With another --format it is
    one file, the data dictionary, with a row for each path of a field, such as emails[].address.
    No cell of CSV is a formula.
    """
    for option, is_given, needed in (
        ("--bom", bom, "csv"),
        ("--since", since is not None, "html"),
        ("--force", force, "html"),
    ):
        if is_given and form != needed:
            raise click.UsageError(f"{option} has no effect without --format {needed}.")
    options = read_command_options(resources=resources, **given)
    if form == "html":
        _write_pages(options, Path(output or _FOLDER), since, force=force)
    else:
        _write_dictionary(options, form, output or "-", bom=bom)


def _write_pages(options: Options, folder: Path, since: str | None, *, force: bool) -> None:
    from connectgen.pipeline.site_reference import read_site, render_pages, write_pages

    reference = read_site(options)
    print_diagnostics(reference.warnings)
    other = _read_other(since, options) if since else None
    with show_progress("Rendering") as progress:
        pages = render_pages(reference, options, other, progress)
    drift = write_pages(folder, pages, force=force)
    state = "written" if drift else "is up to date"
    print_status(f"{folder} {state}: {len(pages)} pages; open {folder / 'index.html'}")


def _read_other(since: str, options: Options) -> Any:
    """Return the version to compare with; warns about what is odd only in it."""
    from connectgen.diff.run import compare_snapshots
    from connectgen.pipeline.site_reference import OtherVersion

    current = options.schemas_folder / options.api_version
    found = compare_snapshots(since, str(current))
    print_warning(list(found.warnings))
    return OtherVersion(name=found.name, api=found.api, changes=found.changes)


def _write_dictionary(options: Options, form: str, output: str, *, bom: bool) -> None:
    from connectgen.pipeline.docs import format_dictionary, read_reference

    reference = read_reference(options)
    print_diagnostics(reference.warnings)
    data = format_dictionary(reference, form, bom=bom)
    if output == "-":
        print_document(data)
        return
    from connectgen.write.document import write_document

    write_document(Path(output), data)
    fields, shown = len(reference.rows), len({row.resource for row in reference.rows})
    print_status(f"{output} written: {fields} fields of {shown} resource{'s' * (shown != 1)}")
