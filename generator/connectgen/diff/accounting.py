"""Collect changes, each once, with the document differences that they account for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from connectgen.core.json_types import Json, is_object
from connectgen.core.location import Location
from connectgen.diff.change import Change
from connectgen.diff.fields import order_uses
from connectgen.diff.side import DiffSide, is_present, value_at

__all__ = ["ChangeLedger", "PropertyPair", "path_of"]


def path_of(location: Location) -> str:
    """Return the catalog path of the document of *location*."""
    return location.document.partition("/")[2].removesuffix(".json")


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyPair:
    """Location of one property or record in the old and in the new documents."""

    old_path: str
    new_path: str
    old_pointer: str
    new_pointer: str

    @classmethod
    def of_locations(cls, old: Location, new: Location) -> PropertyPair:
        """Return the pair of the locations *old* and *new*."""
        return cls(
            old_path=path_of(old),
            new_path=path_of(new),
            old_pointer=old.pointer,
            new_pointer=new.pointer,
        )

    def at_keyword(self, keyword: str) -> PropertyPair:
        """Return the pair for *keyword*, a name or a pointer without its first slash."""
        return replace(
            self,
            old_pointer=f"{self.old_pointer}/{keyword}",
            new_pointer=f"{self.new_pointer}/{keyword}",
        )


@dataclass(slots=True, kw_only=True)
class ChangeLedger:
    """Changes, and the differences of the documents that they account for."""

    old: DiffSide
    new: DiffSide
    changes: dict[tuple[object, ...], Change] = field(
        default_factory=dict[tuple[object, ...], Change]
    )
    accounted_for: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    """Locations (catalog path and pointer) that a reported change covers, with their subtrees."""

    def add_change(self, change: Change) -> None:
        """Add *change*; if it is known already, the uses that both break are merged."""
        ends = (change.old_pointer, change.new_pointer, repr(change.old), repr(change.new))
        key = (change.resource, change.kind, *ends)
        known = self.changes.get(key)
        if known is not None:
            more = len(change.breaks) > len(known.breaks)
            breaks = order_uses({*change.breaks, *known.breaks})
            change = replace(change if more else known, breaks=breaks)
        self.changes[key] = change

    def differing_keywords(self, pair: PropertyPair) -> list[str]:
        """Return the keywords that differ in *pair*, those of its items as `items/type`."""
        found: list[str] = []
        for keyword in _member_names(self._old_value(pair)) | _member_names(self._new_value(pair)):
            inner = pair.at_keyword(keyword)
            before, after = self._old_value(inner), self._new_value(inner)
            # In Python True equals 1, and 1 equals 1.0; the documents differ all the same.
            if before == after and type(before) is type(after):
                continue
            if keyword == "items" and is_object(before) and is_object(after):
                found += [f"items/{name}" for name in self.differing_keywords(inner)]
            else:
                found.append(keyword)
        return sorted(found)

    def account_for(self, pair: PropertyPair, keywords: Iterable[str]) -> None:
        """Record that a reported change covers *keywords* of *pair* and of its items."""
        for keyword in keywords:
            for inner in (pair.at_keyword(keyword), pair.at_keyword(f"items/{keyword}")):
                self.accounted_for.add((inner.old_path, inner.old_pointer))
                self.accounted_for.add((inner.new_path, inner.new_pointer))

    def is_accounted_for(self, path: str, pointer: str) -> bool:
        """Return whether a reported change covers *pointer* or a value that contains it."""
        while pointer:
            if (path, pointer) in self.accounted_for:
                return True
            pointer = pointer.rpartition("/")[0]
        return (path, "") in self.accounted_for

    def pointers_and_values(self, pair: PropertyPair) -> dict[str, Json]:
        """Return the pointers and values of a change in *pair*, None where it is missing."""
        before = is_present(self.old.documents.get(pair.old_path), pair.old_pointer)
        after = is_present(self.new.documents.get(pair.new_path), pair.new_pointer)
        return {
            "old_pointer": pair.old_pointer if before else None,
            "new_pointer": pair.new_pointer if after else None,
            "old": self._old_value(pair),
            "new": self._new_value(pair),
        }

    def _old_value(self, pair: PropertyPair) -> Json:
        return value_at(self.old.documents.get(pair.old_path), pair.old_pointer)

    def _new_value(self, pair: PropertyPair) -> Json:
        return value_at(self.new.documents.get(pair.new_path), pair.new_pointer)


def _member_names(value: Json) -> set[str]:
    return set(value) if is_object(value) else set()
