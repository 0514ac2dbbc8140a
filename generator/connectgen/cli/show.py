"""`connectgen show`."""

from __future__ import annotations

import json
from typing import Any

import click

from connectgen.cli.completion import complete_resource
from connectgen.cli.console import print_diagnostics, print_result
from connectgen.cli.options import VIEWS, read_command_options, source_options
from connectgen.pipeline.api import read_api

__all__ = ["command"]


@click.command(name="show")
@click.argument("resource", shell_complete=complete_resource)
@source_options
@click.option("--view", type=click.Choice(VIEWS), help="Print the JSON Schema of one view instead.")
def command(resource: str, view: str | None, **given: Any) -> None:
    """Print the fields, types and operations of RESOURCE as JSON.

    This is how connectgen understands the documents, after overlays: what it generates from.
    """
    from connectgen.pipeline.dump import api_as_json, schema_as_json

    api, notes = read_api(read_command_options(resources=(resource,), **given))
    print_diagnostics(notes)
    if view is None:
        print_result(json.dumps(api_as_json(api), indent=2))
    else:
        print_result(json.dumps(schema_as_json(api.resources[0], view), indent=2))
