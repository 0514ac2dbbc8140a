"""Python values that a field accepts, for the lines that a reader can run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from connectgen.core import ir
from connectgen.json_schema.ecma_regex import translate_pattern
from connectgen.python_text.literals import py_literal
from connectgen.reference.client_names import ClientNames

__all__ = ["Example", "example_body"]

_TEXTS = ("Example", "example", "EX-1", "1", "user@example.com", "text/plain", "+1 555 0100")
"""Texts that are tried where a pattern says what a text must be."""

_PREFERRED = ("subject", "name", "login", "label", "text")
"""Fields that are set first where none must be."""

_TIMES = {
    "date": ("date(2030, 1, 31)", ("date",)),
    "date-time": ("datetime(2030, 1, 31, 12, tzinfo=timezone.utc)", ("datetime", "timezone")),
}
"""Value by format, and what it needs of `datetime`."""

_MAX_DEPTH = 4


class Example:
    """Example of a body in one view, as a Python expression.

    Args:
        view: the view.
        names: names of the resource in generated code.
        package: name of the generated package.
    """

    def __init__(self, view: ir.View, names: ClientNames, package: str) -> None:
        self._models = {model.path: model for model in view.models}
        self._direction: ir.Direction = view.direction
        self._names = names
        self._package = package
        root = view.models[0]
        self._root = root.path
        self.imports: set[tuple[str, str]] = set()
        """Module and name of what `text` needs."""

        self.class_name = names.classes[view.direction, root.path]
        self._import_class(root.path)
        self.text = self._build(root, list(_chosen_fields(root)), depth=0)
        """The expression."""

    def _import_class(self, path: ir.Path) -> None:
        below = "" if path == self._root else f".models.{self._names.module}"
        self.imports.add((self._package + below, self._names.classes[self._direction, path]))

    def _build(self, model: ir.Model, fields: list[ir.Field], depth: int) -> str:
        names = self._names.fields[model.path]
        values = [(names[field.wire_name], self._value(field.type, depth)) for field in fields]
        given = ", ".join(f"{name}={value}" for name, value in values)
        return f"{self._names.classes[self._direction, model.path]}({given})"

    def _value(self, kind: ir.Type, depth: int) -> str:
        match kind:
            case ir.ListType(item=item):
                return f"[{self._value(item, depth)}]"
            case ir.ReferenceType():
                self.imports.add((self._package, "Reference"))
                return "Reference(id=1)"
            case ir.LinkType():
                self.imports.add((self._package, "Link"))
                return "Link()"
            case ir.ModelType(model=path):
                self._import_class(path)
                model = self._models[path]
                needed = [f for f in model.fields if f.required] if depth < _MAX_DEPTH else []
                return self._build(model, needed, depth + 1)
            case ir.Scalar():
                return self._scalar(kind)

    def _scalar(self, kind: ir.Scalar) -> str:
        limits = {limit.keyword: limit.limit for limit in kind.constraints}
        choices = limits.get("enum")
        if isinstance(choices, tuple) and choices:
            return py_literal(choices[0])
        if str(limits.get("format")) in _TIMES and "string" in kind.kinds:
            text, needed = _TIMES[str(limits["format"])]
            self.imports |= {("datetime", name) for name in needed}
            return text
        if "string" in kind.kinds or not kind.kinds:
            return py_literal(_text_within(kind.constraints, limits))
        if "boolean" in kind.kinds:
            return "True"
        if "integer" in kind.kinds or "number" in kind.kinds:
            least = limits.get("minimum", 1)
            return py_literal(least if isinstance(least, int) and least > 1 else 1)
        return "[]" if "array" in kind.kinds else "{}"


def _chosen_fields(model: ir.Model) -> Iterator[ir.Field]:
    """Yield the fields that an example sets: those that it must, or else one that readers know."""
    writable = [field for field in model.fields if not field.read_only and not field.deprecated]
    needed = [field for field in writable if field.required]
    if needed:
        yield from needed
        return
    plain = {
        field.wire_name: field
        for field in writable
        if isinstance(field.type, ir.Scalar)
        and field.type.kinds
        and not any(limit.keyword == "pattern" for limit in field.type.constraints)
    }
    for name in (*_PREFERRED, *plain):
        if name in plain:
            yield plain[name]
            return


def _text_within(
    constraints: tuple[ir.Constraint, ...],
    limits: dict[str, int | float | str | tuple[int | float | str, ...]],
) -> str:
    """Return a text within *limits*; the first of the texts if none is."""
    patterns = [
        re.compile(translate_pattern(str(limit.limit)))
        for limit in constraints
        if limit.keyword == "pattern" and limit.enforced
    ]
    shortest, longest = limits.get("minLength", 0), limits.get("maxLength", 255)
    for text in _TEXTS:
        if isinstance(shortest, int) and len(text) < shortest:
            text += "." * (shortest - len(text))
        if isinstance(longest, int | float):
            text = text[: int(longest)]
        if all(pattern.search(text) for pattern in patterns):
            return text
    return _TEXTS[0]


def example_body(
    resource: ir.Resource, direction: ir.Direction, names: ClientNames, package: str
) -> Example:
    """Return an example of a body of *resource* in the view of *direction*."""
    view = next(view for view in resource.views if view.direction == direction)
    return Example(view, names, package)
