"""Registry of documents, their schemas and ids, and the targets of `$ref`s."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from connectgen.core.errors import SchemaError
from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import Location, join_pointer, unescape_token
from connectgen.json_schema.drafts import draft_of, id_of, subschemas_of

__all__ = ["Node", "SchemaRegistry"]

Documents = Mapping[str, Any]
SchemaCheck = Callable[[Any, int, Location], Iterable[SchemaError]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """One schema in one document; the registry makes each only once."""

    schema: Any
    document: str
    """URI of its document; empty for the root document."""

    pointer: str
    base: str
    """Base URI of its `$ref`."""

    draft: int

    @property
    def identity(self) -> tuple[str, str]:
        """Document and pointer, which no other node has."""
        return self.document, self.pointer

    @property
    def location_text(self) -> str:
        """Location as violations name it: a pointer, after the URI of another document."""
        return f"{self.document}#{self.pointer}" if self.document else self.pointer


class SchemaRegistry:
    """Registry of the root schema and all documents that it may refer to.

    Args:
        root: the schema to compile.
        location: its location, for messages.
        documents: other documents, by absolute URI.
        built_in: returns the meta-schema with a URI, or None.
        check: yields the errors of a document under the meta-schema of its draft.
        advice: end of the message about a missing document: how to pass it.
    """

    def __init__(
        self,
        root: Any,
        location: Location,
        documents: Documents,
        built_in: Callable[[str], Any],
        check: SchemaCheck,
        advice: str = "",
    ) -> None:
        self.location = location
        self.errors: list[SchemaError] = []
        self._documents = {uri.removesuffix("#"): document for uri, document in documents.items()}
        self._built_in = built_in
        self._check = check
        self._advice = f"; {advice}" if advice else ""
        self._nodes: dict[tuple[str, str], Node] = {}
        self._resources: dict[str, Node] = {}
        self._doubles: dict[str, Node] = {}
        self._contents: dict[str, Any] = {}
        self._unknown: set[str] = set()
        self._faults: dict[str, list[SchemaError]] = {}
        # Without `$schema` draft 4 is assumed, which has no boolean schemas.
        self.root = self._add_document("", "", root, 7 if isinstance(root, bool) else 4)
        self._report_document(self.root)

    def location_of(self, node: Node, *tokens: str | int) -> Location:
        """Return the location of *node*, or of *tokens* in it."""
        return self._make_location(node.document, join_pointer(node.pointer, *tokens))

    def _make_location(self, document: str, pointer: str) -> Location:
        if document:
            return Location(document=document, pointer=pointer, folder="")
        outer = self.location
        return Location(
            document=outer.document, pointer=outer.pointer + pointer, folder=outer.folder
        )

    def child_schema(self, node: Node, *tokens: str | int) -> Node:
        """Return the schema at *tokens* in *node*."""
        schema = node.schema
        for token in tokens:
            schema = schema[token]
        pointer = join_pointer(node.pointer, *tokens)
        return self._make_node(node.document, pointer, schema, node.base, node.draft)

    def document_root(self, node: Node) -> Node:
        """Return the root of the document of *node*."""
        return self._nodes[node.document, ""]

    def has_known_draft(self, node: Node) -> bool:
        """Return whether the `$schema` of the document of *node*, if any, names a known draft."""
        return node.document not in self._unknown

    def ref_target(self, node: Node) -> Node:
        """Return the schema that the `$ref` of *node* refers to.

        Raises:
            SchemaError: it does not exist, or two schemas have its name.
        """
        ref = node.schema["$ref"]
        where = self.location_of(node, "$ref")
        if not isinstance(ref, str):
            raise SchemaError(where, "a $ref must be a string")
        try:
            uri, fragment = urldefrag(_join_uri(node.base, ref))
        except ValueError:
            raise SchemaError(where, f"{ref} is not a URI") from None
        whole = f"{uri}#{fragment}"
        resource = self._resources.get(whole) or self._find_resource(uri)
        if resource is None:
            raise SchemaError(where, f"{ref} not found{self._advice}")
        for name in (whole, uri):
            if name in self._doubles:
                one, other = (
                    self.location_of(self._resources[name]),
                    self.location_of(self._doubles[name]),
                )
                raise SchemaError(where, f"{one} and {other} have the same id {name}")
        self._report_document(resource)
        return self._resources.get(whole) or self._find_fragment(
            resource, unquote(fragment), where, ref
        )

    def _find_resource(self, uri: str) -> Node | None:
        """Return the document, or the schema with an id, that *uri* identifies."""
        if uri not in self._resources:
            content = self._documents[uri] if uri in self._documents else self._built_in(uri)
            if content is not None:
                self._add_document(uri, uri, content, self.root.draft)
        if uri not in self._resources:  # perhaps it is the id of one of the documents
            for other in [each for each in self._documents if each not in self._contents]:
                self._add_document(other, other, self._documents[other], self.root.draft)
        return self._resources.get(uri)

    def _find_fragment(self, resource: Node, fragment: str, where: Location, ref: str) -> Node:
        """Return the schema at *fragment*, a JSON Pointer, in *resource*."""
        if fragment and not fragment.startswith("/"):
            raise SchemaError(where, f"{ref} not found")
        schema, base = resource.schema, resource.base
        pointer = resource.pointer
        for token in _split_pointer(fragment):
            try:
                schema = schema[_parse_index(token)] if is_array(schema) else schema[token]
            except (KeyError, IndexError, TypeError, ValueError):
                raise SchemaError(where, f"{ref} not found") from None
            pointer = join_pointer(pointer, token)
            known = self._nodes.get((resource.document, pointer))
            base = known.base if known else base
        known = self._nodes.get((resource.document, pointer))
        return known or self._add_unlisted(resource, pointer, schema, base)

    def _add_unlisted(self, resource: Node, pointer: str, schema: Any, base: str) -> Node:
        """Return a schema at a place where no keyword has one, which was not checked yet."""
        if not is_object(schema) and (resource.draft == 4 or not isinstance(schema, bool)):
            node = Node(
                schema=schema, document=resource.document, pointer=pointer, base=base, draft=4
            )
            raise SchemaError(self.location_of(node), "not a schema, but the target of a $ref")
        node = self._make_node(resource.document, pointer, schema, base, resource.draft)
        self.errors += self._check_draft(node)
        return node

    def _add_document(self, document: str, uri: str, content: Any, draft: int) -> Node:
        """Add a document: all its schemas, with their ids."""
        self._faults[document] = []
        if is_object(content) and "$schema" in content:
            draft = self._read_draft(document, content["$schema"]) or draft
        self._contents[document] = content
        root = self._make_node(document, "", content, uri, draft)
        self._register_name(uri, root)
        self._register_name(urldefrag(root.base)[0], root)
        waiting = [root]
        while waiting:
            node = waiting.pop()
            self._register_id(node)
            for tokens, _ in subschemas_of(node.schema, draft):
                waiting.append(self.child_schema(node, *tokens))
        return root

    def _report_document(self, node: Node) -> None:
        """Report the errors of the document of *node* when a `$ref` first refers to it."""
        faults = self._faults.pop(node.document, None)
        if faults is not None:
            self.errors += [*faults, *self._check_draft(self._nodes[node.document, ""])]

    def _check_draft(self, node: Node) -> Iterable[SchemaError]:
        """Return the meta-schema errors of *node*, if its draft is known."""
        if not self.has_known_draft(node):
            return ()
        return self._check(node.schema, node.draft, self.location_of(node))

    def _register_id(self, node: Node) -> None:
        """Register the id of *node*."""
        name = id_of(node.schema, node.draft)
        if name is None:
            return
        if name.startswith("#"):
            self._register_name(node.base.removesuffix("#") + name, node)
        else:
            self._register_name(urldefrag(node.base)[0], node)

    def _register_name(self, name: str, node: Node) -> None:
        """Register *node* by *name*.

        A duplicate name is an error only if a `$ref` uses it.
        """
        known = self._resources.setdefault(name, node)
        if known is not node and known.schema != node.schema:
            self._doubles.setdefault(name, node)

    def _make_node(self, document: str, pointer: str, schema: Any, base: str, draft: int) -> Node:
        node = self._nodes.get((document, pointer))
        if node is None:
            name = id_of(schema, draft)
            if name is not None and not name.startswith("#"):
                base = self._resolve_id(base, name, document, pointer)
            node = Node(schema=schema, document=document, pointer=pointer, base=base, draft=draft)
            self._nodes[document, pointer] = node
        return node

    def _resolve_id(self, base: str, name: str, document: str, pointer: str) -> str:
        """Return the URI of a schema with the id *name*, relative to *base*."""
        try:
            return urldefrag(_join_uri(base, name))[0]
        except ValueError:
            self._add_error(document, pointer, f"id {name} is not a URI")
            return base

    def _read_draft(self, document: str, stated: object) -> int | None:
        draft = draft_of(stated)
        if draft is None:
            self._unknown.add(document)
            message = f"unknown draft {str(stated)[:80]!r}: 4, 6 and 7 are known"
            self._add_error(document, "/$schema", message)
        return draft

    def _add_error(self, document: str, pointer: str, message: str) -> None:
        """Add an error of a document, which is reported when a `$ref` refers to the document."""
        error = SchemaError(self._make_location(document, pointer), message)
        self._faults.get(document, self.errors).append(error)


def _join_uri(base: str, ref: str) -> str:
    """Return *ref* relative to *base*; unlike `urljoin` for URIs of any scheme, such as URNs.

    Raises:
        ValueError: it is not a URI.
    """
    whole = base + ref if ref.startswith("#") else urljoin(base, ref)
    urlsplit(whole)
    return whole


def _split_pointer(pointer: str) -> tuple[str, ...]:
    """Return the tokens of a JSON Pointer."""
    return tuple(map(unescape_token, pointer.split("/")[1:]))


def _parse_index(token: str) -> int:
    """Return the array index in *token* of a JSON Pointer (RFC 6901, section 4).

    Raises:
        ValueError: it is not an index.
    """
    index = int(token)
    if token != str(abs(index)):
        raise ValueError(token)
    return index
