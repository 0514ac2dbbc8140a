"""Progress of a long step: the share of it that is done, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

__all__ = ["Progress", "ignore_progress", "part_of"]

Progress: TypeAlias = Callable[[float], None]
"""Called with the share of a step that is done, from 0 to 1."""


def ignore_progress(_share: float) -> None:
    """Do nothing."""


def part_of(progress: Progress, index: int, count: int) -> Progress:
    """Return the progress of one of several equal parts of a step.

    Args:
        progress: that of the whole step.
        index: number of the part, from 0.
        count: number of parts.
    """
    return lambda share: progress((index + share) / count)
