"""Compare the values of menus that are pinned beside the snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectgen.core.json_types import Json
from connectgen.core.menus import Menu, MenuFile, menu_targets
from connectgen.diff.accounting import ChangeLedger
from connectgen.diff.change import Change, Use
from connectgen.diff.side import DiffSide

__all__ = ["comparable_menus", "compare_menus"]


def comparable_menus(
    old: MenuFile | None, new: MenuFile | None
) -> tuple[tuple[Menu, ...], tuple[Menu, ...]]:
    """Return the menus of both sides, without those that are still to be read on one of them.

    There are none if only one side has pinned menus, so that not all are reported as removed.
    """
    if old is None or new is None:
        return (), ()
    unread = old.unread_only | new.unread_only
    before, after = (
        tuple(menu for menu in each.menus if menu.path not in unread) for each in (old, new)
    )
    return before, after


def compare_menus(ledger: ChangeLedger) -> None:
    """Add the menus and entries that were added, removed or renamed to *ledger*."""
    before, after = _menus_in_use(ledger.old), _menus_in_use(ledger.new)
    for path in sorted(before.keys() | after.keys()):
        if path not in before:
            ledger.add_change(_menu_added(path, after[path]))
        elif path not in after:
            ledger.add_change(_menu_removed(path, before[path], ledger.new))
        else:
            for change in _entry_changes(path, before[path], after[path]):
                ledger.add_change(change)


def _menus_in_use(side: DiffSide) -> dict[str, dict[int, str]]:
    """Return the labels by id of each menu that a field refers to; of others there is no enum."""
    targets = {*menu_targets(side.api.resources)}
    return {menu.path: _labels(menu) for menu in side.menus if menu.path in targets}


def _labels(menu: Menu) -> dict[int, str]:
    return {entry.id: entry.name for entry in menu.entries}


def _as_json(labels: Mapping[int, str]) -> dict[str, Json]:
    return {str(number): label for number, label in labels.items()}


def _menu_added(path: str, labels: Mapping[int, str]) -> Change:
    return Change(
        resource=path,
        old_pointer=None,
        new_pointer="",
        kind="menu-values-added",
        old=None,
        new=_as_json(labels),
        breaks=(),
        reason="Its values were not known before. The package has an enumeration of them now.",
    )


def _menu_removed(path: str, labels: Mapping[int, str], side: DiffSide) -> Change:
    hidden = path in side.hidden_menus
    if hidden:
        why = "The site no longer shows its values."
    elif path in menu_targets(side.api.resources):
        why = "Its values are no longer pinned."
    else:
        why = "No field has this menu any more."
    return Change(
        resource=path,
        old_pointer="",
        new_pointer=None,
        kind="menu-values-hidden" if hidden else "menu-values-removed",
        old=_as_json(labels),
        new=None,
        breaks=("write", "read"),
        reason=f"{why} Code that imports its enumeration fails.",
    )


def _entry_changes(path: str, old: Mapping[int, str], new: Mapping[int, str]) -> Iterator[Change]:
    for number in sorted(old.keys() | new.keys()):
        before, after = old.get(number), new.get(number)
        if before == after:
            continue
        kind, breaks, reason = _judge_entry(before, after)
        yield Change(
            resource=path,
            old_pointer=None if before is None else f"/{number}",
            new_pointer=None if after is None else f"/{number}",
            kind=kind,
            old=before,
            new=after,
            breaks=breaks,
            reason=reason,
        )


def _judge_entry(before: str | None, after: str | None) -> tuple[str, tuple[Use, ...], str]:
    """Return the kind of a change of a label, the uses that it breaks, and the reason."""
    if before is None:
        return "menu-entry-added", (), "Nobody used it yet. Replies may hold its id."
    if after is None:
        reason = "Its id is refused when it is sent. Code that uses its member of the enum fails."
        return "menu-entry-removed", ("write",), reason
    # The id, which is what the wire is about, stays. `lookupName` is the label.
    reason = "Its id is the same. Code that sends or compares the label fails."
    return "menu-entry-renamed", ("write", "read"), reason
