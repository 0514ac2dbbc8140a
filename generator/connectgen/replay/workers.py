"""Judge parts of files on all cores, in order and with bounded memory."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, islice, takewhile

from connectgen.core.errors import PayloadError
from connectgen.replay.causes import Tally, Verdict
from connectgen.replay.counts import Counts
from connectgen.replay.judge import Judge, judge_lines
from connectgen.replay.reading import Part

__all__ = ["Batch", "ReplayTask", "judge_parts"]

_AHEAD = 2
"""Parts per process that are read before the first of them is done."""

_MOST_ON_WINDOWS = 61
"""Number of processes that Python can wait for there; macOS has no machines with more cores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Result of one part."""

    source: str
    counts: Counts
    verdicts: tuple[Verdict, ...] = ()
    """Verdicts on bodies that start or stop failing, if they are wanted."""

    error: str | None = None
    """Line that cannot be judged, and the reason; later lines are not judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayTask:
    """Judge and settings, as each process needs them."""

    judge: Judge
    keeps_going: bool
    """False if the first line that cannot be judged ends the replay."""

    lists_verdicts: bool

    def run(self, part: Part) -> Batch:
        """Return the result of *part*."""
        tally = Tally(source=part.source)
        verdicts: list[Verdict] = []
        errors: list[Verdict] = []

        def report(verdict: Verdict) -> None:
            if verdict.outcome == "skipped" and not self.keeps_going:
                errors.append(verdict)
                return
            tally.add(verdict)
            if self.lists_verdicts and verdict.outcome != "skipped":
                # Classes of violations exist only in the process that has imported them.
                verdicts.append(replace(verdict, violations=verdict.why))

        numbered = zip(part.numbers, part.lines, strict=False)
        lines = takewhile(lambda _: not errors, numbered)
        passes, fails = judge_lines(self.judge, lines, report)
        return Batch(
            source=part.source,
            counts=tally.to_counts(passes=passes, fails=fails),
            verdicts=tuple(verdicts),
            error=f"{errors[0].line}: {errors[0].why[0]}" if errors else None,
        )


def judge_parts(parts: Iterator[Part], task: ReplayTask) -> Iterator[Batch]:
    """Yield the result of each of *parts*, in their order; stop after an error.

    Raises:
        PayloadError: *parts* raises it. The results of all parts before are yielded first.
    """
    failures: list[PayloadError] = []
    parts = _until_failure(parts, failures)
    first = [*islice(parts, 2)]
    processes = _count_cores()
    if len(first) < 2 or processes == 1:
        yield from _until_error(map(task.run, chain(first, parts)), failures)
        return
    with ProcessPoolExecutor(processes, initializer=_start_worker, initargs=(task,)) as pool:
        try:
            batches = _judge_in_pool(chain(first, parts), pool, processes)
            yield from _until_error(batches, failures)
        finally:
            # After an error nobody needs the parts that were read ahead. Those at work are waited
            # for: Python's own exit would find the pool half closed.
            pool.shutdown(cancel_futures=True)


def _count_cores() -> int:
    """Return how many cores this process may use."""
    # cpu_count is that of the machine, of which a container may have only a part.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return min(os.cpu_count() or 1, _MOST_ON_WINDOWS)


def _until_failure(parts: Iterator[Part], failures: list[PayloadError]) -> Iterator[Part]:
    # Parts before the damage of a file are at work, or wait, when it is read.
    try:
        yield from parts
    except PayloadError as error:
        failures.append(error)


def _until_error(batches: Iterator[Batch], failures: list[PayloadError]) -> Iterator[Batch]:
    for batch in batches:
        yield batch
        if batch.error is not None:
            return
    if failures:
        raise failures[0]


def _judge_in_pool(
    parts: Iterator[Part], pool: ProcessPoolExecutor, processes: int
) -> Iterator[Batch]:
    at_work: deque[Future[Batch]] = deque()
    for part in parts:
        at_work.append(pool.submit(_judge_in_worker, part))
        if len(at_work) > processes * _AHEAD:
            yield at_work.popleft().result()
    while at_work:
        yield at_work.popleft().result()


_own: list[ReplayTask] = []
"""The task of this process, passed when it starts."""


def _start_worker(task: ReplayTask) -> None:
    # Ctrl-C interrupts all processes of a terminal; only the first one shows what was counted.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _own[:] = [task]


def _judge_in_worker(part: Part) -> Batch:
    return _own[0].run(part)
