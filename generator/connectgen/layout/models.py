"""Layout of `models/<resource>.py`: one class of declarations per model of each view."""

from __future__ import annotations

from connectgen.core import ir
from connectgen.layout.docstrings import field_doc, model_doc
from connectgen.layout.examples import body_example
from connectgen.layout.imports import MODELS, import_lines
from connectgen.layout.names import ResourceNames
from connectgen.layout.shared_models import find_shared_models, lay_out_aliases
from connectgen.layout.sources import SourceNames
from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import (
    LINE_WIDTH,
    format_call,
    mark_long,
    py_literal,
    rst_code,
)
from connectgen.python_text.python_types import (
    DATES,
    OPTIONAL_MEMBER,
    REQUIRED_MEMBER,
    SCALARS,
    choice_type,
    words_of,
)
from connectgen.view_models.package import (
    FieldContext,
    ModelContext,
    ModelsContext,
)

__all__ = ["lay_out_models", "scalar_choice_type"]

_SCALARS = SCALARS | {"array": "JsonArray", "object": "JsonObject"}
"""Annotation by JSON type, where `Any` would mean that `typing` is imported."""

_COLUMN = len("    ")
"""Column at which a field begins."""


def lay_out_models(
    resource: ir.Resource, names: ResourceNames, sources: SourceNames
) -> ModelsContext:
    """Return the context of the module with the models of *resource*."""
    shared = find_shared_models(resource)
    models: list[ModelContext] = []
    aliases: dict[str, str] = {}
    for view in resource.views:
        for model in view.models:
            name = names.class_of(view, model.path)
            if view.direction == "patch" and model.path in shared:
                target = _class_name(model.path, view, names, shared)
                aliases[name] = target
            else:
                models.append(_lay_out_model(model, view, resource, names, shared, sources))
    return ModelsContext(
        path=f"models/{names.module}.py",
        header=sources.header_of(resource.location.document),
        doc=(f"Models of {rst_code(resource.name)}.",),
        imports=_model_imports(models),
        exports=sort_exports([model.name for model in models] + list(aliases)),
        models=tuple(sorted(models, key=lambda model: model.name)),
        aliases=lay_out_aliases(aliases),
    )


def _lay_out_model(
    model: ir.Model,
    view: ir.View,
    resource: ir.Resource,
    names: ResourceNames,
    shared: frozenset[ir.Path],
    sources: SourceNames,
) -> ModelContext:
    python_names = names.fields[model.path]
    is_new = view.direction == "create" and model.path == (resource.name,)
    advice = resource.advice if is_new else ()
    name = names.class_of(view, model.path)
    base = _base_class(model, view)
    return ModelContext(
        name=name,
        bases=(base, *_body_base(model.path, view, names)[:1]),
        head=f"@model\n{_class_head(name, base, _body_base(model.path, view, names))}",
        doc=(
            *model_doc(model, view.direction, advice, sources),
            *(body_example(model, view, names, advice) if is_new else ()),
        ),
        fields=tuple(
            _lay_out_field(
                field,
                python_names[field.wire_name],
                _type_annotation(field.type, view, names, shared),
                view,
                sources,
            )
            for field in model.fields
        ),
    )


def _class_name(
    path: ir.Path, view: ir.View, names: ResourceNames, shared: frozenset[ir.Path]
) -> str:
    """Return the name of the class that a model is defined as."""
    if view.direction == "patch" and path in shared:
        return names.classes["create", path]
    return names.class_of(view, path)


def _lay_out_field(
    field: ir.Field, name: str, annotation: str, view: ir.View, sources: SourceNames
) -> FieldContext:
    required = field.required and view.direction == "create"  # a reply may omit any field
    nullable = " | None" if field.nullable and annotation != "Any" else ""
    annotation = f"{annotation}{'' if required else ' | Unset'}{nullable}"
    function = REQUIRED_MEMBER if required else OPTIONAL_MEMBER
    arguments = _member_arguments(field, name, view)
    default = "" if required else "UNSET"
    if arguments:
        default = f"{function}({', '.join(arguments)})"
    return FieldContext(
        annotation=annotation,
        value=function if arguments else default,
        declaration=_declare(name, annotation, function, arguments, default),
        doc=field_doc(field, name, view.direction, sources),
    )


def _member_arguments(field: ir.Field, name: str, view: ir.View) -> list[str]:
    """Return what a model cannot know of *field* by its name and type; nothing if it does."""
    options: list[str] = []
    if _is_base64(field):
        options.append("hidden=True")  # `repr()` does not show contents of files
    if isinstance(field.type, ir.ListType) and field.type.or_single:
        options.append("or_single=True")
    if name == field.wire_name and not options:
        return []
    return [py_literal(field.wire_name), *options]


