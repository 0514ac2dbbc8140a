"""The documents that a schema is made of, and where in them its `$ref`s lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from connectgen.core.errors import SchemaError
from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import Location, join_pointer
from connectgen.json_schema.drafts import draft_of, id_of, subschemas_of

__all__ = ["Node", "SchemaRegistry"]

Documents = Mapping[str, Any]
SchemaCheck = Callable[[Any, int, Location], Iterable[SchemaError]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """One schema in one document; the registry makes each of them once."""

    schema: Any
    document: str
    """URI of its document; empty for the one that is compiled."""

    pointer: str
    base: str
    """URI that its `$ref` is relative to."""

    draft: int

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it from all others."""
        return self.document, self.pointer

    @property
    def location_text(self) -> str:
        """Where it stands, as violations name it: a pointer, behind the URI of a foreign one."""
        return f"{self.document}#{self.pointer}" if self.document else self.pointer


class SchemaRegistry:
    """The schema to compile, and all the documents that it may refer to.

    Args:
        root: the schema to compile.
        location: where it stands, for messages.
        documents: others, by absolute URI.
        built_in: returns the document of a URI that everybody knows, or None.
        check: yields what in a document is no schema of its draft.
        advice: how a document that is missing can be given.
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
        self.root = self._add_document("", "", root, 7 if isinstance(root, bool) else 4)
        self._report_document(self.root)

    def location_of(self, node: Node, *tokens: str | int) -> Location:
        """Return where *node*, or what is in it, stands."""
        return self._make_location(node.document, join_pointer(node.pointer, *tokens))

    def _make_location(self, document: str, pointer: str) -> Location:
        if document:
            return Location(document=document, pointer=pointer, folder="")
        outer = self.location
        return Location(
            document=outer.document, pointer=outer.pointer + pointer, folder=outer.folder
        )

    def child_schema(self, node: Node, *tokens: str | int) -> Node:
        """Return the schema that *tokens* lead to from *node*."""
        schema = node.schema
        for token in tokens:
            schema = schema[token]
        pointer = join_pointer(node.pointer, *tokens)
        return self._make_node(node.document, pointer, schema, node.base, node.draft)

    def ref_target(self, node: Node) -> Node:
        """Return the schema that the `$ref` of *node* leads to.

        Raises:
            SchemaError: it leads nowhere.
        """
        ref = node.schema["$ref"]
        where = self.location_of(node, "$ref")
        if not isinstance(ref, str):
            raise SchemaError(where, "a $ref must be a string")
        try:
            uri, fragment = urldefrag(_join_uri(node.base, ref))
        except ValueError:
            raise SchemaError(where, f"{ref} is no URI") from None
        whole = f"{uri}#{fragment}"
        resource = self._resources.get(whole) or self._find_resource(uri)
        if resource is None:
            raise SchemaError(where, f"there is no {ref}{self._advice}")
        for name in (whole, uri):
            if name in self._doubles:
                one, other = (
                    self.location_of(self._resources[name]),
                    self.location_of(self._doubles[name]),
                )
                raise SchemaError(where, f"{one} and {other} are both called {name}")
        self._report_document(resource)
        return self._resources.get(whole) or self._find_fragment(
            resource, unquote(fragment), where, ref
        )

    def _find_resource(self, uri: str) -> Node | None:
        """Return the whole document, or the schema with an id, that *uri* names."""
        if uri not in self._resources:
            content = self._documents[uri] if uri in self._documents else self._built_in(uri)
            if content is not None:
                self._add_document(uri, uri, content, self.root.draft)
        if uri not in self._resources:  # perhaps one of the documents calls itself so
            for other in [each for each in self._documents if each not in self._contents]:
                self._add_document(other, other, self._documents[other], self.root.draft)
        return self._resources.get(uri)

    def _find_fragment(self, resource: Node, fragment: str, where: Location, ref: str) -> Node:
        """Return the schema at *fragment*, a JSON Pointer, in *resource*."""
        if fragment and not fragment.startswith("/"):
            raise SchemaError(where, f"there is no {ref}")
        schema, base = resource.schema, resource.base
        pointer = resource.pointer
        for token in _split_pointer(fragment):
            try:
                schema = schema[_parse_index(token)] if is_array(schema) else schema[token]
            except (KeyError, IndexError, TypeError, ValueError):
                raise SchemaError(where, f"there is no {ref}") from None
            pointer = join_pointer(pointer, token)
            known = self._nodes.get((resource.document, pointer))
            base = known.base if known else base
        known = self._nodes.get((resource.document, pointer))
        return known or self._add_unlisted(resource, pointer, schema, base)

    def _add_unlisted(self, resource: Node, pointer: str, schema: Any, base: str) -> Node:
        """Return a schema that stands where no keyword looks for one, and was not checked yet."""
        if not is_object(schema) and (resource.draft == 4 or not isinstance(schema, bool)):
            node = Node(
                schema=schema, document=resource.document, pointer=pointer, base=base, draft=4
            )
            raise SchemaError(self.location_of(node), "this is no schema, and a $ref leads to it")
        node = self._make_node(resource.document, pointer, schema, base, resource.draft)
        self.errors += self._check_draft(node)
        return node

    def _add_document(self, document: str, uri: str, content: Any, draft: int) -> Node:
        """Take in a document: every schema of it, under the names that it gives them."""
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
        """Note what is wrong with the document of *node* when a `$ref` first leads into it."""
        faults = self._faults.pop(node.document, None)
        if faults is not None:
            self.errors += [*faults, *self._check_draft(self._nodes[node.document, ""])]

    def _check_draft(self, node: Node) -> Iterable[SchemaError]:
        """Return what in *node* is no schema of its draft, if that is one that is known."""
        if node.document in self._unknown:
            return ()
        return self._check(node.schema, node.draft, self.location_of(node))

    def _register_id(self, node: Node) -> None:
        """Remember what *node* calls itself."""
        name = id_of(node.schema, node.draft)
        if name is None:
            return
        if name.startswith("#"):
            self._register_name(node.base.removesuffix("#") + name, node)
        else:
            self._register_name(urldefrag(node.base)[0], node)

    def _register_name(self, name: str, node: Node) -> None:
        """Remember *node* by *name*; a second of that name only if it is another schema."""
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
        """Return the URI of a schema that calls itself *name*, as seen from *base*."""
        try:
            return urldefrag(_join_uri(base, name))[0]
        except ValueError:
            self._add_error(document, pointer, f"calls itself {name}, which is no URI")
            return base

    def _read_draft(self, document: str, stated: object) -> int | None:
        draft = draft_of(stated)
        if draft is None:
            self._unknown.add(document)
            message = f"unknown draft {str(stated)[:80]!r}: 4, 6 and 7 are known"
            self._add_error(document, "/$schema", message)
        return draft

    def _add_error(self, document: str, pointer: str, message: str) -> None:
        """Note what is wrong with a document, for when it is entered, if it was not yet."""
        error = SchemaError(self._make_location(document, pointer), message)
        self._faults.get(document, self.errors).append(error)


def _join_uri(base: str, ref: str) -> str:
    """Return *ref* as seen from *base*; unlike `urljoin` for URIs of any kind, such as URNs.

    Raises:
        ValueError: it is no URI.
    """
    whole = base + ref if ref.startswith("#") else urljoin(base, ref)
    urlsplit(whole)
    return whole


def _split_pointer(pointer: str) -> tuple[str, ...]:
    """Return the steps of a JSON Pointer."""
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])


def _parse_index(token: str) -> int:
    """Return the index that *token* of a JSON Pointer is (RFC 6901, section 4).

    Raises:
        ValueError: it is none.
    """
    index = int(token)
    if token != str(abs(index)):
        raise ValueError(token)
    return index
