"""`connectgen pin`."""

from __future__ import annotations

from pathlib import Path

import click

from connectgen.commands.telling import tell

__all__ = ["command"]


@click.command(name="pin")
@click.option("--schemas", type=click.Path(), metavar="DIR", required=True)
@click.option("--api-version", metavar="VERSION", default="v1.4", show_default=True)
def command(schemas: str, api_version: str) -> None:
    """Check the documents in DIR/VERSION and pin them in snapshot.json."""
    from connectgen.snapshot import pin

    written = pin(Path(schemas), api_version, name=Path(schemas).as_posix())
    tell(f"pinned in {written}")
