"""Schemas as data, for the walker of the runtime: what is reached, and what asserts or applies.

The runtime resolves no URI and translates no pattern: tables beside the schemas hold the results.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import unescape_token
from connectgen.json_schema.ecma_regex import translate_pattern
from connectgen.json_schema.formats import FORMATS
from connectgen.json_schema.keywords import KEYWORDS, find_keyword
from connectgen.json_schema.nodes import Node
from connectgen.json_schema.registry import SchemaRegistry
from connectgen.json_schema.rows import Assertion
from connectgen.python_text.literals import py_literal
from connectgen.view_models.validators import KeywordEntry, SchemaData

__all__ = ["SchemaRoot", "collect_schema_data", "keyword_entries"]

_MAKERS = {
    "additionalItems": ("array", "make_additional_items"),
    "additionalProperties": ("object", "make_additional_properties"),
    "allOf": ("", "make_all_of"),
    "anyOf": ("", "make_any_of"),
    "const": ("", "make_const"),
    "contains": ("array", "make_contains"),
    "dependencies": ("object", "make_dependencies"),
    "dependentRequired": ("object", "make_dependencies"),
    "dependentSchemas": ("object", "make_dependencies"),
    "enum": ("", "make_enum"),
    "if": ("", "make_if"),
    "items": ("array", "make_items"),
    "not": ("", "make_not"),
    "oneOf": ("", "make_one_of"),
    "patternProperties": ("object", "make_pattern_properties"),
    "prefixItems": ("array", "make_prefix_items"),
    "properties": ("object", "make_properties"),
    "propertyNames": ("object", "make_property_names"),
    "required": ("object", "make_required"),
    "$ref": ("", "make_reference"),
    "$dynamicRef": ("", "make_reference"),
    "$recursiveRef": ("", "make_reference"),
    "unevaluatedItems": ("array", "make_unevaluated_items"),
    "unevaluatedProperties": ("object", "make_unevaluated_properties"),
}
"""Function of the runtime that makes the checks of each keyword that is no assertion, and the type
of the values that it is for."""

_NAMED = frozenset({"definitions", "$defs"})


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
    tables: dict[str, Any] = {"targets": {}, "patterns": {}, "special": {}}
    used: dict[str, Assertion | None] = {}
    for name, root in roots.items():
        reached = _Reached(root, name if views else None)
        schemas |= reached.pruned_documents()
        for table, found in reached.tables.items():
            tables[table] |= found
        used |= reached.keywords
    shared = _share_definitions(schemas) if views else {}
    data = {
        "views" if views else "schemas": schemas,
        "definitions": shared,
        "targets": {"": tables["targets"]} if tables["targets"] else {},
        "patterns": tables["patterns"],
        "special": tables["special"],
    }
    return SchemaData(
        lines=tuple(_json_lines(data)),
        keywords=tuple(_make_entries(used)),
    )


def keyword_entries(limits: Iterable[tuple[str, Any]]) -> tuple[KeywordEntry, ...]:
    """Return the entries of keywords, each given with a value, in the order of their checks."""
    rows = {_entry_name(keyword, limit): find_keyword(keyword, limit) for keyword, limit in limits}
    return tuple(_make_entries(rows))


def _entry_name(keyword: str, limit: Any) -> str:
    is_format = isinstance(limit, str) and (keyword, limit) in FORMATS
    return f"{keyword} {limit}" if is_format else keyword


def _make_entries(rows: Mapping[str, Assertion | None]) -> Iterator[KeywordEntry]:
    for name in sorted(rows, key=_position):
        row = rows[name]
        if row is not None:
            yield _assertion_entry(name, row)
        elif name in _MAKERS:
            json_type, maker = _MAKERS[name]
            needs = frozenset({maker})
            yield KeywordEntry(
                name=name, json_type=json_type, maker=maker, arguments=(), needs=needs
            )


def _position(name: str) -> tuple[int, str]:
    """Return where the checks of an entry stand: as in the table of keywords."""
    keyword = name.partition(" ")[0]
    places = [*KEYWORDS, *_MAKERS]
    return places.index(keyword), name


@dataclass(slots=True)
class _Place:
    """A place in a document that is kept."""

    keywords: frozenset[str] | None = None
    """Keywords that are kept of the schema there; None if there is none, or true or false."""

    parts: dict[str, _Place] = field(default_factory=dict[str, "_Place"])


class _Reached:
    """What one root reaches.

    Args:
        root: the schema.
        view: name of the document that it is the root of; None for its own.
    """

    def __init__(self, root: SchemaRoot, view: str | None) -> None:
        self.tables: dict[str, dict[str, Any]] = {"targets": {}, "patterns": {}, "special": {}}
        self.keywords: dict[str, Assertion | None] = {}
        self._root = root
        self._view = view
        self._documents: dict[str, tuple[Any, _Place]] = {}
        self._exact: set[Node] = set()
        """Nodes of draft 4, in which 1.0 is no integer."""

        self._inexact: set[Node] = set()
        seen = {root.node}
        waiting = [root.node]
        while waiting:
            for node in self._visit(waiting.pop()):
                if node not in seen:
                    seen.add(node)
                    waiting.append(node)
        exact = sorted(self._exact_places())
        if exact:
            self.tables["special"]["exact"] = exact

    def pruned_documents(self) -> dict[str, Any]:
        """Return the documents, by name, without what neither asserts nor applies."""
        return {
            self._view if self._view is not None else name: _prune(content, place)
            for name, (content, place) in self._documents.items()
        }

    def _exact_places(self) -> set[str]:
        """Return the documents of draft 4, and the places of its schemas in other documents."""
        mixed = {node.document for node in self._inexact}
        return {
            self._name(node) if node.document in mixed else self._name(node).partition("#")[0]
            for node in self._exact
            if node.document not in mixed or "integer" in _as_list(node.schema.get("type"))
        }

    def _visit(self, node: Node) -> Iterator[Node]:
        """Note *node*, and yield the schemas that it applies."""
        place = self._place_of(node)
        schema = node.schema
        if not is_object(schema):
            return
        registry = self._root.registry
        for keyword in node.references:
            target = registry.ref_target(node, keyword)
            self.keywords[keyword] = None
            if schema[keyword] != f"#{target.pointer}" or target.document != node.document:
                self.tables["targets"][f"{self._name(node)}/{keyword}"] = self._name(target)
            yield target
        kept = node.keywords
        place.keywords = kept | frozenset(node.references) | ({"contentEncoding"} & schema.keys())
        for keyword in kept:
            self.keywords[_entry_name(keyword, schema[keyword])] = find_keyword(
                keyword, schema[keyword]
            )
            self._note_patterns(keyword, schema[keyword])
        (self._exact if node.draft == 4 else self._inexact).add(node)
        for tokens, _ in node.dialect.list_applied(schema):
            yield registry.child_schema(node, *tokens)

    def _name(self, node: Node) -> str:
        """Return the place of *node*, as the walker names it."""
        return f"{node.document if self._view is None else self._view}#{node.pointer}"

    def _place_of(self, node: Node) -> _Place:
        """Return the place of *node*."""
        if node.document not in self._documents:
            content = self._root.registry.document_of(node)
            self._documents[node.document] = (content, _Place())
        _, place = self._documents[node.document]
        for token in node.pointer.split("/")[1:]:
            place = place.parts.setdefault(unescape_token(token), _Place())
        return place

    def _note_patterns(self, keyword: str, limit: Any) -> None:
        """Note how Python writes the patterns in *limit*, where it does so otherwise."""
        row = find_keyword(keyword, limit)
        patterns: Iterable[str] = ()
        if row is not None and row.limit_type == "pattern":
            patterns = (limit,)
        elif keyword == "patternProperties":
            patterns = limit
        for pattern in patterns:
            translated = translate_pattern(pattern)
            if translated != pattern:
                self.tables["patterns"][pattern] = translated


def _as_list(value: Any) -> list[Any]:
    return value if is_array(value) else [value]


def _prune(value: Any, place: _Place) -> Any:
    """Return *value* with only what is kept at *place*."""
    kept = place.keywords
    if is_array(value):
        return [
            _prune(item, place.parts[str(index)]) if str(index) in place.parts else None
            for index, item in enumerate(value)
        ]
    if not is_object(value) or (kept is None and not place.parts):
        return value
    return {
        name: _prune_member(item, place.parts.get(name))
        for name, item in value.items()
        if name in place.parts or (kept is not None and name in kept)
    }


def _prune_member(value: Any, place: _Place | None) -> Any:
    """Return the value of a keyword, or of a member on the way to a schema."""
    if place is None:
        return value
    if place.keywords is None and is_object(value):
        # Of `dependencies`, some members are no schemas.
        return {
            name: _prune_member(item, place.parts.get(name))
            for name, item in value.items()
            if name in place.parts or is_array(item)
        }
    return _prune(value, place)


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


def _json_lines(data: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of *data* as JSON: one for each member of a schema, and each definition."""
    text = _write(data, 3)
    yield from text.replace("\\", "\\\\").split("\n")


