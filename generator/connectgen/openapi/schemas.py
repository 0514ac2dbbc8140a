"""Schemas of the views of a resource (JSON Schema 2020-12), one component for each model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from connectgen.core import ir
from connectgen.core.json_types import JsonObject
from connectgen.core.menus import Menu
from connectgen.core.sentences import end_sentence
from connectgen.core.shared_models import find_equal_models
from connectgen.json_schema.example_values import find_value
from connectgen.json_schema.keywords import find_keyword
from connectgen.openapi.components import REFERENCE, REFERENCE_INPUT, REFERENCE_LIST
from connectgen.openapi.markdown import escape_text, quote_code
from connectgen.openapi.menu_values import describe_values, value_keywords
from connectgen.openapi.names import SUFFIXES, name_models
from connectgen.openapi.refs import LINK, schema_ref

__all__ = ["SchemaNames", "list_schema", "name_schemas", "view_schemas"]

_WHOLE = {"create": "A new record of", "patch": "Changes to a record of", "read": "A record of"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaNames:
    """Names of the schemas of one resource."""

    stems: dict[ir.Path, str]
    """Stem of the name of each model, by path."""

    shared: frozenset[ir.Path]
    """Paths of the parts for which one schema serves both bodies."""

    def schema_of(self, direction: ir.Direction, path: ir.Path) -> str:
        """Return the name of the schema of the model at *path* in one view."""
        kept = "create" if direction == "patch" and path in self.shared else direction
        return f"{self.stems[path]}{SUFFIXES[kept]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ViewContext:
    """One view, and what its schemas use."""

    direction: ir.Direction
    names: SchemaNames
    menus: Mapping[str, Menu]

    def schema_of(self, path: ir.Path) -> str:
        """Return the name of the schema of the model at *path*."""
        return self.names.schema_of(self.direction, path)


def name_schemas(resource: ir.Resource, record: str, taken: set[str]) -> SchemaNames:
    """Return the names of the schemas of *resource*, whose records are called *record*.

    Args:
        resource: the resource.
        record: stem of the names of its records.
        taken: names of schemas of other resources, in lower case; the new ones are added.
    """
    return SchemaNames(
        stems=name_models(resource, record, taken),
        shared=find_equal_models(resource, lambda model: model.path == (resource.name,)),
    )


def list_schema(item: str) -> JsonObject:
    """Return the schema of the object that holds a list, or a page of one, in replies.

    Args:
        item: name of the schema of its items.
    """
    return {
        "type": "object",
        "description": "A list in a reply. It has links only, if its items are not expanded.",
        "properties": {
            "items": {"type": "array", "items": schema_ref(item)},
            "hasMore": {"type": "boolean", "description": "Whether another page follows."},
            "totalResults": {
                "type": "integer",
                "format": "int64",
                "description": "Number of all records, if it was asked for.",
            },
            "links": {"type": "array", "items": schema_ref(LINK)},
        },
    }


def view_schemas(
    resource: ir.Resource, view: ir.View, names: SchemaNames, menus: Mapping[str, Menu]
) -> dict[str, JsonObject]:
    """Return the schemas of *view* by name, those of its lists included.

    Args:
        resource: the resource.
        view: one of its views.
        names: names of the schemas.
        menus: the menus whose values are known, by path.
    """
    direction = view.direction
    context = _ViewContext(direction=direction, names=names, menus=menus)
    found: dict[str, JsonObject] = {}
    for model in view.models:
        if direction != "patch" or model.path not in names.shared:
            found[context.schema_of(model.path)] = _object_schema(resource, model, context)
    if direction == "read":
        listed = {
            kind.item.model
            for model in view.models
            for kind in (field.type for field in model.fields)
            if isinstance(kind, ir.ListType) and isinstance(kind.item, ir.ModelType)
        }
        for path in sorted({*listed, (resource.name,)}):
            item = context.schema_of(path)
            found[f"{item}List"] = list_schema(item)
    return found


def _object_schema(resource: ir.Resource, model: ir.Model, context: _ViewContext) -> JsonObject:
    schema: JsonObject = {"type": "object"}
    own = f"{_WHOLE[context.direction]} {quote_code(model.path[0])}."
    schema["description"] = escape_text(model.description) or (
        own if len(model.path) == 1 else f"A part of {quote_code(model.path[0])}."
    )
    required = [field.wire_name for field in model.fields if field.required]
    if required:
        schema["required"] = required
    if model.identified:
        schema["description"] += (
            "\n\nGive an `id` or a `lookupName`, not both, to name a record that is there."
        )
        schema["not"] = {"required": ["id", "lookupName"]}
    schema["properties"] = {
        field.wire_name: _field_schema(field, context) for field in model.fields
    }
    if context.direction == "create" and model.path == (resource.name,) and resource.advice:
        schema["x-advice"] = [
            {"pointer": rule.pointer, "message": rule.message} for rule in resource.advice
        ]
    return schema


def _field_schema(field: ir.Field, context: _ViewContext) -> JsonObject:
    schema = _type_schema(field.type, context)
    if field.nullable:
        schema = _nullable(schema)
    description, fact = escape_text(field.description), _target_text(field.type, context.menus)
    if fact:
        description = end_sentence(description)
    if description or fact:
        schema["description"] = f"{description} {fact}".strip()
    if field.default is not None and context.direction == "create":
        schema["default"] = field.default
    if field.deprecated:
        schema["deprecated"] = True
    if field.read_only and context.direction == "read":
        schema["readOnly"] = True
    if field.label and _letters(field.label) != _letters(field.wire_name):
        schema["x-label"] = field.label
    return schema


def _nullable(schema: JsonObject) -> JsonObject:
    if "anyOf" in schema:
        return {**schema, "anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "$ref" in schema:
        reference = {"$ref": schema.pop("$ref")}
        return {"anyOf": [reference, {"type": "null"}], **schema}
    if "type" in schema:
        kinds = schema["type"]
        schema["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    return schema


def _type_schema(kind: ir.Type, context: _ViewContext) -> JsonObject:
    match kind:
        case ir.Scalar():
            return _scalar_schema(kind)
        case ir.ModelType(model=path):
            return schema_ref(context.schema_of(path))
        case ir.ReferenceType(target=target, named_id=named_id):
            is_reply = context.direction == "read"
            schema = schema_ref(REFERENCE if is_reply else REFERENCE_INPUT)
            schema["x-menu" if named_id else "x-target"] = target
            return schema | value_keywords(context.menus.get(target), is_reply=is_reply)
        case ir.LinkType():
            return schema_ref(LINK)
        case ir.ListType():
            return _list_schema(kind, context)


def _scalar_schema(kind: ir.Scalar) -> JsonObject:
    schema: JsonObject = {}
    if kind.kinds:
        schema["type"] = kind.kinds[0] if len(kind.kinds) == 1 else list(kind.kinds)
    schema |= _limit_keywords(kind.constraints)
    if "pattern" in schema and "enum" not in schema:
        # tools make up a text otherwise, which breaks the pattern or is noise
        example = find_value(kind)
        schema |= {} if example is None else {"examples": [example]}
    if kind.kinds == ("integer",):
        schema.setdefault("format", "int64")  # IDs and times need more than 32 bits
    return schema


def _list_schema(kind: ir.ListType, context: _ViewContext) -> JsonObject:
    """Return the schema of an array, and of the objects that may be in its place."""
    items = _type_schema(kind.item, context)
    array = {"type": "array", "items": items, **_limit_keywords(kind.constraints)}
    single = _single_schema(items) if kind.or_single else None
    if single is not None:
        return {"anyOf": [array, single]}
    if context.direction != "read" or not isinstance(kind.item, ir.ModelType | ir.ReferenceType):
        return array
    name = REFERENCE_LIST
    if isinstance(kind.item, ir.ModelType):
        name = f"{context.schema_of(kind.item.model)}List"
    return {"anyOf": [array, schema_ref(name)]}


def _single_schema(items: JsonObject) -> JsonObject | None:
    """Return the schema of one object in place of an array; None if items are no objects."""
    kinds = items.get("type", "object")
    if "$ref" in items:
        return items
    return {**items, "type": "object"} if "object" in kinds else None


def _limit_keywords(constraints: tuple[ir.Constraint, ...]) -> JsonObject:
    """Return the keywords of *constraints*; those that JSON Schema does not have, as `x-`."""
    found: JsonObject = {}
    for each in constraints:
        row = find_keyword(each.keyword, each.limit)
        is_standard = each.enforced and (row is None or row.first_draft is not None)
        limit = list(each.limit) if isinstance(each.limit, tuple) else each.limit
        found[each.keyword if is_standard else f"x-{each.keyword}"] = limit
    return found


def _target_text(kind: ir.Type, menus: Mapping[str, Menu]) -> str:
    """Return a sentence about the target of a reference; empty if *kind* is none."""
    item = kind.item if isinstance(kind, ir.ListType) else kind
    many = isinstance(kind, ir.ListType)
    if isinstance(item, ir.ReferenceType):
        target = quote_code(item.target)
        if item.named_id:
            values = describe_values(menus.get(item.target))
            return f"{'Entries' if many else 'An entry'} of the menu {target}{values}."
        return f"{'Records' if many else 'A record'} of {target}."
    if isinstance(item, ir.Scalar) and item.unavailable:
        return "The site does not show what is in it."
    return ""


def _letters(text: str) -> str:
    return "".join(text.split()).lower()
