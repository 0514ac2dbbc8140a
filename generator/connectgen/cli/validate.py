"""`connectgen validate`."""

from __future__ import annotations

import sys
from typing import Any

import click

from connectgen.cli.completion import complete_resource
from connectgen.cli.console import print_diagnostics
from connectgen.cli.findings import print_findings
from connectgen.cli.options import VIEWS, open_input, read_command_options, source_options
from connectgen.pipeline.api import read_api

__all__ = ["command"]


@click.command(name="validate")
@click.argument("resource", shell_complete=complete_resource)
@click.argument("file", type=click.Path(), callback=open_input)
@source_options
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="create",
    show_default=True,
    help="View that the JSON is validated against.",
)
@click.option(
    "--ndjson", is_flag=True, help="Read one JSON value per line.  [default: by the ending of FILE]"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(resource: str, file: Any, view: str, ndjson: bool, form: str, **given: Any) -> None:
    """Validate the JSON in FILE against a view of RESOURCE.

    FILE is "-" for stdin, and is NDJSON if it ends in .ndjson or .jsonl. Prints file, line, column
    and pointer of what is invalid, and exits with 1 if anything is.
    """
    from connectgen.validate.payloads import load_validators

    api, notes = read_api(read_command_options(resources=(resource,), **given))
    print_diagnostics(notes)
    validators = load_validators(api, resource, view)
    sys.exit(0 if print_findings(file, validators, ndjson=ndjson, form=form) else 1)
