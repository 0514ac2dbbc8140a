"""Compiled views of one resource: predicates, public functions, schemas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
from connectgen.json_schema.metaschema import meta_schema_errors
from connectgen.json_schema.schema_data import SchemaRoot
from connectgen.layout.merged_bodies import CREATE, PATCH, SHARED, are_equal, merge_bodies
from connectgen.layout.names import ResourceNames
from connectgen.layout.view_schema import JsonSchema, view_json_schema
from connectgen.python_text.identifiers import snake_case
from connectgen.python_text.literals import rst_code
from connectgen.view_models.validators import (
    AdviceCheck,
    Function,
    Predicates,
    PublicFunctions,
)

__all__ = ["CompiledViews", "compile_views"]

_BODIES = {"create": "create body", "patch": "patch body", "read": "response body"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledViews:
    """The views of one resource."""

    predicates: Predicates
    public_functions: tuple[PublicFunctions, ...]
    """Those of each view, whose `find_call` is still empty."""

    roots: dict[str, SchemaRoot]
    """Schemas whose violations are walked, by document: one for views that are equal."""

    documents: tuple[str, ...]
    """Document of each view."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """Views that are compiled together."""

    registry: SchemaRegistry
    views: dict[ir.Direction, Node]
    labels: dict[Node, str]
    """Base of the names of the functions of schemas."""


def compile_views(resource: ir.Resource, names: ResourceNames) -> CompiledViews:
    """Return the compiled views of *resource*.

    Raises:
        SchemaError: the schema of an advice cannot be compiled.
    """
    location = Location(document=resource.location.document, folder=resource.location.folder)
    schemas: dict[ir.Direction, JsonSchema] = {
        view.direction: view_json_schema(resource, view, names) for view in resource.views
    }
    create, patch = schemas.get("create"), schemas.get("patch")
    is_same = create is not None and patch is not None and are_equal(create, patch)
    if is_same:
        del schemas["patch"]
    registries = _make_registries(schemas, location)
    units: dict[ir.Direction, _Unit] = {
        name: _Unit(
            registry=registry,
            views={name: registry.root},
            labels={registry.root: snake_case(schemas[name]["title"])},
        )
        for name, registry in registries.items()
    }
    merged = merge_bodies(create, patch) if create and patch and not is_same else None
    if merged is not None:
        stem = names.classes["create", (resource.name,)].removesuffix("Create")
        units["create"] = _merge_units(_make_registry(merged, location), snake_case(stem))
        del units["patch"]
    module = ModuleScope(is_compact=True)
    # All of them are known to the module before the first function is compiled.
    compilers = [_make_compiler(unit, name, module, resource) for name, unit in units.items()]
    compiled: list[tuple[Compiler, set[str]]] = []
    entries: dict[ir.Direction, PublicFunctions] = {}
    for compiler, unit in zip(compilers, units.values(), strict=True):
        found, wanted = _compile_unit(compiler, unit, resource)
        compiled.append((compiler, wanted))
        entries |= found
    if is_same:
        entries["patch"] = _lay_out_functions("patch", _call_create(), ())
    return CompiledViews(
        predicates=_describe_shared(predicates_of(module, compiled)),
        public_functions=tuple(entries[view.direction] for view in resource.views),
        roots={
            name: SchemaRoot(registry=registry, node=registry.root)
            for name, registry in registries.items()
        },
        documents=tuple(
            view.direction if view.direction in registries else "create" for view in resource.views
        ),
    )


def _make_registries(
    schemas: dict[ir.Direction, JsonSchema], location: Location
) -> dict[ir.Direction, SchemaRegistry]:
    return {name: _make_registry(schema, location) for name, schema in schemas.items()}


def _make_registry(schema: JsonSchema, location: Location) -> SchemaRegistry:
    return SchemaRegistry(schema, location, {}, formats=True, catalog=True)


def _merge_units(registry: SchemaRegistry, stem: str) -> _Unit:
    """Return the unit of both bodies, which *registry* has as definitions."""
    create, patch, shared = [
        registry.child_schema(registry.root, "definitions", name)
        for name in (CREATE, PATCH, SHARED)
    ]
    return _Unit(
        registry=registry,
        views={"create": create, "patch": patch},
        labels={create: f"{stem}_create", patch: f"{stem}_patch", shared: f"{stem}_body"},
    )


def _advice_of(unit: _Unit, resource: ir.Resource) -> list[tuple[ir.Advice, Node]]:
    """Return the advice about the bodies of *unit*, each with its schema."""
    registry = unit.registry
    advice = resource.advice if "create" in unit.views else ()
    return [
        (rule, registry.child_schema(registry.root, "x-connectgen-advice", index, "schema"))
        for index, rule in enumerate(advice)
    ]


def _make_compiler(
    unit: _Unit, alternative: str, module: ModuleScope, resource: ir.Resource
) -> Compiler:
    """Return the compiler of *unit*.

    Raises:
        SchemaError: the schema of an advice cannot be compiled.
    """
    advice = _advice_of(unit, resource)
    labels = {node: f"advice_{number}" for number, (_, node) in enumerate(advice, 1)}
    # They are a user's, and no part of the schema of the view that is known to be right.
    raise_all(
        error
        for rule, node in advice
        for error in meta_schema_errors(node.schema, node.draft, rule.location.child("schema"))
    )
    try:
        return Compiler(unit.registry, unit.labels | labels, module, alternative=alternative)
    except ConnectgenError as error:
        raise_all(_relocate_error(error, [rule for rule, _ in advice]))
        raise


def _compile_unit(
    compiler: Compiler, unit: _Unit, resource: ir.Resource
) -> tuple[dict[ir.Direction, PublicFunctions], set[str]]:
    """Return the public functions of *unit*, and what they need."""
    rules = tuple(
        _lay_out_advice(rule, node, compiler) for rule, node in _advice_of(unit, resource)
    )
    wanted = {rule.is_name for rule in rules}
    entries: dict[ir.Direction, PublicFunctions] = {}
    for direction, node in unit.views.items():
        doc = f"Return True if *payload* is a valid {_BODIES[direction]}; never raises."
        is_valid, needs = public_predicate(compiler, node, f"is_valid_{direction}", "payload", doc)
        wanted |= needs
        own = rules if direction == "create" else ()
        entries[direction] = _lay_out_functions(direction, is_valid, own)
    return entries, wanted


def _describe_shared(predicates: Predicates) -> Predicates:
    """Return *predicates* with a docstring for what create and patch body share.

    It is no schema that `connectgen show` prints, so its pointer would lead nowhere.
    """
    here = f"{rst_code(f'#/definitions/{SHARED}')}."
    for function in predicates.functions:
        if function.doc[0].endswith(here):
            function.doc = ("Return True if what create and patch bodies share is valid.",)
    return predicates


def _call_create() -> Function:
    """Return the predicate of patches that are valid if they are valid as create bodies."""
    return Function(
        signature="def is_valid_patch(payload: Any) -> bool:",
        doc=("Return True if *payload* is a valid patch body; never raises.",),
        lines=("return is_valid_create(payload)",),
    )


def _lay_out_advice(advice: ir.Advice, node: Node, compiler: Compiler) -> AdviceCheck:
    return AdviceCheck(
        is_name=compiler.predicate_name(node),
        pointer=advice.pointer,
        keyword="x-connectgen-advice",
        schema_pointer=node.pointer.removesuffix("/schema"),
        message=advice.message,
    )


def _relocate_error(error: ConnectgenError, advice: list[ir.Advice]) -> Iterable[ConnectgenError]:
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
    direction: ir.Direction, is_valid: Function, advice: tuple[AdviceCheck, ...]
) -> PublicFunctions:
    """Return the public functions of a view."""
    body = _BODIES[direction]
    return PublicFunctions(
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
        advice_doc=(
            ("Return no advice: it is only for bodies.",)
            if direction == "read"
            else ("Return what a site may refuse or drop of a valid *payload*.",)
        ),
        advice_call="[]",
        advice_rules=advice,
    )
