"""Suggest fields that may have been renamed; a rename is never assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import SequenceMatcher

from connectgen.core import ir
from connectgen.diff.accounting import path_of
from connectgen.diff.change import Change
from connectgen.diff.fields import FieldByDirection, ModelByDirection

__all__ = ["add_rename_suggestions"]

Models = Mapping[tuple[str, ...], ModelByDirection]
PropertyKey = tuple[str, str]

_ALIKE = 0.6
"""Least similarity of two names (`postalCode` and `postCode` have 0.89)."""


def add_rename_suggestions(
    changes: tuple[Change, ...], old: Models, new: Models
) -> tuple[Change, ...]:
    """Return *changes* with a suggestion for each field that seems to be renamed."""
    pairs: dict[PropertyKey, str] = {}
    for path in sorted(old.keys() & new.keys()):
        for gone, came in _likely_pairs(old[path], new[path]):
            pairs[path_of(gone.location), gone.location.pointer] = came.location.pointer
            pairs[path_of(came.location), came.location.pointer] = gone.location.pointer
    return tuple(
        replace(change, suggestion=pairs.get((change.resource, change.pointer)))
        if change.kind in ("field-added", "field-removed")
        else change
        for change in changes
    )


def _likely_pairs(old: ModelByDirection, new: ModelByDirection) -> list[tuple[ir.Field, ir.Field]]:
    """Return the likeliest pairs of a removed and an added field, each field once."""
    gone = [old.fields[name] for name in sorted(old.fields.keys() - new.fields.keys())]
    came = [new.fields[name] for name in sorted(new.fields.keys() - old.fields.keys())]
    scored = sorted(
        ((_field_likeness(one, other), one, other) for one in gone for other in came),
        key=lambda entry: -entry[0],
    )
    found: list[tuple[ir.Field, ir.Field]] = []
    taken: set[str] = set()
    for likeness, before, after in scored:
        names = {f"-{before.any_field.wire_name}", f"+{after.any_field.wire_name}"}
        if likeness >= _ALIKE and not names & taken:
            taken |= names
            found.append((before.any_field, after.any_field))
    return found


def _field_likeness(old: FieldByDirection, new: FieldByDirection) -> float:
    """Return from 0 to 2 how alike two fields are; 0 unless they hold the same kind of values."""
    same = old.views.keys() == new.views.keys() and all(
        old.views[view].nullable == new.views[view].nullable
        and _comparable_type(old.views[view].type) == _comparable_type(new.views[view].type)
        for view in old.views
    )
    if not same:
        return 0.0
    is_same_text = (
        bool(old.any_field.description) and old.any_field.description == new.any_field.description
    )
    # autojunk would ignore the frequent letters of a long name.
    names = SequenceMatcher(None, old.any_field.wire_name, new.any_field.wire_name, autojunk=False)
    return names.ratio() + is_same_text


def _comparable_type(type_: ir.Type) -> object:
    """Return the part of a type that a renamed field keeps.

    The path of a nested type or menu ends in the field's name, which is left out.
    """
    if isinstance(type_, ir.ListType):
        return (_comparable_type(type_.item), type_.or_single)
    if isinstance(type_, ir.ReferenceType) and "/" in type_.target:
        return type_.target.rpartition("/")[0]
    if isinstance(type_, ir.ModelType):
        return type_.model[:-1]
    return type_
