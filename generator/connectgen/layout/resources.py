"""`resources/<resource>.py`: the operations of a resource, each a signature and one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectgen.core import ir
from connectgen.layout.docstrings import sentence
from connectgen.layout.imports import RESOURCE_TYPES, RESOURCES, import_lines
from connectgen.layout.names import Names
from connectgen.layout.operations import ASYNC, SYNC, Mode, calls_of, model_of
from connectgen.python_text.identifiers import exported
from connectgen.python_text.literals import call, code, literal
from connectgen.view_models.package import CallsView, ChildView, ResourceView

__all__ = ["lay_out_resource"]

_FILES = "fileAttachments"
_ONCE = frozenset({"incidentResponse"})
"""Resources whose creation e-mails somebody: it is not even repeated with a new token."""

_WORD = re.compile(r"(?<![\w.\"'])[A-Za-z_]\w*")


def lay_out_resource(resource: ir.Resource, names: Names, header: str) -> ResourceView:
    """Return the view of the operations of *resource*."""
    classes = tuple(_calls_class(resource, names, mode) for mode in (SYNC, ASYNC))
    records = _records(resource, names)
    words = {
        "TYPE_CHECKING",
        "Records" if records else "",
        *_words(records),
        *_words(_texts(classes)),
    }
    return ResourceView(
        path=f"resources/{names.module}.py",
        header=header,
        doc=(f"Calls to {code(resource.name)}.",),
        imports=_imports(resource, names, words),
        type_imports=tuple(_lines(RESOURCE_TYPES, words)),
        exports=exported(name for view in classes for name in (view.name, view.record) if name),
        records=records,
        classes=classes,
    )


def _calls_class(resource: ir.Resource, names: Names, mode: Mode) -> CallsView:
    children = _children(resource, names, mode)
    name = f"{mode.prefix}{names.calls}"
    return CallsView(
        name=f"{name}Calls",
        connection=f"{mode.prefix}Connection",
        doc=(f"Calls to {code(resource.name)}.", sentence(resource.description)),
        calls=calls_of(resource, names, mode),
        record=f"{name}RecordCalls" if children else "",
        record_doc=(f"Calls to what belongs to one record of {code(resource.name)}.",),
        children=children,
    )


def _records(resource: ir.Resource, names: Names) -> tuple[str, ...]:
    """Return the arguments of `Records`; none where no operation is about records."""
    directions = {view.direction for view in resource.views}
    if not {"create", "delete", "get", "list", "update"} & set(resource.operations):
        return ()
    arguments = [f"path={literal(resource.name)}"]
    if "read" in directions:
        arguments += [
            f"read={model_of(resource, names, 'read')}.from_json",
            "violations=validators.read_violations",
        ]
    for operation, direction in (("create", "create"), ("update", "patch")):
        if operation in resource.operations:
            model = model_of(resource, names, "create" if direction == "create" else "patch")
            rules = (f"validators.validate_{direction}", f"validators.{direction}_advice")
            form = f"{direction}_form="
            arguments.append(form + call("Form", (model, *rules), 5 + len(form)))
    return (*arguments, *(["once=True"] if resource.name in _ONCE else []))


def _children(resource: ir.Resource, names: Names, mode: Mode) -> tuple[ChildView, ...]:
    """Return the lists inside a record that have documents, and so URLs, of their own."""
    read = next((view for view in resource.views if view.direction == "read"), None)
    if read is None or "get" not in resource.operations:
        return ()
    root = read.models[0]
    python_names = names.fields[root.path]
    documents = {model.path: model.location.document for model in read.models}
    children: list[ChildView] = []
    for field in root.fields:
        path = (resource.name, field.wire_name)
        own = isinstance(field.type, ir.ListType) and field.type.item == ir.ModelType(model=path)
        if own and documents[path].endswith(f"/{'/'.join(path)}.json"):
            model = names.class_of(read, path)
            children.append(_child(python_names[field.wire_name], field.wire_name, model, mode))
    return tuple(children)


def _child(name: str, wire_name: str, model: str, mode: Mode) -> ChildView:
    kind = f"{mode.prefix}{'Files' if wire_name == _FILES else 'Children'}"
    arguments = (
        "self._connection",
        f"self._path + {literal(f'/{wire_name}')}",
        f"{model}.from_json",
    )
    return ChildView(
        name=name,
        type=f"{kind}[{model}]",
        doc=(f"Calls to the entries of {code(wire_name)}.",),
        value=call(kind, arguments, len("        return ")),
    )


def _texts(classes: Iterable[CallsView]) -> Iterable[str]:
    for view in classes:
        yield view.connection
        for method in view.calls:
            yield from (method.signature, method.result)
        for child in view.children:
            yield from (child.type, child.value, "cached_property")


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text)}


def _imports(resource: ir.Resource, names: Names, words: set[str]) -> tuple[str, ...]:
    lines = list(_lines(RESOURCES, words))
    ours = next(index for index, line in enumerate(lines) if line.startswith("from .."))
    models = exported(words & set(names.classes.values()))
    alias = "" if names.module == "validators" else " as validators"
    return (
        *lines[:ours],
        "",
        *lines[ours:],
        *import_lines(f"..models.{names.module}", models),
        *import_lines("..validators", [f"{names.module}{alias}"] if "validators" in words else []),
    )


def _lines(modules: dict[str, tuple[str, ...]], words: set[str]) -> Iterable[str]:
    for module, every in modules.items():
        yield from import_lines(module, tuple(name for name in every if name in words))
