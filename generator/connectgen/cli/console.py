"""What every command prints goes through here, so that none can forget to make it harmless."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from connectgen.core.errors import ConnectgenError, OutputError
from connectgen.core.terminal_text import escape_control_chars, escape_lines

__all__ = ["print_error", "print_result", "print_status", "print_warning"]


def print_result(text: str, *, nl: bool = True, color: bool | None = None, **style: Any) -> None:
    """Print a result, of one line or several, to stdout.

    Args:
        text: the result.
        nl: whether a line feed follows.
        color: whether the style is kept; None means only for a terminal.
        style: as `click.style` takes it.

    Raises:
        OutputError: it cannot be written, as on a full disk.
    """
    shown = escape_lines(text)
    try:
        click.echo(click.style(shown, **style) if style else shown, nl=nl, color=color)
    except BrokenPipeError:
        raise  # whoever reads it has seen enough
    except OSError as error:
        raise OutputError(f"standard output: cannot be written: {error.strerror}") from error


def print_status(message: object) -> None:
    """Print one line for people, to stderr."""
    click.echo(escape_control_chars(message), err=True)


def print_warning(messages: Iterable[object]) -> None:
    """Warn of each of *messages*."""
    for message in messages:
        print_status(f"connectgen: warning: {message}")


def print_error(error: ConnectgenError) -> None:
    """Print what is wrong."""
    for line in error.lines:
        print_status(f"connectgen: {line}")
