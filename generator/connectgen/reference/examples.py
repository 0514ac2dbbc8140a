"""Bodies for the lines of Python that a reader can run."""

from __future__ import annotations

from dataclasses import dataclass

from connectgen.core import ir
from connectgen.json_schema.example_values import TEXTS, ExampleMaker, is_plain_text
from connectgen.reference.client_names import ClientNames

__all__ = ["Example", "example_body"]

_PREFERRED = ("subject", "name", "login", "label", "text")
"""Fields that are set first where none must be."""

_OF_DATETIME = frozenset({"date", "datetime", "timezone"})
_OF_PACKAGE = frozenset({"Link", "Reference"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Example of a body, as a Python expression."""

    code: str
    imports: frozenset[tuple[str, str]]
    """Module and name of what it needs."""


def example_body(
    resource: ir.Resource, direction: ir.Direction, names: ClientNames, package: str
) -> Example:
    """Return an example of a body.

    Args:
        resource: the resource.
        direction: that of the view of the body.
        names: names of the resource in generated code.
        package: name of the generated package.
    """
    view = next(view for view in resource.views if view.direction == direction)
    root = view.models[0]
    maker = ExampleMaker(view, names.classes, names.fields, TEXTS)
    made = maker.make_model(root, _chosen_fields(root))
    modules = {
        names.classes[direction, root.path]: package,
        **dict.fromkeys(_OF_DATETIME, "datetime"),
        **dict.fromkeys(_OF_PACKAGE, package),
    }
    others = f"{package}.models.{names.module}"
    return Example(
        code=made.code,
        imports=frozenset((modules.get(name, others), name) for name in made.names),
    )


def _chosen_fields(model: ir.Model) -> list[ir.Field]:
    """Return the fields that an example sets: those that it must, or else one that readers know."""
    writable = [field for field in model.fields if not field.read_only and not field.deprecated]
    required = [field for field in writable if field.required]
    plain = {field.wire_name: field for field in writable if is_plain_text(field.type)}
    named = [plain[name] for name in _PREFERRED if name in plain]
    return required or [*named, *plain.values(), *writable][:1]
