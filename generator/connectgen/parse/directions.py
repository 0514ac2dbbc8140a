"""Parser of one view of a resource: its fields in one direction, and those of nested types."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from connectgen.core import ir
from connectgen.core.diagnostics import Diagnostics
from connectgen.core.location import unescape_token
from connectgen.core.sub_collections import FILES
from connectgen.json_schema.keywords import order_keywords
from connectgen.parse.inheritance import Path, iterate_bases
from connectgen.parse.refs import RefResolver
from connectgen.parse.schema import SchemaNode
from connectgen.parse.types import (
    as_base64,
    describe_schema,
    is_link,
    parse_constraints,
    parse_default,
    parse_scalar,
)

__all__ = ["parse_view"]

_FLAGS = {
    "create": "isAvailableForPOST",
    "patch": "isAvailableForPATCH",
    "read": "isAvailableForGET",
}
_IDENTITY = frozenset({"id", "lookupName"})

_OBJECT = frozenset({"object"})
_MEMBERS = ("properties", "allOf")
_FILE_CONTENT = (FILES, "data")
"""Nested type and field with the content of a file, in Base64 for every resource."""


def parse_view(
    resource: str,
    schema: SchemaNode,
    direction: ir.Direction,
    refs: RefResolver,
    diagnostics: Diagnostics,
) -> ir.View:
    """Return the view of *resource* in *direction*; *schema* is that of its record."""
    reader = _ModelParser(direction=direction, refs=refs, diagnostics=diagnostics)
    reader.parse_model((resource,), schema, identified=False, plural=False)
    return ir.View(direction=direction, models=tuple(reader.models.values()))


@dataclass(slots=True, kw_only=True)
class _ModelParser:
    """Parser that collects the models of one view, recursively."""

    direction: ir.Direction
    refs: RefResolver
    diagnostics: Diagnostics
    models: dict[Path, ir.Model] = field(default_factory=dict[Path, ir.Model])

    def parse_model(
        self, path: Path, schema: SchemaNode, *, identified: bool, plural: bool, about: str = ""
    ) -> None:
        """Parse one model, unless it has been parsed already, as in a cycle.

        Args:
            path: path of the model.
            schema: its schema.
            identified: whether it is an embedded resource, which `id` and `lookupName` identify.
            plural: whether it is the item of a list.
            about: description to use if *schema* has none.
        """
        if path in self.models:
            return
        model = ir.Model(
            path=path,
            description=describe_schema(schema) or about,
            fields=(),
            identified=identified and self.direction != "read",
            plural=plural,
            extensible=False,
            location=schema.location,
        )
        self.models[path] = model  # reserves the position before its nested types, and ends cycles
        properties: dict[str, tuple[SchemaNode, Path]] = {}
        required: set[str] = set()
        extensible = False
        for part, where in iterate_bases(schema, path, self.refs, self.diagnostics):
            parse_constraints(part, _OBJECT, self.diagnostics)  # warns about unknown keywords
            properties |= {
                name: (self.refs.resolve_local(own), where) for name, own in part.read_properties()
            }
            required |= part.read_required()
            extensible = part.takes_other_members(extensible)
        if self.direction == "patch":
            required.clear()  # an update contains only the fields to change
        fields = tuple(
            self._parse_field(name, part, where, name in required)
            for name, (part, where) in sorted(properties.items())
            if self._is_available(name, part, identified)
        )
        self.models[path] = replace(model, fields=fields, extensible=extensible)

    def _is_available(self, name: str, schema: SchemaNode, identified: bool) -> bool:
        available = schema.read_flag(_FLAGS[self.direction], True)
        one_way = "writeOnly" if self.direction == "read" else "readOnly"
        # Read-only in the resource itself; embedded, they say which record is meant.
        if identified and name in _IDENTITY:
            return True
        return available and not schema.read_flag(one_way)

    def _parse_field(self, name: str, schema: SchemaNode, path: Path, required: bool) -> ir.Field:
        types = schema.read_types()
        read_only = schema.read_flag("readOnly") or not (
            schema.read_flag("isAvailableForPOST", True)
            or schema.read_flag("isAvailableForPATCH", True)
        )
        kind = self._parse_type(name, schema, types - {"null"}, path)
        return ir.Field(
            wire_name=name,
            label=schema.read_text("label"),
            type=as_base64(kind) if (path[-1], name) == _FILE_CONTENT else kind,
            required=required,
            nullable="null" in types,
            read_only=read_only,
            deprecated=schema.read_flag("deprecated") or schema.read_flag("isDeprecated"),
            default=parse_default(schema),
            description=describe_schema(schema),
            location=schema.location,
        )

    def _parse_type(
        self, name: str, schema: SchemaNode, kinds: frozenset[str], path: Path
    ) -> ir.Type:
        described_items = "items" in schema.members or "$ref" in schema.members
        if kinds == frozenset({"array"}) or (
            kinds == frozenset({"array", "object"}) and described_items
        ):
            return self._parse_list(name, schema, kinds, path)
        if "$ref" in schema.members:
            return self._parse_ref(schema, plural=False)
        described = [keyword for keyword in _MEMBERS if keyword in schema.members]
        if described and kinds <= _OBJECT:
            return self._parse_inline(schema, (*path, name), plural=False)
        for keyword in (*described, *(["items"] if "items" in schema.members else [])):
            message = f"{keyword} is ignored for {' or '.join(sorted(kinds)) or 'any value'}"
            location = schema.location.child(keyword)
            self.diagnostics.add_warning(location, message, "ignored-keyword")
        return parse_scalar(schema, kinds, self.diagnostics)

    def _parse_list(
        self, name: str, schema: SchemaNode, kinds: frozenset[str], path: Path
    ) -> ir.Type:
        """Return a list type; its item is in `items`, or is the `$ref` of the list itself."""
        items = schema.read_items()
        items = items and self.refs.resolve_local(items)
        own = parse_constraints(schema, frozenset({"array", "string"}), self.diagnostics)
        # JSON Schema has no maxLength of arrays; the dialect means that of the items.
        of_item = tuple(limit for limit in own if limit.keyword == "maxLength")
        item: ir.Type
        if "$ref" in schema.members:
            item = self._parse_ref(schema, plural=True)
        elif items is None:
            item = ir.Scalar(kinds=("string",) if of_item else (), constraints=of_item)
        elif "$ref" in items.members:
            item = self._parse_ref(items, plural=True)
        elif is_link(items):
            item = ir.LinkType()
        elif any(keyword in items.members for keyword in _MEMBERS):
            item = self._parse_inline(items, (*path, name), plural=True)
        else:
            item = self._parse_item(items, of_item)
        rest = tuple(limit for limit in own if limit.keyword != "maxLength")
        single = "object" in kinds
        if single and isinstance(item, ir.Scalar):
            self.diagnostics.add_warning(
                schema.location,
                "a single object in place of an array of scalars is not supported",
                "ignored-keyword",
            )
            return parse_scalar(schema, kinds, self.diagnostics)
        return ir.ListType(item=item, or_single=single, constraints=rest)

    def _parse_item(self, items: SchemaNode, of_item: tuple[ir.Constraint, ...]) -> ir.Scalar:
        if "items" in items.members:
            location = items.location.child("items")
            self.diagnostics.add_warning(
                location, "items of items are not checked", "ignored-keyword"
            )
        item = parse_scalar(items, items.read_types(), self.diagnostics)
        limits = {limit.keyword: limit for limit in (*of_item, *item.constraints)}
        return ir.Scalar(
            kinds=item.kinds,
            constraints=tuple(limits[keyword] for keyword in order_keywords(limits)),
        )

    def _parse_ref(self, schema: SchemaNode, *, plural: bool) -> ir.Type:
        parse_constraints(schema, frozenset(), self.diagnostics)  # warns about unknown keywords
        target = self.refs.resolve_target(schema)
        if target is None:
            return ir.Scalar(kinds=("object",), unavailable=True)
        if self.refs.is_menu(target):
            return ir.ReferenceType(target=target, named_id=True)
        if self.refs.is_unavailable(target):
            message = (
                f"any object is accepted: the site denied access to {target} when it was fetched"
            )
            location = schema.location.child("$ref")
            self.diagnostics.add_warning(location, message, "unavailable-part")
            return ir.Scalar(kinds=("object",), unavailable=True)
        embedded = schema.read_own_flag("x-connectgen-embed", self.diagnostics)
        if "/" not in target and not (embedded and self.direction != "read"):
            return ir.ReferenceType(target=target, named_id=False)
        return self._parse_part(target, schema, identified=embedded, plural=plural)

    def _parse_part(
        self, target: str, schema: SchemaNode, *, identified: bool, plural: bool
    ) -> ir.Type:
        """Return the type of a nested type, or of an embedded resource."""
        record = self.refs.find_record(target)
        if record is None:
            message = f"any object is accepted: {target}.json is not in the snapshot"
            location = schema.location.child("$ref")
            self.diagnostics.add_warning(location, message, "unresolved-ref")
            return ir.Scalar(kinds=("object",), unavailable=True)
        path = tuple(target.split("/"))
        about = describe_schema(schema)
        self.parse_model(path, record, identified=identified, plural=plural, about=about)
        return ir.ModelType(model=path)

    def _parse_inline(self, schema: SchemaNode, path: Path, *, plural: bool) -> ir.Type:
        """Return the type of a nested object whose schema is at its place, or is shared there."""
        if schema.is_shared:
            # What several `$ref`s lead to is one model, so that it can be nested in itself.
            tokens = schema.location.pointer.split("/")[1:]
            path = (*schema.document.path.split("/"), *map(unescape_token, tokens))
        self.parse_model(path, schema, identified=False, plural=plural)
        return ir.ModelType(model=path)
