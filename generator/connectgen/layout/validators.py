"""Contexts of `validators/<resource>.py`: public functions of each view, and those they call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from connectgen.core import ir
from connectgen.json_schema.keyword_entries import keyword_entries
from connectgen.json_schema.schema_data import advice_call, collect_schema_data, find_call
from connectgen.layout.compiled_views import compile_views
from connectgen.layout.imports import import_lines
from connectgen.layout.names import ResourceNames
from connectgen.layout.sources import SourceNames
from connectgen.python_text.identifiers import sort_exports
from connectgen.python_text.literals import rst_code
from connectgen.python_text.template_names import runtime_exports
from connectgen.view_models.validators import KeywordsContext, ValidatorsContext

__all__ = ["lay_out_keywords", "lay_out_validators"]

_TYPES = frozenset({"Classes", "Memo", "Predicate", "Texts"})
"""Types of the entries of tables."""


def lay_out_validators(
    resource: ir.Resource, names: ResourceNames, sources: SourceNames
) -> ValidatorsContext:
    """Return the context of the validators module of *resource*.

    Raises:
        SchemaError: the schema of an advice cannot be compiled.
    """
    compiled = compile_views(resource, names)
    predicates, entries = compiled.predicates, compiled.public_functions
    data = collect_schema_data(compiled.roots, views=True)
    used = predicates.needs | {"Schemas", "ValidationError"}
    for entry, document in zip(entries, compiled.documents, strict=True):
        entry.find_call, needs = find_call(data, "payload", document)
        used |= needs
        if document != "read":
            entry.advice_call = advice_call("payload", document)
            used |= {"find_advice"}
    if any(entry.advice_rules for entry in entries):
        used |= {"Violation"}
    return ValidatorsContext(
        path=f"validators/{names.module}.py",
        header=sources.header_of(resource.location.document),
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
        public_functions=entries,
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
