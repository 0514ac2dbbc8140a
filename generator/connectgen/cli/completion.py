"""Shell completion of options and arguments; after any error nothing is suggested.

click implements the protocol of each shell: `_CONNECTGEN_COMPLETE=bash_source connectgen` prints
the script to evaluate in your profile (`zsh_source` and `fish_source` likewise).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from connectgen.config.options import Options
from connectgen.config.pyproject import MODEL_BACKENDS, read_packages
from connectgen.core.errors import ConnectgenError

__all__ = ["complete_api_version", "complete_models", "complete_resource"]


def complete_resource(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the resources of the chosen snapshots that begin with *incomplete*."""
    from connectgen.core.documents import PIN_FILE
    from connectgen.snapshot.pin import read_pin

    names: set[str] = set()
    for options in _read_packages(ctx, "schemas", "api_version"):
        pin = options.schemas_folder / options.api_version / PIN_FILE
        with suppress(ConnectgenError):
            names |= {name for name in read_pin(pin, PIN_FILE).resources if name.isprintable()}
    given = ctx.params.get("resources") or ()
    return sorted(name for name in names if name.startswith(incomplete) and name not in given)


def complete_api_version(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Return the versions with a snapshot that begin with *incomplete*."""
    folders = {options.schemas_folder for options in _read_packages(ctx, "schemas")}
    found = {path.name for folder in folders for path in folder.glob("v*") if path.is_dir()}
    return sorted(name for name in found if name.startswith(incomplete))


def complete_models(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Return the lists of model backends that begin with *incomplete*, each with one more."""
    head, comma, last = incomplete.rpartition(",")
    chosen = head.split(",")
    return [
        f"{head}{comma}{name}"
        for name in MODEL_BACKENDS
        if name.startswith(last) and name not in chosen
    ]


def _read_packages(ctx: click.Context, *names: str) -> tuple[Options, ...]:
    """Return the packages that pyproject.toml and the options *names* select."""
    given = {name.replace("_", "-"): ctx.params.get(name) for name in names}
    try:
        return read_packages(given, Path())
    except ConnectgenError:
        return ()
