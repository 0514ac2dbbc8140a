"""Compile a JSON Schema of draft 4, 6 or 7 to one module that needs only the standard library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeGuard

from connectgen.core.bundled_data import TEMPLATES
from connectgen.core.documents import SourceFile
from connectgen.core.errors import ConnectgenError, SchemaError, raise_all
from connectgen.core.json_types import is_array, is_object
from connectgen.core.location import Location
from connectgen.json_schema.compiler import (
    Compiler,
    ModuleScope,
    SchemaRegistry,
    public_functions_of,
    without_strings,
)
from connectgen.json_schema.metaschema import find_meta_schema, meta_schema_errors
from connectgen.json_schema.schema_data import SchemaRoot, collect_schema_data, find_call
from connectgen.jsonio.documents import MAX_PARTS
from connectgen.python_text.identifiers import snake_case
from connectgen.render.templates import render
from connectgen.render.verify import verify_generated_source
from connectgen.standalone.runtime_bundle import bundle_runtime, reserved_names
from connectgen.view_models.validators import RuntimeBundle, StandaloneContext

__all__ = ["compile_document", "compile_validator"]

_USED = re.compile(r"\b\w++(?=\()|MAX_DEPTH")
_NOTHING = RuntimeBundle(
    imports=(), typing_imports=("    pass",), classes=(), constants=(), rest=()
)


def compile_validator(
    schema: Any, *, documents: Mapping[str, Any] | None = None, formats: bool = False
) -> str:
    """Return the source of a module that validates JSON values against *schema*.

    The module has `is_valid(instance)`, `violations(instance)`, `validate(instance)`,
    `ValidationError` and `Violation`, and needs only the standard library.

    Args:
        schema: a JSON Schema of draft 4, 6 or 7, as `$schema` says; draft 4 where it says nothing.
        documents: documents that a `$ref` may point to, by absolute URI; meta-schemas are built in.
        formats: whether to check `format`, and Base64 as `contentEncoding`.

    Raises:
        SchemaError: the schema cannot be compiled; an `ErrorGroup` where there are several reasons.
    """
    location = Location(document="schema", folder="")
    errors: list[ConnectgenError] = []
    plain = _normalize_json(schema, location, errors)
    others = {
        uri: _normalize_json(content, Location(document=uri, folder=""), errors)
        for uri, content in (documents or {}).items()
    }
    raise_all(errors)
    advice = "pass the document that it points to in documents"
    return compile_document(plain, location, others, formats=formats, advice=advice)


def _normalize_json(value: Any, location: Location, errors: list[ConnectgenError]) -> Any:
    """Return a copy of *value* in the classes of a JSON parser; add other values to *errors*.

    Parsers of other formats, such as YAML, use subclasses for text and numbers.
    """
    try:
        return _Copying(errors).copied(value, location)
    except RecursionError as error:
        raise SchemaError(location, "nested too deeply") from error


class _Copying:
    """Copier of one value; a part that occurs several times counts each time."""

    def __init__(self, errors: list[ConnectgenError]) -> None:
        self._errors = errors
        self._parts = 0

    def copied(self, value: Any, location: Location) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, int | float):
            return int(value) if isinstance(value, int) else float(value)
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise SchemaError(location, f"more than {MAX_PARTS} arrays and objects up to here")
        if is_array(value):
            return [self.copied(item, location.child(at)) for at, item in enumerate(value)]
        if _is_mapping(value):
            return self._members(value, location)
        self._errors.append(SchemaError(location, f"a {type(value).__name__} is not a JSON value"))
        return None

    def _members(self, value: dict[object, Any], location: Location) -> dict[str, Any]:
        copied: dict[str, Any] = {}
        for name, item in value.items():
            if isinstance(name, str):
                copied[str.__str__(name)] = self.copied(item, location.child(name))
            else:
                self._errors.append(SchemaError(location, f"the key {name!r} is not a string"))
        return copied


def _is_mapping(value: object) -> TypeGuard[dict[object, Any]]:
    return isinstance(value, dict)


def compile_document(
    schema: Any, location: Location, documents: Mapping[str, Any], *, formats: bool, advice: str
) -> str:
    """Return the source of a module; as `compile_validator`, for a schema that has a place.

    Args:
        schema: as for `compile_validator`.
        location: location of the schema, for messages.
        documents: as for `compile_validator`.
        formats: as for `compile_validator`.
        advice: what to do about a document that is missing in *documents*.

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
        )
        view = _lay_out_module(registry, formats)
    except RecursionError as error:
        raise SchemaError(location, "nested too deeply") from error
    # Without the runtime, which is ours and uses names that the rest may not.
    (bare,) = render((replace(view, runtime=_NOTHING),), TEMPLATES)
    verify_generated_source(SourceFile(path=bare.path, text=bare.text))
    (file,) = render((view,), TEMPLATES)
    return file.text


def _lay_out_module(registry: SchemaRegistry, formats: bool) -> StandaloneContext:
    runtime = TEMPLATES / "runtime" / "validators"
    module = ModuleScope(reserved_names(runtime))
    root = registry.root
    title = root.schema.get("title") if is_object(root.schema) else None
    name = snake_case(title) if isinstance(title, str) and title.strip() else "root"
    compiler = Compiler(registry, {root: name}, module, formats=formats)
    schemas = collect_schema_data(
        {"": SchemaRoot(registry=registry, node=root, keywords_of=compiler.asserted_keywords)}
    )
    entry = public_functions_of(
        compiler, "is_valid", "instance", "Return True if *instance* is valid; never raises."
    )
    functions = compiler.compile_functions()
    constants = module.sorted_constants()
    code = [constant.source for constant in constants]
    code += [line for one in (entry.is_valid, *functions) for line in one.lines]
    used = set(_USED.findall(without_strings("\n".join(code)))) | {"Schemas"}
    call, call_needs = find_call(schemas, "instance")
    used |= call_needs
    used |= frozenset[str]().union(*(entry.needs for entry in schemas.keywords))
    return StandaloneContext(
        path="validator.py",
        header="# Generated by connectgen. Do not edit.",
        doc=(
            f"Validator of {title}." if isinstance(title, str) and title.strip() else "Validator.",
            "Schema pointers in it and in violations refer to the schema it was generated from.",
        ),
        runtime=bundle_runtime(runtime, used),
        constants=constants,
        public_functions=replace(entry, find_call=call),
        functions=functions,
        schemas=schemas,
    )
