"""A judge whose process is killed in the middle, once; engines must judge its lines again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from connectgen.replay import Counts, Judge


@dataclass(frozen=True, slots=True, kw_only=True)
class MortalJudge(Judge):
    """Judge whose process dies after some lines, unless the file `marker` exists."""

    marker: str

    def judge(
        self, lines: Iterable[str | bytes | None], *, source: str = "", first: int = 1
    ) -> Counts:
        """Return the counts of *lines*, or kill this process if none was killed before."""
        waiting = iter(lines)
        begun = list(islice(waiting, 100))
        done = Judge.judge(self, begun, source=source, first=first)
        try:
            Path(self.marker).touch(exist_ok=False)
        except FileExistsError:
            rest = Judge.judge(self, waiting, source=source, first=first + len(begun))
            return done + rest
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("not killed")


def mortal(judge: Judge, marker: str) -> MortalJudge:
    """Return a judge like *judge* that dies once."""
    return MortalJudge(packed=judge.packed, resource=judge.resource, view=judge.view, marker=marker)
