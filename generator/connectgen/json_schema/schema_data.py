"""Schemas as data, for the walker of the runtime: what is reached, and what asserts or applies.

The runtime resolves no URI and translates no pattern: tables beside the schemas hold the results.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import unescape_token
from connectgen.json_schema.dialects import PointerTokens
from connectgen.json_schema.ecma_regex import translate_pattern
from connectgen.json_schema.formats import FORMATS
from connectgen.json_schema.keywords import KEYWORDS, find_keyword
from connectgen.json_schema.nodes import Node, Scope
from connectgen.json_schema.registry import SchemaRegistry
from connectgen.json_schema.rows import Assertion
from connectgen.python_text.literals import py_literal
from connectgen.view_models.validators import KeywordEntry, SchemaData

__all__ = ["SchemaRoot", "collect_schema_data", "find_call", "keyword_entries"]

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
    "unevaluatedItems": ("array", "make_unevaluated_items"),
    "unevaluatedProperties": ("object", "make_unevaluated_properties"),
    "false": ("", "make_false"),
    "$ref": ("", "make_reference"),
    "$dynamicRef": ("", "make_reference"),
    "$recursiveRef": ("", "make_reference"),
}
"""Function of the runtime that makes the checks of each keyword that is no assertion, and the type
of the values that it is for."""

_PLAIN = frozenset(
    {
        *("$ref", "additionalItems", "additionalProperties", "const", "enum", "false", "items"),
        *("properties", "propertyNames", "required", "type"),
    }
)
"""Keywords that never lead to the same schema for the same value in several ways."""

_OWN = frozenset({"const", "contains", "enum", "not", "required"})
"""Keywords among them whose violations are never inside a value."""

_NAME = re.compile(r"[A-Za-z_]\w*")
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
    patterns: dict[str, str] = {}
    used: dict[str, set[str]] = {}
    is_mixed = is_recursive = False
    for name, root in roots.items():
        reached = _Reached(root, name if views else None)
        schemas |= reached.pruned_documents()
        patterns |= reached.patterns
        is_mixed = is_mixed or reached.is_mixed
        is_recursive = is_recursive or reached.is_recursive()
        for entry, forms in reached.keywords.items():
            used.setdefault(entry, set()).update(forms)
    shared = _share_definitions(schemas) if views else {}
    if shared:
        schemas["definitions"] = shared
    return SchemaData(
        lines=tuple(_json_lines(schemas, patterns)),
        keywords=tuple(_make_entries(used)),
        is_mixed=is_mixed,
        is_recursive=is_recursive,
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


def keyword_entries(limits: Iterable[tuple[str, Any]]) -> tuple[KeywordEntry, ...]:
    """Return the entries of keywords, each given with a value, in the order of their checks."""
    used: dict[str, set[str]] = {}
    for keyword, limit in limits:
        used.setdefault(_entry_name(keyword, limit), set()).add(_form_of(limit))
    return tuple(_make_entries(used))


def _entry_name(keyword: str, limit: Any) -> str:
    is_format = isinstance(limit, str) and (keyword, limit) in FORMATS
    return f"{keyword} {limit}" if is_format else keyword


def _form_of(limit: Any) -> str:
    """Return whether *limit* is an array, which matters to the maker of `items`."""
    return "array" if is_array(limit) else "other"


def _make_entries(used: Mapping[str, set[str]]) -> Iterator[KeywordEntry]:
    """Yield the entries of what is *used*, each with the forms of its values."""
    is_plain = all(name in _PLAIN or _row_of(name) for name in used)
    order = _order_of_checks()
    for name in sorted(used, key=lambda entry: (order[entry.partition(" ")[0]], entry)):
        row = _row_of(name)
        if row is not None:
            yield _assertion_entry(name, row)
        elif name in _MAKERS:
            json_type, maker = _MAKERS[name]
            if name == "items" and ("array" in used[name] or "prefixItems" in used):
                maker = "make_any_items"
            elif maker == "make_reference" and not is_plain:
                maker = "make_shared_reference"
            yield KeywordEntry(
                name=name,
                json_type=json_type,
                maker=maker,
                arguments=(),
                expected="",
                needs=frozenset({maker}),
            )


def _row_of(name: str) -> Assertion | None:
    """Return the row of the assertion with an entry called *name*, or None if it is none."""
    keyword, _, limit = name.partition(" ")
    return find_keyword(keyword, limit)


def _order_of_checks() -> dict[str, int]:
    """Return where the check of each keyword stands: as in the table of keywords."""
    return {name: number for number, name in enumerate((*KEYWORDS, *_MAKERS))}


@dataclass(slots=True)
class _Place:
    """A place in a document that is kept."""

    keywords: frozenset[str] | None = None
    """Keywords that are kept of the schema there; None if there is none, or true or false."""

    extra: dict[str, Any] = field(default_factory=dict[str, Any])
    """Members for the walker that are added to the schema."""

    targets: dict[str, dict[str, tuple[str, str]]] = field(
        default_factory=dict[str, dict[str, tuple[str, str]]]
    )
    """Place and scope that each reference leads to, by the scope in which it is reached."""

    odd_references: set[str] = field(default_factory=set[str])
    """References that are no plain pointers into their document."""

    parts: dict[str, _Place] = field(default_factory=dict[str, "_Place"])


class _Reached:
    """What one root reaches.

    Args:
        root: the schema.
        view: name of the document that it is the root of; None for its own.
    """

    def __init__(self, root: SchemaRoot, view: str | None) -> None:
        self.keywords: dict[str, set[str]] = {}
        """Entries that are used, each with the forms of its values."""

        self.patterns: dict[str, str] = {}
        self.is_mixed = False
        """Whether a walk may find violations in another order than that of the value."""

        self._root = root
        self._view = view
        self._order = _order_of_checks()
        self._documents: dict[str, tuple[Any, _Place]] = {}
        self._scopes: dict[Scope, str] = {root.node.scope: ""}
        self._encoded: list[tuple[_Place, Any]] = []
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
            self._view if self._view is not None else name: _prune(content, place)
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
        for keyword in (*node.references, *node.keywords):
            entry = _entry_name(keyword, schema[keyword])
            self.keywords.setdefault(entry, set()).add(_form_of(schema[keyword]))
            self._note_patterns(keyword, schema[keyword])
        kept = node.keywords | frozenset(node.references)
        place.keywords = kept | (place.keywords or frozenset())
        if not self.is_mixed:
            self.is_mixed = _is_mixed(kept, self._order)
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
        for tokens, _ in node.dialect.list_applied(schema):
            child = registry.child_schema(node, *tokens)
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
                self.patterns[pattern] = translated


def _is_counted(tokens: PointerTokens, schema: Any) -> bool:
    """Return whether a check of its own stands for the schema `false` at *tokens*."""
    after = "prefixItems" in schema or is_array(schema.get("items"))
    rest = tokens in (("items",), ("additionalItems",))
    return tokens[0] == "additionalProperties" or (rest and after)


def _is_mixed(keywords: Iterable[str], order: Mapping[str, int]) -> bool:
    """Return whether checks follow one that may find violations inside a value.

    Or whether several may find the same: a schema for the same value is never alone.
    """
    if "allOf" in keywords:
        return True
    names = sorted((name for name in keywords if name in _MAKERS), key=order.__getitem__)
    for group in ("array", "object"):
        inside = [name not in _OWN for name in names if _MAKERS[name][0] in ("", group)]
        if any(inside[:-1]):
            return True
    others = len([*keywords]) > 1
    return others and any(_MAKERS[name][0] == "" and name not in _OWN for name in names)


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
    members = {
        name: _prune_member(item, place.parts.get(name))
        for name, item in value.items()
        if name in place.parts or (kept is not None and name in kept)
    }
    targets = {
        keyword: _short_targets(place.targets[keyword]) for keyword in sorted(place.odd_references)
    }
    return members | place.extra | ({"$targets": targets} if targets else {})


def _short_targets(leads: Mapping[str, tuple[str, str]]) -> Any:
    """Return where a reference leads: a place, or if that depends on the scope, by scope."""
    places = {place for place, _ in leads.values()}
    if len(places) == 1 and all(scope == kept for scope, (_, kept) in leads.items()):
        return min(places)
    return {scope: list(lead) for scope, lead in leads.items()}


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


def _json_lines(documents: dict[str, Any], patterns: dict[str, str]) -> Iterator[str]:
    """Yield the lines of JSON: one for each member of a schema, and each definition."""
    text = f"[{_write(documents, 2)},{_write(patterns, 1)}]"
    yield from text.replace("\\", "\\\\").split("\n")


def _write(value: Any, levels: int) -> str:
    """Return *value* as JSON, with one line for each member in as many *levels*."""
    if not is_object(value) or not value or not levels:
        return json.dumps(value, separators=(",", ":"))
    members = [
        f"{json.dumps(name)}:{_write(item, levels - 1 if name not in _NAMED else 1)}"
        for name, item in value.items()
    ]
    return "{\n" + ",\n".join(members) + "}"


def _assertion_entry(name: str, row: Assertion) -> KeywordEntry:
    """Return the entry of an assertion: a call of `limited` of the runtime."""
    fails = row.fails.format(value="value", limit="limit", mismatch="not limit(value)")
    arguments = [f"lambda value, limit: {fails}"]
    if row.actual is None:
        arguments.append("hides=True")
    elif row.actual != "{value}":
        arguments.append(f"shown={_function_of(row.actual)}")
    if row.detail is not None:
        arguments.append(f"detail={_function_of(row.detail)}")
    if row.limit_type == "pattern":
        arguments.append("prepare=find_pattern")
    unit = f" {row.unit}{{s}}" if row.unit else ""
    return KeywordEntry(
        name=name,
        json_type=_type_of(row.json_types),
        maker="limited",
        arguments=tuple(arguments),
        expected=row.expected.replace("{limit}", f"{{limit}}{unit}"),
        needs=frozenset({"limited"}) | _names_in(f"({', '.join(arguments)})"),
    )


def _function_of(expression: str) -> str:
    """Return the function of the value that *expression* is."""
    name = expression.removesuffix("({value})")
    return name if name.isidentifier() else f"lambda value: {expression.format(value='value')}"


def _type_of(json_types: frozenset[str]) -> str:
    """Return the type that stands for *json_types*; empty for all."""
    if json_types <= {"integer", "number"}:
        return "number"
    return min(json_types) if len(json_types) == 1 else ""


def _names_in(arguments: str) -> frozenset[str]:
    """Return the names in *arguments*, which are those of rows; and the words of Python in them."""
    return frozenset(_NAME.findall(arguments))
