"""Pictures of relations: where each box, text and line of an SVG stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connectgen.core.catalog_paths import decode_name
from connectgen.reference.relations import Relation, Relations

__all__ = ["ArcPicture", "Arcs", "Box", "Picture", "draw_all", "draw_narrow", "draw_wide"]

_MOST = 20
"""Number of boxes on one side; the lists below a picture have the rest."""

_HEIGHT = 46
_STEP = _HEIGHT + 10
_WIDE, _NARROW = 900, 360
_SIDE = 262
"""Width of a box of the wide picture."""

_SPINE = 9
"""Left of the line that joins the boxes of the narrow picture."""

_INDENT = 28
_ROW = 26
_LETTER = 8.4
"""Width of a letter of a name in the picture of all resources, at most."""

_LONGEST_NAME = 30
_BULGE = 280
"""How far to the right the longest arc goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One resource."""

    x: int
    y: int
    width: int
    height: int
    text_x: int
    name_y: int
    via_y: int
    name: str
    via: str
    """Fields of the relation, shortened; empty if it is the resource in the middle."""

    title: str
    """The same in full."""

    href: tuple[str, ...]
    """The address of its page; empty if it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A resource with its neighbors."""

    width: int
    height: int
    linked: tuple[Box, ...]
    plain: tuple[Box, ...]
    """Resources without a page."""

    center: Box
    lines: tuple[str, ...]
    """Path data of each line."""

    tips: tuple[str, ...]
    """Points of each tip of an arrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arcs:
    """One resource, and the arcs to those that it refers to."""

    name: str
    title: str
    href: str
    x: int
    dot_x: int
    y: int
    text_y: int
    lines: tuple[str, ...]
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcPicture:
    """All resources below one another, joined by arcs."""

    width: int
    height: int
    rows: tuple[Arcs, ...]


_Href = Callable[[str], str | None]
"""Returns the address of the page of a resource."""


