"""Sentences that explain why a change breaks code, or does not."""

from __future__ import annotations

from connectgen.diff.change import Use
from connectgen.diff.constraint_changes import Effect

__all__ = ["explain_break"]

_BY_KIND = {
    "single-to-list": "One value became any number of values, in an array.",
    "list-to-single": "An array became one value.",
    "text-to-menu": "Free text became an entry of a menu: an object with id and lookupName.",
    "menu-to-text": "An entry of a menu became free text.",
    "menu-to-relationship": (
        "The ids that were entries of a menu are now those of records, and replies hold links."
    ),
    "relationship-to-menu": "The ids that were those of records are now entries of a menu.",
    "reference-retargeted": "The same ids now mean records of another resource.",
    "menu-replaced": "The same ids now mean entries of another menu.",
    "part-replaced": "Another part of the catalog describes what is in it.",
    "type-changed": "Values of the old type are not values of the new one.",
    "nullable-added": "Replies may hold null where there was always a value.",
    "nullable-removed": "Null is refused: the field cannot be cleared with it any more.",
    "type-widened": "Replies may hold values of a type that there was not before.",
    "type-narrowed": "Values of one of the old types are refused.",
    "required-added": "Bodies without it are refused.",
    "required-removed": "Replies may lack it.",
    "pattern-changed": "Some texts match only the old pattern, or only the new one.",
}

_BY_EFFECT: dict[Effect, str] = {
    "narrower": "Values that were legal are refused when they are sent.",
    "wider": "Replies may hold values that code built on the old limit does not expect.",
    "other": "Neither the old values nor the new ones are a part of the others.",
    "none": "The values that it takes stay the same.",
}

_HARMLESS: dict[Effect, str] = {
    "narrower": "It is only read: replies hold nothing that they did not hold before.",
    "wider": "It is only written: all that was accepted still is.",
    "other": "Nothing that is sent or read changes.",
    "none": "The values that it takes stay the same.",
}


def explain_break(kind: str, effect: Effect, breaks: tuple[Use, ...]) -> str:
    """Return why a change of *kind*, with *effect* on the valid values, breaks those uses."""
    if not breaks:
        return _HARMLESS[effect]
    if kind == "pattern-changed" and effect != "other":
        return _BY_EFFECT[effect]
    return _BY_KIND.get(kind, _BY_EFFECT[effect])
