"""Judge recorded bodies by two versions of an API, in one process or in many.

Example::

    from connectgen.replay import Counts, Judge, read_lines

    judge = Judge.from_snapshots("old/v1.4", "schemas/v1.4", resource="incidents")
    counts = sum((judge.judge(read_lines(name)) for name in names), Counts())
    for cause, count in counts.sorted_causes():
        print(count.lines, cause.path, cause.keyword, count.example.why)
"""

from connectgen.replay.counts import Cause, CauseCount, Counts, Example, Outcome
from connectgen.replay.judge import Judge
from connectgen.replay.reading import read_lines

__all__ = ["Cause", "CauseCount", "Counts", "Example", "Judge", "Outcome", "read_lines"]
