"""Report resources and operations that were added or removed."""

from __future__ import annotations

from connectgen.core import ir
from connectgen.diff.accounting import ChangeLedger, PropertyPair
from connectgen.diff.change import Change, Use

__all__ = ["compare_resources"]

_WRITING = frozenset({"create", "delete", "update"})


def compare_resources(ledger: ChangeLedger) -> None:
    """Add the resources and operations that were added or removed to *ledger*."""
    before, after = set(ledger.old.resources), set(ledger.new.resources)
    if before != after:
        ledger.add_change(
            Change(
                resource="",
                old_pointer="/items",
                new_pointer="/items",
                kind="listing-changed",
                old=[*sorted(before - after)],
                new=[*sorted(after - before)],
                breaks=(),
                reason="The names that came and went; each is judged as a resource.",
                cosmetic=True,
            )
        )
    for name in sorted(before ^ after):
        ledger.accounted_for.add((name, ""))
        ledger.add_change(_resource_added(name) if name in after else _resource_removed(name))
    old = {resource.name: resource for resource in ledger.old.api.resources}
    new = {resource.name: resource for resource in ledger.new.api.resources}
    for name in sorted(old.keys() & new.keys() & before & after):
        _add_operation_changes(old[name], new[name], ledger)


def _resource_added(name: str) -> Change:
    return Change(
        resource=name,
        old_pointer=None,
        new_pointer="",
        kind="resource-added",
        old=None,
        new=name,
        breaks=(),
        reason="Nobody used it yet.",
    )


def _resource_removed(name: str) -> Change:
    return Change(
        resource=name,
        old_pointer="",
        new_pointer=None,
        kind="resource-removed",
        old=name,
        new=None,
        breaks=("write", "read"),
        reason="Every call to it fails.",
    )


def _record_pointer(resource: ir.Resource) -> str:
    """Return the pointer of the schema of one record."""
    return next((view.models[0].location.pointer for view in resource.views if view.models), "")


def _add_operation_changes(old: ir.Resource, new: ir.Resource, ledger: ChangeLedger) -> None:
    pair = PropertyPair.of_locations(old.location, new.location)
    before, after = _record_pointer(old), _record_pointer(new)
    keyword = "x-connectgen-operations"
    ledger.accounted_for |= {
        (pair.old_path, f"{before}/{keyword}"),
        (pair.new_path, f"{after}/{keyword}"),
    }
    for name in sorted(set(old.operations) ^ set(new.operations)):
        gone = name in old.operations
        use: Use = "write" if name in _WRITING else "read"
        ledger.add_change(
            Change(
                resource=pair.new_path,
                old_pointer=before if gone else None,
                new_pointer=None if gone else after,
                kind=f"operation-{'removed' if gone else 'added'}",
                old=name if gone else None,
                new=None if gone else name,
                breaks=(use,) if gone else (),
                reason="Calls of it are refused." if gone else "Nobody used it yet.",
            )
        )
