"""`connectgen pin`."""

from __future__ import annotations

from pathlib import Path

import click

from connectgen.commands.telling import tell

__all__ = ["command"]


_OVERLAYS = """\b
Overlays correct documents that are wrong or silent. They are not pinned; each is
a file in DIR/overlays (for every version) or DIR/overlays/VERSION:
  {"resource": "incidents", "snapshot": "fetched", "corrections": [
    {"document": "incidents/threads", "reason": "…", "source": "…", "patch": [
      {"op": "test", "path": "/definitions/singularResource/properties/text/type",
       "value": ["string", "null"]},
      {"op": "add", "path": "/definitions/singularResource/properties/text/maxLength",
       "value": 1000}
    ]}
  ]}
"snapshot" is "fetched" (what a site sent) or "bundled" (what was put there by
hand); "patch" is JSON Patch (RFC 6902) with at least one "test", and a test that
fails stops the run.
"""


@click.command(name="pin", epilog=_OVERLAYS)
@click.option("--schemas", type=click.Path(), metavar="DIR", required=True)
@click.option("--api-version", metavar="VERSION", default="v1.4", show_default=True)
def command(schemas: str, api_version: str) -> None:
    """Check the documents in DIR/VERSION and pin them in snapshot.json."""
    from connectgen.snapshot import pin

    written = pin(Path(schemas), api_version, name=Path(schemas).as_posix())
    tell(f"pinned in {written}")