def draw_wide(name: str, relations: Relations, href: _Href) -> Picture:
    """Return the picture for wide screens: what refers to *name* at the left, and it in the middle.

    Args:
        name: the resource.
        relations: its neighbors.
        href: returns the address of a page.
    """
    left, right = relations.incoming[:_MOST], relations.outgoing[:_MOST]
    count = max(len(left), len(right), 1)
    middle = count * _STEP // 2
    start = (_WIDE - _SIDE) // 2
    boxes: list[Box] = []
    lines: list[str] = []
    tips: list[str] = []
    for index, each in enumerate(left):
        y = _place(index, len(left), count)
        boxes.append(_make_box(each.source, each, 0, y, _SIDE, href))
        lines.append(_curve(_SIDE, y + _HEIGHT // 2, start - 8, middle))
    for index, each in enumerate(right):
        y = _place(index, len(right), count)
        x = _WIDE - _SIDE
        boxes.append(_make_box(each.target, each, x, y, _SIDE, href))
        lines.append(_curve(start + _SIDE, middle, x - 8, y + _HEIGHT // 2))
        tips.append(_tip_to_right(x, y + _HEIGHT // 2))
    if left:
        tips.append(_tip_to_right(start, middle))
    center = _make_box(name, None, start, middle - _HEIGHT // 2, _SIDE, href)
    return _make_picture(_WIDE, count * _STEP, boxes, center, lines, tips)


def draw_narrow(name: str, relations: Relations, href: _Href) -> Picture:
    """Return the picture for narrow screens: the same boxes, below one another.

    Args:
        name: the resource.
        relations: its neighbors.
        href: returns the address of a page.
    """
    above, below = relations.incoming[:_MOST], relations.outgoing[:_MOST]
    width = _NARROW - _INDENT
    top = len(above) * _STEP + 2
    boxes: list[Box] = []
    lines: list[str] = []
    tips: list[str] = []
    for index, each in enumerate(above):
        y = index * _STEP + 1
        boxes.append(_make_box(each.source, each, _INDENT, y, width, href))
        lines.append(f"M{_INDENT},{y + _HEIGHT // 2} H{_SPINE} V{top - 8}")
    if above:
        tips.append(f"{_SPINE - 5},{top - 9} {_SPINE + 5},{top - 9} {_SPINE},{top}")
    for index, each in enumerate(below):
        y = top + (index + 1) * _STEP
        boxes.append(_make_box(each.target, each, _INDENT, y, width, href))
        lines.append(f"M{_SPINE},{top + _HEIGHT} V{y + _HEIGHT // 2} H{_INDENT - 8}")
        tips.append(_tip_to_right(_INDENT, y + _HEIGHT // 2))
    center = _make_box(name, None, 1, top, _NARROW - 2, href)
    height = top + (len(below) + 1) * _STEP
    return _make_picture(_NARROW, height, boxes, center, lines, tips)


def draw_all(
    relations: Mapping[str, Relations], hrefs: Mapping[str, str]
) -> tuple[ArcPicture, ...]:
    """Return the picture of all resources that have relations to one another; none if none has.

    Args:
        relations: the neighborhood of each resource.
        hrefs: the address of the page of each resource.
    """
    joined = {
        name
        for name, each in relations.items()
        for relation in (*each.outgoing, *each.incoming)
        if relation.source in hrefs and relation.target in hrefs
    }
    names = sorted(joined)
    if not names:
        return ()
    heights = {name: index * _ROW + _ROW // 2 + 1 for index, name in enumerate(names)}
    shown = {name: _shorten(decode_name(name), _LONGEST_NAME) for name in names}
    x = int(max(map(len, shown.values())) * _LETTER) + 4
    rows = tuple(
        _make_arcs(name, shown[name], relations[name], heights, x, hrefs[name]) for name in names
    )
    return (ArcPicture(width=x + _BULGE + 30, height=len(names) * _ROW + 2, rows=rows),)


def _make_arcs(
    name: str, shown: str, relations: Relations, heights: Mapping[str, int], x: int, href: str
) -> Arcs:
    y, dot_x = heights[name], x + 14
    longest = max(len(heights) - 1, 1) * _ROW
    lines: list[str] = []
    tips: list[str] = []
    targets = [each.target for each in relations.outgoing if each.target in heights]
    for target in targets:
        end = heights[target]
        sweep = 1 if end > y else 0
        radius = 24 + (_BULGE - 30) * abs(end - y) // longest
        half = abs(end - y) // 2
        lines.append(f"M{dot_x + 5},{y} A{radius},{half} 0 0 {sweep} {dot_x + 12},{end}")
        tips.append(f"{dot_x + 13},{end - 4} {dot_x + 13},{end + 4} {dot_x + 5},{end}")
    refers = f", refers to {', '.join(map(decode_name, targets))}" if targets else ""
    return Arcs(
        name=shown,
        title=f"{decode_name(name)}{refers}",
        href=href,
        x=x,
        dot_x=dot_x,
        y=y,
        text_y=y + 5,
        lines=tuple(lines),
        tips=tuple(tips),
    )


def _place(index: int, count: int, most: int) -> int:
    """Return the top of a box in a column of *count* boxes, centered beside one of *most*."""
    return index * _STEP + (most - count) * _STEP // 2 + (_STEP - _HEIGHT) // 2


def _make_box(name: str, relation: Relation | None, x: int, y: int, width: int, href: _Href) -> Box:
    shown = decode_name(name)
    paths = relation.paths if relation else ()
    address = href(name) if relation else None
    return Box(
        x=x + 1,
        y=y,
        width=width - 2,
        height=_HEIGHT,
        text_x=x + 14,
        name_y=y + (20 if relation else 28),
        via_y=y + 37,
        name=_shorten(shown, width // 9),
        via=_shorten(", ".join(paths), width // 7),
        title=f"{shown}, by {', '.join(paths)}" if relation else shown,
        href=(address,) if address else (),
    )


def _make_picture(
    width: int, height: int, boxes: list[Box], center: Box, lines: list[str], tips: list[str]
) -> Picture:
    return Picture(
        width=width,
        height=height,
        linked=tuple(box for box in boxes if box.href),
        plain=tuple(box for box in boxes if not box.href),
        center=center,
        lines=tuple(lines),
        tips=tuple(tips),
    )


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    half = (x + to_x) // 2
    return f"M{x},{y} C{half},{y} {half},{to_y} {to_x},{to_y}"


def _tip_to_right(x: int, y: int) -> str:
    return f"{x - 9},{y - 5} {x - 9},{y + 5} {x},{y}"


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
