"""Line and column of values in a JSON text, by JSON Pointer."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from connectgen.core.location import unescape_token

__all__ = ["Position", "decode_json", "find_positions"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]++', re.DOTALL)
_LINE_END = re.compile(r"\r\n|\r|\n")  # as editors count lines
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


class Position(NamedTuple):
    """Line and column of a character, both from 1; a column counts characters, not bytes."""

    line: int
    column: int


@dataclass(slots=True, eq=False)
class _Wanted:
    """A value whose position is wanted, or one on the way to such a value."""

    inside: dict[str, _Wanted] = field(default_factory=dict[str, "_Wanted"])
    start: int | None = None

    def enter(self, start: int) -> None:
        """Set where the value begins; of a member that occurs twice, JSON takes the last."""
        waiting: list[_Wanted] = [self]
        while waiting:
            one = waiting.pop()
            one.start = None
            # What has no start has nothing inside that has one. Without this, the time grows with
            # the square of the depth.
            waiting += [inner for inner in one.inside.values() if inner.start is not None]
        self.start = start


@dataclass(slots=True, eq=False)
class _Container:
    """An array or object that is being read."""

    wanted: _Wanted | None
    is_object: bool
    name: str | None = None
    """Name before the value that comes next, as the text writes it; None before a name."""

    index: int = 0


def decode_json(data: bytes) -> str:
    """Return the text of a JSON document as `json.loads` reads it, without a byte order mark."""
    return data.decode(json.detect_encoding(data), "surrogatepass").removeprefix(_BOM)


def find_positions(text: str, pointers: Iterable[str]) -> dict[str, Position]:
    """Return where the values at *pointers* begin.

    A pointer that leads to nothing has the position of the last value on its way.

    Args:
        text: a JSON text that was read without an error.
        pointers: JSON Pointers (RFC 6901).
    """
    root = _Wanted()
    ways = {pointer: list(_extend(root, pointer)) for pointer in pointers}
    _scan(text, root)
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    found: dict[str, Position] = {}
    for pointer, way in ways.items():
        start = next((one.start for one in reversed(way) if one.start is not None), 0)
        line = bisect_right(starts, start)
        found[pointer] = Position(line=line, column=start - starts[line - 1] + 1)
    return found


def _extend(root: _Wanted, pointer: str) -> Iterator[_Wanted]:
    """Yield the values on the way to *pointer*, which are wanted from now on."""
    yield root
    for token in pointer.split("/")[1:]:
        root = root.inside.setdefault(unescape_token(token), _Wanted())
        yield root


def _scan(text: str, root: _Wanted) -> None:
    """Set the start of each wanted value; no recursion, because a text may be nested deeply."""
    stack: list[_Container] = []
    for match in _TOKEN.finditer(text):
        token = match[0]
        first = token[0]
        if first in ":,":
            continue
        if first in "]}":
            stack.pop()
            continue
        outer = stack[-1] if stack else None
        if outer is None:
            wanted: _Wanted | None = root
        elif outer.is_object and outer.name is None:
            outer.name = token
            continue
        else:
            wanted = _take_next(outer)
        if wanted is not None:
            wanted.enter(match.start())
        if first in "[{":
            stack.append(_Container(wanted, first == "{"))


def _take_next(outer: _Container) -> _Wanted | None:
    """Return what is wanted of the next value in *outer*, and go on behind it."""
    name, outer.name = outer.name, None
    index, outer.index = outer.index, outer.index + 1
    if outer.wanted is None or not outer.wanted.inside:
        return None  # without reading the name
    if name is None:
        return outer.wanted.inside.get(str(index))
    return outer.wanted.inside.get(json.loads(name, strict=False) if "\\" in name else name[1:-1])
