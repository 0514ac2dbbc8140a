"""Compile a JSON Schema to one module that needs only the standard library."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectgen.core.diagnostics import Diagnostic
from connectgen.core.documents import SourceFile
from connectgen.core.errors import SchemaError
from connectgen.core.json_types import is_object
from connectgen.core.location import Location
from connectgen.json_schema.compiler import (
    Compiler,
    ModuleScope,
    SchemaRegistry,
    predicates_of,
    public_predicate,
)
from connectgen.json_schema.draft_hints import find_older_keywords, has_keyword
from connectgen.json_schema.drafts import read_draft
from connectgen.json_schema.hanging_patterns import find_hanging_patterns
from connectgen.json_schema.metaschema import find_meta_schema, meta_schema_errors
from connectgen.json_schema.nodes import Node
from connectgen.json_schema.schema_data import SchemaRoot, collect_schema_data, find_call
from connectgen.python_text.identifiers import snake_case
from connectgen.render.verify import verify_generated_source
from connectgen.standalone.module_text import (
    TYPED_NAMES,
    WALKED_NAMES,
    StandaloneModule,
    print_module,
    print_own_part,
    print_predicate,
)
from connectgen.standalone.runtime_bundle import RESERVED_NAMES, bundle_runtime

__all__ = [
    "CompiledValidator",
    "SchemaWarning",
    "compile_document",
    "compile_meta_schema",
    "compile_validator",
]


class SchemaWarning(UserWarning):
    """Issued where a schema is taken otherwise than it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledValidator:
    """A module, and what was noticed when it was compiled."""

    text: str
    warnings: tuple[Diagnostic, ...]


def compile_validator(
    schema: Any,
    *,
    documents: Mapping[str, Any] | None = None,
    formats: bool = False,
    draft: str | int | None = None,
    base_uri: str = "",
) -> str:
    """Return the source of a module that validates JSON values against *schema*.

    The module has `is_valid(instance)`, `violations(instance)`, `validate(instance)`,
    `ValidationError` and `Violation`, and needs only the standard library.

    Args:
        schema: a JSON Schema of draft 4, 6, 7, 2019-09 or 2020-12, as `$schema` says.
        documents: documents that a `$ref` may point to, by absolute URI; meta-schemas are built in.
        formats: whether to check `format`, and Base64 as `contentEncoding` of drafts up to 7.
        draft: draft of documents whose `$schema` is missing or unknown, such as "7"; 2020-12 by
            default.
        base_uri: URI of the schema, to which its references are relative.

    Raises:
        ValueError: there is no such draft.
        SchemaError: the schema cannot be compiled; an `ErrorGroup` where there are several reasons.
    """
    location = Location(document="schema", folder="")
    advice = "pass the document that it points to in documents"
    compiled = compile_document(
        schema,
        location,
        documents or {},
        formats=formats,
        draft=read_draft(draft),
        base_uri=base_uri,
        advice=advice,
    )
    for warning in compiled.warnings:
        warnings.warn(str(warning), SchemaWarning, stacklevel=2)
    return compiled.text


def compile_document(
    schema: Any,
    location: Location,
    documents: Mapping[str, Any],
    *,
    advice: str,
    formats: bool = False,
    draft: int | None = None,
    base_uri: str = "",
) -> CompiledValidator:
    """Return the source of a module; as `compile_validator`, for a schema that has a place.

    Args:
        schema: as for `compile_validator`.
        location: location of the schema, for messages.
        documents: as for `compile_validator`.
        advice: what to do about a document that is missing in *documents*.
        formats: as for `compile_validator`.
        draft: number of the draft of documents whose `$schema` is missing or unknown.
        base_uri: as for `compile_validator`.

    Raises:
        SchemaError: the schema cannot be compiled; an `ErrorGroup` where there are several reasons.
    """
    try:
        registry = SchemaRegistry(
            schema,
            location,
            documents,
            built_in=find_meta_schema,
            check=meta_schema_errors,
            advice=advice,
            draft=draft,
            base_uri=base_uri,
            formats=formats,
        )
        _add_draft_hint(registry, draft)
        _add_keyword_hint(registry)
        module = _lay_out_module(registry)
    except RecursionError as error:
        raise SchemaError(location, "nested too deeply") from error
    # Without the runtime, which is ours and uses names that the rest may not.
    own_part = print_own_part(module)
    verify_generated_source(SourceFile(path="validator.py", text=own_part))
    text = print_module(module, own_part)
    return CompiledValidator(text=text, warnings=tuple(registry.warnings.values()))


