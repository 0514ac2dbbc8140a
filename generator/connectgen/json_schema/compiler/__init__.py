"""Compiler from JSON Schemas of draft 4, 6 or 7 to Python functions."""

from connectgen.json_schema.compiler.compiler import Compiler
from connectgen.json_schema.compiler.entry_points import public_functions_of
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.compiler.writer import without_strings
from connectgen.json_schema.registry import Node, SchemaRegistry

__all__ = [
    "Compiler",
    "ModuleScope",
    "Node",
    "SchemaRegistry",
    "public_functions_of",
    "without_strings",
]