def _write(value: Any, levels: int) -> str:
    """Return *value* as JSON, with one line for each member in as many *levels*."""
    if not is_object(value) or not value or not levels:
        return json.dumps(value)
    members = [
        f"{json.dumps(name)}: {_write(item, levels - 1 if name not in _NAMED else 1)}"
        for name, item in value.items()
        if item or levels < 3
    ]
    return "{\n" + ",\n".join(members) + "\n}"


def _assertion_entry(name: str, row: Assertion) -> KeywordEntry:
    """Return the entry of an assertion: a call of the class `Assertion` of the runtime."""
    fails = row.fails.format(value="value", limit="limit", mismatch="not limit(value)")
    arguments = [f"lambda value, limit: {fails}", py_literal(row.expected)]
    if row.unit:
        arguments.append(f"unit={py_literal(row.unit)}")
    if row.actual != "{value}":
        arguments.append(f"shown={_function_of(row.actual)}")
    if row.detail is not None:
        arguments.append(f"detail={_function_of(row.detail)}")
    if row.limit_type == "pattern":
        arguments.append("prepare=find_pattern")
    text = f"({', '.join(arguments)})"
    return KeywordEntry(
        name=name,
        json_type=_type_of(row.json_types),
        maker="Assertion",
        arguments=tuple(arguments),
        needs=frozenset({"Assertion"}) | _names_in(text),
    )


def _function_of(expression: str | None) -> str:
    """Return the function of the value that *expression* is."""
    if expression is None:
        return "None"
    name = expression.removesuffix("({value})")
    return name if name.isidentifier() else f"lambda value: {expression.format(value='value')}"


def _type_of(json_types: frozenset[str]) -> str:
    """Return the type that stands for *json_types*; empty for all."""
    if json_types <= {"integer", "number"}:
        return "number"
    return min(json_types) if len(json_types) == 1 else ""


def _names_in(arguments: str) -> frozenset[str]:
    """Return the names that *arguments* of a call use."""
    tree = ast.parse(f"f{arguments}", mode="eval")
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)) - {"f"}
