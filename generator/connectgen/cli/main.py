"""The command line: one module per command, imported when it is called.

Results go to stdout, messages to stderr. Exit codes: 0 success; 1 a finding (out of date, an
invalid payload); 2 a usage or input error; 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from connectgen.cli.console import print_error, print_status
from connectgen.cli.version import version_option
from connectgen.core.errors import ConnectgenError
from connectgen.core.suggestions import did_you_mean
from connectgen.core.surroundings import explained

__all__ = ["main"]

_COMMANDS = (
    *("diff", "docs", "doctor", "fetch", "generate", "init", "openapi", "pin"),
    *("replay", "serve", "show", "validate", "validator"),
)
"""Each name maps to `command` in `connectgen.cli.<name>`."""

_WHOLE = 200
"""More characters than the first sentence of any command has."""

_INTERRUPTED = 130
"""Exit code that shells use for a process ended by SIGINT."""


class _LazyGroup(click.Group):
    """Group that imports a command only when it is called."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* begin with, and the rest of them.

        Raises:
            UsageError: there is no such command; its message suggests a similar one.
        """
        name = args[0]
        if name not in _COMMANDS and not name.startswith("-"):
            raise click.UsageError(f"No such command {name!r}{did_you_mean(name, _COMMANDS)}.", ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command called *cmd_name*, or None if there is no such command."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"connectgen.cli.{cmd_name}").command
        command.short_help = command.get_short_help_str(limit=_WHOLE)  # click cuts at the width
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@version_option
def _root_command() -> None:
    """Typed Python for Oracle B2C Service's Connect REST API, from a site's own catalog."""


def _use_lossless_stdout() -> None:
    """Make stdout accept every character, whatever its encoding.

    Files and pipes get UTF-8, because JSON, HTML and Python source are UTF-8; and the line ends
    that were written, as CSV has CRLF of its own, which Windows would make CR CR LF.
    """
    stdout: Any = sys.stdout
    if isinstance(stdout, TextIOWrapper):  # not a stream that a test put in its place
        if stdout.isatty():
            stdout.reconfigure(errors="backslashreplace")
        else:
            stdout.reconfigure(encoding="utf-8", newline="\n")


def _have_stdin() -> None:
    """Open an empty stdin if it is closed, as in some scheduled jobs."""
    stdin: Any = sys.stdin
    if stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - stays open until the end


def main() -> None:
    """Run the command line."""
    _use_lossless_stdout()
    _have_stdin()
    try:
        with explained():
            sys.exit(_root_command(prog_name="connectgen", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        print_status("connectgen: interrupted")
        sys.exit(_INTERRUPTED)
    except ConnectgenError as error:
        print_error(error)
        sys.exit(2)
