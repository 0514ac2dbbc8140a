"""Distinct names for what would have one name: which one each gets depends on itself only.

Of several the one that is spelled like the name keeps it: `CO.MyThing` of `CO.MyThing` and
`CO.My_Thing`, which would both be `CoMyThing`. Each other gets a digest of its own name as a
suffix, so that its name stays when others come or go.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["distinct_names", "spelling_key", "with_suffix"]

_STANDARD = re.compile(r"[a-z][A-Za-z0-9]*")
_SPELLED_ALIKE = re.compile(r"[A-Za-z0-9.]+")
"""Names that lose nothing but dots when they become Python names."""

_LONGEST_DIGEST = 40


def spelling_key(wire_name: str) -> tuple[bool, str]:
    """Return the sort key by which standard names come before custom ones."""
    # They come last: they must not take the name of a standard field or resource.
    return _STANDARD.fullmatch(wire_name) is None, wire_name


def distinct_names(
    wanted: Mapping[str, str],
    derive: Callable[[str], frozenset[str]],
    *,
    longest: int,
    taken: Iterable[str] = (),
) -> dict[str, str]:
    """Return a name for each key of *wanted*; they do not depend on the order of the keys.

    Args:
        wanted: the name that each wire name has if it meets no other.
        derive: returns what a name occupies. No two names occupy the same.
        longest: maximum number of characters of a name with a suffix.
        taken: what is occupied from the start.
    """
    groups: dict[frozenset[str], list[str]] = {}
    for wire_name in sorted(wanted, key=spelling_key):
        groups.setdefault(derive(wanted[wire_name]), []).append(wire_name)
    used = {*taken}
    names: dict[str, str] = {}

    def add(wire_name: str, candidates: Iterator[str]) -> None:
        name = next(each for each in candidates if used.isdisjoint(derive(each)))
        names[wire_name] = name
        used.update(derive(name))

    rest: list[str] = []
    # Shorter names first: `thing` with its class `ThingCreate` keeps that, not `thingCreate`.
    for group in sorted(groups.values(), key=lambda group: _group_key(group, wanted)):
        first = _keeper(group)
        rest += (each for each in group if each != first)
        if first is not None and used.isdisjoint(derive(wanted[first])):
            add(first, iter((wanted[first],)))
        elif first is not None:
            rest.append(first)
    for wire_name in sorted(rest):  # last, so that a suffix takes nobody's own name
        add(wire_name, with_suffix(wanted[wire_name], wire_name, longest))
    return names


def _group_key(group: list[str], wanted: Mapping[str, str]) -> tuple[bool, int, str]:
    name = wanted[group[0]]
    return spelling_key(group[0])[0], len(name), name


def _keeper(group: list[str]) -> str | None:
    """Return the wire name that keeps the wanted name; None if all get a suffix."""
    alike = [each for each in group if len(group) == 1 or _SPELLED_ALIKE.fullmatch(each)]
    return alike[0] if alike else None


def with_suffix(name: str, wire_name: str, longest: int) -> Iterator[str]:
    """Yield *name* with a digest of *wire_name* as its suffix, which is longer each time."""
    digest = hashlib.sha256(wire_name.encode("utf-8", "surrogatepass")).hexdigest()
    is_class = name[:1].isupper()
    for length in range(5, _LONGEST_DIGEST):
        end = f"X{digest[:length]}" if is_class else f"_x{digest[:length]}"
        yield f"{name[: longest - len(end)].rstrip('_')}{end}"
