"""Layout of `resources/<resource>.py`: the operations of a resource, as methods of one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from connectgen.core import ir
from connectgen.core.sentences import end_sentence
from connectgen.core.sub_collections import SENDS_MAIL, SubCollection, sub_collections_of
from connectgen.layout.imports import RESOURCE_TYPES, RESOURCES, import_lines
from connectgen.layout.names import ResourceNames
from connectgen.layout.operations import ASYNC, SYNC, ClientMode, model_class_of, operations_of
from connectgen.layout.sources import SourceNames
from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import format_call, py_literal, rst_code, rst_text
from connectgen.view_models.package import (
    ResourceClassContext,
    ResourceContext,
    SubCollectionContext,
)

__all__ = ["lay_out_resource"]

_WORD = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*")


def lay_out_resource(
    resource: ir.Resource, names: ResourceNames, sources: SourceNames
) -> ResourceContext:
    """Return the context of the module with the operations of *resource*."""
    classes = tuple(_lay_out_class(resource, names, mode) for mode in (SYNC, ASYNC))
    records = _records_arguments(resource, names)
    words = {
        "TYPE_CHECKING",
        "Records" if records else "",
        *_identifiers_in(records),
        *_identifiers_in(_class_texts(classes)),
    }
    return ResourceContext(
        path=f"resources/{names.module}.py",
        header=sources.header_of(resource.location.document),
        doc=(f"Operations on {rst_code(resource.name)}.",),
        imports=_resource_imports(resource, names, words),
        type_imports=tuple(_import_lines(RESOURCE_TYPES, words)),
        exports=sort_exports(name for view in classes for name in (view.name, view.record) if name),
        records=records,
        classes=classes,
    )


def _lay_out_class(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> ResourceClassContext:
    children = _sub_collections(resource, names, mode)
    name = f"{mode.prefix}{names.calls}"
    return ResourceClassContext(
        name=f"{name}Calls",
        connection=f"{mode.prefix}Connection",
        doc=(
            f"Operations on {rst_code(resource.name)}.",
            end_sentence(rst_text(resource.description)),
        ),
        operations=operations_of(resource, names, mode),
        record=f"{name}RecordCalls" if children else "",
        record_doc=(f"Sub-collections of one record of {rst_code(resource.name)}.",),
        sub_collections=children,
    )


def _records_arguments(resource: ir.Resource, names: ResourceNames) -> tuple[str, ...]:
    """Return the arguments of `Records`; none if no operation is on records."""
    directions = {view.direction for view in resource.views}
    if not {"create", "delete", "get", "list", "update"} & set(resource.operations):
        return ()
    arguments = [f"path={py_literal(resource.name)}"]
    if "read" in directions:
        arguments += [
            f"read={model_class_of(resource, names, 'read')}.from_json",
            "violations=validators.read_violations",
        ]
    for operation, direction in (("create", "create"), ("update", "patch")):
        if operation in resource.operations:
            model = model_class_of(resource, names, "create" if direction == "create" else "patch")
            rules = (f"validators.validate_{direction}", f"validators.{direction}_advice")
            form = f"{direction}_form="
            arguments.append(form + format_call("BodyForm", (model, *rules), 5 + len(form)))
    return (*arguments, *(["once=True"] if resource.name in SENDS_MAIL else []))


def _sub_collections(
    resource: ir.Resource, names: ResourceNames, mode: ClientMode
) -> tuple[SubCollectionContext, ...]:
    """Return the contexts of the lists inside a record that have a URL."""
    found = sub_collections_of(resource)
    if not found:
        return ()
    read = next(view for view in resource.views if view.direction == "read")
    python_names = names.fields[read.models[0].path]
    return tuple(_sub_collection(each, python_names, read, names, mode) for each in found)


def _sub_collection(
    found: SubCollection,
    python_names: dict[str, str],
    read: ir.View,
    names: ResourceNames,
    mode: ClientMode,
) -> SubCollectionContext:
    item, wire_name = found.item, found.field.wire_name
    model = names.class_of(read, item.model) if isinstance(item, ir.ModelType) else "Reference"
    kind = f"{mode.prefix}{'FileCollection' if found.has_files else 'SubCollection'}"
    arguments = (
        "self._connection",
        f"self._path + {py_literal(f'/{wire_name}')}",
        f"{model}.from_json",
    )
    return SubCollectionContext(
        name=python_names[wire_name],
        type=f"{kind}[{model}]",
        doc=(f"Entries of {rst_code(wire_name)}.",),
        value=format_call(kind, arguments, len("        return ")),
    )


def _class_texts(classes: Iterable[ResourceClassContext]) -> Iterable[str]:
    for view in classes:
        yield view.connection
        for method in view.operations:
            yield from (method.signature, method.result)
        for child in view.sub_collections:
            yield from (child.type, child.value, "cached_property")


def _identifiers_in(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text)}


def _resource_imports(
    resource: ir.Resource, names: ResourceNames, words: set[str]
) -> tuple[str, ...]:
    lines = list(_import_lines(RESOURCES, words))
    ours = next(index for index, line in enumerate(lines) if line.startswith("from .."))
    models = sort_exports(words & set(names.classes.values()))
    alias = "" if names.module == "validators" else " as validators"
    return (
        *lines[:ours],
        "",
        *lines[ours:],
        *import_lines(f"..models.{names.module}", models),
        *import_lines("..validators", [f"{names.module}{alias}"] if "validators" in words else []),
    )


def _import_lines(modules: Mapping[str, tuple[str, ...]], words: set[str]) -> Iterable[str]:
    for module, every in modules.items():
        yield from import_lines(module, tuple(name for name in every if name in words))
