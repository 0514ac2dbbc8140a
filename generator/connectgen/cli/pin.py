"""`connectgen pin`."""

from __future__ import annotations

from dataclasses import replace

import click

from connectgen.cli.completion import complete_api_version
from connectgen.cli.console import print_diagnostics, print_status
from connectgen.cli.options import read_command_options
from connectgen.core.documents import Snapshot
from connectgen.core.errors import ConfigError
from connectgen.pipeline.api import parse_snapshot

__all__ = ["command"]


_OVERLAYS = """\b
Overlays patch documents that are wrong or incomplete. They are not pinned.
Each is a file in DIR/overlays (for every version) or DIR/overlays/VERSION:
  {"resource": "incidents", "snapshot": "fetched", "corrections": [
    {"document": "incidents/threads", "reason": "…", "source": "…", "patch": [
      {"op": "test", "value": ["string", "null"],
       "path": "/definitions/singularResource/properties/text/type"},
      {"op": "add", "value": 1000,
       "path": "/definitions/singularResource/properties/text/maxLength"}
    ]}
  ]}
"snapshot" is "fetched" (from a site) or "bundled" (written by hand). "patch"
is a JSON Patch (RFC 6902) with at least one "test". If a test fails, the
overlay is outdated and the command stops.
"""


@click.command(name="pin", epilog=_OVERLAYS)
@click.option(
    "--schemas",
    type=click.Path(),
    metavar="DIR",
    help="Folder with snapshots and overlays.  [default: from pyproject.toml]",
)
@click.option(
    "--api-version",
    metavar="VERSION",
    shell_complete=complete_api_version,
    help="Version of the API.  [default: v1.4]",
)
def command(**given: str | None) -> None:
    """Check, format and pin documents that you wrote yourself.

    They are the files in DIR/VERSION; their digests are written to snapshot.json there. After
    `connectgen fetch` this is not needed. Documents are written again with sorted names and two
    spaces per level, so that the diff of a change is small.
    """
    from connectgen.snapshot.load import pin_snapshot

    options = replace(read_command_options(**given), resources=())
    if options.schemas is None:
        raise ConfigError("schemas: pass --schemas DIR, or set schemas in [tool.connectgen]")

    def check_snapshot(snapshot: Snapshot) -> None:
        print_diagnostics(parse_snapshot(snapshot, options)[1])

    written = pin_snapshot(
        options.schemas, options.api_version, name=options.schemas_name, check=check_snapshot
    )
    print_status(f"pinned in {written}")
