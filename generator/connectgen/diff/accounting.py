"""The changes found so far, each once, and which differences of the documents they account for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from connectgen.core.json_types import Json
from connectgen.core.location import Location
from connectgen.diff.change import Change
from connectgen.diff.fields import in_order
from connectgen.diff.side import Edition, is_object, is_present, value_at

__all__ = ["Ledger", "Spot", "path_of"]


def path_of(location: Location) -> str:
    """Return the catalog path of the document of *location*."""
    return location.document.partition("/")[2].removesuffix(".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One property, or one record, in the old and in the new documents."""

    old_path: str
    new_path: str
    old_pointer: str
    new_pointer: str

    @classmethod
    def of(cls, old: Location, new: Location) -> Spot:
        """Return the spot whose ends are *old* and *new*."""
        return cls(
            old_path=path_of(old),
            new_path=path_of(new),
            old_pointer=old.pointer,
            new_pointer=new.pointer,
        )

    def at(self, keyword: str) -> Spot:
        """Return the spot of *keyword*, a name or a pointer without its first slash."""
        return replace(
            self,
            old_pointer=f"{self.old_pointer}/{keyword}",
            new_pointer=f"{self.new_pointer}/{keyword}",
        )


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Changes, and the differences of the documents that they account for."""

    old: Edition
    new: Edition
    changes: dict[tuple[object, ...], Change] = field(
        default_factory=dict[tuple[object, ...], Change]
    )
    told: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Catalog path and pointer of what needs no telling again, with all that is below it."""

    def add(self, change: Change) -> None:
        """Add *change*; one that is known from elsewhere breaks whom either breaks."""
        ends = (change.old_pointer, change.new_pointer, repr(change.old), repr(change.new))
        key = (change.resource, change.kind, *ends)
        known = self.changes.get(key)
        if known is not None:
            more = len(change.breaks) > len(known.breaks)
            breaks = in_order({*change.breaks, *known.breaks})
            change = replace(change if more else known, breaks=breaks)
        self.changes[key] = change

    def differing(self, spot: Spot) -> list[str]:
        """Return the keywords that differ in *spot*, those of its items as `items/type`."""
        found: list[str] = []
        for keyword in _names(self._old(spot)) | _names(self._new(spot)):
            inner = spot.at(keyword)
            before, after = self._old(inner), self._new(inner)
            if before == after and type(before) is type(after):
                continue
            if keyword == "items" and is_object(before) and is_object(after):
                found += [f"items/{name}" for name in self.differing(inner)]
            else:
                found.append(keyword)
        return sorted(found)

    def cover(self, spot: Spot, keywords: Iterable[str]) -> None:
        """Note that *keywords* of *spot*, and of its items, are told."""
        for keyword in keywords:
            for inner in (spot.at(keyword), spot.at(f"items/{keyword}")):
                self.told.add((inner.old_path, inner.old_pointer))
                self.told.add((inner.new_path, inner.new_pointer))

    def is_told(self, path: str, pointer: str) -> bool:
        """Tell whether a change accounts for *pointer*, or for what it is in."""
        while pointer:
            if (path, pointer) in self.told:
                return True
            pointer = pointer.rpartition("/")[0]
        return (path, "") in self.told

    def ends(self, spot: Spot) -> dict[str, Json]:
        """Return the pointers and values of a change in *spot*, None where it is not there."""
        before = is_present(self.old.documents.get(spot.old_path), spot.old_pointer)
        after = is_present(self.new.documents.get(spot.new_path), spot.new_pointer)
        return {
            "old_pointer": spot.old_pointer if before else None,
            "new_pointer": spot.new_pointer if after else None,
            "old": self._old(spot),
            "new": self._new(spot),
        }

    def _old(self, spot: Spot) -> Json:
        return value_at(self.old.documents.get(spot.old_path), spot.old_pointer)

    def _new(self, spot: Spot) -> Json:
        return value_at(self.new.documents.get(spot.new_path), spot.new_pointer)


def _names(value: Json) -> set[str]:
    return set(value) if is_object(value) else set()
