"""Index of the schemas that a reference can name: ids, anchors and the bases that they set."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from connectgen.core.json_types import is_object
from connectgen.core.location import join_pointer
from connectgen.json_schema.dialects import Dialect
from connectgen.json_schema.nodes import Place, Scope
from connectgen.json_schema.uris import split_fragment

__all__ = ["Resource", "ResourceIndex"]

RECURSIVE = ""
"""Name of the dynamic anchor of 2019-09, which has none."""


class Resource(NamedTuple):
    """A schema with a name, or any other place that a reference leads to."""

    document: str
    pointer: str
    schema: Any
    base: str
    dialect: Dialect

    @property
    def place(self) -> Place:
        """Document and pointer."""
        return self.document, self.pointer


class ResourceIndex:
    """Names, bases and dialects of schemas in the documents that were added.

    Args:
        read_dialect: returns the dialect that a `$schema` names, or None if it is unknown.
        add_error: adds an error of a document: its URI, a pointer and a message.

    Attributes:
        named: schemas by URI, with the anchor as its fragment.
        doubles: a second, different schema of the same name.
        roots: base and dialect at the places where a resource begins.
        dynamic_anchors: those of each resource, by its base.
        foreign: places of resources whose dialect differs from that of the schema around them.
    """

    def __init__(
        self,
        read_dialect: Callable[[object], Dialect | None],
        add_error: Callable[[str, str, str], None],
    ) -> None:
        self._read_dialect = read_dialect
        self._add_error = add_error
        self.named: dict[str, Resource] = {}
        self.doubles: dict[str, Resource] = {}
        self.roots: dict[Place, tuple[str, Dialect]] = {}
        self.dynamic_anchors: dict[str, Scope] = {}
        self.foreign: dict[str, list[Resource]] = {}

    def add(self, resource: Resource, *, has_inner_ids: bool, is_named: bool = True) -> Resource:
        """Add the ids in *resource*, and return it with the base that its own id sets.

        Args:
            resource: a document, or a part that no keyword leads to.
            has_inner_ids: whether there may be ids below its root.
            is_named: whether references may use its names.
        """
        self.roots[resource.place] = resource.base, resource.dialect
        root = self._read_names(
            self._read_schema(resource) if resource.pointer else resource, is_named
        )
        if has_inner_ids:
            waiting = [root]
            while waiting:
                outer = waiting.pop()
                for tokens, schema in outer.dialect.list_schemas(outer.schema):
                    if is_object(schema):
                        pointer = join_pointer(outer.pointer, *tokens)
                        part = outer._replace(pointer=pointer, schema=schema)
                        waiting.append(self._read_names(self._read_schema(part), is_named))
        return root

    def extend_scope(self, scope: Scope, base: str) -> Scope:
        """Return *scope* after the resource at *base* is entered: what was met first stays."""
        own = self.dynamic_anchors.get(base)
        if not own:
            return scope
        known = {name for name, _, _ in scope}
        return tuple(sorted({*scope, *(anchor for anchor in own if anchor[0] not in known)}))

    def _read_schema(self, part: Resource) -> Resource:
        """Return *part* with the dialect of its `$schema`, if a resource begins there."""
        stated = part.schema.get("$schema") if is_object(part.schema) else None
        if stated is None:
            return part
        dialect = self._read_dialect(stated)
        if dialect is None or dialect is part.dialect:
            return part
        # Only beside an id a `$schema` says something; elsewhere it was always passed over.
        if not isinstance(part.schema.get(dialect.draft.id_keyword), str):
            return part
        part = part._replace(dialect=dialect)
        self.foreign.setdefault(part.document, []).append(part)
        return part

    def _read_names(self, part: Resource, is_named: bool) -> Resource:
        """Add the names of one schema, and return it with the base that its id sets."""
        schema, draft = part.schema, part.dialect.draft
        if not is_object(schema) or (draft.ignores_ref_siblings and "$ref" in schema):
            return part
        name = schema.get(draft.id_keyword)
        if isinstance(name, str) and name.strip("#"):
            if draft.has_anchors_in_ids and name.startswith("#"):
                self._add_name(part.base + name, part, is_named)
            else:
                part = part._replace(base=self._resolve_id(part, name))
                self.roots[part.place] = part.base, part.dialect
                self._add_name(part.base, part, is_named)
        for keyword in draft.anchors:
            if isinstance(anchor := schema.get(keyword), str):
                self._add_name(f"{part.base}#{anchor}", part, is_named)
        if draft.dynamic_anchor is not None:
            anchor = schema.get(draft.dynamic_anchor)
            if isinstance(anchor, str) or (anchor is True and part.place in self.roots):
                known = self.dynamic_anchors.get(part.base, ())
                added = (anchor if isinstance(anchor, str) else RECURSIVE, *part.place)
                self.dynamic_anchors[part.base] = (*known, added)
        return part

    def _add_name(self, name: str, resource: Resource, is_named: bool) -> None:
        """Add a name; one that two schemas have is an error only if a reference uses it."""
        if is_named:
            known = self.named.setdefault(name, resource)
            if known.place != resource.place and known.schema != resource.schema:
                self.doubles.setdefault(name, resource)

    def _resolve_id(self, part: Resource, name: str) -> str:
        """Return the URI of a schema with the id *name*."""
        try:
            return split_fragment(part.base, name)[0]
        except ValueError:
            self._add_error(part.document, part.pointer, f"id {name} is not a URI")
            return part.base
