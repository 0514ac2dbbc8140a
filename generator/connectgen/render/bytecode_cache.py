"""Compiled templates, kept beside the templates as Python keeps its compiled modules.

Compiling them is a fifth of a whole run. A copy is used only for the very text that it was made of.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

__all__ = ["FileBytecodeCache"]


class FileBytecodeCache(BytecodeCache):
    """A cache in one folder, which is not needed and may be read-only.

    Args:
        folder: made when something is first written into it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, if there is a whole copy; jinja2 itself discards what is stale."""
        file = self._file_path(bucket)
        if file.is_file():
            with file.open("rb") as copy:
                try:
                    bucket.load_bytecode(copy)
                except Exception:  # whatever a damaged file makes of itself: compiled anew
                    bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what is in *bucket*, where that is wanted and possible."""
        if sys.dont_write_bytecode:
            return
        file = self._file_path(bucket)
        unfinished = file.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(exist_ok=True)
            with unfinished.open("wb") as copy:
                bucket.write_bytecode(copy)
            unfinished.replace(file)
        except OSError:
            return  # a read-only installation: the next run compiles again, as this one did

    def _file_path(self, bucket: Bucket) -> Path:
        return self._folder / f"{sys.implementation.cache_tag}-{bucket.key}.compiled"
