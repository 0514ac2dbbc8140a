"""Versions that a report of a problem should state."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from connectgen import __version__
from connectgen.cli.console import print_result

__all__ = ["version_option"]

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_OF_TOOLS = re.compile(r"extra == .(?!dask|keyring|parquet)")
"""Requirements of extras that only developers of connectgen install."""

_OF_MODELS = ("msgspec", "pydantic")
"""What the generated models of `--models` need; connectgen itself does not require it."""


def _describe_versions() -> Iterator[str]:
    """Yield the versions of connectgen, Python, the system, and each dependency."""
    # late: every command would wait for them
    import platform
    import sysconfig
    from importlib.metadata import PackageNotFoundError, requires, version

    try:
        needed, place = requires("connectgen") or [], ""
    except PackageNotFoundError:
        needed, place = [], " (not installed, run from its sources)"
    free = " (free-threaded)" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    yield f"connectgen {__version__}{place}"
    yield f"{platform.python_implementation()} {platform.python_version()}{free}"
    yield f"{platform.system()} {platform.release()} {platform.machine()}"
    matches = (_NAME.match(text) for text in needed if not _OF_TOOLS.search(text))
    names = {match[0] for match in matches if match}
    for name in sorted(names.union(_OF_MODELS)):
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"


def _print_versions(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        print_result("\n".join(_describe_versions()))
        context.exit()


version_option = click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_versions,
    help="Show the versions of connectgen and of what it uses, and exit.",
)
"""The option `--version`."""
