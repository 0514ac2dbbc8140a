"""Contexts of `validators/<resource>.py`: public functions of each view, and those they call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace

from connectgen.core import ir
from connectgen.core.errors import ConnectgenError, ErrorGroup, SchemaError, raise_all
from connectgen.core.location import Location, join_pointer
from connectgen.json_schema.compiler import (
    Compiler,
    ModuleScope,
    Node,
    SchemaRegistry,
    predicates_of,
    public_predicate,
)
from connectgen.json_schema.keyword_entries import keyword_entries
from connectgen.json_schema.metaschema import meta_schema_errors
from connectgen.json_schema.schema_data import (
    SchemaRoot,
    collect_schema_data,
    find_call,
)
from connectgen.layout.imports import import_lines
from connectgen.layout.names import ResourceNames
from connectgen.layout.view_schema import view_json_schema
from connectgen.python_text.identifiers import snake_case, sort_exports
from connectgen.python_text.literals import rst_code
from connectgen.python_text.template_names import runtime_exports
from connectgen.view_models.validators import (
    AdviceCheck,
    KeywordsContext,
    PublicFunctions,
    ValidatorsContext,
)

__all__ = ["lay_out_keywords", "lay_out_validators"]

_TYPES = frozenset({"Classes", "Memo", "Predicate", "Texts"})
"""Types of the entries of tables."""

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
    compiled: list[tuple[Compiler, set[str]]] = []
    roots: dict[str, SchemaRoot] = {}
    for view in resource.views:
        entry, compiler, wanted = _compile_view(resource, view, names, module)
        entries.append(entry)
        compiled.append((compiler, wanted))
        registry = compiler.registry
        roots[view.direction] = SchemaRoot(registry=registry, node=registry.root)
    predicates = predicates_of(module, compiled)
    data = collect_schema_data(roots, views=True)
    used = predicates.needs | {"Schemas", "ValidationError"}
    for entry, view in zip(entries, resource.views, strict=True):
        entry.find_call, needs = find_call(data, "payload", view.direction)
        used |= needs
    if any(entry.advice_rules for entry in entries):
        used |= {"Violation"}
    return ValidatorsContext(
        path=f"validators/{names.module}.py",
        header=header,
        doc=(
            f"Validators of {rst_code(resource.name)}; they need only the standard library.",
            "Schema pointers refer to the JSON Schema of a view, as printed by "
            f"{rst_code(f'connectgen show {resource.name} --view create')}.",
        ),
        imports=_runtime_imports(used, {"_keywords": frozenset({"KEYWORDS"})}),
        type_imports=_type_imports(predicates.needs, used),
        exports=sort_exports(
            name
            for entry in entries
            for name in (entry.is_name, entry.violations, entry.validate, entry.advice)
        ),
        constants=predicates.constants,
        public_functions=tuple(entries),
        functions=predicates.functions,
        tables=predicates.tables,
        schema_lines=data.lines,
    )


def lay_out_keywords(api: ir.Api, header: str) -> KeywordsContext:
    """Return the context of the table of the keywords that the views of *api* have."""
    limits = {
        (limit.keyword, limit.limit)
        for resource in api.resources
        for view in resource.views
        for model in view.models
        for field in model.fields
        for limit in _constraints_of(field.type)
        if limit.enforced
    }
    entries = keyword_entries([*((keyword, None) for keyword in _STRUCTURE), *limits])
    used = frozenset[str]().union(*(entry.needs for entry in entries))
    return KeywordsContext(
        path="validators/_keywords.py",
        header=header,
        doc=("Checks of the keywords that schemas have.",),
        imports=_runtime_imports(used),
        keywords=entries,
    )


_STRUCTURE = ("$ref", "anyOf", "if", "items", "not", "properties", "required")
"""Keywords that views have besides the limits of fields."""


def _constraints_of(kind: ir.Type) -> Iterator[ir.Constraint]:
    """Yield the limits of a field of type *kind*."""
    if isinstance(kind, ir.Scalar | ir.ListType):
        yield from kind.constraints
    if isinstance(kind, ir.ListType):
        yield from _constraints_of(kind.item)


def _type_imports(needs: Set[str], executed: Set[str]) -> tuple[str, ...]:
    """Return the lines that import the types in *needs*, except what is *executed* anyhow."""
    types = f"from ._checks import {', '.join(sorted(needs & _TYPES | {'Json'}))}"
    return (types, *(() if "Violation" in executed else ("from ._violation import Violation",)))


def _runtime_imports(
    used: Set[str], others: Mapping[str, frozenset[str]] | None = None
) -> tuple[str, ...]:
    """Return the lines that import the names of the runtime in *used*, and those of *others*."""
    modules = {
        source: used & offered for source, offered in runtime_exports("validators").items()
    } | dict(others or {})
    return tuple(
        line
        for source in sorted(modules)
        for line in import_lines(f".{source}", sort_exports(modules[source]))
    )


def _compile_view(
    resource: ir.Resource, view: ir.View, names: ResourceNames, module: ModuleScope
) -> tuple[PublicFunctions, Compiler, set[str]]:
    """Return the public functions of *view*, its compiler, and what the functions need."""
    schema = view_json_schema(resource, view, names)
    location = Location(document=resource.location.document, folder=resource.location.folder)
    registry = SchemaRegistry(schema, location, {}, formats=True, catalog=True)
    advice = resource.advice if view.direction == "create" else ()
    nodes = [
        registry.child_schema(registry.root, "x-connectgen-advice", index, "schema")
        for index, _ in enumerate(advice)
    ]
    roots = {registry.root: snake_case(schema["title"])}
    roots |= {node: f"advice_{number}" for number, node in enumerate(nodes, 1)}
    # They are a user's, and no part of the schema of the view that is known to be right.
    raise_all(
        error
        for rule, node in zip(advice, nodes, strict=True)
        for error in meta_schema_errors(node.schema, node.draft, rule.location.child("schema"))
    )
    try:
        compiler = Compiler(registry, roots, module, alternative=view.direction)
        rules = [
            _lay_out_advice(rule, node, compiler) for rule, node in zip(advice, nodes, strict=True)
        ]
        entry, wanted = _lay_out_functions(view.direction, compiler, tuple(rules))
        return entry, compiler, wanted | {rule.is_name for rule in rules}
    except ConnectgenError as error:
        raise_all(_relocate_error(error, advice))
        raise


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
) -> tuple[PublicFunctions, set[str]]:
    """Return the public functions of a view, and what the predicate needs."""
    body = _BODIES[direction]
    is_valid, wanted = public_predicate(
        compiler,
        compiler.registry.root,
        f"is_valid_{direction}",
        "payload",
        f"Return True if *payload* is a valid {body}; never raises.",
    )
    entry = PublicFunctions(
        is_valid=is_valid,
        is_name=f"is_valid_{direction}",
        violations=f"{direction}_violations",
        violations_doc=(
            f"Return the violations in *payload*, a {body}, in the order of the value.",
        ),
        validate=f"validate_{direction}",
        validate_doc=(f"Raise `ValidationError` if *payload* is an invalid {body}.",),
        find_call="",  # known when the schemas of all views are
        advice=f"{direction}_advice",
        advice_doc=("Return violations of documented rules that the server does not enforce.",),
        advice_rules=advice,
    )
    return entry, wanted
