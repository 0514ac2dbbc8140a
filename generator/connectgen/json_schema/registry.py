"""Registry of the schemas that are reached: their places, and the targets of references."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from connectgen.core.diagnostics import Diagnostic
from connectgen.core.errors import SchemaError
from connectgen.core.location import Location, join_pointer
from connectgen.json_schema.dialect_reader import DialectReader
from connectgen.json_schema.dialects import PointerTokens
from connectgen.json_schema.document_store import DocumentStore, SchemaCheck
from connectgen.json_schema.keywords import KEYWORDS, Applicator
from connectgen.json_schema.nodes import Node, Place, Scope
from connectgen.json_schema.resources import Resource
from connectgen.json_schema.uris import join_uri, split_fragment

__all__ = ["Node", "SchemaCheck", "SchemaRegistry"]

_MOST_NODES = 200_000
"""Number of nodes above which dynamic references are refused: each may become code."""


def _find_nothing(uri: str) -> None:
    """Return no meta-schema."""


def _check_nothing(schema: object, draft: int, location: Location) -> Iterable[SchemaError]:
    """Return no errors, of a schema that is known to be right."""
    return ()


class SchemaRegistry:
    """Registry of the root schema and all documents that it may refer to.

    Args:
        root: the schema to compile.
        location: its location, for messages.
        documents: other documents, by URI; relative ones are relative to *base_uri*.
        built_in: returns the meta-schema with a URI, or None; by default there are none.
        check: yields the errors of a schema under the meta-schema of a draft; by default none.
        advice: end of the message about a missing document: how to pass it.
        draft: number of the draft of schemas whose `$schema` names none; None for the default.
        base_uri: URI of the root schema.
        formats: whether formats and Base64 are asserted.
        catalog: whether keywords are asserted that only the catalog's dialect has.

    Attributes:
        root: node of the root schema.
        errors: mistakes in the documents that were referred to.
        warnings: what is taken otherwise than it says, by its text.
    """

    def __init__(
        self,
        root: Any,
        location: Location,
        documents: Mapping[str, Any],
        built_in: Callable[[str], Any] = _find_nothing,
        check: SchemaCheck = _check_nothing,
        advice: str = "",
        *,
        draft: int | None = None,
        base_uri: str = "",
        formats: bool = False,
        catalog: bool = False,
    ) -> None:
        self._advice = f"; {advice}" if advice else ""
        by_uri = {
            join_uri(base_uri, uri).removesuffix("#"): document
            for uri, document in documents.items()
        }
        dialects = DialectReader(by_uri, draft, formats=formats, catalog=catalog)
        self._store = DocumentStore(by_uri, dialects, location, built_in, check)
        self._scopes = self._store.index.dynamic_anchors
        self._nodes: dict[Any, Node] = {}
        self._applied: dict[Node, dict[PointerTokens, Node]] = {}
        self._targets: dict[tuple[str, str, str], tuple[Resource, str | None]] = {}
        self._loops: set[Place] = set()
        self.errors = self._store.errors
        self.warnings: dict[str, Diagnostic] = {}
        self.root = self._node_of(self._store.add_root(root, base_uri.partition("#")[0]), (), ())

    def location_of(self, node: Node, *tokens: str | int) -> Location:
        """Return the location of *node*, or of *tokens* in it."""
        return self._store.make_location(node.document, join_pointer(node.pointer, *tokens))

    def has_known_draft(self, node: Node) -> bool:
        """Return whether the `$schema` of the document of *node*, if any, names a known draft."""
        return node.document not in self._store.unknown

    def add_warning(self, node: Node, message: str, *tokens: str | int) -> None:
        """Add a warning about *node*, or about *tokens* in it."""
        found = Diagnostic(location=self.location_of(node, *tokens), message=message)
        self.warnings.setdefault(str(found), found)

    def document_of(self, node: Node) -> Any:
        """Return the document that *node* is in."""
        return self._store.find_place(node.document, "").schema

    def child_schema(self, node: Node, *tokens: str | int) -> Node:
        """Return the schema at *tokens* in *node*."""
        schema = node.schema
        for token in tokens:
            schema = schema[token]
        pointer = join_pointer(node.pointer, *tokens)
        part = Resource(node.document, pointer, schema, node.base, node.dialect)
        passed = self._passed_through(node, str(tokens[0])) if self._loops else ()
        return self._node_of(self._store.schema_at(part), node.scope, passed)

    def applied_schemas(self, node: Node) -> dict[PointerTokens, Node]:
        """Return the schemas that keywords of *node* apply, by the tokens that lead to them."""
        found = self._applied.get(node)
        if found is None:
            found = self._applied[node] = {
                tokens: self.child_schema(node, *tokens)
                for tokens, _ in (node.dialect.list_applied(node.schema) if node.keywords else ())
            }
        return found

    def ref_target(self, node: Node, keyword: str = "$ref") -> Node:
        """Return the schema that a reference of *node* leads to.

        Args:
            node: the schema with the reference.
            keyword: which of its references: one of `node.references`.

        Raises:
            SchemaError: it does not exist, or two schemas have its name.
        """
        target, anchor = self._find_target(node, keyword)
        if anchor is not None:
            for name, document, pointer in node.scope:
                if name == anchor:  # the outermost resource that has it, not the nearest
                    target = self._store.find_place(document, pointer)
        passed = self._passed_through(node, keyword) if self._loops else ()
        return self._node_of(target, node.scope, passed)

    def break_loops(self, members: Iterable[Node]) -> None:
        """Drop the references of *members* that lead back to one that is being applied.

        Args:
            members: schemas that apply one another to the same value, all of which must be valid.
        """
        found = list(members)
        self._loops.update(node.place for node in found)
        self._applied.clear()  # the same places are other nodes now
        for node in found:
            node.references = self._open_references(node)

    def _node_of(self, part: Resource, scope: Scope, passed: tuple[Place, ...]) -> Node:
        document, pointer, schema, base, dialect = part
        if self._scopes:
            scope = self._store.index.extend_scope(scope, base)
        key = (document, pointer, scope, passed) if scope or passed else (document, pointer)
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = Node(schema, document, pointer, base, dialect, scope, passed)
            if passed:
                node.references = self._open_references(node)
            if len(self._nodes) > _MOST_NODES and len(key) > 2:
                message = f"more than {_MOST_NODES} ways through dynamic references"
                raise SchemaError(self.location_of(node), message)
        return node

    def _passed_through(self, node: Node, keyword: str) -> tuple[Place, ...]:
        """Return the schemas of loops that are being applied to the value below *keyword*."""
        row = KEYWORDS.get(keyword)
        if isinstance(row, Applicator) and not row.is_conjunctive:
            return ()
        if node.place not in self._loops or node.place in node.passed:
            return node.passed
        return tuple(sorted((*node.passed, node.place)))

    def _open_references(self, node: Node) -> tuple[str, ...]:
        """Return the references of *node* except those that lead back to where it came from."""
        passed = self._passed_through(node, "$ref")
        return tuple(
            keyword
            for keyword in node.dialect.references_of(node.schema)
            if self._find_target(node, keyword)[0].place not in passed
        )

    def _find_target(self, node: Node, keyword: str) -> tuple[Resource, str | None]:
        """Return where a reference leads, and its dynamic anchor, by which a scope may decide."""
        ref = node.schema[keyword]
        if not isinstance(ref, str):
            raise SchemaError(self.location_of(node, keyword), f"a {keyword} must be a string")
        key = node.base, keyword, ref
        known = self._targets.get(key)
        if known is None:
            known = self._targets[key] = self._resolve(node, keyword, ref)
        return known

    def _resolve(self, node: Node, keyword: str, ref: str) -> tuple[Resource, str | None]:
        where = self.location_of(node, keyword)
        try:
            uri, fragment = split_fragment(node.base, ref)
        except ValueError:
            raise SchemaError(where, f"{ref} is not a URI") from None
        found = self._store.find_named(uri, fragment, where)
        if found is None:
            is_missing = not self._store.has_resource(uri)
            raise SchemaError(where, f"{ref} not found{self._advice if is_missing else ''}")
        target, anchor = found
        return target, None if keyword == "$ref" else anchor
