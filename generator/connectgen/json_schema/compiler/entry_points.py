"""The public predicate, and all that a module defines for it."""

from __future__ import annotations

from collections.abc import Iterable

from connectgen.json_schema.compiler.compiler import Compiler
from connectgen.json_schema.compiler.module_scope import ModuleScope
from connectgen.json_schema.registry import Node
from connectgen.view_models.validators import Function, Predicates

__all__ = ["predicates_of", "public_predicate"]


def public_predicate(
    compiler: Compiler, root: Node, name: str, argument: str, doc: str
) -> tuple[Function, set[str]]:
    """Return the public function that returns whether a value is valid, and what it needs.

    Args:
        compiler: compiler of the schema.
        root: the schema.
        name: name of the function.
        argument: name of its parameter.
        doc: its docstring.
    """
    needs: set[str] = set()
    if compiler.is_recursive:
        predicate = compiler.predicate_name(root)
        needs |= {predicate, "call_deep"}
        lines: tuple[str, ...] = (
            "try:",
            f"    return {predicate}({argument})",
            "except RecursionError:",
            f"    return call_deep({predicate}, {argument})",
        )
    else:
        body, found = compiler.compile_body(root)
        needs |= found
        lines = body
        if body not in (("return True",), ("return False",)):
            lines = (f"value: Json = {argument}", *body)
    signature = f"def {name}({argument}: Any) -> bool:"
    return Function(signature=signature, doc=(doc,), lines=lines), needs


def predicates_of(
    module: ModuleScope, compiled: Iterable[tuple[Compiler, Iterable[str]]]
) -> Predicates:
    """Return all functions of *module*, and the constants and runtime names that they need.

    Args:
        module: shared by the compilers.
        compiled: each compiler, with what its public functions need.
    """
    functions: list[Function] = []
    needs: set[str] = set()
    for compiler, wanted in compiled:
        own, known = compiler.compile_functions(wanted)
        functions += own
        needs |= known
    constants = [module.constants[name] for name in sorted(needs & module.constants.keys())]
    defined = {*module.constants, *module.functions.values()}
    return Predicates(
        functions=tuple(functions),
        constants=tuple(one for one in constants if not one.is_table),
        tables=tuple(one for one in constants if one.is_table),
        needs=frozenset(needs - defined),
    )
