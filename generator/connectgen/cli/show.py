"""`connectgen show`."""

from __future__ import annotations

import json
from typing import Any

import click

from connectgen.cli.completion import complete_resource
from connectgen.cli.console import answer, warn
from connectgen.cli.options import VIEWS, options_of, source_options
from connectgen.pipeline.generate import read_api

__all__ = ["command"]


@click.command(name="show")
@click.argument("resource", shell_complete=complete_resource)
@source_options
@click.option("--view", type=click.Choice(VIEWS), help="Print one view's JSON Schema instead.")
def command(resource: str, view: str | None, **given: Any) -> None:
    """Print what connectgen understands of RESOURCE, as JSON."""
    from connectgen.pipeline.dump import api_as_json, schema_as_json

    api, notes = read_api(options_of(resources=(resource,), **given))
    warn(notes)
    if view is None:
        answer(json.dumps(api_as_json(api), indent=2))
    else:
        answer(json.dumps(schema_as_json(api.resources[0], view), indent=2))
