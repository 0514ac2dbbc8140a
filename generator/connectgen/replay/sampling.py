"""Choose some of the lines of files at random, each with the same chance."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from itertools import groupby

from connectgen.replay.reading import Line, Part

__all__ = ["sample_parts"]

_LINES = 1000
"""Number of lines in a part."""

_Chosen = tuple[int, str, int, Line]
"""Place among all lines, file, number of the line in it, and the line."""


def sample_parts(parts: Iterable[Part], size: int) -> Iterator[Part]:
    """Yield *size* of the lines that are not blank, in their order; the same ones each time.

    All parts are read first (algorithm L of Kim-Hung Li, 1994), and *size* lines are held.
    """
    chosen = sorted(_choose(parts, size), key=lambda each: each[0])
    for (source, _), lines in groupby(
        enumerate(chosen), key=lambda item: (item[1][1], item[0] // _LINES)
    ):
        kept = [each for _, each in lines]
        yield Part(
            source=source,
            numbers=[number for _, _, number, _ in kept],
            data=[line for *_, line in kept],
        )


def _choose(parts: Iterable[Part], size: int) -> list[_Chosen]:
    chosen: list[_Chosen] = []
    places = _draw_places(size)
    place, slot = next(places)
    seen = 0
    for part in parts:
        numbered = zip(part.numbers, part.lines, strict=False)
        lines = [each for each in numbered if each[1] and not each[1].isspace()]
        while place < seen + len(lines):
            number, line = lines[place - seen]
            chosen[slot : slot + 1] = [(place, part.source, number, line)]
            place, slot = next(places)
        seen += len(lines)
    return chosen


def _draw_places(size: int) -> Iterator[tuple[int, int]]:
    """Yield places of lines to keep, each with the slot whose line it replaces, without an end."""
    chance = random.Random(0)
    yield from zip(range(size), range(size), strict=True)
    place, largest = size - 1, 1.0
    while True:
        # `largest` is the largest of *size* random numbers, each of which belongs to a kept line.
        largest = min(largest * (chance.random() or 0.5) ** (1 / size), 1 - 2**-53)
        place += int(math.log(chance.random() or 0.5) / math.log1p(-largest)) + 1
        yield place, chance.randrange(size)
