"""Differences between systems in shared files: line ends, characters in paths, names."""

from __future__ import annotations

import re

__all__ = ["is_below", "is_device", "plain_text", "with_line_feeds"]

_DEVICE = re.compile(r"aux|con|nul|prn|(?:com|lpt)[0-9]")
"""Names of devices on Windows, with any extension."""


def is_below(path: str) -> bool:
    """Return whether *path*, which is not trusted, stays below a folder on any system.

    Args:
        path: relative, with slashes.
    """
    # A backslash separates folders on Windows, and a colon follows its drives.
    return not path.startswith("/") and ".." not in path.split("/") and not {*path} & {*"\\:\0"}


def is_device(name: str) -> bool:
    """Return whether *name*, in any case, is a device on Windows and cannot be a file or folder."""
    return _DEVICE.fullmatch(name.lower()) is not None


def plain_text(text: str) -> str:
    """Return *text* without what editors on Windows add: a byte order mark, and CRLF."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def with_line_feeds(data: bytes) -> bytes:
    """Return *data* with line feeds where git on Windows has put CRLF."""
    return data.replace(b"\r\n", b"\n") if b"\r\n" in data else data
