"""Layout of `dicts/<resource>.py`: the type of a body as a dictionary with wire names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from connectgen.core import ir
from connectgen.layout.imports import import_lines
from connectgen.layout.models import scalar_choice_type
from connectgen.layout.names import ResourceNames
from connectgen.layout.shared_models import find_shared_models, lay_out_aliases
from connectgen.layout.sources import SourceNames
from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import LINE_WIDTH, SKIP, format_call, rst_code
from connectgen.python_text.python_names import KEYWORDS
from connectgen.python_text.python_types import SCALARS, words_of
from connectgen.view_models.package import DictContext, DictKey, DictsContext

__all__ = ["has_dictionaries", "lay_out_dictionaries"]

_ATTRIBUTE = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_NOT_IN_CLASSES = frozenset({"getattr", "globals", "import_module"})
"""Names that generated modules must not define."""

_REFERENCE = "ReferenceDict"


def has_dictionaries(resource: ir.Resource) -> bool:
    """Return whether bodies of *resource* are written."""
    return any(view.direction != "read" for view in resource.views)


def lay_out_dictionaries(
    resource: ir.Resource, names: ResourceNames, sources: SourceNames
) -> DictsContext:
    """Return the context of the module with the dictionaries of *resource*."""
    shared = find_shared_models(resource)
    dicts: list[DictContext] = []
    aliases: dict[str, str] = {}
    for view in (view for view in resource.views if view.direction != "read"):
        for model in view.models:
            name = _dict_name(model.path, view, names, frozenset())
            target = _dict_name(model.path, view, names, shared)
            if target != name:
                aliases[name] = target
            else:
                dicts.append(_lay_out_dict(name, model, view, names, shared))
    used = words_of(" ".join(key.annotation for each in dicts for key in each.keys))
    return DictsContext(
        path=f"dicts/{names.module}.py",
        header=sources.header_of(resource.location.document),
        doc=(f"Bodies of {rst_code(resource.name)} as dictionaries with wire names.",),
        imports=(
            *import_lines(
                "typing", sort_exports({"TypedDict", *(used & {"Any", "Literal", "Required"})})
            ),
            *(["", *import_lines("._reference", [_REFERENCE])] if _REFERENCE in used else []),
        ),
        exports=sort_exports([each.name for each in dicts] + list(aliases)),
        dicts=tuple(sorted(dicts, key=lambda each: each.name)),
        aliases=lay_out_aliases(aliases),
    )


def _dict_name(
    path: ir.Path, view: ir.View, names: ResourceNames, shared: frozenset[ir.Path]
) -> str:
    direction: ir.Direction = "create" if path in shared else view.direction
    return f"{names.classes[direction, path]}Dict"


def _lay_out_dict(
    name: str, model: ir.Model, view: ir.View, names: ResourceNames, shared: frozenset[ir.Path]
) -> DictContext:
    keys: list[DictKey] = []
    for field in model.fields:
        annotation = _type_annotation(field.type, view, names, shared)
        if field.nullable and annotation != "Any":
            annotation = f"{annotation} | None"
        if field.required and view.direction == "create":
            annotation = f"Required[{annotation}]"
        keys.append(DictKey(wire_name=field.wire_name, annotation=annotation))
    return DictContext(
        name=name,
        doc=(f"{rst_code(name.removesuffix('Dict'))} as JSON.",),
        keys=tuple(keys),
        lines=_class_lines(keys),
        head=f"{format_call(f'class {name}', ('TypedDict', 'total=False'), len(':'))}:",
        end=")" if len(f"{name} = TypedDict(") <= LINE_WIDTH else f"){SKIP}",
    )


def _class_lines(keys: Iterable[DictKey]) -> tuple[str, ...]:
    """Return the lines of a class with *keys*; none if a key cannot be an attribute, or is long."""
    types = words_of(" ".join(key.annotation for key in keys))
    for key in keys:
        attribute = key.wire_name
        known = attribute in KEYWORDS or attribute in types | _NOT_IN_CLASSES
        if known or not _ATTRIBUTE.fullmatch(attribute):
            return ()
    lines = tuple(f"{key.wire_name}: {key.annotation}" for key in keys)
    return lines if all(len(f"    {line}") <= LINE_WIDTH for line in lines) else ()


def _type_annotation(
    kind: ir.Type, view: ir.View, names: ResourceNames, shared: frozenset[ir.Path]
) -> str:
    match kind:
        case ir.Scalar(kinds=()):
            return "Any"
        case ir.Scalar(kinds=kinds):
            return scalar_choice_type(kind) or " | ".join(SCALARS[name] for name in kinds)
        case ir.ModelType(model=path):
            return _dict_name(path, view, names, shared)
        case ir.ReferenceType():
            return _REFERENCE
        case ir.LinkType():
            return "dict[str, Any]"
        case ir.ListType(item=item):
            return f"list[{_type_annotation(item, view, names, shared)}]"
