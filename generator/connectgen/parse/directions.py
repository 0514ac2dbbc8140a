"""One view of a resource: its fields in one direction, and those of its nested parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectgen.core import ir
from connectgen.json_schema.keywords import in_order
from connectgen.parse.diagnostics import Findings
from connectgen.parse.inheritance import Path, bases_of
from connectgen.parse.refs import Refs
from connectgen.parse.schema import Schema, record_of
from connectgen.parse.types import as_base64, constraints, default, is_link, scalar

__all__ = ["view_of"]

_FLAGS = {
    "create": "isAvailableForPOST",
    "patch": "isAvailableForPATCH",
    "read": "isAvailableForGET",
}
_IDENTITY = frozenset({"id", "lookupName"})

_OBJECT = frozenset({"object"})
_MEMBERS = ("properties", "allOf")
_FILE_CONTENT = ("fileAttachments", "data")
"""Part and field that hold the content of a file, on whatever resource: always in Base64."""


def view_of(
    resource: str, schema: Schema, direction: ir.Direction, refs: Refs, findings: Findings
) -> ir.View:
    """Return the view of *resource*, whose record is *schema*, in *direction*."""
    reader = _Reader(direction=direction, refs=refs, findings=findings)
    reader.model((resource,), schema, identified=False, plural=False)
    return ir.View(direction=direction, models=tuple(reader.models.values()))


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Gathers the models of one view; the dialect nests, so reading does too."""

    direction: ir.Direction
    refs: Refs
    findings: Findings
    models: dict[Path, ir.Model] = field(default_factory=dict[Path, ir.Model])

    def model(
        self, path: Path, schema: Schema, *, identified: bool, plural: bool, about: str = ""
    ) -> None:
        """Read one model, which holds what *about* says unless it describes itself.

        A part that contains itself is met a second time and left alone.
        """
        if path in self.models:
            return
        model = ir.Model(
            path=path,
            description=schema.text("description", self.findings) or about,
            fields=(),
            identified=identified and self.direction != "read",
            plural=plural,
            location=schema.location,
        )
        self.models[path] = model  # keeps the place before its parts, and ends cycles
        properties: dict[str, tuple[Schema, Path]] = {}
        required: set[str] = set()
        for part, where in bases_of(schema, path, self.refs, self.findings):
            constraints(part, _OBJECT, self.findings)  # reports keywords that nobody knows
            properties |= {name: (own, where) for name, own in part.properties(self.findings)}
            required |= part.required(self.findings)
        if self.direction == "patch":
            required.clear()  # a change names only what it changes
        fields = tuple(
            self._field(name, part, where, name in required)
            for name, (part, where) in sorted(properties.items())
            if self._available(name, part, identified)
        )
        self.models[path] = ir.Model(
            path=path,
            description=model.description,
            fields=fields,
            identified=model.identified,
            plural=plural,
            location=model.location,
        )

    def _available(self, name: str, schema: Schema, identified: bool) -> bool:
        available = schema.flag(_FLAGS[self.direction], True, self.findings)
        read_only = schema.flag("readOnly", False, self.findings)
        if identified and name in _IDENTITY:
            return True
        return available and not (read_only and self.direction != "read")

    def _field(self, name: str, schema: Schema, path: Path, required: bool) -> ir.Field:
        types = schema.types(self.findings)
        read_only = schema.flag("readOnly", False, self.findings) or not (
            schema.flag("isAvailableForPOST", True, self.findings)
            or schema.flag("isAvailableForPATCH", True, self.findings)
        )
        kind = self._type(name, schema, types - {"null"}, path)
        return ir.Field(
            wire_name=name,
            label=schema.text("label", self.findings),
            type=as_base64(kind) if (path[-1], name) == _FILE_CONTENT else kind,
            required=required,
            nullable="null" in types,
            read_only=read_only,
            default=default(schema, self.findings),
            description=schema.text("description", self.findings),
            location=schema.location,
        )

    def _type(self, name: str, schema: Schema, kinds: frozenset[str], path: Path) -> ir.Type:
        described_items = "items" in schema.members or "$ref" in schema.members
        if kinds == frozenset({"array"}) or (
            kinds == frozenset({"array", "object"}) and described_items
        ):
            return self._list(name, schema, kinds, path)
        if "$ref" in schema.members:
            return self._ref(schema, plural=False)
        described = [keyword for keyword in _MEMBERS if keyword in schema.members]
        if described and kinds <= _OBJECT:
            self.model((*path, name), schema, identified=False, plural=False)
            return ir.ModelType(model=(*path, name))
        for keyword in (*described, *(["items"] if "items" in schema.members else [])):
            what = f"{keyword} is left out of {' or '.join(sorted(kinds)) or 'any value'}"
            self.findings.note(schema.location.child(keyword), what)
        return scalar(schema, kinds, self.findings)

    def _list(self, name: str, schema: Schema, kinds: frozenset[str], path: Path) -> ir.Type:
        """Return a list type; a list names its item in `items`, or carries the `$ref` itself."""
        items = schema.child("items", self.findings)
        own = constraints(schema, frozenset({"array", "string"}), self.findings)
        of_item = tuple(limit for limit in own if limit.keyword == "maxLength")
        item: ir.Type
        if "$ref" in schema.members:
            item = self._ref(schema, plural=True)
        elif items is None:
            item = ir.Scalar(kinds=("string",) if of_item else (), constraints=of_item)
        elif "$ref" in items.members:
            item = self._ref(items, plural=True)
        elif is_link(items, self.findings):
            item = ir.LinkType()
        elif any(keyword in items.members for keyword in _MEMBERS):
            self.model((*path, name), items, identified=False, plural=True)
            item = ir.ModelType(model=(*path, name))
        else:
            item = self._item(items, of_item)
        rest = tuple(limit for limit in own if limit.keyword != "maxLength")
        single = "object" in kinds
        if single and isinstance(item, ir.Scalar):
            self.findings.note(schema.location, "one object in place of an array is not understood")
            return scalar(schema, kinds, self.findings)
        return ir.ListType(item=item, or_single=single, constraints=rest)

    def _item(self, items: Schema, of_item: tuple[ir.Constraint, ...]) -> ir.Scalar:
        if "items" in items.members:
            location = items.location.child("items")
            self.findings.note(location, "items of items are documented but not checked")
        item = scalar(items, items.types(self.findings), self.findings)
        limits = {limit.keyword: limit for limit in (*of_item, *item.constraints)}
        return ir.Scalar(
            kinds=item.kinds, constraints=tuple(limits[keyword] for keyword in in_order(limits))
        )

    def _ref(self, schema: Schema, *, plural: bool) -> ir.Type:
        constraints(schema, frozenset(), self.findings)  # reports keywords that nobody knows
        target = self.refs.target(schema)
        if target is None:
            return ir.Scalar(kinds=("object",))
        if self.refs.is_menu(target):
            return ir.ReferenceType(target=target, named_id=True)
        if self.refs.is_unavailable(target):
            what = f"any object is taken: the site refused to show {target} when it was fetched"
            self.findings.note(schema.location.child("$ref"), what)
            return ir.Scalar(kinds=("object",), unavailable=True)
        embedded = schema.flag("x-connectgen-embed", False, self.findings)
        if "/" not in target and not (embedded and self.direction != "read"):
            return ir.ReferenceType(target=target, named_id=False)
        return self._part(target, schema, identified=embedded, plural=plural)

    def _part(self, target: str, schema: Schema, *, identified: bool, plural: bool) -> ir.Type:
        """Return the type of an own part, or of a resource that is filled in."""
        document = self.refs.documents.get(target)
        if document is None:
            self.findings.error(schema.location.child("$ref"), f"there is no {target}.json")
            return ir.Scalar(kinds=("object",))
        path = tuple(target.split("/"))
        record = record_of(document, self.findings)
        about = schema.text("description", self.findings)
        self.model(path, record, identified=identified, plural=plural, about=about)
        return ir.ModelType(model=path)
