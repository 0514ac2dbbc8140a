"""Examples in docstrings: how a client is used, and how a body is made."""

from __future__ import annotations

from connectgen.core import ir
from connectgen.json_schema.example_values import ExampleMaker
from connectgen.layout.names import ResourceNames
from connectgen.python_text.literals import LINE_WIDTH, CodeBlock, format_call

__all__ = ["body_example", "client_example"]

_COLUMN = len("        ")
"""Column at which an example in the docstring of a class begins."""

_TEXT = "..."
"""Stands for any text."""

_MAX_ARGUMENT = LINE_WIDTH - _COLUMN - len("    ,")
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
    maker = ExampleMaker(view, names.classes, names.fields, (_TEXT,))
    kinds: set[type[ir.Type]] = set()
    arguments: list[str] = []
    for field in model.fields:
        value = maker.make_value(field.type)
        if field.required and not value.is_valid:
            return ()
        kind = type(field.type)
        argument = f"{names.fields[model.path][field.wire_name]}={value.code}"
        item = field.type.item if isinstance(field.type, ir.ListType) else field.type
        is_shown = value.is_valid and (not isinstance(item, ir.Scalar) or _TEXT in value.code)
        is_new = kind not in kinds and field.wire_name not in advised
        if field.required or (is_new and is_shown and len(argument) <= _MAX_ARGUMENT):
            kinds.add(kind)
            arguments.append(argument)
    call = format_call(names.class_of(view, model.path), arguments, _COLUMN)
    return ("Example::", CodeBlock(call)) if arguments else ()
