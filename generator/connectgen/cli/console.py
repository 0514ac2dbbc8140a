"""Console output of every command, with control characters escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from connectgen.core.errors import ConnectgenError, OutputError
from connectgen.core.os_errors import describe_write_error
from connectgen.core.terminal_text import escape_control_chars, escape_lines

__all__ = ["print_error", "print_result", "print_status", "print_warning"]


def print_result(text: str, *, nl: bool = True, color: bool | None = None, **style: Any) -> None:
    """Print a result, which may have several lines, to stdout.

    Args:
        text: the result.
        nl: whether to end it with a line feed.
        color: whether to keep the style; None means only on a terminal.
        style: arguments of `click.style`.

    Raises:
        OutputError: it cannot be written, as on a full disk.
    """
    shown = escape_lines(text)
    try:
        click.echo(click.style(shown, **style) if style else shown, nl=nl, color=color)
    except BrokenPipeError:
        raise  # the reader of the pipe has closed it, as `head` does
    except OSError as error:
        raise OutputError(describe_write_error("standard output", error)) from error


def print_status(message: object) -> None:
    """Print one line to stderr."""
    click.echo(escape_control_chars(message), err=True)


def print_warning(messages: Iterable[object]) -> None:
    """Print each of *messages* as a warning to stderr."""
    for message in messages:
        print_status(f"connectgen: warning: {message}")


def print_error(error: ConnectgenError) -> None:
    """Print each line of *error* to stderr."""
    for line in error.lines:
        print_status(f"connectgen: {line}")
