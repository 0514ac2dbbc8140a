"""Docstrings: a description from the catalog, then the facts, in the order a reader needs them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from connectgen.core import ir
from connectgen.core.documents import CUSTOM_FIELDS
from connectgen.core.sentences import end_sentence, lower_first
from connectgen.json_schema.phrases import constraint_phrase
from connectgen.layout.sources import SourceNames
from connectgen.python_text.literals import LINE_WIDTH, rst_code, rst_text

__all__ = ["field_doc", "model_doc"]

_SHOWN = 20
"""Number of values of an enumeration that a docstring lists."""


_SUMMARY_WIDTH = LINE_WIDTH - len('    """"""')
_WHOLE = {"create": "A new record of", "patch": "Changes to a record of", "read": "A record of"}


def model_doc(
    model: ir.Model, direction: ir.Direction, advice: tuple[ir.Advice, ...], sources: SourceNames
) -> tuple[str, ...]:
    """Return the docstring of a model.

    Args:
        model: the model.
        direction: that of the view that it is in.
        advice: rules about it that the server does not enforce.
        sources: names of the documents.
    """
    resource, *steps = model.path
    what = "A part of" if steps else _WHOLE[direction]
    paragraphs = [end_sentence(rst_text(model.description)) or f"{what} {rst_code(resource)}."]
    if model.identified:
        paragraphs.append("Give an id or a lookup name, not both, to name a record that is there.")
    paragraphs += [end_sentence(f"Mind that {rst_text(rule.message)}") for rule in advice]
    source = f"Source: {rst_code(sources.path_of(model.location.document))}."
    summary = f"{paragraphs[0]} {source}"
    if len(paragraphs) == 1 and len(summary) <= _SUMMARY_WIDTH:
        return (summary,)
    return (*paragraphs, source)


def field_doc(
    field: ir.Field, name: str, direction: ir.Direction, sources: SourceNames
) -> tuple[str, ...]:
    """Return the docstring of a field: every constraint in words.

    Args:
        field: the field.
        name: its Python name.
        direction: that of the view that it is in.
        sources: names of the menus.
    """
    facts = [end_sentence(rst_text(field.description)) or _custom_fields_doc(field.type)]
    if field.label and _comparable_letters(field.label) != _comparable_letters(field.wire_name):
        facts.append(f"Labelled {rst_code(field.label)}.")
    if field.wire_name != _camel_case(name):
        facts.append(f"Wire name {rst_code(field.wire_name)}.")
    if field.deprecated:
        facts.append("Deprecated.")
    if field.read_only and direction == "read":
        facts.append("Read-only.")
    if field.required:
        facts.append("Required.")
    if field.nullable and isinstance(field.type, ir.Scalar) and not field.type.kinds:
        # Any other type says so itself.
        facts.append("May be null.")
    if field.default is not None:
        facts.append(f"Default: {rst_code(json.dumps(field.default))}.")
    facts += _type_facts(field.type, sources.menus)
    return (" ".join(fact for fact in facts if fact) or f"Wire name {rst_code(field.wire_name)}.",)


def _camel_case(name: str) -> str:
    """Return the wire name that most fields called *name* have. `help()` shows each."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _custom_fields_doc(kind: ir.Type) -> str:
    """Return the description of the fields that a site has added; empty for any other field."""
    if not isinstance(kind, ir.ModelType) or kind.model[-2:-1] != (CUSTOM_FIELDS,):
        return ""
    package = kind.model[-1]
    if package == "c":
        return "Custom fields that the site has added."
    return f"Custom attributes that the site has added, in its package {rst_code(package)}."


def _comparable_letters(text: str) -> str:
    """Return *text* as it is compared with a wire name: without blanks, and in small letters."""
    return "".join(text.split()).lower()


def _type_facts(kind: ir.Type, menus: Mapping[str, str]) -> list[str]:
    match kind:
        case ir.Scalar(unavailable=True):
            return ["Any object: the site does not show what is in it."]
        case ir.Scalar(constraints=constraints):
            return [_phrase(each) for each in constraints if not _is_of_type(each)]
        case ir.ReferenceType(target=target, named_id=False):
            return [f"A record of {rst_code(target)}."]
        case ir.ReferenceType(target=target):
            values = f": one of {rst_code(f'menus.{menus[target]}')}" if target in menus else ""
            return [f"An entry of {rst_code(target)}{values}."]
        case ir.ListType(item=item, or_single=or_single, constraints=constraints):
            own = [_phrase(constraint) for constraint in constraints]
            each = [f"Each item: {lower_first(fact)}" for fact in _type_facts(item, menus)]
            single = ["One object is read as a list of one; always sent as an array."]
            return [*own, *each, *(single if or_single else [])]
        case ir.ModelType() | ir.LinkType():
            return []


def _is_of_type(constraint: ir.Constraint) -> bool:
    """Return whether a limit is only that of the integers of a database."""
    limit = constraint.limit
    if not isinstance(limit, int | float):
        return False
    if constraint.keyword == "maximum":
        return limit == 2**31 - 1 or limit >= 2**63 - 1
    return constraint.keyword == "minimum" and (limit == -(2**31) or limit <= 1 - 2**63)


def _phrase(constraint: ir.Constraint) -> str:
    return constraint_phrase(constraint, rst_code, shown=_SHOWN)
