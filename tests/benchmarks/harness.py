"""Paired timings: every round times every contender once, so that noise hits all alike.

Processor time counts, not that of the clock: what else the machine does takes no part.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import time
from collections.abc import Callable, Mapping

Contenders = Mapping[str, Callable[[], object]]


def ratios(contenders: Contenders, rounds: int = 25) -> dict[str, float]:
    """Return, for each contender but the first, the median of its time over the first one's."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    repeats = {name: _repeats(run) for name, run in contenders.items()}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    gc.disable()
    for _ in range(rounds):
        random.shuffle(names)
        for name in names:
            times[name].append(_time(contenders[name], repeats[name]) / repeats[name])
    gc.enable()
    first, *others = contenders
    return {
        name: statistics.median(
            mine / ours for mine, ours in zip(times[name], times[first], strict=True)
        )
        for name in others
    }


def _repeats(run: Callable[[], object]) -> int:
    """Return how often *run* goes into eight milliseconds."""
    run()  # the first use of a class builds its code
    count = 1
    while (taken := _time(run, count)) < 0.002:
        count *= 4
    return max(1, int(count * 0.008 / taken))


def _time(run: Callable[[], object], count: int) -> float:
    start = time.thread_time()
    for _ in range(count):
        run()
    return time.thread_time() - start
