"""Graph of the schemas that are reached when `$ref`s are followed: uses, and recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from connectgen.core.errors import ConnectgenError, SchemaError
from connectgen.core.json_types import is_object
from connectgen.json_schema.compiler.registry import Node, SchemaRegistry
from connectgen.json_schema.drafts import subschemas_of
from connectgen.json_schema.keywords import KEYWORDS, Applicator, known_keywords

__all__ = ["ReferenceGraph", "build_reference_graph"]

_ALTERNATIVES = frozenset({"anyOf", "oneOf"})


@dataclass(slots=True, kw_only=True)
class ReferenceGraph:
    """Schemas that are reachable from the roots, with `$ref`s followed."""

    subschemas: dict[Node, tuple[Node, ...]] = field(default_factory=dict[Node, tuple[Node, ...]])
    """Subschemas that each schema applies; a `$ref` is replaced by its target."""

    uses: dict[Node, int] = field(default_factory=dict[Node, int])
    targets: dict[Node, Node] = field(default_factory=dict[Node, Node])
    """Target of each `$ref`, at the end of a chain of them."""

    loop_headers: set[Node] = field(default_factory=set[Node])
    """Recursive schemas that are the target of a `$ref`: only these have functions.

    Every recursion passes one of them, and there the depth of a value is checked.
    """

    recursive: set[Node] = field(default_factory=set[Node])

    depth_counted: set[Node] = field(default_factory=set[Node])
    """Recursive schemas, and those between them: each adds one to the depth of a value.

    They count whether they have a function or are inlined. So predicates and error collectors count
    alike, and never use more frames than are counted.
    """

    alternatives: set[Node] = field(default_factory=set[Node])
    """Schemas that only `anyOf` and `oneOf` apply."""

    def follow_ref(self, node: Node) -> Node:
        """Return *node*, or the target of its `$ref`."""
        return self.targets.get(node, node)


def build_reference_graph(
    registry: SchemaRegistry, roots: Iterable[Node]
) -> tuple[ReferenceGraph, list[ConnectgenError]]:
    """Return the graph of all schemas that *roots* reach, and the errors in their `$ref`s."""
    graph = ReferenceGraph()
    errors: list[ConnectgenError] = []
    here: dict[Node, tuple[Node, ...]] = {}
    waiting = [_follow_chain(registry, root, graph, errors) for root in roots]
    others = set(waiting)
    while waiting:
        node = waiting.pop()
        if node in graph.subschemas:
            continue
        known = known_keywords(node.schema, node.draft)
        applied = [
            (
                _follow_chain(registry, registry.child_schema(node, *tokens), graph, errors),
                tokens[0],
            )
            for tokens, _ in subschemas_of(node.schema, node.draft)
            if tokens[0] in known
        ]
        graph.subschemas[node] = tuple(part for part, _ in applied)
        here[node] = tuple(part for part, keyword in applied if _is_in_place(keyword))
        for part, keyword in applied:
            (graph.alternatives if keyword in _ALTERNATIVES else others).add(part)
            graph.uses[part] = graph.uses.get(part, 0) + 1
            waiting.append(part)
    graph.alternatives -= others
    # Nothing of the value is consumed on such a way, so a check of it would never end.
    for group in _find_cycles(here):
        first = min(group, key=lambda node: node.identity)
        message = "endless loop: the schema applies itself to the same value"
        errors.append(SchemaError(registry.location_of(first), message))
    for group in _find_cycles(graph.subschemas):
        graph.recursive |= group
    graph.loop_headers = graph.recursive & (set(graph.targets.values()) | {registry.root})
    graph.depth_counted = _nodes_between(graph.subschemas, graph.recursive)
    return graph, errors


def _is_in_place(keyword: str | int) -> bool:
    """Return whether *keyword* applies its subschemas to the same value."""
    row = KEYWORDS.get(str(keyword))
    return isinstance(row, Applicator) and row.in_place


def _follow_chain(
    registry: SchemaRegistry, node: Node, graph: ReferenceGraph, errors: list[ConnectgenError]
) -> Node:
    """Return the target of the `$ref` of *node*, or *node* if it has none."""
    start, passed = node, {node}
    while is_object(node.schema) and "$ref" in node.schema:
        try:
            node = registry.ref_target(node)
        except SchemaError as error:
            if str(error) not in map(str, errors):
                errors.append(error)
            # Anything is valid here, so that one run reports all errors.
            return Node(schema=True, document="", pointer="", base="", draft=7)
        if node in passed:
            where = registry.location_of(start, "$ref")
            errors.append(SchemaError(where, "$ref refers back to itself"))
            return Node(schema=True, document="", pointer="", base="", draft=7)
        passed.add(node)
    if node is not start:
        graph.targets[start] = node
    return node


def _find_cycles(edges: dict[Node, tuple[Node, ...]]) -> Iterator[set[Node]]:
    """Yield the strongly connected components that are cycles (Tarjan, without recursion)."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    for root in edges:
        if root in order:
            continue
        work = [(root, iter(edges[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            part = next(rest, None)
            if part is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    group = _pop_component(stack, node)
                    on_stack -= group
                    if len(group) > 1 or node in edges[node]:
                        yield group
            elif part not in order:
                order[part] = low[part] = len(order)
                stack.append(part)
                on_stack.add(part)
                work.append((part, iter(edges.get(part, ()))))
            elif part in on_stack:
                low[node] = min(low[node], order[part])


def _nodes_between(edges: dict[Node, tuple[Node, ...]], nodes: set[Node]) -> set[Node]:
    """Return *nodes* and all nodes on a path from one of them to another."""
    back: dict[Node, list[Node]] = {}
    for node, parts in edges.items():
        for part in parts:
            back.setdefault(part, []).append(node)
    return _reachable_nodes(edges, nodes) & _reachable_nodes(back, nodes)


def _reachable_nodes(edges: Mapping[Node, Iterable[Node]], nodes: set[Node]) -> set[Node]:
    reached, waiting = set(nodes), list(nodes)
    while waiting:
        new = set(edges.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return reached


def _pop_component(stack: list[Node], last: Node) -> set[Node]:
    group: set[Node] = set()
    while last not in group:
        group.add(stack.pop())
    return group
