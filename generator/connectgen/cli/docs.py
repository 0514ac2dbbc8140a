"""`connectgen docs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from connectgen.cli.completion import complete_resource
from connectgen.cli.console import print_diagnostics, print_document, print_status
from connectgen.cli.options import read_command_options, source_options

__all__ = ["command"]

_FORMATS = ("csv", "jsonl", "markdown")


@click.command(name="docs", short_help="Write the data dictionary of a site.")
@click.argument("resources", nargs=-1, shell_complete=complete_resource)
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    required=True,
    help="Format of the data dictionary.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default="-",
    metavar="FILE",
    help="File to write.  [default: standard output]",
)
@click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, which Excel needs.")
def command(resources: tuple[str, ...], form: str, output: str, bom: bool, **given: Any) -> None:
    """Write the data dictionary of RESOURCES, or of all resources of the snapshot.

    It has one row for each path of a field, such as emails[].address: label, type, limits, views,
    menu values, Python name, source. No cell of CSV is a formula.
    """
    from connectgen.pipeline.docs import format_dictionary, read_reference

    if bom and form != "csv":
        raise click.UsageError("--bom has no effect without --format csv.")
    reference = read_reference(read_command_options(resources=resources, **given))
    print_diagnostics(reference.warnings)
    data = format_dictionary(reference, form, bom=bom)
    if output == "-":
        print_document(data)
        return
    from connectgen.write.document import write_document

    write_document(Path(output), data)
    fields, shown = len(reference.rows), len({row.resource for row in reference.rows})
    print_status(f"{output} written: {fields} fields of {shown} resource{'s' * (shown != 1)}")
