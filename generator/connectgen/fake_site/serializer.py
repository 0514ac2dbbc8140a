"""Serialize records as the site does: links, nulls and expanded members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from connectgen.core import ir
from connectgen.core.documents import CUSTOM_FIELDS
from connectgen.core.json_types import JsonObject, is_array, is_object
from connectgen.core.sub_collections import FILES
from connectgen.fake_site.ids import entry_key
from connectgen.fake_site.problem_details import Problem
from connectgen.fake_site.query_params import QueryParameters, Selection, Tree
from connectgen.fake_site.resource_schema import Path, ResourceSchema, entry_path

__all__ = ["RecordSerializer", "describedby_link", "drop_nulls"]


@dataclass(frozen=True, slots=True)
class RecordSerializer:
    """Serializer of records for one request."""

    root: str
    """URL of the version of the API on this site, without a slash at the end."""

    asked: QueryParameters

    def serialize_record(self, shape: ResourceSchema, record: JsonObject) -> JsonObject:
        """Return a whole record, or only its requested fields."""
        url = f"{self.root}/{shape.name}/{record['id']}"
        shown = self.serialize_members(shape, shape.root, record, url, self.asked.selection)
        return {**shown, "links": self.make_links(url, shape.name)} if self.asked.links else shown

    def serialize_row(self, shape: ResourceSchema, record: JsonObject) -> JsonObject:
        """Return a record as a collection lists it: names and times only, unless more is requested.

        Raises:
            Problem: a part of a part is requested, which collections do not show.
        """
        selection = self.asked.selection
        if selection.fields is None:
            if selection.expand is None:
                return self.serialize_record(shape, record)
            fields: Tree = {name: {} for name in (*shape.common, *selection.expand)}
            selection = Selection(fields=fields, expand=selection.expand)
        elif any(selection.fields.values()):
            raise Problem(400, 7, "A collection shows no parts of fields; name the whole field")
        url = f"{self.root}/{shape.name}/{record['id']}"
        shown = self.serialize_members(shape, shape.root, record, url, selection)
        return {**shown, "links": [_make_link("canonical", url)]} if self.asked.links else shown

    def serialize_members(
        self, shape: ResourceSchema, path: Path, members: JsonObject, url: str, selection: Selection
    ) -> JsonObject:
        """Return an object's members, in the order of the documents.

        Args:
            shape: shape of the resource.
            path: path of the object's model.
            members: stored members of the object.
            url: URL of the object.
            selection: members to show.

        Raises:
            Problem: a selected member is not known.
        """
        read = shape.fields_at("read", path)
        common = shape.common if path == shape.root else ()
        names = [*common, *read, *members]
        known = dict.fromkeys(name for name in names if name != "links")
        unknown = [name for name in selection.fields or () if name not in known]
        if unknown:
            raise Problem(400, 7, f"{'.'.join(path)} has no attribute {unknown[0]!r}")
        shown: JsonObject = {}
        for name in known if selection.fields is None else selection.fields:
            if name not in read and name not in common and shape.has_field(path, name):
                continue  # it can be written, but is never read
            kind = read[name].type if name in read else None
            value, where = members.get(name), f"{url}/{name}"
            if _is_list_of_entries(kind) and not selection.is_expanded(name):
                shown[name] = _list_links(where)
            else:
                shown[name] = self._serialize_value(
                    shape, kind, value, where, selection.child_selection(name)
                )
        return shown

    def _serialize_value(
        self,
        shape: ResourceSchema,
        kind: ir.Type | None,
        value: Any,
        url: str,
        selection: Selection,
    ) -> Any:
        if _is_list_of_entries(kind):
            return self.serialize_entries(shape, kind, value, url, selection)
        if isinstance(kind, ir.ReferenceType):
            return self.serialize_reference(kind, value)
        if isinstance(kind, ir.ModelType):
            if value is None and not _may_be_nulls(shape, kind.model):
                return None
            part = value if is_object(value) else {}
            return self.serialize_members(shape, kind.model, part, url, selection)
        return value

    def serialize_entries(
        self, shape: ResourceSchema, kind: ir.ListType, value: Any, url: str, selection: Selection
    ) -> JsonObject:
        """Return a list in full."""
        entries = value if is_array(value) else []
        items = [self.serialize_entry(shape, kind, entry, url, selection) for entry in entries]
        return {"items": items, **_list_links(url)}

    def serialize_list(
        self, shape: ResourceSchema, kind: ir.ListType, entries: list[Any], url: str
    ) -> JsonObject:
        """Return a list as its own URL shows it: its entries as links, unless they are expanded."""
        selection = self.asked.selection
        items = [
            _make_link("canonical", f"{url}/{key[1]}")
            if (key := entry_key(entry)) is not None and selection.expand == {}
            else self.serialize_entry(shape, kind, entry, url, selection)
            for entry in entries
        ]
        path = entry_path(kind)
        described = [describedby_link(self.root, "/".join(path))] if path is not None else []
        links = [_make_link("self", url), _make_link("canonical", url), *described, _full_link(url)]
        return {"items": items, "hasMore": False, "links": links}

    def serialize_entry(
        self, shape: ResourceSchema, kind: ir.ListType, entry: Any, url: str, selection: Selection
    ) -> Any:
        """Return one entry of a list, whose URL is *url*."""
        path = entry_path(kind)
        if isinstance(kind.item, ir.ReferenceType):
            return self.serialize_reference(kind.item, entry)
        if path is None or not is_object(entry):
            return entry
        key = entry_key(entry)
        where = url if key is None else f"{url}/{key[1]}"
        shown = self.serialize_members(shape, path, entry, where, selection)
        if path[-1] == FILES and "id" in entry and shown.get("uRL", "") is None:
            shown["uRL"] = f"{where}?download"
        return shown

    def serialize_reference(self, kind: ir.ReferenceType, value: Any) -> Any:
        """Return a reference: a named ID in full, another resource as links without its id."""
        if not is_object(value) or kind.named_id or "id" not in value:
            return value
        return {"links": self.make_links(f"{self.root}/{kind.target}/{value['id']}", kind.target)}

    def make_links(self, url: str, document: str) -> list[JsonObject]:
        """Return the links of an object at *url* that a document of the catalog describes."""
        return [
            _make_link("self", url),
            _make_link("canonical", url),
            describedby_link(self.root, document),
        ]


def _is_list_of_entries(kind: ir.Type | None) -> TypeGuard[ir.ListType]:
    """Return whether a field is a list of objects, which is shown as links unless expanded."""
    return isinstance(kind, ir.ListType) and not isinstance(kind.item, ir.Scalar)


def _list_links(url: str) -> JsonObject:
    """Return a list as a record shows it that is not expanded."""
    return {"links": [_make_link("self", url), _full_link(url)]}


def _full_link(url: str) -> JsonObject:
    """Return the link to the entries of the list at *url*, such as `…/names/{name_id}`."""
    name = url.rpartition("/")[2]
    one = f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
    return {**_make_link("full", f"{url}/{{{one}_id}}"), "templated": True}


def _may_be_nulls(shape: ResourceSchema, path: Path) -> bool:
    """Return whether a part that is not set is shown as an object of nulls, as real sites do.

    It is null if the documents forbid null in it; `customFields` are always shown.
    """
    fields = [f for name, f in shape.fields_at("read", path).items() if name != "links"]
    return CUSTOM_FIELDS in path or (bool(fields) and all(field.nullable for field in fields))


def _make_link(rel: str, href: str) -> JsonObject:
    return {"rel": rel, "href": href}


def describedby_link(root: str, document: str) -> JsonObject:
    """Return the link to the JSON Schema of a resource or part."""
    return {
        "rel": "describedby",
        "href": f"{root}/metadata-catalog/{document}",
        "mediaType": "application/schema+json",
    }


def drop_nulls(value: Any) -> Any:
    """Return *value* without members that are null, as `Prefer: exclude-null-properties` asks."""
    if is_object(value):
        return {name: drop_nulls(part) for name, part in value.items() if part is not None}
    return [drop_nulls(part) for part in value] if is_array(value) else value
