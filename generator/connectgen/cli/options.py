"""Options that commands share, and the reading of their input files."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import click
from click.core import ParameterSource

from connectgen.cli.completion import complete_api_version
from connectgen.cli.console import print_warning
from connectgen.cli.progress import show_progress
from connectgen.config.options import FetchOptions, Options
from connectgen.config.pyproject import (
    read_diff_options,
    read_fetch_options,
    read_options,
    read_packages,
    read_site_options,
    unused_configuration,
)
from connectgen.core.errors import PayloadError
from connectgen.core.os_errors import describe_read_error
from connectgen.jsonio.documents import MAX_BYTES
from connectgen.jsonio.ndjson import lines_of

__all__ = [
    "VIEWS",
    "format_command_line",
    "lines_with_progress",
    "open_input",
    "read_command_diff_options",
    "read_command_fetch_options",
    "read_command_options",
    "read_command_packages",
    "read_command_site_options",
    "read_whole",
    "reject_unless",
    "source_options",
]

VIEWS = ("create", "patch", "read")


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that select the snapshot."""
    schemas = click.option(
        "--schemas",
        type=click.Path(),
        metavar="DIR",
        help="Folder with snapshots and overlays.  [default: the bundled snapshot]",
    )
    version = click.option(
        "--api-version",
        metavar="VERSION",
        shell_complete=complete_api_version,
        help="Version of the API.  [default: v1.4]",
    )
    strict = click.option(
        "--strict", is_flag=True, help="Treat warnings about documents as errors."
    )
    return schemas(version(strict(command)))


def format_command_line(*left_out: str) -> str:
    """Return the command line as typed, quoted for a shell, without the options *left_out*."""
    context = click.get_current_context()
    words = ["connectgen", context.command.name or ""]
    arguments: list[str] = []
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if source is not ParameterSource.COMMANDLINE or name in left_out:
            continue
        value = context.params[name]
        if isinstance(parameter, click.Argument):
            arguments += value if isinstance(value, tuple) else [value]
        else:
            words += [parameter.opts[0]] if value is True else [parameter.opts[0], str(value)]
    return shlex.join([*words, *arguments])


def read_command_options(**given: Any) -> Options:
    """Return the options *given* on the command line, or else in pyproject.toml.

    Raises:
        ConfigError: one of them cannot be used.
    """
    return read_options(_rename_given_options(given), Path())


def read_command_packages(**given: Any) -> tuple[Options, ...]:
    """Return the options of every package to generate.

    Raises:
        ConfigError: one of them cannot be used.
    """
    return read_packages(_rename_given_options(given), Path())


def read_command_diff_options(**given: Any) -> tuple[str, Path | None]:
    """Return the changes that `diff` fails on, and the file of accepted changes.

    Raises:
        ConfigError: one of them cannot be used.
    """
    return read_diff_options(_rename_given_options(given), Path())


def read_command_fetch_options(**given: Any) -> FetchOptions:
    """Return the options of `fetch`.

    Raises:
        ConfigError: one of them cannot be used, or is missing.
    """
    return read_fetch_options(_rename_given_options(given), Path())


def read_command_site_options(**given: Any) -> FetchOptions:
    """Return the options of a command that only asks a site.

    Raises:
        ConfigError: one of them cannot be used, or there is no site.
    """
    return read_site_options(_rename_given_options(given), Path())


def _rename_given_options(given: dict[str, Any]) -> dict[str, Any]:
    """Return options by their names in pyproject.toml.

    Warns about a [tool.connectgen] in a parent folder, which is not used.
    """
    above = unused_configuration(Path())
    if above is not None:
        up = Path(os.path.relpath(above)).as_posix()
        unused = f"[tool.connectgen] of {up}/pyproject.toml"
        print_warning([f"{unused} is not used here; run this in {up} to use it"])
    return {name.replace("_", "-"): value for name, value in given.items()}


def open_input(context: click.Context, _: click.Parameter, name: str) -> IO[bytes]:
    """Open the file called *name*, or stdin ("-"), until the command ends; a callback of click.

    Raises:
        PayloadError: it cannot be opened.
    """
    if name == "-":
        return sys.stdin.buffer
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - closed at the end of the command
    except FileNotFoundError:
        raise PayloadError(f"{name}: file not found") from None
    except OSError as error:
        raise PayloadError(describe_read_error(name, error)) from error
    context.call_on_close(file.close)
    return file


def reject_unless(given: str, needed: str) -> None:
    """Raise if the option *given* is on the command line without *needed*, which it qualifies.

    Args:
        given: name of the parameter.
        needed: name of the parameter without which it has no effect.

    Raises:
        UsageError: it is.
    """
    context = click.get_current_context()
    options = {each.name: each.opts[0] for each in context.command.params}
    is_given = context.get_parameter_source(given) is ParameterSource.COMMANDLINE
    if is_given and not context.params[needed]:
        raise click.UsageError(f"{options[given]} has no effect without {options[needed]}.")


def read_whole(file: IO[bytes]) -> bytes:
    """Read *file* to its end.

    Raises:
        PayloadError: it cannot be read, or is too large.
    """
    try:
        data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PayloadError(describe_read_error(file.name, error)) from error
    if len(data) > MAX_BYTES:
        raise PayloadError(f"{file.name}: larger than {MAX_BYTES // 1024**2} MiB; use --ndjson")
    return data


def lines_with_progress(file: IO[bytes], label: str) -> Iterator[bytes]:
    """Yield the lines of *file*, with a progress bar on a terminal.

    Raises:
        PayloadError: it cannot be read, or a line is too long.
    """
    size, done = _size_of(file), 0
    with show_progress(label, known=size > 0) as progress:
        for line in lines_of(file):
            yield line
            done += len(line)
            progress(done / max(size, done))


def _size_of(file: IO[bytes]) -> int:
    """Return the size of *file* in bytes; 0 for a pipe, whose size is not known."""
    if not file.seekable():
        return 0
    size = file.seek(0, 2)
    file.seek(0)
    return size
