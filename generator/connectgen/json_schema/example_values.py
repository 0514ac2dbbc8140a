"""Python values that fields accept, for the examples in docstrings and on pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.json_schema.ecma_regex import find_matching_text, hanging_reason, translate_pattern
from connectgen.python_text.literals import py_literal

__all__ = ["TEXTS", "ExampleMaker", "ExampleValue", "find_value", "is_plain_text"]

TEXTS = ("Example", "example", "EX-1", "1", "user@example.com", "text/plain", "+1 555 0100")
"""Texts to try where a pattern says what a text must be."""

_DATES = {
    "date": ("date(2030, 1, 31)", frozenset({"date"})),
    "date-time": (
        "datetime(2030, 1, 31, 12, tzinfo=timezone.utc)",
        frozenset({"datetime", "timezone"}),
    ),
}
"""Value by format, and its names."""

_MAX_DEPTH = 4
_MAX_PADDED = 80
"""Greatest length to which a text is padded."""

_MAX_PART = 200
"""Length of a part above which it is shown empty: one of many required parts would be endless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleValue:
    """Value as a Python expression."""

    code: str
    names: frozenset[str] = frozenset()
    """What it needs to import."""

    is_valid: bool = True
    """False if it may break a constraint, or says nothing: no better value was found."""


class ExampleMaker:
    """Maker of the values of fields in one view.

    Args:
        view: the view.
        classes: class names by view and path of the model.
        fields: field names by path of the model and wire name.
        texts: texts that are tried, the best first.
    """

    def __init__(
        self,
        view: ir.View,
        classes: Mapping[tuple[ir.Direction, ir.Path], str],
        fields: Mapping[ir.Path, Mapping[str, str]],
        texts: Sequence[str],
    ) -> None:
        self._models = {model.path: model for model in view.models}
        self._direction: ir.Direction = view.direction
        self._classes = classes
        self._fields = fields
        self._texts = texts
        self._parts: dict[tuple[ir.Path, int], ExampleValue] = {}

    def make_value(self, kind: ir.Type, depth: int = 0) -> ExampleValue:
        """Return a value of a field.

        Args:
            kind: type of the field.
            depth: number of the models around it.
        """
        match kind:
            case ir.ListType(item=item, constraints=constraints):
                value = self.make_value(item, depth)
                is_valid = value.is_valid and all(_is_met(each, [1]) for each in constraints)
                return ExampleValue(code=f"[{value.code}]", names=value.names, is_valid=is_valid)
            case ir.ReferenceType():
                return ExampleValue(code="Reference(id=1)", names=frozenset({"Reference"}))
            case ir.LinkType():
                return ExampleValue(code="Link()", names=frozenset({"Link"}), is_valid=False)
            case ir.ModelType(model=path):
                if (path, depth) not in self._parts:
                    self._parts[path, depth] = self._make_part(self._models[path], depth)
                return self._parts[path, depth]
            case ir.Scalar():
                return self._make_scalar(kind)

    def make_model(
        self, model: ir.Model, fields: Sequence[ir.Field], depth: int = 0
    ) -> ExampleValue:
        """Return a call that makes *model* with *fields*.

        Args:
            model: the model.
            fields: those of its fields that have a value.
            depth: number of the models around it.
        """
        names = self._fields[model.path]
        values = {names[each.wire_name]: self.make_value(each.type, depth) for each in fields}
        name = self._classes[self._direction, model.path]
        arguments = ", ".join(f"{name}={value.code}" for name, value in values.items())
        return ExampleValue(
            code=f"{name}({arguments})",
            names=frozenset({name}).union(*(value.names for value in values.values())),
            is_valid=bool(values) and all(value.is_valid for value in values.values()),
        )

    def _make_part(self, model: ir.Model, depth: int) -> ExampleValue:
        """Return a part with its required fields, or else with its first text."""
        if depth >= _MAX_DEPTH:
            return self.make_model(model, ())
        required = [field for field in model.fields if field.required]
        texts = (
            field
            for field in model.fields
            if is_plain_text(field.type) and self.make_value(field.type).is_valid
        )
        first = next(texts, None)
        part = self.make_model(model, required or ([first] if first else []), depth + 1)
        return part if len(part.code) <= _MAX_PART else self.make_model(model, ())

    def _make_scalar(self, kind: ir.Scalar) -> ExampleValue:
        if kind.unavailable:
            return ExampleValue(code="{}", is_valid=False)
        for each in kind.constraints:
            if each.keyword == "format" and "string" in kind.kinds and str(each.limit) in _DATES:
                code, names = _DATES[str(each.limit)]
                is_valid = len(kind.constraints) == 1
                return ExampleValue(code=code, names=names, is_valid=is_valid)
        found = find_value(kind, self._texts)
        if found is not None:
            return ExampleValue(code=py_literal(found))
        first = next(_list_values(kind, self._texts), None)
        if first is not None:
            return ExampleValue(code=py_literal(first), is_valid=False)
        return ExampleValue(code="[]" if "array" in kind.kinds else "{}", is_valid=False)


