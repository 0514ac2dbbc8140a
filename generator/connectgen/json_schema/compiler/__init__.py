"""Any JSON Schema of draft 4, 6 or 7 to Python functions; what it makes of one is in `rules`."""

from connectgen.json_schema.compiler.compiler import Compiler
from connectgen.json_schema.compiler.entry_points import entry_of
from connectgen.json_schema.compiler.module_scope import Module
from connectgen.json_schema.compiler.registry import Node, Registry
from connectgen.json_schema.compiler.writer import without_strings
from connectgen.json_schema.drafts import later_keywords

__all__ = [
    "Compiler",
    "Module",
    "Node",
    "Registry",
    "entry_of",
    "later_keywords",
    "without_strings",
]
