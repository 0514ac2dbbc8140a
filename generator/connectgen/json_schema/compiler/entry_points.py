"""Public functions: `is_valid`, `violations` and `validate`."""

from __future__ import annotations

from connectgen.json_schema.compiler.compiler import Compiler
from connectgen.json_schema.compiler.writer import mentions_name
from connectgen.view_models.validators import Function, PublicFunctions

__all__ = ["public_functions_of"]


def public_functions_of(compiler: Compiler, name: str, argument: str, doc: str) -> PublicFunctions:
    """Return the public functions for the schema that *compiler* compiles.

    Args:
        compiler: compiler of the schema.
        name: name of the predicate.
        argument: name of its parameter.
        doc: docstring of the predicate.
    """
    root = compiler.registry.root
    if compiler.graph.recursive:
        lines: tuple[str, ...] = (
            "try:",
            f"    return {compiler.predicate_name(root)}({argument})",
            "except RecursionError:",
            "    return False",
        )
    else:
        body = compiler.compile_predicate_body(root)
        asks = mentions_name("\n".join(body), "value")
        lines = (f"value: Json = {argument}", *body) if asks else body
    return PublicFunctions(
        is_valid=Function(
            signature=f"def {name}({argument}: Any) -> bool:", doc=(doc,), lines=lines
        ),
        is_name=name,
        violations="violations",
        violations_doc=(f"Return the violations in *{argument}*, in the order of the value.",),
        validate="validate",
        validate_doc=(f"Raise `ValidationError` if *{argument}* is invalid.",),
        find_call="",
        advice=None,
        advice_doc=(),
        advice_rules=(),
    )
