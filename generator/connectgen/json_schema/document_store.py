"""Store of documents: each is read, and its mistakes are reported, when a reference leads to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectgen.core.errors import ConnectgenError, SchemaError
from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import Location, join_pointer
from connectgen.json_schema.dialect_reader import DialectReader
from connectgen.json_schema.dialects import Dialect
from connectgen.json_schema.nodes import Place
from connectgen.json_schema.plain_json import read_plain
from connectgen.json_schema.resources import RECURSIVE, Resource, ResourceIndex
from connectgen.json_schema.uris import parse_index, split_pointer

__all__ = ["DocumentStore", "SchemaCheck"]

SchemaCheck = Callable[[Any, int, Location], Iterable[SchemaError]]


class DocumentStore:
    """Documents by URI, and the schemas in them by name.

    Args:
        documents: documents by absolute URI.
        dialects: reader of `$schema`.
        location: location of the root document, for messages.
        built_in: returns the meta-schema with a URI, or None.
        check: yields the errors of a schema under the meta-schema of a draft.

    Attributes:
        errors: mistakes in the documents that were referred to.
        index: the names of schemas.
        unknown: documents whose draft is unknown.
    """

    def __init__(
        self,
        documents: Mapping[str, Any],
        dialects: DialectReader,
        location: Location,
        built_in: Callable[[str], Any],
        check: SchemaCheck,
    ) -> None:
        self._documents = documents
        self._dialects = dialects
        self._default: Dialect | None = None
        self._location = location
        self._built_in = built_in
        self._check = check
        self._loaded: dict[str, Resource] = {}
        self._unlisted: set[Place] = set()
        self._faults: dict[str, list[ConnectgenError]] = {}
        self.errors: list[ConnectgenError] = []
        self.index = ResourceIndex(dialects.read, self._add_fault)
        self.unknown: set[str] = set()

    def make_location(self, document: str, pointer: str) -> Location:
        """Return the location of a place, for messages."""
        if document:
            return Location(document=document, pointer=pointer, folder="")
        outer = self._location
        return Location(
            document=outer.document, pointer=outer.pointer + pointer, folder=outer.folder
        )

    def add_root(self, content: Any, uri: str) -> Resource:
        """Add the root document, whose dialect is the default of all others."""
        root = self._add_document("", uri, content)
        self._default = root.dialect
        self._report_document(root)
        return root

    def schema_at(self, part: Resource) -> Resource:
        """Return *part* with the base and the dialect that an id there sets."""
        entered = self.index.roots.get(part.place)
        return part if entered is None else part._replace(base=entered[0], dialect=entered[1])

    def find_place(self, document: str, pointer: str) -> Resource:
        """Return the schema at a place of a document that was read."""
        return self._find_pointer(self._loaded[document], pointer)[0]

    def has_resource(self, uri: str) -> bool:
        """Return whether a document, or a schema with an id, has *uri*."""
        return uri in self.index.named

    def find_named(
        self, uri: str, fragment: str, where: Location
    ) -> tuple[Resource, str | None] | None:
        """Return the schema that a URI and its fragment name, and its dynamic anchor.

        None if there is no such schema.

        Args:
            uri: URI of a document, or of a schema with an id.
            fragment: an anchor or a JSON Pointer.
            where: location of the reference, for messages.

        Raises:
            SchemaError: two schemas have this name, or it is none of a schema.
        """
        resource = self._find_resource(uri)
        if resource is None:
            return None
        whole = f"{resource.base}#{fragment}"
        for name in (whole, uri):
            self._refuse_double(name, where)
        self._report_document(resource)
        target = self.index.named.get(whole) if fragment else resource
        if target is not None:
            anchor = fragment or RECURSIVE
            is_dynamic = (anchor, *target.place) in self.index.dynamic_anchors.get(target.base, ())
            return target, anchor if is_dynamic else None
        if not fragment.startswith("/"):
            return None
        try:
            target, is_listed = self._find_pointer(resource, fragment)
        except (KeyError, IndexError, TypeError, ValueError):
            return None
        return target if is_listed else self._add_unlisted(target), None

    def _refuse_double(self, name: str, where: Location) -> None:
        if name in self.index.doubles:
            one = self.make_location(*self.index.named[name].place)
            other = self.make_location(*self.index.doubles[name].place)
            raise SchemaError(where, f"{one} and {other} have the same id {name}")

    def _find_resource(self, uri: str) -> Resource | None:
        """Return the document, or the schema with an id, that *uri* identifies."""
        named = self.index.named
        if uri not in named:
            content = self._documents[uri] if uri in self._documents else self._built_in(uri)
            if content is not None:
                self._add_document(uri, uri, content)
        if uri not in named:  # perhaps it is the id of one of the documents
            for other in [each for each in self._documents if each not in self._loaded]:
                self._add_document(other, other, self._documents[other])
        return named.get(uri)

    def _find_pointer(self, resource: Resource, pointer: str) -> tuple[Resource, bool]:
        """Return the schema at *pointer* in *resource*, and whether keywords lead to it.

        Raises:
            KeyError: it is not there; or an `IndexError`, a `TypeError` or a `ValueError`.
        """
        part, holds = resource, "schema"
        for token in split_pointer(pointer):
            outer = part.schema
            if holds == "schema":
                holds = part.dialect.kind_of_place(outer, token)
            elif holds:
                holds = "schema"
            schema = outer[parse_index(token)] if is_array(outer) else outer[token]
            pointer = join_pointer(part.pointer, token)
            part = self.schema_at(part._replace(pointer=pointer, schema=schema))
        return part, holds == "schema"

    def _add_unlisted(self, part: Resource) -> Resource:
        """Return a schema at a place where no keyword has one, which was not checked yet."""
        if part.place in self._unlisted:
            return part
        self._unlisted.add(part.place)
        schema = part.schema
        is_schema = isinstance(schema, bool) and part.dialect.draft.has_boolean_schemas
        if not is_schema and not is_object(schema):
            where = self.make_location(*part.place)
            raise SchemaError(where, "not a schema, but the target of a $ref")
        known = len(self.index.foreign.get(part.document, ()))
        added = self.index.add(part, has_inner_ids=True, is_named=False)
        foreign = self.index.foreign.get(part.document, [])[known:]
        self.errors += self._check_part(added, foreign)
        return added

    def _add_document(self, document: str, uri: str, content: Any) -> Resource:
        """Add a document, with the ids in it."""
        plain = read_plain(content, self.make_location(document, ""))
        self._faults[document] = plain.errors
        dialect = None
        if is_object(plain.content) and "$schema" in plain.content:
            stated = plain.content["$schema"]
            dialect = self._dialects.read(stated)
            if dialect is None:
                self.unknown.add(document)
                self._add_fault(document, "/$schema", self._dialects.explain(stated))
        dialect = dialect or self._default or self._dialects.default
        resource = Resource(document, "", plain.content, uri, dialect)
        root = self.index.add(resource, has_inner_ids=plain.has_inner_ids)
        self.index.named.setdefault(uri, root)
        self._loaded[document] = root
        return root

    def _report_document(self, resource: Resource) -> None:
        """Report the mistakes of a document when a reference first leads to it."""
        faults = self._faults.pop(resource.document, None)
        if faults is not None:
            foreign = self.index.foreign.get(resource.document, [])
            self.errors += [*faults, *self._check_part(self._loaded[resource.document], foreign)]

    def _check_part(self, part: Resource, foreign: list[Resource]) -> Iterable[SchemaError]:
        """Yield the errors of *part*, if its draft is known, and of the resources in it.

        Args:
            part: a document, or a part of one.
            foreign: resources in it of another draft, which are checked on their own.
        """
        if part.document in self.unknown:
            return
        for each in (part, *foreign):
            inner = [one for one in foreign if one.pointer.startswith(f"{each.pointer}/")]
            schema = each.schema
            for one in inner:
                schema = _with_empty(schema, one.pointer[len(each.pointer) :])
            yield from self._check(
                schema, each.dialect.draft.number, self.make_location(*each.place)
            )

    def _add_fault(self, document: str, pointer: str, message: str) -> None:
        """Add an error of a document, which is reported when a reference leads to the document."""
        error = SchemaError(self.make_location(document, pointer), message)
        self._faults.get(document, self.errors).append(error)


def _with_empty(schema: Any, pointer: str) -> Any:
    """Return *schema* with an empty schema at *pointer*."""
    token, *rest = split_pointer(pointer)
    inner = "".join(join_pointer("", each) for each in rest)
    if is_array(schema):
        at = parse_index(token)
        return [*schema[:at], _with_empty(schema[at], inner) if rest else {}, *schema[at + 1 :]]
    if token not in schema:  # it is in a part that was left out before
        return schema
    return {**schema, token: _with_empty(schema[token], inner) if rest else {}}
