"""Interface of the compiler for the emitters, so that they do not import it."""

from __future__ import annotations

from typing import Protocol

from connectgen.json_schema.compiler.context import ValueContext
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.graph import ReferenceGraph
from connectgen.json_schema.registry import Node, SchemaRegistry

__all__ = ["FunctionCompiler"]


class FunctionCompiler(Protocol):
    """Decides which schemas have functions, and names them.

    Attributes:
        registry: the documents.
        module: names and constants that the functions share.
        graph: the schemas and where their `$ref`s lead.
    """

    registry: SchemaRegistry
    module: ModuleScope
    graph: ReferenceGraph

    def asserted_keywords(self, node: Node) -> frozenset[str]:
        """Return the keywords of *node* that are asserted."""
        ...

    def label_of(self, node: Node) -> str:
        """Return the base of the names of functions and constants of *node*."""
        ...

    def call_predicate(self, caller: Node, node: Node, ctx: ValueContext) -> str:
        """Return the call that is true if the value is valid under *node*."""
        ...

    def call_collector(
        self, caller: Node, node: Node, ctx: ValueContext
    ) -> tuple[str, tuple[str, ...]]:
        """Return the function that collects errors under *node*, and its depth argument, if any."""
        ...

    def is_loop_header(self, node: Node) -> bool:
        """Return whether *node* is where a recursion starts, and so has a function."""
        ...

    def is_depth_counted(self, node: Node) -> bool:
        """Return whether *node* adds to the depth of a value."""
        ...

    def is_alternative(self, node: Node) -> bool:
        """Return whether only `anyOf` and `oneOf` apply *node*."""
        ...

    def is_small(self, node: Node) -> bool:
        """Return whether *node* is cheap enough to be inlined at every use."""
        ...

    def is_used_once(self, node: Node) -> bool:
        """Return whether *node*, of limited size, is applied in one place only."""
        ...

    def is_optional(self, node: Node) -> bool:
        """Return whether *node* is only null or the target of a `$ref`."""
        ...

    def is_inlined_in_reports(self, node: Node) -> bool:
        """Return whether error collectors inline *node*."""
        ...
