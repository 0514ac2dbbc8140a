"""Open compressed files."""

from __future__ import annotations

import gzip
import zlib
from importlib import import_module
from typing import IO, Any, cast

from connectgen.core.errors import PayloadError

__all__ = ["open_compressed"]

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"

_ZSTD_MODULES = ("compression.zstd", "backports.zstd")
"""Modules that can read zstd: that of Python 3.14, and the same for earlier ones.

Not `zstandard`, which takes a file that was cut off for a whole one.
"""


def open_compressed(
    file: IO[bytes], start: bytes, name: str
) -> tuple[IO[bytes], tuple[type[Exception], ...]]:
    """Return what reads the content of *file*, and the exceptions that say that it is damaged.

    Args:
        file: a file, compressed or not.
        start: its first four bytes, which are still to be read from it.
        name: its name for messages.

    Raises:
        PayloadError: it is compressed with zstd, and no module that can read it is installed.
    """
    if start.startswith(_GZIP):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file)), (EOFError, zlib.error)
    if start == _ZSTD:
        module = _import_zstd(name)
        return module.open(file, "rb"), (EOFError, module.ZstdError)
    return file, ()


def _import_zstd(name: str) -> Any:
    for module in _ZSTD_MODULES:
        try:
            return import_module(module)
        except ImportError:
            continue
    raise PayloadError(
        f"{name}: is compressed with zstd, which takes Python 3.14 or the package backports.zstd;"
        " install it, or decompress the file"
    )
