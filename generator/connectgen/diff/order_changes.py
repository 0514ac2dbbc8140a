"""Report members in a different order, for documents that are stored as the site sent them."""

from __future__ import annotations

from collections.abc import Iterator

from connectgen.core.json_types import Json, is_object
from connectgen.core.location import join_pointer
from connectgen.diff.accounting import ChangeLedger
from connectgen.diff.change import Change

__all__ = ["compare_order"]


def compare_order(ledger: ChangeLedger) -> None:
    """Add one change to *ledger* for each document whose members are in a different order."""
    old, new = ledger.old.documents, ledger.new.documents
    for path in sorted(old.keys() & new.keys()):
        found = dict(_reordered_objects(old[path], new[path], ""))
        if not found:
            continue
        pointer = min(found, key=lambda one: (not one.endswith("/properties"), len(one), one))
        before, after = found[pointer]
        ledger.add_change(
            Change(
                resource=path,
                old_pointer=pointer,
                new_pointer=pointer,
                kind="reordered",
                old=[*before],
                new=[*after],
                breaks=(),
                reason="The order of members means nothing.",
                cosmetic=True,
            )
        )


def _reordered_objects(
    old: Json, new: Json, at: str
) -> Iterator[tuple[str, tuple[list[str], list[str]]]]:
    if not is_object(old) or not is_object(new):
        return
    before = [name for name in old if name in new]
    after = [name for name in new if name in old]
    if before != after:
        yield at, (before, after)
    for name in before:
        yield from _reordered_objects(old[name], new[name], join_pointer(at, name))
