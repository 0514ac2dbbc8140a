"""Examples in docstrings: how a client is used, and how a body is made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from connectgen.core import ir
from connectgen.layout.names import ResourceNames
from connectgen.python_text.literals import LINE_WIDTH, CodeBlock, format_call

__all__ = ["body_example", "client_example"]

_COLUMN = len("        ")
"""Column at which an example in the docstring of a class begins."""

_TEXT = '"..."'
_PLAIN = ("", "1", "T")
"""First characters of what is shown only if it is required: numbers, flags, and no value."""

_MOST = LINE_WIDTH - _COLUMN - len("    ,")
"""Longest argument of an example."""

_CALLS = ("list", "create", "query", "menu")
"""Operations that an example shows, the best first."""


def client_example(
    api: ir.Api, names: dict[str, ResourceNames], *, is_async: bool = False
) -> tuple[str, ...]:
    """Return paragraphs with a client that makes one call; nothing if it has no call to show.

    Args:
        api: the API.
        names: names of each resource.
        is_async: whether it is the async client.
    """
    found = _find_call(api)
    if found is None:
        return ()
    resource, operation = found
    prefix, client = ("async ", "AsyncClient") if is_async else ("", "Client")
    calls = f"client.{names[resource.name].module}"
    wait = "await " if is_async else ""
    body = {
        "list": (f"{prefix}for record in {calls}.list(limit=100):", "    print(record)"),
        "create": (f"print({wait}{calls}.create(body))",),
        "query": (f'print({wait}{calls}.query("SELECT ID FROM Contacts LIMIT 10"))',),
        "menu": (
            f'{prefix}for entry in {calls}.list("incidents/severity"):',
            "    print(entry.id, entry.lookup_name)",
        ),
    }[operation]
    lines = [
        f"{prefix}with {client}(",
        '    "https://mysite.example.com",',
        '    auth=("user", "password"),',
        '    application_context="Ticket sync",',
        ") as client:",
        *(f"    {line}" for line in body),
    ]
    return "Example::", CodeBlock("\n".join(lines))


def _find_call(api: ir.Api) -> tuple[ir.Resource, str] | None:
    """Return an operation to show; one of a standard resource if there is any."""
    by_name = sorted(api.resources, key=lambda each: ("." in each.name, each.name))
    for operation in _CALLS:
        for resource in by_name:
            if operation in resource.operations:
                return resource, operation
    return None


def body_example(
    model: ir.Model, view: ir.View, names: ResourceNames, advice: tuple[ir.Advice, ...]
) -> tuple[str, ...]:
    """Return paragraphs with a call that makes a body; nothing if no value is sure to be valid.

    It has each required field, and a text, a reference, a part and a list if there are any.

    Args:
        model: the model of the body.
        view: its view.
        names: names of the resource.
        advice: rules that the server does not enforce; what they are about is not shown.
    """
    advised = {each.pointer.split("/")[1] for each in advice if each.pointer}
    calls = _PartCalls(view=view, names=names)
    values = {field.wire_name: calls.make_value(field.type) for field in model.fields}
    if any(field.required and values[field.wire_name] is None for field in model.fields):
        return ()
    kinds: set[type[ir.Type]] = set()
    arguments: list[str] = []
    for field in model.fields:
        value = values[field.wire_name] or ""
        kind = type(field.type)
        argument = f"{names.fields[model.path][field.wire_name]}={value}"
        is_new = kind not in kinds and field.wire_name not in advised
        if field.required or (is_new and value[:1] not in _PLAIN and len(argument) <= _MOST):
            kinds.add(kind)
            arguments.append(argument)
    call = format_call(names.class_of(view, model.path), arguments, _COLUMN)
    return ("Example::", CodeBlock(call)) if arguments else ()


@dataclass(frozen=True, kw_only=True)
class _PartCalls:
    """Maker of the values of a body, of which some are calls that make parts."""

    view: ir.View
    names: ResourceNames

    @cached_property
    def models(self) -> dict[ir.Path, ir.Model]:
        """Models of the view by path."""
        return {model.path: model for model in self.view.models}

    def make_value(self, kind: ir.Type) -> str | None:
        """Return an expression of *kind* that every schema allows; None if there is none."""
        match kind:
            case ir.ReferenceType():
                return "Reference(id=1)"
            case ir.Scalar(unavailable=False):
                return _example_scalar(kind)
            case ir.ListType(item=item, constraints=()):
                value = self.make_value(item)
                return None if value is None else f"[{value}]"
            case ir.ModelType(model=path):
                return self._make_part(self.models[path])
            case _:
                return None

    def _make_part(self, model: ir.Model) -> str | None:
        """Return a call that makes a part with its first text; None if that is not enough."""
        required = [each for each in model.fields if each.required]
        for field in required or model.fields:
            value = _example_scalar(field.type) if isinstance(field.type, ir.Scalar) else None
            if value == _TEXT and len(required) <= 1:
                name = self.names.fields[model.path][field.wire_name]
                return f"{self.names.class_of(self.view, model.path)}({name}={value})"
        return None


def _example_scalar(kind: ir.Scalar) -> str | None:
    limits = {limit.keyword: limit.limit for limit in kind.constraints}
    value = {"boolean": "True", "integer": "1", "string": _TEXT}.get("".join(kind.kinds))
    return value if all(map(_is_met, limits.items())) else None


def _is_met(limit: tuple[str, object]) -> bool:
    """Return whether each example meets a limit: a text of three characters, and the number 1."""
    match limit:
        case ("minLength", int(least)):
            return least <= len("...")
        case ("maxLength", int(most)):
            return most >= len("...")
        case ("minimum", int(least)):
            return least <= 1
        case ("maximum", int(most)):
            return most >= 1
        case _:
            return False
