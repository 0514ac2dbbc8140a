"""How the site shows a record: what is a link, what is null, what is spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from connectgen.core import ir
from connectgen.fake_site.json_types import JsonObject, is_list, is_object
from connectgen.fake_site.list_entries import FILES
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import Parameters, Selection, Tree
from connectgen.fake_site.records import COMMON
from connectgen.fake_site.resource_schema import Path, Shape, entry_path

__all__ = ["Presenter", "describedby", "without_nulls"]

_ALWAYS = ("customFields",)
"""Parts that are shown even where nothing is in them."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Shows records to one request."""

    root: str
    """URL of the version of the API on this site, without a slash at the end."""

    asked: Parameters

    def record(self, shape: Shape, record: JsonObject) -> JsonObject:
        """Return a whole record, or those of its fields that were asked for."""
        url = f"{self.root}/{shape.name}/{record['id']}"
        shown = self.members(shape, shape.root, record, url, self.asked.selection)
        return {**shown, "links": self.links(url, shape.name)} if self.asked.links else shown

    def row(self, shape: Shape, record: JsonObject) -> JsonObject:
        """Return a record as a collection lists it: what names and dates it, unless more was asked.

        Raises:
            Problem: a part of a part was asked for, which collections do not show.
        """
        selection = self.asked.selection
        if selection.fields is None:
            if selection.expand is None:
                return self.record(shape, record)
            fields: Tree = {name: {} for name in (*COMMON, *selection.expand)}
            selection = Selection(fields=fields, expand=selection.expand)
        elif any(selection.fields.values()):
            raise Problem(400, 7, "A collection shows no parts of fields; name the whole field")
        url = f"{self.root}/{shape.name}/{record['id']}"
        shown = self.members(shape, shape.root, record, url, selection)
        return {**shown, "links": [_link("canonical", url)]} if self.asked.links else shown

    def members(
        self, shape: Shape, path: Path, members: JsonObject, url: str, selection: Selection
    ) -> JsonObject:
        """Return an object's members, in the order of the documents.

        Args:
            shape: of the resource.
            path: of the object's model.
            members: what is kept of the object.
            url: of the object.
            selection: what of it is shown.

        Raises:
            Problem: a member that is selected is not known.
        """
        read = shape.fields("read", path)
        names = [*(COMMON if path == shape.root else ()), *read, *members]
        known = dict.fromkeys(name for name in names if name != "links")
        unknown = [name for name in selection.fields or () if name not in known]
        if unknown:
            raise Problem(400, 7, f"{'.'.join(path)} has no attribute {unknown[0]!r}")
        shown: JsonObject = {}
        for name in known if selection.fields is None else selection.fields:
            if name not in read and name not in COMMON and shape.knows(path, name):
                continue  # it can be written, but is never read
            kind = read[name].type if name in read else None
            value, where = members.get(name), f"{url}/{name}"
            if _is_list_of_entries(kind) and not selection.full(name):
                shown[name] = self._links(where, kind)
            else:
                shown[name] = self._value(shape, kind, value, where, selection.below(name))
        return shown

    def _value(
        self, shape: Shape, kind: ir.Type | None, value: Any, url: str, selection: Selection
    ) -> Any:
        if _is_list_of_entries(kind):
            return self.entries(shape, kind, value, url, selection)
        if isinstance(kind, ir.ReferenceType):
            return self.reference(kind, value, url)
        if isinstance(kind, ir.ModelType):
            if value is None and not set(kind.model) & set(_ALWAYS):
                return None
            part = value if is_object(value) else {}
            return self.members(shape, kind.model, part, url, selection)
        return value

    def entries(
        self, shape: Shape, kind: ir.ListType, value: Any, url: str, selection: Selection
    ) -> JsonObject:
        """Return a list in full."""
        entries = value if is_list(value) else []
        items = [self.entry(shape, kind, entry, url, selection) for entry in entries]
        return {"items": items, **self._links(url, kind)}

    def listed(self, shape: Shape, kind: ir.ListType, entries: list[Any], url: str) -> JsonObject:
        """Return a list as its own URL shows it: an entry that has an id is a link."""
        selection = self.asked.selection
        items = [
            _link("canonical", f"{url}/{entry['id']}")
            if entry_path(kind) and is_object(entry) and "id" in entry and selection.expand == {}
            else self.entry(shape, kind, entry, url, selection)
            for entry in entries
        ]
        return {"items": items, "hasMore": False, **self._links(url, kind)}

    def entry(
        self, shape: Shape, kind: ir.ListType, entry: Any, url: str, selection: Selection
    ) -> Any:
        """Return one entry of a list, whose URL is *url*."""
        path = entry_path(kind)
        if isinstance(kind.item, ir.ReferenceType):
            return self.reference(kind.item, entry, url)
        if path is None or not is_object(entry):
            return entry
        where = f"{url}/{entry['id']}" if "id" in entry else url
        shown = self.members(shape, path, entry, where, selection)
        if path[-1] == FILES and "id" in entry and shown.get("uRL", "") is None:
            shown["uRL"] = f"{where}?download"
        return shown

    def reference(self, kind: ir.ReferenceType, value: Any, url: str) -> Any:
        """Return a reference: a named ID in full, another resource as links without its id."""
        if not is_object(value) or kind.named_id or "id" not in value:
            return value
        target = f"{self.root}/{kind.target}/{value['id']}"
        return {
            "links": [
                _link("self", url),
                _link("canonical", target),
                describedby(self.root, kind.target),
            ]
        }

    def links(self, url: str, document: str) -> list[dict[str, str]]:
        """Return the links of what is at *url*, described by a document of the catalog."""
        return [_link("self", url), _link("canonical", url), describedby(self.root, document)]

    def _links(self, url: str, kind: ir.ListType) -> JsonObject:
        path = entry_path(kind)
        if path is None:
            return {"links": [_link("self", url), _link("canonical", url)]}
        return {"links": self.links(url, "/".join(path))}


def _is_list_of_entries(kind: ir.Type | None) -> TypeGuard[ir.ListType]:
    """Tell whether a field is a list of objects, which is shown as links unless expanded."""
    return isinstance(kind, ir.ListType) and not isinstance(kind.item, ir.Scalar)


def _link(rel: str, href: str) -> dict[str, str]:
    return {"rel": rel, "href": href}


def describedby(root: str, document: str) -> dict[str, str]:
    """Return the link to the JSON Schema of a resource or part."""
    return {
        "rel": "describedby",
        "href": f"{root}/metadata-catalog/{document}",
        "mediaType": "application/schema+json",
    }


def without_nulls(value: Any) -> Any:
    """Return *value* without members that are null, as `Prefer: exclude-null-properties` asks."""
    if is_object(value):
        return {name: without_nulls(part) for name, part in value.items() if part is not None}
    return [without_nulls(part) for part in value] if is_list(value) else value
