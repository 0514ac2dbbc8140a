"""What every command prints goes through here, so that none can forget to make it harmless."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from connectgen.core.errors import ConnectgenError, OutputError
from connectgen.core.terminal_text import one_line, visible

__all__ = ["answer", "fail", "tell", "warn"]


def answer(text: str, *, nl: bool = True, color: bool | None = None, **style: Any) -> None:
    """Print a result, of one line or several, to stdout.

    Args:
        text: the result.
        nl: whether a line feed follows.
        color: whether the style is kept; None means only for a terminal.
        style: as `click.style` takes it.

    Raises:
        OutputError: it cannot be written, as on a full disk.
    """
    shown = visible(text)
    try:
        click.echo(click.style(shown, **style) if style else shown, nl=nl, color=color)
    except BrokenPipeError:
        raise  # whoever reads it has seen enough
    except OSError as error:
        raise OutputError(f"standard output: cannot be written: {error.strerror}") from error


def tell(message: object) -> None:
    """Print one line for people, to stderr."""
    click.echo(one_line(message), err=True)


def warn(messages: Iterable[object]) -> None:
    """Warn of each of *messages*."""
    for message in messages:
        tell(f"connectgen: warning: {message}")


def fail(error: ConnectgenError) -> None:
    """Print what is wrong."""
    for line in error.lines:
        tell(f"connectgen: {line}")
