"""Inlining cost of a schema: the number of its checks.

The cost decides whether a schema is written out where it is used or has a function of its own.
"""

from __future__ import annotations

from connectgen.json_schema.graph import ReferenceGraph
from connectgen.json_schema.keywords import KEYWORDS, find_keyword, known_keywords
from connectgen.json_schema.registry import Node

__all__ = ["inline_costs", "own_inline_cost"]


def inline_costs(graph: ReferenceGraph) -> dict[Node, int]:
    """Return the number of checks in each schema and its subschemas.

    The cost of a loop header is huge, because it always has a function of its own. Inside other
    schemas it counts as one call.
    """
    costs: dict[Node, int] = dict.fromkeys(graph.loop_headers, 10**6)
    waiting = list(graph.applied)
    while waiting:
        node = waiting.pop()
        parts = graph.applied.get(node, {}).values()
        pending = [part for part in parts if part not in costs]
        if node in costs:
            continue
        if pending:
            waiting += [node, *pending]
            continue
        inside = sum(1 if part in graph.loop_headers else costs[part] for part in parts)
        costs[node] = min(10**6, own_inline_cost(node) + inside)
    return costs


def own_inline_cost(node: Node) -> int:
    """Return the number of checks that *node* makes itself."""
    if isinstance(node.schema, bool):
        return 0
    rows = (
        find_keyword(keyword, node.schema[keyword]) or KEYWORDS[keyword]
        for keyword in known_keywords(node.schema, node.draft)
    )
    return sum(row.inline_cost for row in rows) + len(node.schema.get("required", ()))
