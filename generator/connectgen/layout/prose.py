"""Docstrings: a description from the catalog, then the facts, in the order a reader needs them."""

from __future__ import annotations

import json

from connectgen import ir
from connectgen.keywords import row
from connectgen.quoting import code

__all__ = ["field_doc", "model_doc", "sentence"]


def sentence(text: str) -> str:
    """Return *text* with a full stop at its end, where it has any."""
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", ":")) else f"{text}."


def model_doc(model: ir.Model, advice: tuple[ir.Advice, ...]) -> tuple[str, ...]:
    """Return the docstring of a model.

    Args:
        model: the model.
        advice: rules about it that the server does not enforce.
    """
    paragraphs = [sentence(model.description) or "A part without a description."]
    if model.identified:
        paragraphs.append("Give an id or a lookup name, not both, to name a record that is there.")
    paragraphs += [sentence(f"Mind that {rule.message}") for rule in advice]
    paragraphs.append(f"Source: {code(f'schemas/{model.location.document}')}.")
    return tuple(paragraphs)


def field_doc(field: ir.Field, name: str) -> tuple[str, ...]:
    """Return the docstring of *field*, whose Python name is *name*: every constraint in words."""
    facts = [sentence(field.description)]
    if field.wire_name != name:
        facts.append(f"Wire name {code(field.wire_name)}.")
    if field.read_only:
        facts.append("Read-only.")
    if field.required:
        facts.append("Required.")
    if field.nullable:
        facts.append("May be null.")
    if field.default is not None:
        facts.append(f"Default: {code(json.dumps(field.default))}.")
    facts += _type_facts(field.type)
    return (" ".join(fact for fact in facts if fact) or f"Wire name {code(field.wire_name)}.",)


def _type_facts(kind: ir.Type) -> list[str]:
    match kind:
        case ir.Scalar(constraints=constraints):
            return [_phrase(constraint) for constraint in constraints]
        case ir.ReferenceType(target=target, named_id=named_id):
            return [f"{'An entry of' if named_id else 'A record of'} {code(target)}."]
        case ir.ListType(item=item, or_single=or_single, constraints=constraints):
            own = [_phrase(constraint) for constraint in constraints]
            each = [f"Each item: {fact[0].lower()}{fact[1:]}" for fact in _type_facts(item)]
            single = ["One object is read as a list of one; always sent as an array."]
            return [*own, *each, *(single if or_single else [])]
        case ir.ModelType():
            return []


def _phrase(constraint: ir.Constraint) -> str:
    known = row(constraint.keyword, constraint.limit)
    if known is None:
        raise KeyError(constraint.keyword)
    if constraint.enforced:
        limit = constraint.limit
        return known.phrase(code(limit) if known.takes == "pattern" else limit)
    return f"Documented to match {code(str(constraint.limit))}, which Python cannot check."
