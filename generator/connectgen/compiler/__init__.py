"""Any JSON Schema of draft 4, 6 or 7 to Python functions; what it makes of one is in `rules`."""

from connectgen.compiler.compiling import Compiler
from connectgen.compiler.constants import Module
from connectgen.compiler.drafts import later_keywords
from connectgen.compiler.entries import entry_of
from connectgen.compiler.registry import Node, Registry
from connectgen.compiler.writer import without_strings

__all__ = [
    "Compiler",
    "Module",
    "Node",
    "Registry",
    "entry_of",
    "later_keywords",
    "without_strings",
]
