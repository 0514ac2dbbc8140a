"""`connectgen openapi`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from connectgen.cli.completion import complete_resource
from connectgen.cli.console import print_diagnostics, print_document, print_status
from connectgen.cli.options import read_command_options, source_options
from connectgen.pipeline.openapi import FORMATS, describe_api, format_document

__all__ = ["command"]


@click.command(name="openapi", short_help="Write the OpenAPI document of a site.")
@click.argument("resources", nargs=-1, shell_complete=complete_resource)
@source_options
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format of the document.  [default: yaml if FILE ends in .yaml or .yml, else json]",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    default="-",
    metavar="FILE",
    help="File to write.  [default: standard output]",
)
def command(resources: tuple[str, ...], form: str | None, output: str, **given: Any) -> None:
    """Write an OpenAPI 3.1 document of RESOURCES, or of all resources of the snapshot.

    It has the operations of the generated client, for Swagger UI, Scalar, Redoc, Postman, Prism,
    and generators of other languages. The same snapshot gives the same bytes.
    """
    is_yaml = Path(output).suffix.lower() in (".yaml", ".yml")
    document, warnings = describe_api(read_command_options(resources=resources, **given))
    print_diagnostics(warnings)
    data = format_document(document, form or ("yaml" if is_yaml else "json"))
    if output == "-":
        print_document(data)
        return
    from connectgen.write.document import write_document

    write_document(Path(output), data)
    operations = sum(len(item) - 1 for item in document["paths"].values())
    print_status(
        f"{output} written: {operations} operations, "
        f"{len(document['components'].get('schemas', ()))} schemas"
    )
