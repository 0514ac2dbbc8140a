"""Cache of compiled templates, in `templates/__pycache__`.

Compiling templates takes a fifth of a run. jinja2 compares the checksum of the source.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

__all__ = ["FileBytecodeCache"]


class FileBytecodeCache(BytecodeCache):
    """A cache in a folder. It is optional, and the folder may be read-only.

    Args:
        folder: the folder, which is created on the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load *bucket* if there is a complete entry; jinja2 discards outdated ones."""
        file = self._file_path(bucket)
        if file.is_file():
            with file.open("rb") as copy:
                try:
                    bucket.load_bytecode(copy)
                except Exception:  # marshal may raise anything for a damaged file; compile again
                    bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write *bucket*, unless bytecode is turned off or the folder is read-only."""
        if sys.dont_write_bytecode:  # PYTHONDONTWRITEBYTECODE applies to templates too
            return
        file = self._file_path(bucket)
        # Another run may read the same file, so it must appear whole.
        unfinished = file.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(exist_ok=True)
            with unfinished.open("wb") as copy:
                bucket.write_bytecode(copy)
            unfinished.replace(file)
        except OSError:
            return  # a read-only installation compiles on every run

    def _file_path(self, bucket: Bucket) -> Path:
        # By version of Python, because the format of marshal differs.
        return self._folder / f"{sys.implementation.cache_tag}-{bucket.key}.compiled"
