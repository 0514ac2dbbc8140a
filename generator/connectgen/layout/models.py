"""Layout of `models/<resource>.py`: one dataclass per model of each view."""

from __future__ import annotations

import re

from connectgen.core import ir
from connectgen.layout.docstrings import field_doc, model_doc
from connectgen.layout.imports import MODELS, import_lines
from connectgen.layout.names import ResourceNames
from connectgen.layout.serialization import (
    date_codec,
    is_linked_list,
    item_reader,
    mark_one_line,
    read_expression,
    reader_name,
    write_expression,
    writes_items,
)
from connectgen.python_text.identifiers import snake_case, sort_exports
from connectgen.python_text.literals import format_call, py_literal, rst_code
from connectgen.python_text.python_types import HIDDEN, HIDDEN_UNSET, SCALARS
from connectgen.view_models.package import (
    FieldContext,
    FileArgument,
    FileContext,
    ModelContext,
    ModelsContext,
)

__all__ = ["lay_out_models"]

_CODEC = frozenset(
    {
        *("decode_base64", "encode_file", "guess_content_type", "missing_error"),
        *("read_date", "read_date_time", "read_array", "read_one_or_many"),
        *("write_date", "write_date_time", "write_list", "write_object", "write_objects"),
    }
)
_ALWAYS = frozenset({"is_object", "misread", "new_instance", "unknown_members"})
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def lay_out_models(resource: ir.Resource, names: ResourceNames, header: str) -> ModelsContext:
    """Return the context of the module with the models of *resource*."""
    models = tuple(
        _lay_out_model(model, view, resource, names)
        for view in resource.views
        for model in view.models
    )
    return ModelsContext(
        path=f"models/{names.module}.py",
        header=header,
        doc=(f"Models of {rst_code(resource.name)}.",),
        imports=_model_imports(models),
        exports=sort_exports(model.name for model in models),
        models=tuple(sorted(models, key=lambda model: model.name)),
    )


def _lay_out_model(
    model: ir.Model, view: ir.View, resource: ir.Resource, names: ResourceNames
) -> ModelContext:
    python_names = names.fields[model.path]
    name = names.class_of(view, model.path)
    advice = resource.advice if view.direction == "create" and model == view.models[0] else ()
    return ModelContext(
        name=name,
        reader=reader_name(name),
        reading=mark_one_line(
            f"model: Self | None = {reader_name(name)}(data, cls)", len("            ")
        ),
        misread=mark_one_line(
            f"raise misread(error, data, {reader_name(name)}) from None", len("            ")
        ),
        members=f"_{snake_case(name).upper()}",
        unknown=_unknown_expression(
            f"_{snake_case(name).upper()}", _omitted_members(model, resource)
        ),
        doc=model_doc(model, view.direction, advice),
        fields=tuple(
            _lay_out_field(field, python_names[field.wire_name], view, names)
            for field in model.fields
        ),
        file=_lay_out_file(model, view, python_names),
    )


def _unknown_expression(members: str, left_out: list[str]) -> str:
    """Return the expression for the properties of `data` that are not in *members*."""
    arguments = ["data", members]
    if left_out:
        arguments += ["unknown", *map(py_literal, left_out)]
    return format_call("unknown_members", arguments, len("        self.extra = "))


def _omitted_members(model: ir.Model, resource: ir.Resource) -> list[str]:
    """Return the read-only properties, which *model* lacks in the create and patch views.

    A record that was read and is written back has all of them.
    """
    fields = {field.wire_name for field in model.fields}
    return [
        field.wire_name
        for other in resource.views
        if other.direction == "read"
        for same in other.models
        if same.path == model.path
        for field in same.fields
        if field.wire_name not in fields
    ]


