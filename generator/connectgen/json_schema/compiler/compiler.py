"""Compiler: decides which schemas have functions, and names and orders them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectgen.core.errors import raise_all
from connectgen.core.json_types import is_object
from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.error_collector import ErrorCollector
from connectgen.json_schema.compiler.inlining import inline_costs, own_inline_cost
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.predicate import PredicateEmitter
from connectgen.json_schema.compiler.unsupported import find_unsupported
from connectgen.json_schema.graph import ReferenceGraph, build_reference_graph
from connectgen.json_schema.keywords import KEYWORDS, Applicator, known_keywords
from connectgen.json_schema.registry import Node, SchemaRegistry
from connectgen.python_text.literals import format_call, rst_code
from connectgen.view_models.validators import Function

__all__ = ["Compiler"]

_SMALL_COST = 8
"""Number of checks up to which a schema is inlined at every use."""

_REPEATED = 24
"""Number of checks up to which all copies of a small schema together are inlined."""

_LARGE_COST = 60
"""Number of checks above which a schema has a function of its own."""


class Compiler:
    """Compiles the schemas of one registry.

    Args:
        registry: the documents.
        roots: schemas with public functions, each with the base of its names.
        module: names and constants that the schemas of a module share.
        alternative: suffix of names that another schema has taken.
        formats: whether formats and Base64 are asserted.
        dialect: whether keywords are asserted that only the catalog's dialect has.

    Raises:
        SchemaError: a schema cannot be compiled; an `ErrorGroup` where there are several.
    """

    def __init__(
        self,
        registry: SchemaRegistry,
        roots: Mapping[Node, str],
        module: ModuleScope,
        *,
        alternative: str = "",
        formats: bool = False,
        dialect: bool = False,
    ) -> None:
        self.registry = registry
        self.module = module
        self._formats = formats
        self._dialect = dialect
        self.graph, errors = build_reference_graph(registry, roots)
        errors += find_unsupported(registry, self.graph.applied)
        raise_all([*registry.errors, *errors])
        self._depth_counted = _nodes_between(self.graph)
        self._roots = roots
        self._targets = frozenset(self.graph.targets.values())
        self._alternative = alternative
        self._names: dict[Node, str] = {}
        self._costs = inline_costs(self.graph)
        self._verdicts: dict[Node, str] = {}
        self._reports: dict[Node, str] = {}
        self._waiting: list[tuple[type[PredicateEmitter] | type[ErrorCollector], Node]] = []

    def asserted_keywords(self, node: Node) -> frozenset[str]:
        """Return the keywords of *node* that are asserted."""
        rows = [(keyword, KEYWORDS[keyword]) for keyword in KEYWORDS.keys() & node.schema]
        return frozenset(
            [
                keyword
                for keyword, row in rows
                if (row.is_known_in(node.draft) or (self._dialect and row.first_draft is None))
                and (self._formats or not row.on_request)
            ]
        )

    def compile_functions(self) -> tuple[Function, ...]:
        """Return all functions that were requested, and those that they call."""
        verdicts: list[Function] = []
        reports: list[Function] = []
        position = 0
        while position < len(self._waiting):  # compiling one may request more
            kind, node = self._waiting[position]
            (verdicts if kind is PredicateEmitter else reports).append(
                self._compile_function(kind, node)
            )
            position += 1
        return (*verdicts, *reports)

    def compile_predicate_body(self, node: Node) -> tuple[str, ...]:
        """Return the body of a function that returns whether `value` is valid under *node*."""
        node = self.graph.follow_ref(node)
        return PredicateEmitter(self, node).emit_body()

    def predicate_name(self, node: Node) -> str:
        """Return the name of the predicate of *node*."""
        return self._request_function(node, self._verdicts, PredicateEmitter, "_is_")

    def collector_name(self, node: Node) -> str:
        """Return the name of the error collector of *node*."""
        return self._request_function(node, self._reports, ErrorCollector, "_check_")

    def _request_function(self, node: Node, known: dict[Node, str], kind: Any, prefix: str) -> str:
        node = self.graph.follow_ref(node)
        if node not in known:
            known[node] = prefix + self.label_of(node)
            if self.module.is_first_request(known[node]):
                self._waiting.append((kind, node))
        return known[node]

    def call_predicate(self, caller: Node, node: Node, ctx: ValueContext) -> str:
        """Return the call that is true if the value is valid under *node*."""
        arguments = (ctx.value, *self._depth_argument(caller, node, ctx))
        return f"{self.predicate_name(node)}({', '.join(arguments)})"

    def call_collector(
        self, caller: Node, node: Node, ctx: ValueContext
    ) -> tuple[str, tuple[str, ...]]:
        """Return the function that collects errors under *node*, and its depth argument, if any."""
        return self.collector_name(node), self._depth_argument(caller, node, ctx)

    def _depth_argument(self, caller: Node, node: Node, ctx: ValueContext) -> tuple[str, ...]:
        if not self.is_depth_counted(node):
            return ()
        if self.is_depth_counted(caller):
            return (f"depth + {ctx.depth + 1}",)
        return (f"depth={ctx.depth}",) if ctx.depth else ()

    # Properties of schemas

    def is_loop_header(self, node: Node) -> bool:
        """Return whether *node* is where a recursion starts, and so has a function."""
        return node in self.graph.loop_headers

    def is_depth_counted(self, node: Node) -> bool:
        """Return whether *node* adds to the depth of a value, also where it is inlined."""
        return self.graph.follow_ref(node) in self._depth_counted

    def is_alternative(self, node: Node) -> bool:
        """Return whether only `anyOf` and `oneOf` apply *node*."""
        return node in self.graph.alternatives

    def is_small(self, node: Node) -> bool:
        """Return whether *node* is cheap enough to be inlined at every use."""
        cost = self._costs.get(node, 0)
        return cost <= _SMALL_COST and cost * self.graph.uses.get(node, 0) <= _REPEATED

    def is_used_once(self, node: Node) -> bool:
        """Return whether *node*, of limited size, is applied in one place only."""
        once = self.graph.uses.get(node, 0) == 1 and node not in self._roots
        return once and self._costs.get(node, 0) <= _LARGE_COST

    def is_inlined_in_reports(self, node: Node) -> bool:
        """Return whether error collectors inline *node*: it has assertions, or items, only."""
        if isinstance(node.schema, bool):
            return True
        applied = _applicators(node)
        if applied == frozenset({"properties"}):
            return self._has_only_leaves(node)
        if self.is_optional(node):
            return True
        return applied <= self._inlinable_items(node) and own_inline_cost(node) <= _SMALL_COST

    def is_optional(self, node: Node) -> bool:
        """Return whether *node* is only null or the target of a `$ref`."""
        schema = node.schema
        if known_keywords(schema, node.draft) != frozenset({"anyOf"}):
            return False
        options = [part for part in schema["anyOf"] if part != {"type": "null"}]
        return (
            len(schema["anyOf"]) == 2
            and len(options) == 1
            and is_object(options[0])
            and "$ref" in options[0]
        )

    def _has_only_leaves(self, node: Node) -> bool:
        """Return whether *node* is a small object, used once, whose members have no subschemas."""
        if not self.is_used_once(node) or not self.is_small(node):
            return False
        return not any(_applicators(part) for part in self.graph.parts_of(node))

    def _inlinable_items(self, node: Node) -> frozenset[str]:
        """Return `items` if error collectors can loop over them without another function."""
        if not isinstance(node.schema.get("items"), dict):
            return frozenset()
        inner = self.graph.follow_ref(self.registry.child_schema(node, "items")).schema
        return frozenset() if is_object(inner) and "items" in inner else frozenset({"items"})

    # Names and signatures

    def label_of(self, node: Node) -> str:
        """Return the base of the names of functions and constants of *node*."""
        node = self.graph.follow_ref(node)
        if node not in self._names:
            words, key = self._name_words(node), self._shared_key(node)
            self._names[node] = self.module.function_name(words, self._alternative, key)
        return self._names[node]

    def _shared_key(self, node: Node) -> tuple[str, str] | None:
        """Return the key under which views share the functions of *node*, or None."""
        # Views have only definitions in common, mostly `Reference`.
        if node not in self._targets:
            return None
        text = repr(node.schema)
        # A `$ref` is relative to its view, so equal text may mean different schemas.
        return None if "$ref" in text else (node.location_text, text)

    def _name_words(self, node: Node) -> list[str]:
        """Return the words of the name of *node*: its path from the nearest named root."""
        if node in self._roots:
            return [self._roots[node]]
        for root, name in self._roots.items():
            inside = node.pointer.startswith(f"{root.pointer}/") and root.pointer
            if inside and node.document == root.document:
                return [name, *_pointer_words(node.pointer.removeprefix(root.pointer))]
        document = node.document.rstrip("/").rpartition("/")[2].partition(".")[0]
        return [*([document] if document else []), *_pointer_words(node.pointer)] or ["root"]

    def _compile_function(
        self, kind: type[PredicateEmitter] | type[ErrorCollector], node: Node
    ) -> Function:
        where = _describe_location(node)
        name = self.label_of(node)
        depth = ("depth: int = 0",) if node in self._depth_counted else ()
        lines = kind(self, node).emit_body()
        if kind is PredicateEmitter:
            signature = _format_signature(f"_is_{name}", ("value: Json", *depth), "bool")
            doc = f"Return True if *value* is valid under {where}."
            lines = (*(_TOO_DEEP if node in self.graph.loop_headers else ()), *lines)
        else:
            parameters = ("value: Json", "here: Here", "found: list[Violation]", *depth)
            signature = _format_signature(f"_check_{name}", parameters, "None")
            doc = f"Append violations of {where} to *found*."
            lines = (*(_REPORT_TOO_DEEP if node in self.graph.loop_headers else ()), *lines)
        return Function(signature=signature, doc=(doc,), lines=lines)


def _nodes_between(graph: ReferenceGraph) -> set[Node]:
    """Return the recursive nodes, and all nodes on a path from one of them to another."""
    edges = {node: tuple(graph.parts_of(node)) for node in graph.applied}
    back: dict[Node, list[Node]] = {}
    for node, parts in edges.items():
        for part in parts:
            back.setdefault(part, []).append(node)
    return _reachable(edges, graph.recursive) & _reachable(back, graph.recursive)


def _reachable(edges: Mapping[Node, Iterable[Node]], nodes: set[Node]) -> set[Node]:
    reached, waiting = set(nodes), list(nodes)
    while waiting:
        new = set(edges.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return reached


def _applicators(node: Node) -> frozenset[str]:
    """Return the keywords of *node* that apply subschemas."""
    known = known_keywords(node.schema, node.draft)
    return frozenset(keyword for keyword in known if isinstance(KEYWORDS[keyword], Applicator))


def _describe_location(node: Node) -> str:
    """Return the location of *node*, for a docstring."""
    return rst_code(node.location_text if node.document else f"#{node.pointer}")


_TOO_DEEP = ("if depth > MAX_DEPTH:", "    raise RecursionError")
_REPORT_TOO_DEEP = ("if depth > MAX_DEPTH:", "    add_depth_violation(found, here)", "    return")


def _format_signature(name: str, parameters: Iterable[str], returns: str) -> str:
    start = f"def {name}"
    return format_call(start, tuple(parameters), len(f" -> {returns}:")) + f" -> {returns}:"


_SKIPPED = {"definitions", "properties"}
_WORDS = {"items": "item", "patternProperties": "members", "additionalProperties": "other"}


def _pointer_words(pointer: str) -> list[str]:
    """Return the words of *pointer* that describe the schema there."""
    words: list[str] = []
    named = False
    for token in pointer.split("/")[1:]:
        if not named and token in _SKIPPED:
            named = True  # the next one is a name
            continue
        words.append(token if named else _WORDS.get(token, token))
        named = False
    return words
