"""Graph of the schemas that are reached when references are followed: uses, and recursion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from connectgen.core.errors import ConnectgenError, SchemaError
from connectgen.json_schema.dialects import PointerTokens
from connectgen.json_schema.keywords import KEYWORDS, Applicator
from connectgen.json_schema.nodes import Node
from connectgen.json_schema.registry import SchemaRegistry

__all__ = ["ReferenceGraph", "build_reference_graph"]


@dataclass(slots=True, kw_only=True)
class ReferenceGraph:
    """Schemas that are reachable from the roots, with references followed."""

    applied: dict[Node, dict[PointerTokens, Node]] = field(
        default_factory=dict[Node, dict[PointerTokens, Node]]
    )
    """Schemas that each schema applies, by the tokens that lead to them in it.

    The tokens of a reference are its keyword. A schema that is only a reference is replaced by its
    target.
    """

    uses: dict[Node, int] = field(default_factory=dict[Node, int])
    targets: dict[Node, Node] = field(default_factory=dict[Node, Node])
    """Target of each schema that is only a reference, at the end of a chain of them."""

    loop_headers: set[Node] = field(default_factory=set[Node])
    """Recursive schemas that are the target of a reference: every recursion passes one."""

    recursive: dict[Node, int] = field(default_factory=dict[Node, int])
    """Schemas that lead back to themselves, with a number for all that lead to one another."""

    def follow_ref(self, node: Node) -> Node:
        """Return *node*, or the target of its reference if it is only that."""
        return self.targets.get(node, node)


def build_reference_graph(
    registry: SchemaRegistry, roots: Iterable[Node]
) -> tuple[ReferenceGraph, list[ConnectgenError]]:
    """Return the graph of all schemas that *roots* reach, and the errors in their references.

    A reference is dropped, with a warning, if it leads back to a schema that is being applied to
    the same value, where all schemas on the way must be valid: it adds nothing.
    """
    starts = list(roots)
    builder = _GraphBuilder(registry, starts)
    in_place = list(_find_cycles(builder.in_place))
    loops = list(_find_cycles(builder.conjunctive)) if in_place else []
    if loops and not builder.errors:
        for group in loops:
            first = min(group, key=lambda node: node.identity)
            registry.break_loops(group)
            registry.add_warning(first, "leads back to itself for the same value, which is ignored")
        builder = _GraphBuilder(registry, starts)
        in_place = list(_find_cycles(builder.in_place))
    # Nothing of the value is consumed on such a way, so a check of it would never end.
    for group in in_place:
        first = min(group, key=lambda node: node.identity)
        message = "endless loop: the schema applies itself to the same value"
        builder.errors.append(SchemaError(registry.location_of(first), message))
    graph = builder.graph
    parts = {node: tuple(applied.values()) for node, applied in graph.applied.items()}
    for number, group in enumerate(_find_cycles(parts)):
        graph.recursive |= dict.fromkeys(group, number)
    graph.loop_headers = graph.recursive.keys() & (builder.referred | {registry.root})
    return graph, builder.errors


class _GraphBuilder:
    """Builder of a graph, from the roots on.

    Attributes:
        graph: the graph, without what follows from its cycles.
        errors: errors in references.
        referred: schemas that references lead to.
        in_place: schemas that each schema applies to the same value.
        conjunctive: those of them that must be valid for a value to be valid.
    """

    def __init__(self, registry: SchemaRegistry, roots: Iterable[Node]) -> None:
        self._registry = registry
        self.graph = ReferenceGraph()
        self.errors: list[ConnectgenError] = []
        self.referred: set[Node] = set()
        self.in_place: dict[Node, list[Node]] = {}
        self.conjunctive: dict[Node, list[Node]] = {}
        waiting = [self._follow_chain(root) for root in roots]
        while waiting:
            node = waiting.pop()
            if node not in self.graph.applied:
                applied = self._add_node(node)
                waiting += applied.values()

    def _add_node(self, node: Node) -> dict[PointerTokens, Node]:
        graph, registry = self.graph, self._registry
        applied: dict[PointerTokens, Node] = {}
        in_place: list[Node] = []
        conjunctive: list[Node] = []
        for keyword in node.references:
            part = self._follow_chain(self._find_target(node, keyword))
            applied[(keyword,)] = part
            self.referred.add(part)
            in_place.append(part)
            conjunctive.append(part)
        for tokens, child in registry.applied_schemas(node).items():
            part = self._follow_chain(child)
            applied[tokens] = part
            row = KEYWORDS[str(tokens[0])]
            if isinstance(row, Applicator) and row.in_place:
                in_place.append(part)
                if row.is_conjunctive:
                    conjunctive.append(part)
        for part in applied.values():
            graph.uses[part] = graph.uses.get(part, 0) + 1
        graph.applied[node] = applied
        if in_place:
            self.in_place[node] = in_place
        if conjunctive:
            self.conjunctive[node] = conjunctive
        return applied

    def _follow_chain(self, node: Node) -> Node:
        """Return *node*, or the target of its reference if it is only that."""
        if len(node.references) != 1 or node.keywords:
            return node
        start, passed = node, {node}
        while len(node.references) == 1 and not node.keywords:
            keyword = node.references[0]
            node = self._find_target(node, keyword)
            if node in passed:
                where = self._registry.location_of(start, start.references[0])
                self.errors.append(SchemaError(where, f"{keyword} refers back to itself"))
                return self._nowhere(node)
            passed.add(node)
        self.graph.targets[start] = node
        self.referred.add(node)
        return node

    def _find_target(self, node: Node, keyword: str) -> Node:
        """Return the target of a reference; where it has none, a schema of anything.

        So one run reports all errors.
        """
        try:
            return self._registry.ref_target(node, keyword)
        except SchemaError as error:
            if str(error) not in map(str, self.errors):
                self.errors.append(error)
            return self._nowhere(node)

    def _nowhere(self, node: Node) -> Node:
        return Node(True, "", "", "", node.dialect)


def _find_cycles(edges: Mapping[Node, Iterable[Node]]) -> Iterator[set[Node]]:
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
                    if len(group) > 1 or node in edges.get(node, ()):
                        yield group
            elif part not in order:
                order[part] = low[part] = len(order)
                stack.append(part)
                on_stack.add(part)
                work.append((part, iter(edges.get(part, ()))))
            elif part in on_stack:
                low[node] = min(low[node], order[part])


def _pop_component(stack: list[Node], last: Node) -> set[Node]:
    group: set[Node] = set()
    while last not in group:
        group.add(stack.pop())
    return group