def _lay_out_field(field: ir.Field, name: str, view: ir.View, names: ResourceNames) -> FieldContext:
    annotation = _type_annotation(field.type, view, names)
    nullable = " | None" if field.nullable and annotation != "Any" else ""
    required = field.required and view.direction == "create"  # a reply may omit any field
    annotation = f"{annotation}{'' if required else ' | Unset'}{nullable}"
    default = _default_expression(field, required)
    declaration = f"{name}: {annotation}{f' = {default}' if default else ''}"
    return FieldContext(
        name=name,
        wire_name=field.wire_name,
        required=required,
        annotation=annotation,
        default=default,
        declaration=mark_one_line(declaration, len("    ")),
        if_set=mark_one_line(f"if self.{name} is not UNSET:", len("        ")),
        unset=mark_one_line(f"self.{name} = UNSET", len("        ")),
        if_there=mark_one_line(f"if {py_literal(field.wire_name)} in data:", len("    ")),
        doc=field_doc(field, name, view.direction),
        read=read_expression(field.type, name, field.wire_name, view, names),
        read_items=item_reader(field.type, view, names),
        write=write_expression(field.type, name, field.wire_name, view),
        writes_items=writes_items(field.type, name, field.wire_name, view),
    )


def _default_expression(field: ir.Field, required: bool) -> str | None:
    """Return the default of a field in its class; file contents are hidden from `repr()`."""
    if _is_base64(field):
        return HIDDEN if required else HIDDEN_UNSET
    return None if required else "UNSET"


def _type_annotation(kind: ir.Type, view: ir.View, names: ResourceNames) -> str:
    match kind:
        case ir.Scalar(kinds=()):
            return "Any"
        case ir.Scalar(kinds=kinds):
            date = date_codec(kind)
            return date[0] if date else " | ".join(SCALARS[name] for name in kinds)
        case ir.ModelType(model=path):
            return names.class_of(view, path)
        case ir.ReferenceType():
            return "Reference"
        case ir.LinkType():
            return "Link"
        case ir.ListType(item=item):
            sequence = "Entries" if is_linked_list(kind, view) else "list"
            return f"{sequence}[{_type_annotation(item, view, names)}]"


def _is_base64(field: ir.Field) -> bool:
    return isinstance(field.type, ir.Scalar) and any(
        limit.keyword == "contentEncoding" for limit in field.type.constraints
    )


def _is_text(field: ir.Field) -> bool:
    return isinstance(field.type, ir.Scalar) and field.type.kinds == ("string",)


def _lay_out_file(
    model: ir.Model, view: ir.View, python_names: dict[str, str]
) -> FileContext | None:
    """Return how *model* holds a file, if it has `data` in Base64 and `fileName`; else None."""
    fields = {field.wire_name: field for field in model.fields}
    if not all(name in fields and _is_text(fields[name]) for name in ("data", "fileName")):
        return None
    if not _is_base64(fields["data"]):
        return None
    values = {"contentType": "guess_content_type(file)", "data": "encode_file(file)"}
    values["fileName"] = "file.name"
    arguments = [
        FileArgument(name=python_names[wire_name], value=value)
        for wire_name, value in values.items()
        if wire_name in fields and _is_text(fields[wire_name])
    ]
    return FileContext(
        arguments=() if view.direction == "read" else tuple(arguments),
        content=python_names["data"],
        content_doc="Base64",
    )


def _model_imports(models: tuple[ModelContext, ...]) -> tuple[str, ...]:
    """Return the import lines that *models* need, in the order of ruff."""
    expressions = [
        text
        for model in models
        for field in model.fields
        for text in (field.annotation, field.read, field.read_items or "", field.write)
    ]
    files = [model.file for model in models if model.file]
    expressions += [argument.value for file in files for argument in file.arguments]
    used = set(_WORD.findall(_STRING.sub("", " ".join(expressions))))
    if files:
        used.add("decode_base64")
    needed = any(field.required for model in models for field in model.fields)
    used |= {"missing_error"} if needed else set()
    hidden = any("field(" in (f.default or "") for model in models for f in model.fields)
    dates = sorted(used & {"date", "datetime"})
    return (
        "from collections.abc import Mapping",
        f"from dataclasses import {'dataclass, field' if hidden else 'dataclass'}",
        *([f"from datetime import {', '.join(dates)}"] if dates else []),
        *(["from pathlib import Path"] if "encode_file" in used else []),
        "from typing import Any, Self",
        "",
        "from .._unset import UNSET, Unset, model_repr",
        *import_lines("._codec", sorted(used & _CODEC | _ALWAYS)),
        *(
            line
            for module, offered in MODELS.items()
            for line in import_lines(f".{module}", sort_exports(used & offered))
        ),
    )
