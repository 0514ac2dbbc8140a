"""Differences between systems in shared files: line ends, and characters in paths."""

from __future__ import annotations

__all__ = ["is_below", "plain_text", "with_line_feeds"]


def is_below(path: str) -> bool:
    """Return whether *path*, which is not trusted, stays below a folder on any system.

    Args:
        path: relative, with slashes.
    """
    # A backslash separates folders on Windows, and a colon follows its drives.
    return not path.startswith("/") and ".." not in path.split("/") and not {*path} & {*"\\:\0"}


def plain_text(text: str) -> str:
    """Return *text* without what editors on Windows add: a byte order mark, and CRLF."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def with_line_feeds(data: bytes) -> bytes:
    """Return *data* with line feeds where git on Windows has put CRLF."""
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data else data
