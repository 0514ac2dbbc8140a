"""Contexts of `validators/<resource>.py`: public functions of each view, and those they call."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from connectgen.core import ir
from connectgen.core.errors import ConnectgenError, ErrorGroup, SchemaError, raise_all
from connectgen.core.location import Location, join_pointer
from connectgen.json_schema.compiler import (
    Compiler,
    ModuleScope,
    Node,
    SchemaRegistry,
    public_functions_of,
    without_strings,
)
from connectgen.layout.imports import import_lines
from connectgen.layout.names import ResourceNames
from connectgen.layout.view_schema import view_json_schema
from connectgen.python_text.identifiers import snake_case, sort_exports
from connectgen.python_text.literals import rst_code
from connectgen.python_text.template_names import runtime_exports
from connectgen.view_models.validators import (
    AdviceCheck,
    Constant,
    Function,
    PublicFunctions,
    ValidatorsContext,
)

__all__ = ["lay_out_validators"]

_BODIES = {"create": "create body", "patch": "patch body", "read": "response body"}


def lay_out_validators(
    resource: ir.Resource, names: ResourceNames, header: str
) -> ValidatorsContext:
    """Return the context of the validators module of *resource*.

    Raises:
        SchemaError: the schema of an advice cannot be compiled.
    """
    module = ModuleScope()
    entries: list[PublicFunctions] = []
    functions: list[Function] = []
    for view in resource.views:
        entry, own = _compile_view(resource, view, names, module)
        entries.append(entry)
        functions += own
    constants = module.sorted_constants()
    used = _used_runtime_names(entries, functions, constants)
    used |= {"ValidationError", "Violation", "collect_errors"}
    return ValidatorsContext(
        path=f"validators/{names.module}.py",
        header=header,
        doc=(
            f"Validators of {rst_code(resource.name)}; they need only the standard library.",
            "Schema pointers refer to the JSON Schema of a view, as printed by "
            f"{rst_code(f'connectgen show {resource.name} --view create')}.",
        ),
        imports=tuple(
            line
            for source, offered in runtime_exports("validators").items()
            for line in import_lines(f".{source}", sort_exports(used & offered))
        ),
        exports=sort_exports(
            name
            for entry in entries
            for name in (entry.is_name, entry.violations, entry.validate, entry.advice)
            if name
        ),
        constants=constants,
        public_functions=tuple(entries),
        functions=tuple(functions),
    )


def _compile_view(
    resource: ir.Resource, view: ir.View, names: ResourceNames, module: ModuleScope
) -> tuple[PublicFunctions, tuple[Function, ...]]:
    """Return the public functions of *view*, and those that they call."""
    schema = view_json_schema(resource, view, names)
    location = Location(document=resource.location.document, folder=resource.location.folder)
    registry = SchemaRegistry(
        schema,
        location,
        {},
        built_in=lambda _: None,
        check=_check_nothing,
        formats=True,
        catalog=True,
    )
    advice = resource.advice if view.direction == "create" else ()
    nodes = [
        registry.child_schema(registry.root, "x-connectgen-advice", index, "schema")
        for index, _ in enumerate(advice)
    ]
    roots = {registry.root: snake_case(schema["title"])}
    roots |= {node: f"advice_{number}" for number, node in enumerate(nodes, 1)}
    try:
        compiler = Compiler(
            registry, roots, module, alternative=view.direction, formats=True, dialect=True
        )
        rules = [
            _lay_out_advice(rule, node, compiler) for rule, node in zip(advice, nodes, strict=True)
        ]
        entry = _lay_out_functions(view.direction, compiler, tuple(rules))
        return entry, compiler.compile_functions()
    except ConnectgenError as error:
        raise_all(_relocate_error(error, advice))
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # The schema of an advice is a user's, and no meta-schema has checked it.
        if not advice:
            raise
        message = f"not a JSON Schema that can be compiled: {error}"
        raise SchemaError(advice[0].location.child("schema"), message) from error


def _check_nothing(schema: object, draft: int, location: Location) -> Iterable[SchemaError]:
    """Return no errors: the schema of a view is connectgen's own."""
    return ()


def _lay_out_advice(advice: ir.Advice, node: Node, compiler: Compiler) -> AdviceCheck:
    return AdviceCheck(
        is_name=compiler.predicate_name(node),
        pointer=advice.pointer,
        keyword="x-connectgen-advice",
        schema_pointer=node.pointer.removesuffix("/schema"),
        message=advice.message,
    )


def _relocate_error(
    error: ConnectgenError, advice: tuple[ir.Advice, ...]
) -> Iterable[ConnectgenError]:
    """Yield the errors in *error*; those of the schema of an advice with its location."""
    for one in error.errors if isinstance(error, ErrorGroup) else (error,):
        moved: ConnectgenError = one
        for index, rule in enumerate(advice):
            start = join_pointer("/x-connectgen-advice", index, "schema")
            if isinstance(one, SchemaError) and one.location.pointer.startswith(start):
                where = rule.location.child("schema")
                pointer = where.pointer + one.location.pointer.removeprefix(start)
                moved = SchemaError(replace(where, pointer=pointer), one.message)
        yield moved


def _lay_out_functions(
    direction: ir.Direction, compiler: Compiler, advice: tuple[AdviceCheck, ...]
) -> PublicFunctions:
    body = _BODIES[direction]
    entry = public_functions_of(
        compiler,
        f"is_valid_{direction}",
        "payload",
        f"Return True if *payload* is a valid {body}; never raises.",
    )
    return replace(
        entry,
        violations=f"{direction}_violations",
        violations_doc=(
            f"Return the violations in *payload*, a {body}, in the order of the value.",
        ),
        validate=f"validate_{direction}",
        validate_doc=(f"Raise `ValidationError` if *payload* is an invalid {body}.",),
        advice=f"{direction}_advice",
        advice_doc=("Return violations of documented rules that the server does not enforce.",),
        advice_rules=advice,
    )


def _used_runtime_names(
    entries: Iterable[PublicFunctions], functions: Iterable[Function], constants: Iterable[Constant]
) -> set[str]:
    """Return the functions and constants of the runtime that the code of a module uses."""
    texts = [constant.source for constant in constants]
    for function in (*(entry.is_valid for entry in entries), *functions):
        texts += function.lines
    text = without_strings("\n".join(texts))
    return {
        name
        for names in runtime_exports("validators").values()
        for name in names
        if f"{name}(" in text and re.search(rf"\b{name}\(", text)  # the first takes no time
    } | ({"MAX_DEPTH"} if "MAX_DEPTH" in text else set())
