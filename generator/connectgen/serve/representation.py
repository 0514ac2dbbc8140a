"""How the site shows a record: what is a link, what is null, what is spelled out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectgen import ir
from connectgen.serve.entries import FILES
from connectgen.serve.kinds import JsonObject, is_list, is_object
from connectgen.serve.parameters import Parameters, Tree
from connectgen.serve.problems import Problem
from connectgen.serve.records import COMMON
from connectgen.serve.shapes import Path, Shape, entry_path

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
        shown = self.members(shape, shape.root, record, url, self.asked.fields, self.asked.expand)
        return {**shown, "links": self.links(url, shape.name)} if self.asked.links else shown

    def row(self, shape: Shape, record: JsonObject) -> JsonObject:
        """Return a record as a collection lists it: what names and dates it, unless more was asked.

        Raises:
            Problem: a part of a part was asked for, which collections do not show.
        """
        wanted = self.asked.fields
        if wanted is None and self.asked.expand is None:
            return self.record(shape, record)  # `expand=all`
        if wanted is None:
            chosen: Tree = {name: {} for name in (*COMMON, *(self.asked.expand or {}))}
            wanted = chosen
        elif any(wanted.values()):
            raise Problem(
                400, 7, "A collection does not show parts of fields; name the whole field"
            )
        url = f"{self.root}/{shape.name}/{record['id']}"
        shown = self.members(shape, shape.root, record, url, wanted, self.asked.expand)
        return {**shown, "links": [_link("canonical", url)]} if self.asked.links else shown

    def members(
        self,
        shape: Shape,
        path: Path,
        members: JsonObject,
        url: str,
        wanted: Tree | None,
        expand: Tree | None,
    ) -> JsonObject:
        """Return an object's members, in the order of the documents.

        Args:
            shape: of the resource.
            path: of the object's model.
            members: what is kept of the object.
            url: of the object.
            wanted: names to show; None means all.
            expand: lists to spell out; None means all.

        Raises:
            Problem: a name that is wanted is not known.
        """
        names = [*(COMMON if path == shape.root else ()), *shape.fields("read", path), *members]
        known = dict.fromkeys(name for name in names if name != "links")
        chosen = known if wanted is None else wanted
        shown: JsonObject = {}
        for name in chosen:
            if name not in known:
                raise Problem(400, 7, f"{'.'.join(path)} has no attribute {name!r}")
            below = None if wanted is None else wanted[name] or None
            deeper = None if expand is None else expand.get(name)
            field = shape.fields("read", path).get(name)
            if field is None and shape.knows(path, name) and name not in COMMON:
                continue  # it can be written, but is never read
            kind = field.type if field is not None else None
            shown[name] = self._value(
                shape,
                kind,
                members.get(name),
                f"{url}/{name}",
                below,
                {} if expand is not None and deeper is None else deeper,
                expand is None or name in expand,
            )
        return shown

    def _value(
        self,
        shape: Shape,
        kind: ir.Type | None,
        value: Any,
        url: str,
        wanted: Tree | None,
        expand: Tree | None,
        full: bool,
    ) -> Any:
        if isinstance(kind, ir.ListType) and not isinstance(kind.item, ir.Scalar):
            return self.entries(shape, kind, value, url, expand) if full else self._links(url, kind)
        if isinstance(kind, ir.ReferenceType):
            return self.reference(kind, value, url)
        if isinstance(kind, ir.ModelType):
            if value is None and not set(kind.model) & set(_ALWAYS):
                return None
            part = value if is_object(value) else {}
            return self.members(shape, kind.model, part, url, wanted, expand)
        return value

    def entries(
        self, shape: Shape, kind: ir.ListType, value: Any, url: str, expand: Tree | None
    ) -> JsonObject:
        """Return a list in full."""
        entries = value if is_list(value) else []
        return {
            "items": [self.entry(shape, kind, entry, url, expand) for entry in entries],
            **self._links(url, kind),
        }

    def entry(
        self, shape: Shape, kind: ir.ListType, entry: Any, url: str, expand: Tree | None
    ) -> Any:
        """Return one entry of a list, whose URL is *url*."""
        path = entry_path(kind)
        if isinstance(kind.item, ir.ReferenceType):
            return self.reference(kind.item, entry, url)
        if path is None or not is_object(entry):
            return entry
        where = f"{url}/{entry['id']}" if "id" in entry else url
        shown = self.members(shape, path, entry, where, None, expand)
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

    def listed(self, kind: ir.ListType, entries: list[Any], url: str) -> JsonObject:
        """Return a list as its own URL shows it: a link for each entry that has an id."""
        path = entry_path(kind)
        linked = path is not None and all(is_object(e) and "id" in e for e in entries)
        items = (
            [_link("canonical", f"{url}/{entry['id']}") for entry in entries]
            if linked
            else [
                self.reference(kind.item, e, url) if isinstance(kind.item, ir.ReferenceType) else e
                for e in entries
            ]
        )
        return {"items": items, "hasMore": False, **self._links(url, kind)}

    def links(self, url: str, document: str) -> list[dict[str, str]]:
        """Return the links of what is at *url*, described by a document of the catalog."""
        return [_link("self", url), _link("canonical", url), describedby(self.root, document)]

    def _links(self, url: str, kind: ir.ListType) -> JsonObject:
        path = entry_path(kind)
        if path is None:
            return {"links": [_link("self", url), _link("canonical", url)]}
        return {"links": self.links(url, "/".join(path))}


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