def find_value(kind: ir.Scalar, texts: Sequence[str] = TEXTS) -> bool | int | float | str | None:
    """Return a value that *kind* accepts; None if none is found.

    Args:
        kind: type of a field.
        texts: texts that are tried, the best first.
    """
    values = _list_values(kind, texts)
    return next(
        (value for value in values if all(_is_met(each, value) for each in kind.constraints)), None
    )


def _list_values(kind: ir.Scalar, texts: Sequence[str]) -> Iterator[bool | int | float | str]:
    """Yield values of the type of *kind*, the best first; none of an array or object."""
    limits = {each.keyword: each.limit for each in kind.constraints}
    choices = limits.get("enum")
    if isinstance(choices, tuple):
        yield from choices
    if "string" in kind.kinds or not kind.kinds:
        yield from (_fit_text(text, limits) for text in texts)
        for each in kind.constraints:
            if each.keyword == "pattern" and each.enforced:
                found = find_matching_text(str(each.limit))
                if found is not None:
                    yield found
    elif "boolean" in kind.kinds:
        yield True
    elif "integer" in kind.kinds or "number" in kind.kinds:
        yield 1
        least = limits.get("minimum")
        if isinstance(least, int | float):
            yield least


def is_plain_text(kind: ir.Type) -> bool:
    """Return whether a field has a text that people choose: of no format, and of no set."""
    if not isinstance(kind, ir.Scalar) or kind.kinds != ("string",):
        return False
    return not any(each.keyword in ("enum", "format", "pattern") for each in kind.constraints)


def _fit_text(text: str, limits: Mapping[str, object]) -> str:
    """Return *text* padded or cut to its *limits*."""
    least, most = limits.get("minLength"), limits.get("maxLength")
    if isinstance(least, int):
        text = text.ljust(min(least, _MAX_PADDED), ".")
    return text[:most] if isinstance(most, int) else text


def _is_met(constraint: ir.Constraint, value: bool | int | float | str | list[int]) -> bool:
    """Return whether *value* is known to meet a constraint."""
    match constraint.keyword, constraint.limit, value:
        case "enum", tuple(choices), _:
            return value in choices
        case "minLength" | "minItems", int(least), str() | list():
            return len(value) >= least
        case "maxLength" | "maxItems", int(most), str() | list():
            return len(value) <= most
        case "minimum", int() | float() as least, int() | float():
            return value >= least
        case "maximum", int() | float() as most, int() | float():
            return value <= most
        case "pattern", str(pattern), str() if constraint.enforced and not hanging_reason(pattern):
            return re.search(translate_pattern(pattern), value) is not None
        case "uniqueItems", _, list():
            return len(value) < 2
        case _:
            return False
