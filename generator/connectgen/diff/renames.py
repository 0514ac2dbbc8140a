"""Fields that may have been renamed: suggested to people, never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from connectgen.core import ir
from connectgen.diff.accounting import path_of
from connectgen.diff.change import Change
from connectgen.diff.fields import FieldAt, ModelAt

__all__ = ["with_suggestions"]

Models = Mapping[tuple[str, ...], ModelAt]
Place = tuple[str, str]

_ALIKE = 0.6
"""Share of equal letters above which two names are alike; `postalCode` and `postCode` have 0.89."""


def with_suggestions(changes: tuple[Change, ...], old: Models, new: Models) -> tuple[Change, ...]:
    """Return *changes* with a suggestion on each field that seems to have another name now."""
    pairs: dict[Place, str] = {}
    for path in sorted(old.keys() & new.keys()):
        for gone, came in _pairs(old[path], new[path]):
            pairs[path_of(gone.location), gone.location.pointer] = came.location.pointer
            pairs[path_of(came.location), came.location.pointer] = gone.location.pointer
    return tuple(
        replace(change, suggestion=pairs.get((change.resource, change.pointer)))
        if change.kind in ("field-added", "field-removed")
        else change
        for change in changes
    )


def _pairs(old: ModelAt, new: ModelAt) -> list[tuple[ir.Field, ir.Field]]:
    """Return the likeliest pairs of a field that went and one that came, each field once."""
    gone = [old.fields[name] for name in sorted(old.fields.keys() - new.fields.keys())]
    came = [new.fields[name] for name in sorted(new.fields.keys() - old.fields.keys())]
    scored = sorted(
        ((_likeness(one, other), one, other) for one in gone for other in came),
        key=lambda entry: -entry[0],
    )
    found: list[tuple[ir.Field, ir.Field]] = []
    taken: set[str] = set()
    for likeness, before, after in scored:
        names = {f"-{before.one.wire_name}", f"+{after.one.wire_name}"}
        if likeness >= _ALIKE and not names & taken:
            taken |= names
            found.append((before.one, after.one))
    return found


def _likeness(old: FieldAt, new: FieldAt) -> float:
    """Return from 0 to 2 how alike two fields are; 0 unless they hold the same kind of values."""
    same = old.views.keys() == new.views.keys() and all(
        old.views[view].nullable == new.views[view].nullable
        and _kind(old.views[view].type) == _kind(new.views[view].type)
        for view in old.views
    )
    if not same:
        return 0.0
    told = bool(old.one.description) and old.one.description == new.one.description
    names = SequenceMatcher(None, old.one.wire_name, new.one.wire_name, autojunk=False)
    return names.ratio() + told


def _kind(type_: ir.Type) -> object:
    """Return what a renamed field keeps: a part or menu of its own goes by its name."""
    if isinstance(type_, ir.ListType):
        return (_kind(type_.item), type_.or_single)
    if isinstance(type_, ir.ReferenceType) and "/" in type_.target:
        return type_.target.rpartition("/")[0]
    if isinstance(type_, ir.ModelType):
        return type_.model[:-1]
    return type_
