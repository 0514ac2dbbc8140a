"""Docstrings: a description from the catalog, then the facts, in the order a reader needs them."""

from __future__ import annotations

import json

from connectgen.core import ir
from connectgen.core.sentences import end_sentence
from connectgen.json_schema.keywords import find_keyword
from connectgen.python_text.literals import LINE_WIDTH, rst_code, rst_text

__all__ = ["field_doc", "model_doc"]

_SHOWN = 20
"""Number of values of an enumeration that a docstring lists."""


_SUMMARY_WIDTH = LINE_WIDTH - len('    """"""')
_WHOLE = {"create": "A new record of", "patch": "Changes to a record of", "read": "A record of"}


def model_doc(
    model: ir.Model, direction: ir.Direction, advice: tuple[ir.Advice, ...]
) -> tuple[str, ...]:
    """Return the docstring of a model.

    Args:
        model: the model.
        direction: that of the view that it is in.
        advice: rules about it that the server does not enforce.
    """
    resource, *steps = model.path
    what = "A part of" if steps else _WHOLE[direction]
    paragraphs = [end_sentence(rst_text(model.description)) or f"{what} {rst_code(resource)}."]
    if model.identified:
        paragraphs.append("Give an id or a lookup name, not both, to name a record that is there.")
    paragraphs += [end_sentence(f"Mind that {rule.message}") for rule in advice]
    source = f"Source: {rst_code(f'schemas/{model.location.document}')}."
    summary = f"{paragraphs[0]} {source}"
    if len(paragraphs) == 1 and len(summary) <= _SUMMARY_WIDTH:
        return (summary,)
    return (*paragraphs, source)


def field_doc(field: ir.Field, name: str, direction: ir.Direction) -> tuple[str, ...]:
    """Return the docstring of a field: every constraint in words.

    Args:
        field: the field.
        name: its Python name.
        direction: that of the view that it is in.
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
    facts += _type_facts(field.type)
    return (" ".join(fact for fact in facts if fact) or f"Wire name {rst_code(field.wire_name)}.",)


def _camel_case(name: str) -> str:
    """Return the wire name that most fields called *name* have. `help()` shows each."""
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def _custom_fields_doc(kind: ir.Type) -> str:
    """Return the description of the fields that a site has added; empty for any other field."""
    if not isinstance(kind, ir.ModelType) or kind.model[-2:-1] != ("customFields",):
        return ""
    package = kind.model[-1]
    if package == "c":
        return "Custom fields that the site has added."
    return f"Custom attributes that the site has added, in its package {rst_code(package)}."


def _comparable_letters(text: str) -> str:
    """Return *text* as it is compared with a wire name: without blanks, and in small letters."""
    return "".join(text.split()).lower()


def _type_facts(kind: ir.Type) -> list[str]:
    match kind:
        case ir.Scalar(unavailable=True):
            return ["Any object: the site does not show what is in it."]
        case ir.Scalar(constraints=constraints):
            return [_constraint_phrase(each) for each in constraints if not _is_of_type(each)]
        case ir.ReferenceType(target=target, named_id=named_id):
            return [f"{'An entry of' if named_id else 'A record of'} {rst_code(target)}."]
        case ir.ListType(item=item, or_single=or_single, constraints=constraints):
            own = [_constraint_phrase(constraint) for constraint in constraints]
            each = [f"Each item: {fact[0].lower()}{fact[1:]}" for fact in _type_facts(item)]
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


def _constraint_phrase(constraint: ir.Constraint) -> str:
    limit = constraint.limit
    if isinstance(limit, tuple):
        texts = [json.dumps(choice, ensure_ascii=False) for choice in limit[:_SHOWN]]
        if len(limit) == 1:
            return f"Always {rst_code(texts[0])}."
        shown = ", ".join(map(rst_code, texts))
        more = f" and {len(limit) - _SHOWN} more" if len(limit) > _SHOWN else ""
        return f"One of {shown}{more}."
    row = find_keyword(constraint.keyword, limit)
    if row is None:
        raise KeyError(constraint.keyword)
    if constraint.enforced:
        is_pattern = row.limit_type == "pattern"
        return row.docstring_phrase(rst_code(str(limit)) if is_pattern else limit)
    return f"Documented to match {rst_code(str(limit))}, which Python cannot check."
