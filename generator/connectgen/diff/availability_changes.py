"""Detect views that a field was added to or removed from."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core import ir
from connectgen.diff.change import Use

__all__ = ["FLAGS", "availability_changes"]

FLAGS: dict[ir.Direction, str] = {
    "create": "isAvailableForPOST",
    "patch": "isAvailableForPATCH",
    "read": "isAvailableForGET",
}

Directions = frozenset[ir.Direction]


def availability_changes(
    old: Directions, new: Directions, *, required: bool
) -> Iterator[tuple[str, frozenset[str], tuple[Use, ...], str]]:
    """Yield the kind, keywords, broken uses and reason of each change of availability.

    Args:
        old: directions in which the field was available.
        new: directions in which it is available.
        required: whether a create body must contain it.
    """
    lost, gained = old - new, new - old
    writes: Directions = frozenset({"create", "patch"})
    if lost & writes:
        yield (
            _lost_write_reason(new & writes),
            _flag_keywords((lost | gained) & writes),
            ("write",),
            _LOST_WRITE,
        )
    elif gained & writes:
        needed = required and "create" in gained
        reason = "Bodies without it are refused." if needed else "Code that omits it still works."
        breaks: tuple[Use, ...] = ("write",) if needed else ()
        yield "became-writable", _flag_keywords(gained & writes), breaks, reason
    if "read" in lost:
        yield (
            "became-write-only",
            _flag_keywords(lost, "read"),
            ("read",),
            "Replies no longer hold it.",
        )
    if "read" in gained:
        yield (
            "became-readable",
            _flag_keywords(gained, "read"),
            (),
            "Readers ignore unknown fields.",
        )


_LOST_WRITE = "Sending it is refused, or has no effect."


def _lost_write_reason(left: Directions) -> str:
    if "create" in left:
        return "became-create-only"
    return "became-patch-only" if "patch" in left else "became-read-only"


def _flag_keywords(directions: Directions, *only: ir.Direction) -> frozenset[str]:
    chosen = directions & frozenset(only) if only else directions
    return frozenset({*(FLAGS[direction] for direction in chosen), "readOnly"})
