"""Compare two versions of an API: first the parsed models, then the rest of the documents."""

from __future__ import annotations

from connectgen.diff.accounting import ChangeLedger
from connectgen.diff.change import Change
from connectgen.diff.document_changes import compare_documents
from connectgen.diff.fields import models_of
from connectgen.diff.menu_changes import compare_menus
from connectgen.diff.model_changes import compare_models
from connectgen.diff.renames import add_rename_suggestions
from connectgen.diff.resource_changes import compare_resources
from connectgen.diff.side import DiffSide

__all__ = ["compare"]


def compare(old: DiffSide, new: DiffSide) -> tuple[Change, ...]:
    """Return every change from *old* to *new*, sorted by resource and pointer.

    Documents are compared after overlays are applied, without site and version. Changes of the
    models are classified by view. Every other difference between documents is reported, too, as a
    change that breaks no code.
    """
    ledger = ChangeLedger(old=old, new=new)
    before, after = models_of(old.api), models_of(new.api)
    compare_resources(ledger)
    compare_menus(ledger)
    for path in sorted(before.keys() & after.keys()):
        compare_models(before[path], after[path], ledger)
    compare_documents(ledger, {"/".join(path) for path in before.keys() | after.keys()})
    found = sorted(
        ledger.changes.values(),
        key=lambda change: (change.resource, change.pointer, change.kind, change.old_pointer or ""),
    )
    return add_rename_suggestions(tuple(found), before, after)