def _declare(name: str, typed: str, function: str, arguments: list[str], default: str) -> str:
    """Return the declaration of a field, in the form that formatters leave unchanged.

    Args:
        name: its name.
        typed: type of its values.
        function: what its default calls if there are *arguments*.
        arguments: arguments of that call.
        default: its default; empty if it has none.
    """
    start = f"{name}: {typed} = {function}"
    line = f"{name}: {typed}{' = ' * bool(default)}{default}"
    if arguments and _COLUMN + len(start) < LINE_WIDTH:
        return format_call(start, arguments, _COLUMN)
    if _COLUMN + len(line) <= LINE_WIDTH:
        return line
    note = (
        "UNSET if it is left out" if default.startswith(("UNSET", OPTIONAL_MEMBER)) else "required"
    )
    end = format_call(f") = {function}", arguments, _COLUMN) if arguments else f") = {default}"
    lines = [f"{name}: (", f"    # {note}", f"    {typed}", *(end if default else ")").split("\n")]
    is_split = all(_COLUMN + len(each) <= LINE_WIDTH for each in lines)
    # In parentheses with a comment, formatters leave it however wide lines may be.
    return "\n".join(lines) if is_split else mark_long(line, _COLUMN)


def _type_annotation(
    kind: ir.Type, view: ir.View, names: ResourceNames, shared: frozenset[ir.Path]
) -> str:
    match kind:
        case ir.Scalar(kinds=()):
            return "Any"
        case ir.Scalar(kinds=kinds):
            found = _date_type(kind) or scalar_choice_type(kind)
            return found or " | ".join(_SCALARS[name] for name in kinds)
        case ir.ModelType(model=path):
            return _class_name(path, view, names, shared)
        case ir.ReferenceType():
            return "Reference"
        case ir.LinkType():
            return "Link"
        case ir.ListType(item=item):
            sequence = "Entries" if _is_linked_list(kind, view) else "list"
            return f"{sequence}[{_type_annotation(item, view, names, shared)}]"


def _is_linked_list(kind: ir.ListType, view: ir.View) -> bool:
    """Return whether a reply may have an object with `items` or links in place of the array."""
    # only lists of records and references have URLs, so that links can replace them
    return view.direction == "read" and isinstance(kind.item, ir.ModelType | ir.ReferenceType)


def _date_type(kind: ir.Scalar) -> str | None:
    """Return the Python type of a date, or None for any other scalar."""
    formats = [str(limit.limit) for limit in kind.constraints if limit.keyword == "format"]
    return DATES.get(formats[0]) if formats and kind.kinds == ("string",) else None


def scalar_choice_type(kind: ir.Scalar) -> str | None:
    """Return the annotation of a text of which all values are listed; None for any other scalar."""
    choices = [limit.limit for limit in kind.constraints if isinstance(limit.limit, tuple)]
    return choice_type(choices[0]) if choices and kind.kinds == ("string",) else None


def _is_base64(field: ir.Field) -> bool:
    return isinstance(field.type, ir.Scalar) and any(
        limit.keyword == "contentEncoding" for limit in field.type.constraints
    )


def _is_text(field: ir.Field) -> bool:
    return isinstance(field.type, ir.Scalar) and field.type.kinds == ("string",)


def _base_class(model: ir.Model, view: ir.View) -> str:
    """Return the base class of *model*: it holds a file if it has `data` in Base64 and a name."""
    fields = {field.wire_name: field for field in model.fields}
    needed = {"contentType", "data", "fileName"} & {*fields, "data", "fileName"}
    is_file = all(name in fields and _is_text(fields[name]) for name in needed)
    if not is_file or not _is_base64(fields["data"]):
        return "Model"
    return "FileModel" if view.direction == "read" else "UploadModel"


def _body_base(path: ir.Path, view: ir.View, names: ResourceNames) -> tuple[str, ...]:
    """Return the base class by which a read model names its bodies, and their names as literals.

    It is empty if the model has no bodies.
    """
    bodies = [
        py_literal(names.classes[direction, path])
        for direction in ("create", "patch")
        if (direction, path) in names.classes
    ]
    if view.direction != "read" or not bodies:
        return ()
    only = "Creatable" if ("create", path) in names.classes else "Patchable"
    return ("Writable" if len(bodies) == 2 else only, *bodies)


def _class_head(name: str, base: str, bodies: tuple[str, ...]) -> str:
    """Return the first line of a class, split as formatters do it.

    Args:
        name: name of the class.
        base: its first base class.
        bodies: what `_body_base` returns.
    """
    if not bodies:
        return f"{format_call(f'class {name}', (base,), len(':'))}:"
    kind, *classes = bodies
    written = f"{kind}[{', '.join(classes)}]"
    if len(classes) > 1 and len(f"    {written},") > LINE_WIDTH:
        written = "\n        ".join((f"{kind}[", *(f"{each}," for each in classes))) + "\n    ]"
    return f"{format_call(f'class {name}', (base, written), len(':'))}:"


def _model_imports(models: list[ModelContext]) -> tuple[str, ...]:
    """Return the import lines that *models* need, in the order of ruff."""
    expressions = [
        text
        for model in models
        for field in model.fields
        for text in (field.annotation, field.value)
    ]
    used = words_of(" ".join(expressions))
    used |= {"model", *(base for model in models for base in model.bases)}
    dates = sorted(used & {"date", "datetime"})
    typing = sorted(used & {"Any", "Literal"})
    unset = sorted(used & {"UNSET", "Unset"})
    return (
        *([f"from datetime import {', '.join(dates)}"] if dates else []),
        *([f"from typing import {', '.join(typing)}"] if typing else []),
        *([""] if dates or typing else []),
        *import_lines(".._unset", unset),
        *(
            line
            for module, offered in MODELS.items()
            for line in import_lines(f".{module}", sort_exports(used & offered))
        ),
    )
