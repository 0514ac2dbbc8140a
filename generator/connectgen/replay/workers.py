"""Judge a stream of lines on all cores, in order and with bounded memory."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import IO

from connectgen.jsonio.ndjson import batches_of
from connectgen.replay.judge import ReplayJudge
from connectgen.replay.result import Batch

__all__ = ["judge_stream"]

_BYTES = 512 * 1024
"""Size from which a batch is full: some thousands of small bodies, milliseconds of work."""

_AHEAD = 2
"""Batches per process that are read before the first of them is done."""


def judge_stream(file: IO[bytes], make: Callable[[], ReplayJudge]) -> Iterator[Batch]:
    """Yield the result of each batch of *file*, in the order of the file; stop after an error.

    Args:
        file: one JSON value a line.
        make: makes the judge; called once in each process, so it must be picklable.
    """
    batches = batches_of(file, _BYTES)
    first = next(batches, None)
    second = next(batches, None)
    processes = _count_cores()
    if first is None:
        return
    if second is None or processes == 1:
        yield from _until_error(_judge_in_process(first, second, batches, make()))
        return
    with ProcessPoolExecutor(processes, initializer=_start_worker, initargs=(make,)) as pool:
        try:
            yield from _until_error(_judge_in_pool(first, second, batches, pool, processes))
        finally:
            # After an error nobody needs the batches that were read ahead.
            pool.shutdown(wait=False, cancel_futures=True)


def _count_cores() -> int:
    """Return how many cores this process may use."""
    # cpu_count is that of the machine, of which a container may have only a part.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Lines = tuple[bytes, int]
"""Some lines of the file, and the number of the first of them."""


def _until_error(batches: Iterator[Batch]) -> Iterator[Batch]:
    for batch in batches:
        yield batch
        if batch.error is not None:
            return


def _judge_in_process(
    first: Lines, second: Lines | None, rest: Iterator[Lines], judge: ReplayJudge
) -> Iterator[Batch]:
    for lines in (first, second):
        if lines is not None:
            yield judge.judge_batch(*lines)
    for lines in rest:
        yield judge.judge_batch(*lines)


def _judge_in_pool(
    first: Lines,
    second: Lines,
    rest: Iterator[Lines],
    pool: ProcessPoolExecutor,
    processes: int,
) -> Iterator[Batch]:
    at_work: deque[Future[Batch]] = deque(
        pool.submit(_judge_in_worker, *each) for each in (first, second)
    )
    for lines in rest:
        at_work.append(pool.submit(_judge_in_worker, *lines))
        if len(at_work) > processes * _AHEAD:
            yield at_work.popleft().result()
    while at_work:
        yield at_work.popleft().result()


_own: list[ReplayJudge] = []
"""The judge of this process, made when it starts."""


def _start_worker(make: Callable[[], ReplayJudge]) -> None:
    _own[:] = [make()]


def _judge_in_worker(data: bytes, first: int) -> Batch:
    return _own[0].judge_batch(data, first)
