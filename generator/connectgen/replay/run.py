"""Replay files of recorded bodies, as `connectgen replay` does."""

from __future__ import annotations

import glob
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectgen.core.errors import PayloadError
from connectgen.core.os_errors import describe_read_error
from connectgen.replay.judge import Judge
from connectgen.replay.reading import Part, open_file, read_parts
from connectgen.replay.sampling import sample_parts
from connectgen.replay.workers import Batch, ReplayTask, judge_parts

__all__ = ["Replay", "find_files"]


def find_files(names: Sequence[str]) -> tuple[list[str], int | None]:
    """Return the files that *names* and patterns such as `logs/*.gz` name, and their size.

    The size in bytes is None if it is not known, as that of a pipe.

    Raises:
        PayloadError: one of them does not exist, or is a folder.
    """
    files = [file for name in names for file in _expand(name)]
    sizes = [_measure(file) for file in files]
    return files, None if None in sizes else sum(filter(None, sizes))


def _expand(name: str) -> list[str]:
    # Not every shell expands patterns, and none does in quotation marks.
    if name == "-" or Path(name).exists() or not glob.has_magic(name):
        return [name]
    matching = glob.glob(name, recursive=True)  # noqa: PTH207 - no absolute patterns there
    found = sorted(each for each in matching if Path(each).is_file())
    if not found:
        raise PayloadError(f"{name}: no file has such a name")
    return found


def _measure(name: str) -> int | None:
    if name == "-":
        return None
    try:
        found = Path(name).stat()
    except FileNotFoundError:
        raise PayloadError(f"{name}: file not found") from None
    except OSError as error:
        raise PayloadError(describe_read_error(name, error)) from error
    if stat.S_ISDIR(found.st_mode):
        raise PayloadError(f"{name}: is a folder; name its files, such as '{name}/*'")
    return found.st_size if stat.S_ISREG(found.st_mode) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """Settings of a replay."""

    judge: Judge
    files: Sequence[str]
    """Names of files; "-" is stdin."""

    column: str | None = None
    """Column of Parquet files that has the bodies."""

    sample: int | None = None
    """Number of lines to judge, chosen at random; None for all."""

    keeps_going: bool = False
    """False if the first line that cannot be judged ends the replay."""

    lists_verdicts: bool = False
    """Whether batches have the verdicts on bodies that start or stop failing."""

    def run(self, advance: Callable[[int], None]) -> Iterator[Batch]:
        """Yield results in the order of the files; the last one may have an error.

        Args:
            advance: is called with the number of bytes that have been read since the last call.

        Raises:
            PayloadError: a file cannot be read.
        """
        parts = self._read(advance)
        if self.sample is not None:
            parts = sample_parts(parts, self.sample)
        task = ReplayTask(
            judge=self.judge, keeps_going=self.keeps_going, lists_verdicts=self.lists_verdicts
        )
        yield from judge_parts(parts, task)

    def _read(self, advance: Callable[[int], None]) -> Iterator[Part]:
        for file in self.files:
            shown = "<stdin>" if file == "-" else file
            done = 0
            with open_file(file) as opened:
                for part in read_parts(opened, shown, self.column):
                    yield part
                    advance(part.done - done)
                    done = part.done