def compile_meta_schema(schema: Any) -> str:
    """Return the source of a module that has only `is_valid`, for a meta-schema.

    Meta-schemas decide whether schemas may be compiled; jsonschema explains what is wrong.
    """
    location = Location(document="meta-schema", folder="")
    registry = SchemaRegistry(schema, location, {}, built_in=find_meta_schema)
    module = _lay_out_module(registry)
    needs = module.predicates.needs - {"call_deep"}
    runtime = bundle_runtime(needs, ("Any", "Callable", "Json"))
    return print_predicate(replace(module, runtime=runtime))


def _add_draft_hint(registry: SchemaRegistry, draft: int | None) -> None:
    """Add a warning, or an error to others, if the schema looks older than the draft assumed."""
    root = registry.root
    if draft is not None or (is_object(root.schema) and "$schema" in root.schema):
        return
    names = ", ".join(find_older_keywords(root.schema, root.dialect))
    if names:
        assumed = root.dialect.draft.name
        message = f"no $schema, so draft {assumed} is assumed, but {names} may be of an older draft"
        if registry.errors:
            registry.errors.append(SchemaError(registry.location_of(root), message))
        else:
            registry.add_warning(root, message)


def _add_keyword_hint(registry: SchemaRegistry) -> None:
    """Add a warning if the root has members, but none that makes it a schema."""
    root = registry.root
    is_asked = is_object(root.schema) and root.schema and not registry.warnings
    if is_asked and not has_keyword(root.schema, root.dialect):
        message = "has no keyword of JSON Schema, so every value is valid; is it a schema?"
        registry.add_warning(root, message)


def _add_pattern_warnings(registry: SchemaRegistry, nodes: Iterable[Node]) -> None:
    """Add a warning for each pattern in *nodes* that may take very long."""
    for node in nodes:
        for tokens, reason in find_hanging_patterns(node.schema, node.dialect):
            registry.add_warning(node, reason, *tokens)


def _lay_out_module(registry: SchemaRegistry) -> StandaloneModule:
    scope = ModuleScope(RESERVED_NAMES)
    root = registry.root
    title = root.schema.get("title") if is_object(root.schema) else None
    name = snake_case(title) if isinstance(title, str) and title.strip() else "root"
    compiler = Compiler(registry, {root: name}, scope)
    _add_pattern_warnings(registry, compiler.graph.applied)
    schemas = collect_schema_data({"": SchemaRoot(registry=registry, node=root)})
    is_valid, wanted = public_predicate(
        compiler, root, "is_valid", "instance", "Return True if *instance* is valid; never raises."
    )
    predicates = predicates_of(scope, [(compiler, wanted)])
    find_violations, walked = find_call(schemas, "instance")
    walked = walked.union(WALKED_NAMES, *(entry.needs for entry in schemas.keywords))
    return StandaloneModule(
        doc=(
            f"Validator of {title}." if isinstance(title, str) and title.strip() else "Validator.",
            "Schema pointers in it and in violations refer to the schema it was generated from.",
        ),
        is_valid=is_valid,
        predicates=predicates,
        schemas=schemas,
        find_call=find_violations,
        runtime=bundle_runtime(predicates.needs, TYPED_NAMES, walked),
    )
