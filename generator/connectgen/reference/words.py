"""Types and limits of fields in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connectgen.core import ir
from connectgen.core.sentences import lower_first
from connectgen.core.terminal_text import escape_control_chars
from connectgen.json_schema.phrases import constraint_phrase

__all__ = ["describe_limits", "describe_types", "limits_beside_type"]

_DATES = {"date": "date", "date-time": "datetime"}
"""Type by format of the text that holds it."""


def describe_types(kinds: Mapping[ir.Direction, ir.Type]) -> str:
    """Return the type of a field in one word, or by view if the views differ.

    It is `any`, `string`, `integer`, `number`, `boolean`, `array` or `object` of JSON, or several
    of them with "or"; `date` or `datetime` for a text that holds one; `reference`, `menu` or
    `link`; or `list[...]` of one of these.
    """
    words = {direction: _describe_type(kind) for direction, kind in kinds.items()}
    if len({*words.values()}) == 1:
        return next(iter(words.values()))
    return ", ".join(f"{word} in {direction}" for direction, word in words.items())


def _describe_type(kind: ir.Type) -> str:
    match kind:
        case ir.Scalar(kinds=kinds):
            return _date_type(kind) or " or ".join(kinds) or "any"
        case ir.ModelType():
            return "object"
        case ir.ReferenceType(named_id=named_id):
            return "menu" if named_id else "reference"
        case ir.LinkType():
            return "link"
        case ir.ListType(item=item):
            return f"list[{_describe_type(item)}]"


def _date_type(kind: ir.Scalar) -> str | None:
    """Return the type of a text that holds a date; None for any other value."""
    formats = [str(limit.limit) for limit in kind.constraints if limit.keyword == "format"]
    return _DATES.get(formats[0]) if formats and kind.kinds == ("string",) else None


def limits_beside_type(kind: ir.Scalar) -> tuple[ir.Constraint, ...]:
    """Return the limits of a value, except the format of a date: its type says that."""
    if _date_type(kind) is None:
        return kind.constraints
    return tuple(limit for limit in kind.constraints if limit.keyword != "format")


def describe_limits(
    limits: tuple[ir.Constraint, ...], item_limits: tuple[ir.Constraint, ...]
) -> tuple[str, ...]:
    """Return each limit of a field as a phrase, such as "at most 80 characters".

    Args:
        limits: limits of its value.
        item_limits: limits of each item, if its value is a list.
    """
    return (*_phrases(limits), *(f"each item: {phrase}" for phrase in _phrases(item_limits)))


def _phrases(limits: tuple[ir.Constraint, ...]) -> Iterator[str]:
    for limit in limits:
        # A tab of a pattern would become a blank on a page or in a cell, which is another pattern.
        phrase = constraint_phrase(limit, escape_control_chars)
        yield lower_first(phrase.removesuffix("."))
