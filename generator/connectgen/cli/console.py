"""Console output of every command, with control characters escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from connectgen.core.errors import ConnectgenError, OutputError
from connectgen.core.os_errors import describe_write_error
from connectgen.core.terminal_text import escape_control_chars, escape_lines

if TYPE_CHECKING:
    from connectgen.core.diagnostics import Diagnostic

__all__ = [
    "print_diagnostics",
    "print_document",
    "print_error",
    "print_result",
    "print_status",
    "print_warning",
]


_MOST_WARNINGS = 10
"""Number of warnings above which they are summed up."""


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
    _print_to_stdout(click.style(shown, **style) if style else shown, nl=nl, color=color)


def print_document(data: bytes) -> None:
    """Print a document to stdout as it is: its maker escaped characters that do not show.

    Raises:
        OutputError: it cannot be written, as on a full disk.
    """
    _print_to_stdout(data, nl=False, color=None)


def _print_to_stdout(text: str | bytes, *, nl: bool, color: bool | None) -> None:
    try:
        click.echo(text, nl=nl, color=color)
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


def print_diagnostics(found: Sequence[Diagnostic], *, every: bool = False) -> None:
    """Print warnings about documents to stderr, summed up by kind if there are many.

    Args:
        found: the warnings.
        every: whether to print each of them, however many there are.
    """
    if every or len(found) <= _MOST_WARNINGS:
        print_warning(found)
        return
    kinds: dict[str, list[Diagnostic]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each)
    for kind, group in sorted(kinds.items()):
        first, *others = group
        more = f" (and {len(others)} more: {kind})" if others else ""
        print_warning([f"{first}{more}"])
    print_status(
        f"connectgen: {len(found)} warnings in all; `connectgen generate --verbose` prints each"
    )


def print_error(error: ConnectgenError) -> None:
    """Print each line of *error* to stderr."""
    for line in error.lines:
        print_status(f"connectgen: {line}")
