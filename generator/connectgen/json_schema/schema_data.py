"""Schemas as data, for the walker of the runtime: what is reached, and what asserts or applies.

The runtime resolves no URI and translates no pattern: tables beside the schemas hold the results.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import unescape_token
from connectgen.json_schema.dialects import PointerTokens
from connectgen.json_schema.ecma_regex import translate_pattern
from connectgen.json_schema.kept_schemas import KeptPlace, json_lines, prune
from connectgen.json_schema.keyword_entries import (
    KeywordForms,
    is_mixed,
    make_entries,
    note_keyword,
)
from connectgen.json_schema.keywords import KEYWORDS, Assertion
from connectgen.json_schema.nodes import Node, Place, Scope
from connectgen.json_schema.registry import SchemaRegistry
from connectgen.python_text.literals import py_literal
from connectgen.view_models.validators import SchemaData

__all__ = ["SchemaRoot", "collect_schema_data", "find_call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaRoot:
    """A schema whose violations are walked."""

    registry: SchemaRegistry
    node: Node


def collect_schema_data(roots: Mapping[str, SchemaRoot], *, views: bool = False) -> SchemaData:
    """Return *roots* as data.

    Args:
        roots: the schemas, by the name that the walker is called with.
        views: whether they are views of one resource, of which each is a document of its own, and
            equal definitions are written once.
    """
    schemas: dict[str, Any] = {}
    patterns: dict[str, str] = {}
    used: KeywordForms = {}
    mixed = recursive = False
    for name, root in roots.items():
        reached = _Reached(root, name if views else None)
        schemas |= reached.pruned_documents()
        patterns |= reached.patterns
        mixed = mixed or reached.is_mixed
        recursive = recursive or reached.is_recursive()
        for entry, forms in reached.keywords.items():
            used.setdefault(entry, set()).update(forms)
    shared = _share_definitions(schemas) if views else {}
    if shared:
        schemas["definitions"] = shared
    return SchemaData(
        lines=tuple(json_lines(schemas, patterns)),
        keywords=tuple(make_entries(used)),
        is_mixed=mixed,
        is_recursive=recursive,
    )


def find_call(data: SchemaData, argument: str, document: str = "") -> tuple[str, frozenset[str]]:
    """Return the call that finds the violations in *argument*, and the names that it uses.

    Args:
        data: the schemas of the module.
        argument: name of the variable with the value.
        document: name of the document that the value is invalid under.
    """
    function = "find_deep_violations" if data.is_recursive else "find_violations"
    arguments = (argument, "_SCHEMAS", *((py_literal(document),) if document else ()))
    call = f"{function}({', '.join(arguments)})"
    if not data.is_mixed:
        return call, frozenset({function})
    return f"sort_violations({call}, {argument})", frozenset({function, "sort_violations"})


class _Reached:
    """Schemas that one root reaches.

    Args:
        root: the schema.
        view: name of the document that it is the root of; None for its own.
    """

    def __init__(self, root: SchemaRoot, view: str | None) -> None:
        self.keywords: KeywordForms = {}
        """Entries that are used, each with the forms of its values."""

        self.patterns: dict[str, str] = {}
        self.is_mixed = False
        """Whether a walk may find violations in another order than that of the value."""

        self._root = root
        self._view = view
        self._patterned = {"patternProperties"}.union(
            name
            for name, row in KEYWORDS.items()
            if isinstance(row, Assertion) and row.limit_type == "pattern"
        )
        self._documents: dict[str, tuple[Any, KeptPlace]] = {}
        self._places: dict[Place, KeptPlace] = {}
        self._scopes: dict[Scope, str] = {root.node.scope: ""}
        self._encoded: list[tuple[KeptPlace, Any]] = []
        self._edges: dict[Node, tuple[Node, ...]] = {}
        waiting = [root.node]
        while waiting:
            node = waiting.pop()
            if node not in self._edges:
                self._edges[node] = tuple(self._visit(node))
                waiting += self._edges[node]
        self._keep_encodings()

    def _keep_encodings(self) -> None:
        """Keep `contentEncoding` where nothing asserts it, as messages must hide contents."""
        if not any(name.partition(" ")[0] == "contentEncoding" for name in self.keywords):
            for place, encoding in self._encoded:
                place.extra["contentEncoding"] = encoding

    def is_recursive(self) -> bool:
        """Return whether a schema leads back to itself."""
        uses = Counter(part for parts in self._edges.values() for part in parts)
        free = [node for node in self._edges if not uses[node]]
        count = 0
        while free:  # a schema in a cycle is never free of uses
            count += 1
            for part in self._edges[free.pop()]:
                uses[part] -= 1
                if not uses[part]:
                    free.append(part)
        return count < len(self._edges)

    def pruned_documents(self) -> dict[str, Any]:
        """Return the documents, by name, without what neither asserts nor applies."""
        return {
            self._view if self._view is not None else name: prune(content, place)
            for name, (content, place) in self._documents.items()
        }

    def _visit(self, node: Node) -> Iterator[Node]:
        """Note *node*, and yield the schemas that it applies."""
        place = self._place_of(node)
        schema = node.schema
        if schema is False and node is self._root.node:
            self.keywords["false"] = {"other"}
        if not is_object(schema):
            return
        registry = self._root.registry
        kept = node.keywords.union(node.references)
        for keyword in kept:
            note_keyword(self.keywords, keyword, schema[keyword])
            if keyword in self._patterned:
                self._note_patterns(schema[keyword])
        place.keywords = kept | (place.keywords or frozenset())
        if not self.is_mixed:
            self.is_mixed = is_mixed(kept)
        if "contentEncoding" in schema:
            self._encoded.append((place, schema["contentEncoding"]))
        draft = node.dialect.draft
        if "integer" in _as_list(schema.get("type")) and not draft.takes_1_0_for_an_integer:
            place.extra["$exact"] = True
        if "contains" in kept and draft.contains_evaluates_items:
            place.extra["$evaluates"] = True
        scope = self._scope_name(node)
        for keyword in node.references:
            target = registry.ref_target(node, keyword)
            if target.schema is False:
                self.keywords["false"] = {"other"}
            leads = place.targets.setdefault(keyword, {})
            leads[scope] = (self._name(target), self._scope_name(target))
            same = (node.document, f"#{target.pointer}", node.scope)
            if same != (target.document, schema[keyword], target.scope):
                place.odd_references.add(keyword)
            yield target
        for tokens, child in registry.applied_schemas(node).items():
            if child.schema is False and not _is_counted(tokens, schema):
                self.keywords["false"] = {"other"}
            if child.scope != node.scope:
                scopes = self._place_of(child).extra.setdefault("$scopes", {})
                scopes[scope] = self._scope_name(child)
            yield child

    def _scope_name(self, node: Node) -> str:
        """Return the name of the dynamic scope of *node*, which is empty for that of the root."""
        number = len(self._scopes)
        return self._scopes.setdefault(node.scope, str(number))

    def _name(self, node: Node) -> str:
        """Return the place of *node*, as the walker names it."""
        return f"{node.document if self._view is None else self._view}#{node.pointer}"

    def _place_of(self, node: Node) -> KeptPlace:
        """Return the place of *node*."""
        if node.document not in self._documents:
            content = self._root.registry.document_of(node)
            root = self._places[node.document, ""] = KeptPlace()
            self._documents[node.document] = (content, root)
        return self._places.get(node.place) or self._add_place(*node.place)

    def _add_place(self, document: str, pointer: str) -> KeptPlace:
        """Return the place at *pointer*, which is added with those on the way to it."""
        outer, _, token = pointer.rpartition("/")
        above = self._places.get((document, outer)) or self._add_place(document, outer)
        place = self._places[document, pointer] = KeptPlace()
        above.parts[unescape_token(token)] = place
        return place

    def _note_patterns(self, patterns: str | Iterable[str]) -> None:
        """Note how Python writes *patterns*, where it does so otherwise."""
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            translated = translate_pattern(pattern)
            if translated != pattern:
                self.patterns[pattern] = translated


def _is_counted(tokens: PointerTokens, schema: Any) -> bool:
    """Return whether a check of its own stands for the schema `false` at *tokens*."""
    after = "prefixItems" in schema or is_array(schema.get("items"))
    rest = tokens in (("items",), ("additionalItems",))
    return tokens[0] == "additionalProperties" or (rest and after)


def _as_list(value: Any) -> list[Any]:
    return value if is_array(value) else [value]


def _share_definitions(views: dict[str, Any]) -> dict[str, Any]:
    """Move definitions that are equal in several of *views* out of them, and return them."""
    texts: dict[str, list[str]] = {}
    for view in views.values():
        for name, schema in view.get("definitions", {}).items():
            texts.setdefault(name, []).append(json.dumps(schema))
    shared: dict[str, Any] = {}
    for name in sorted(texts):
        if len(texts[name]) > 1 and len(set(texts[name])) == 1:
            for view in views.values():
                if name in view.get("definitions", {}):
                    shared[name] = view["definitions"].pop(name)
    return shared
