"""Compare two versions of a model: fields that were added, removed or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectgen.core import ir
from connectgen.diff.accounting import ChangeLedger, PropertyPair, path_of
from connectgen.diff.availability_changes import FLAGS, availability_changes
from connectgen.diff.change import Change, Use
from connectgen.diff.constraint_changes import Difference, Effect
from connectgen.diff.explanations import explain_break
from connectgen.diff.fields import USES, FieldByDirection, ModelByDirection, order_uses, uses_of
from connectgen.diff.type_changes import type_differences

__all__ = ["compare_models"]

Directions = frozenset[ir.Direction]


def compare_models(old: ModelByDirection, new: ModelByDirection, ledger: ChangeLedger) -> None:
    """Add the changes from *old* to *new*, two versions of one model, to *ledger*."""
    both: Directions = frozenset(old.views.keys() & new.views.keys())
    for name in sorted(old.fields.keys() | new.fields.keys()):
        before, after = old.fields.get(name), new.fields.get(name)
        if before is None and after is not None:
            _add_field_added(after, old, new, ledger)
        elif before is not None and after is None:
            _add_field_removed(before, old, new, ledger)
        elif before is not None and after is not None:
            pair = PropertyPair.of_locations(before.any_field.location, after.any_field.location)
            _add_availability_changes(pair, before, after, both, ledger)
            _add_value_changes(pair, before, after, ledger)


def _property_in(model: ModelByDirection, like: ir.Field, other: ModelByDirection) -> str:
    """Return the pointer at which *model* would hold the field *like* of *other*."""
    theirs, ours = _record_pointer(other), _record_pointer(model)
    tail = like.location.pointer.removeprefix(theirs)
    return f"{ours}{tail}"


def _record_pointer(model: ModelByDirection) -> str:
    return next(iter(model.views.values())).location.pointer


def _add_field_added(
    new: FieldByDirection,
    old_model: ModelByDirection,
    new_model: ModelByDirection,
    ledger: ChangeLedger,
) -> None:
    path = path_of(new.any_field.location)
    pair = PropertyPair(
        old_path=path,
        new_path=path,
        old_pointer=_property_in(old_model, new.any_field, new_model),
        new_pointer=new.any_field.location.pointer,
    )
    ends = ledger.pointers_and_values(pair)
    needed = any(
        one.required and USES[direction] == "write" for direction, one in new.views.items()
    )
    _account_for_field(pair, ledger)
    ledger.add_change(
        Change(
            resource=path,
            old_pointer=None,
            new_pointer=pair.new_pointer,
            kind="field-added",
            old=None,
            new=ends["new"],
            breaks=("write",) if needed else (),
            reason=(
                "Bodies without it are refused."
                if needed
                else "Writers leave it out, readers ignore what they do not know."
            ),
        )
    )


def _add_field_removed(
    old: FieldByDirection,
    old_model: ModelByDirection,
    new_model: ModelByDirection,
    ledger: ChangeLedger,
) -> None:
    path = path_of(old.any_field.location)
    pair = PropertyPair(
        old_path=path,
        new_path=path,
        old_pointer=old.any_field.location.pointer,
        new_pointer=_property_in(new_model, old.any_field, old_model),
    )
    breaks = uses_of(old.views)
    _account_for_field(pair, ledger)
    ledger.add_change(
        Change(
            resource=path,
            old_pointer=pair.old_pointer,
            new_pointer=None,
            kind="field-removed",
            old=ledger.pointers_and_values(pair)["old"],
            new=None,
            breaks=breaks,
            reason=_GONE[breaks],
        )
    )


_GONE: dict[tuple[Use, ...], str] = {
    ("write", "read"): "Sending it is refused, and replies no longer hold it.",
    ("write",): "Sending it is refused; replies never held it.",
    ("read",): "Replies no longer hold it; it could not be sent.",
}


def _account_for_field(pair: PropertyPair, ledger: ChangeLedger) -> None:
    """Record that an added or removed field is accounted for, in both documents."""
    ledger.accounted_for |= {
        (pair.old_path, pair.old_pointer),
        (pair.new_path, pair.new_pointer),
    }
    _account_for_required(pair, ledger)


def _account_for_required(pair: PropertyPair, ledger: ChangeLedger) -> None:
    """Record that an added or removed field accounts for its name under `required`, too."""
    record = pair.new_pointer.rpartition("/properties/")[0]
    old_record = pair.old_pointer.rpartition("/properties/")[0]
    ledger.accounted_for |= {
        (pair.new_path, f"{record}/required"),
        (pair.old_path, f"{old_record}/required"),
    }


def _add_availability_changes(
    pair: PropertyPair,
    old: FieldByDirection,
    new: FieldByDirection,
    both: Directions,
    ledger: ChangeLedger,
) -> None:
    """Add views that gained or lost the field.

    A view counts if both versions of the model have it, or if a flag of the field changed.
    """
    differing = set(ledger.differing_keywords(pair))
    flagged = {view for view, flag in FLAGS.items() if {flag, "readOnly"} & differing}
    counted = both | flagged
    required = any(one.required for one in new.views.values())
    found = availability_changes(
        frozenset(old.views.keys() & counted),
        frozenset(new.views.keys() & counted),
        required=required,
    )
    for kind, keywords, breaks, reason in found:
        _add_change(pair, kind, keywords, breaks, reason, ledger)


@dataclass(slots=True, kw_only=True)
class _JudgedDifference:
    """One difference in all the views that show it."""

    difference: Difference
    effect: Effect
    breaks: set[Use] = field(default_factory=set[Use])


def _add_value_changes(
    pair: PropertyPair, old: FieldByDirection, new: FieldByDirection, ledger: ChangeLedger
) -> None:
    """Add changes of the values of a field, judged in each view that both versions have."""
    judged: dict[str, _JudgedDifference] = {}
    for direction in sorted(old.views.keys() & new.views.keys()):
        use = USES[direction]
        for found in _field_differences(old.views[direction], new.views[direction]):
            one = judged.setdefault(
                found.kind, _JudgedDifference(difference=found, effect=found.effect)
            )
            if found.effect != one.effect:
                one.effect = "other"
            if found.effect == "other" or (found.effect, use) in _BREAKS:
                one.breaks.add(use)
    for kind, one in judged.items():
        breaks = order_uses(one.breaks)
        reason = one.difference.reason or explain_break(kind, one.effect, breaks)
        keywords = one.difference.keywords
        _add_change(pair, kind, keywords, breaks, reason, ledger, whole=one.difference.whole)


_BREAKS = {("narrower", "write"), ("wider", "read")}


def _field_differences(old: ir.Field, new: ir.Field) -> Iterator[Difference]:
    yield from type_differences(old.type, new.type)
    if old.nullable != new.nullable:
        yield Difference(
            kind="nullable-added" if new.nullable else "nullable-removed",
            effect="wider" if new.nullable else "narrower",
            keywords=frozenset({"type"}),
        )
    if old.required != new.required:
        yield Difference(
            kind="required-added" if new.required else "required-removed",
            effect="narrower" if new.required else "wider",
            keywords=frozenset(),
        )
    if old.default != new.default:
        stated = old.default is not None and new.default is not None
        yield Difference(
            kind="default-changed",
            effect="narrower" if stated else "none",
            keywords=frozenset({"default"}),
            reason="Code that leaves it out gets another value than before." if stated else "",
        )


def _add_change(
    pair: PropertyPair,
    kind: str,
    keywords: frozenset[str],
    breaks: tuple[Use, ...],
    reason: str,
    ledger: ChangeLedger,
    *,
    whole: bool = False,
) -> None:
    """Add one change; it points to the keyword if only one differs, otherwise to the property."""
    hits = [
        keyword
        for keyword in ledger.differing_keywords(pair)
        if keyword.removeprefix("items/") in keywords
    ]
    if kind.startswith("required-"):
        _account_for_required(pair, ledger)
    ledger.account_for(pair, keywords)
    place = pair.at_keyword(hits[0]) if len(hits) == 1 and not whole else pair
    ends = ledger.pointers_and_values(place)
    ledger.add_change(
        Change(
            resource=pair.new_path,
            old_pointer=_as_text(ends["old_pointer"]),
            new_pointer=_as_text(ends["new_pointer"]),
            kind=kind,
            old=ends["old"],
            new=ends["new"],
            breaks=breaks,
            reason=reason,
        )
    )


def _as_text(value: object) -> str | None:
    return value if isinstance(value, str) else None
