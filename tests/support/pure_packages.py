"""The pure-Python part of installed packages, copied to where another interpreter finds it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

__all__ = ["copy_pure_packages"]

_COMPILED = frozenset({".so", ".pyd", ".dylib", ".pyc"})


def copy_pure_packages(names: Iterable[str], folder: Path, *, left_out: Iterable[str] = ()) -> None:
    """Copy the packages *names*, and what they require, into *folder* without compiled modules.

    Args:
        names: names of distributions that are installed.
        folder: where to copy them to.
        left_out: distributions that are not copied, with what only they require.
    """
    for found in _closure(names, {*map(_normalized, left_out)}):
        for file in found.files or ():
            is_inside = file.parts[0] not in ("..", "/") and "__pycache__" not in file.parts
            if is_inside and file.suffix not in _COMPILED:
                target = folder / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(found.locate_file(file)), target)


def _closure(names: Iterable[str], seen: set[str]) -> Iterator[Distribution]:
    for name in map(_normalized, names):
        if name in seen:
            continue
        seen.add(name)
        found = distribution(name)
        yield found
        wanted = map(Requirement, found.requires or ())
        here = (
            each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})
        )
        yield from _closure([each.name for each in here], seen)


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
