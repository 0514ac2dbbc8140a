"""Two editions of one model: fields that came and went, and what became of those in both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from connectgen.core import ir
from connectgen.diff.accounting import Ledger, Spot, path_of
from connectgen.diff.availability_changes import FLAGS, availability_changes
from connectgen.diff.change import Change, Use
from connectgen.diff.constraint_changes import Difference, Effect
from connectgen.diff.explanations import reason_for
from connectgen.diff.fields import USES, FieldAt, ModelAt, in_order, uses_of
from connectgen.diff.type_changes import shape_differences

__all__ = ["compare_models"]

Directions = frozenset[ir.Direction]


def compare_models(old: ModelAt, new: ModelAt, ledger: Ledger) -> None:
    """Add to *ledger* what changed from *old* to *new*, two editions of one model."""
    both: Directions = frozenset(old.views.keys() & new.views.keys())
    for name in sorted(old.fields.keys() | new.fields.keys()):
        before, after = old.fields.get(name), new.fields.get(name)
        if before is None and after is not None:
            _added(after, old, new, ledger)
        elif before is not None and after is None:
            _removed(before, old, new, ledger)
        elif before is not None and after is not None:
            spot = Spot.of(before.one.location, after.one.location)
            _availability(spot, before, after, both, ledger)
            _values(spot, before, after, ledger)


def _property_in(model: ModelAt, like: ir.Field, other: ModelAt) -> str:
    """Return the pointer at which *model* would hold the field *like* of *other*."""
    theirs, ours = _record(other), _record(model)
    tail = like.location.pointer.removeprefix(theirs)
    return f"{ours}{tail}"


def _record(model: ModelAt) -> str:
    return next(iter(model.views.values())).location.pointer


def _added(new: FieldAt, old_model: ModelAt, new_model: ModelAt, ledger: Ledger) -> None:
    path = path_of(new.one.location)
    spot = Spot(
        old_path=path,
        new_path=path,
        old_pointer=_property_in(old_model, new.one, new_model),
        new_pointer=new.one.location.pointer,
    )
    ends = ledger.ends(spot)
    needed = any(
        one.required and USES[direction] == "write" for direction, one in new.views.items()
    )
    ledger.told |= {(path, spot.old_pointer), (path, spot.new_pointer)}
    _require_told(spot, ledger)
    ledger.add(
        Change(
            resource=path,
            old_pointer=None,
            new_pointer=spot.new_pointer,
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


def _removed(old: FieldAt, old_model: ModelAt, new_model: ModelAt, ledger: Ledger) -> None:
    path = path_of(old.one.location)
    spot = Spot(
        old_path=path,
        new_path=path,
        old_pointer=old.one.location.pointer,
        new_pointer=_property_in(new_model, old.one, old_model),
    )
    breaks = uses_of(old.views)
    ledger.told |= {(path, spot.old_pointer), (path, spot.new_pointer)}
    _require_told(spot, ledger)
    ledger.add(
        Change(
            resource=path,
            old_pointer=spot.old_pointer,
            new_pointer=None,
            kind="field-removed",
            old=ledger.ends(spot)["old"],
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


def _require_told(spot: Spot, ledger: Ledger) -> None:
    """Note that a field which came or went accounts for its name under `required` too."""
    record = spot.new_pointer.rpartition("/properties/")[0]
    old_record = spot.old_pointer.rpartition("/properties/")[0]
    ledger.told |= {
        (spot.new_path, f"{record}/required"),
        (spot.old_path, f"{old_record}/required"),
    }


def _availability(spot: Spot, old: FieldAt, new: FieldAt, both: Directions, ledger: Ledger) -> None:
    """Add in which views the field came or went, while the model stayed or its own flag says so."""
    differing = set(ledger.differing(spot))
    flagged = {view for view, flag in FLAGS.items() if {flag, "readOnly"} & differing}
    counted = both | flagged
    required = any(one.required for one in new.views.values())
    found = availability_changes(
        frozenset(old.views.keys() & counted),
        frozenset(new.views.keys() & counted),
        required=required,
    )
    for kind, keywords, breaks, reason in found:
        _add(spot, kind, keywords, breaks, reason, ledger)


@dataclass(slots=True, kw_only=True)
class _Judged:
    """One difference in all the views that show it."""

    difference: Difference
    effect: Effect
    breaks: set[Use] = field(default_factory=set[Use])


def _values(spot: Spot, old: FieldAt, new: FieldAt, ledger: Ledger) -> None:
    """Add how the values of a field changed, judged in each view that both editions have."""
    judged: dict[str, _Judged] = {}
    for direction in sorted(old.views.keys() & new.views.keys()):
        use = USES[direction]
        for found in _differences(old.views[direction], new.views[direction]):
            one = judged.setdefault(found.kind, _Judged(difference=found, effect=found.effect))
            if found.effect != one.effect:
                one.effect = "other"
            if found.effect == "other" or (found.effect, use) in _BREAKS:
                one.breaks.add(use)
    for kind, one in judged.items():
        breaks = in_order(one.breaks)
        reason = one.difference.reason or reason_for(kind, one.effect, breaks)
        keywords = one.difference.keywords
        _add(spot, kind, keywords, breaks, reason, ledger, whole=one.difference.whole)


_BREAKS = {("narrower", "write"), ("wider", "read")}


def _differences(old: ir.Field, new: ir.Field) -> Iterator[Difference]:
    yield from shape_differences(old.type, new.type)
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


def _add(
    spot: Spot,
    kind: str,
    keywords: frozenset[str],
    breaks: tuple[Use, ...],
    reason: str,
    ledger: Ledger,
    *,
    whole: bool = False,
) -> None:
    """Add one change; it points to the one keyword that tells it, else to the property."""
    hits = [
        keyword for keyword in ledger.differing(spot) if keyword.removeprefix("items/") in keywords
    ]
    if kind.startswith("required-"):
        _require_told(spot, ledger)
    ledger.cover(spot, keywords)
    place = spot.at(hits[0]) if len(hits) == 1 and not whole else spot
    ends = ledger.ends(place)
    ledger.add(
        Change(
            resource=spot.new_path,
            old_pointer=_text(ends["old_pointer"]),
            new_pointer=_text(ends["new_pointer"]),
            kind=kind,
            old=ends["old"],
            new=ends["new"],
            breaks=breaks,
            reason=reason,
        )
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
