"""How many checks a schema is: what decides whether it is written out or has a function."""

from __future__ import annotations

from connectgen.json_schema.compiler.reference_graph import ReferenceGraph
from connectgen.json_schema.compiler.registry import Node
from connectgen.json_schema.drafts import keywords_of
from connectgen.json_schema.keywords import find_keyword

__all__ = ["APPLICATORS", "ASSERTIONS", "inline_costs", "own_inline_cost"]

ASSERTIONS = frozenset(
    {"const", "contentEncoding", "enum", "exclusiveMaximum", "exclusiveMinimum"}
) | {
    *("format", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength"),
    *("minProperties", "minimum", "multipleOf", "pattern", "required", "type", "uniqueItems"),
}
"""Keywords that ask a value about itself and no other schema."""

APPLICATORS = keywords_of(7) - ASSERTIONS
"""Keywords that ask other schemas."""


def inline_costs(graph: ReferenceGraph) -> dict[Node, int]:
    """Return the number of checks in each schema and those inside it; huge for heads of loops.

    They always have functions of their own: inside others they count as the call.
    """
    weights: dict[Node, int] = dict.fromkeys(graph.loop_headers, 10**6)
    waiting = list(graph.subschemas)
    while waiting:
        node = waiting.pop()
        parts = graph.subschemas.get(node, ())
        open_ = [part for part in parts if part not in weights]
        if node in weights:
            continue
        if open_:
            waiting += [node, *open_]
            continue
        inside = sum(1 if part in graph.loop_headers else weights[part] for part in parts)
        weights[node] = min(10**6, own_inline_cost(node) + inside)
    return weights


def own_inline_cost(node: Node) -> int:
    """Return the number of checks that *node* makes itself."""
    if isinstance(node.schema, bool):
        return 0
    asked = keywords_of(node.draft) & node.schema.keys()
    counted = sum(
        1 for keyword in asked if keyword == "type" or find_keyword(keyword, node.schema[keyword])
    )
    compared = sum(2 for keyword in asked if keyword in ("const", "enum"))
    combined = sum(2 for keyword in asked if keyword not in ASSERTIONS and keyword != "properties")
    return counted + compared + combined + len(node.schema.get("required", ()))
