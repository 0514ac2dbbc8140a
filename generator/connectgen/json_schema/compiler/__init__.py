"""Compiler from JSON Schemas to Python functions that return whether a value is valid."""

from connectgen.json_schema.compiler.compiler import Compiler
from connectgen.json_schema.compiler.entry_points import predicates_of, public_predicate
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.nodes import Node
from connectgen.json_schema.registry import SchemaRegistry

__all__ = [
    "Compiler",
    "ModuleScope",
    "Node",
    "SchemaRegistry",
    "predicates_of",
    "public_predicate",
]
