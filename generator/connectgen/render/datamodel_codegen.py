"""Adapter to datamodel-code-generator, which renders the additional model backends.

It gets JSON Schema without descriptions, because they are untrusted text and only our `docstring`
filter is trusted to escape it. The dataclasses document every field. Python names of fields are
passed as aliases. Schema features for which it would write a module that cannot be imported are
left out. Its output is not changed.
"""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
import warnings
from pathlib import Path
from typing import Any

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.json_schema.ecma_regex import translate_pattern
from connectgen.python_text.literals import is_printable
from connectgen.view_models.package import ModelBackendContext

__all__ = ["render_backend_models", "unsupported_name_reason"]

_MODEL_TYPES = {
    "dataclass": "dataclasses.dataclass",
    "msgspec": "msgspec.Struct",
    "pydantic": "pydantic_v2.BaseModel",
    "typeddict": "typing.TypedDict",
}
_UNSUPPORTED_KEYWORDS = frozenset(
    {
        *("$schema", "contentEncoding", "default", "description", "if", "not", "then"),
        "x-connectgen-advice",
    }
)
_INT64 = range(-(2**63), 2**63)
_OF_BASE_MODEL = frozenset(
    {
        *("construct", "copy", "dict", "from_orm", "json", "parse_file", "parse_obj", "parse_raw"),
        *("schema", "schema_json", "update_forward_refs", "validate", "model_computed_fields"),
        *("model_config", "model_construct", "model_copy", "model_extra", "model_fields"),
        *("model_fields_set", "model_json_schema", "model_parametrized_name", "model_post_init"),
        "model_rebuild",
    }
)
"""Names that `pydantic.BaseModel` reserves; such a field gets the prefix `field_`."""


def render_backend_models(context: ModelBackendContext) -> SourceFile:
    """Return the module of one resource for one model backend.

    Raises:
        OutputError: datamodel-code-generator cannot render it.
    """
    from datamodel_code_generator import (
        DatetimeClassType,
        Error,
        GenerateConfig,
        InputFileType,
        PythonVersion,
        generate,
    )
    from datamodel_code_generator.enums import DataModelType
    from datamodel_code_generator.format import Formatter

    mapping = context.backend == "typeddict"
    # pydantic has `AwareDatetime`, and TypedDict keeps the string
    naive = context.backend in ("dataclass", "msgspec")
    config = GenerateConfig(
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType(_MODEL_TYPES[context.backend]),
        target_python_version=PythonVersion.PY_311,
        formatters=[Formatter.BUILTIN],
        output_datetime_class=DatetimeClassType.Datetime if naive else None,
        # its line breaks differ from those of ruff
        custom_file_header=f"{context.header}\n# fmt: off",
        disable_timestamp=True,
        aliases=None if mapping else _field_aliases(context),
        allow_population_by_field_name=not mapping,
        extra_fields="allow" if context.backend == "pydantic" else None,
        field_constraints=True,
        use_annotated=True,
        use_double_quotes=True,
        use_standard_collections=True,
        use_union_operator=True,
    )
    # It reads the line length from the pyproject.toml of the working folder, so another folder is
    # given. It emits a warning when it drops a constraint, which must not happen silently.
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        config.settings_path = Path(folder)
        try:
            text = generate(json.dumps(_combine_schemas(context)), config=config)
        except (Error, UserWarning) as error:
            message = f"datamodel-code-generator cannot render {context.path}: {error}"
            raise OutputError(message) from error
    if not isinstance(text, str):
        raise OutputError(f"datamodel-code-generator returned several modules for {context.path}")
    return SourceFile(path=context.path, text=text.rstrip("\n") + "\n")


def unsupported_name_reason(wire_name: str, backend: str) -> str | None:
    """Return why models of *backend* cannot have a property of this name; None if they can."""
    if not _is_encodable(wire_name):
        return "a lone surrogate in a name"
    if backend == "msgspec" and re.search(r"[\x00-\x1f\"\\]", wire_name):
        return "quotation marks, backslashes and control characters in names"
    if backend != "typeddict":
        return None
    if re.search(r"[\"'\\]", wire_name) or not all(map(is_printable, wire_name)):
        return "quotation marks, backslashes and unprintable characters in keys"
    # it writes such keys as identifiers, which Python may mangle or normalize (NFKC)
    if wire_name.startswith("_") or unicodedata.normalize("NFKC", wire_name) != wire_name:
        return "keys that begin with an underscore, or that Python would normalize (NFKC)"
    return None


def _is_encodable(text: str) -> bool:
    """Return whether *text* can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _field_aliases(context: ModelBackendContext) -> dict[str, str]:
    """Return the Python name of each field, avoiding those that pydantic reserves."""
    if context.backend != "pydantic":
        return dict(context.aliases)
    return {field: _avoid_base_model_names(name) for field, name in context.aliases.items()}


def _avoid_base_model_names(name: str) -> str:
    if name in _OF_BASE_MODEL or name.startswith(("model_dump", "model_validate")):
        return f"field_{name}"
    return name


def _combine_schemas(context: ModelBackendContext) -> dict[str, Any]:
    """Return one schema for all views: that of the last view, with the others as definitions."""
    definitions: dict[str, Any] = {}
    for schema in context.schemas:
        definitions |= schema.get("definitions", {})
        definitions[schema["title"]] = {
            keyword: value for keyword, value in schema.items() if keyword != "definitions"
        }
    title = context.schemas[-1]["title"]
    root = _simplify_schema(definitions.pop(title), context.backend)
    others = {
        name: _simplify_schema(definitions[name], context.backend) for name in sorted(definitions)
    }
    roots = {schema["title"] for schema in context.schemas[:-1]}
    wanted = roots | _referenced_definitions([root, *(others[name] for name in roots)], others)
    kept = {name: schema for name, schema in others.items() if name in wanted}
    return {**root, "title": title, "definitions": kept}


def _referenced_definitions(schemas: list[Any], definitions: dict[str, Any]) -> set[str]:
    """Return the names of *definitions* that *schemas* need."""
    found: set[str] = set()
    waiting = list(schemas)
    while waiting:
        names = set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(waiting.pop())))
        waiting += [definitions[name] for name in names - found if name in definitions]
        found |= names
    return found


def _simplify_schema(schema: Any, backend: str) -> Any:
    """Return *schema* without what datamodel-code-generator cannot render for *backend*."""
    if backend != "dataclass" and schema.get("then", schema.get("items")) != schema.get("items"):
        schema = _list_or_object(schema)
    kept = {
        keyword: value
        for keyword, value in schema.items()
        if keyword not in _UNSUPPORTED_KEYWORDS and not _is_unsupported(keyword, value, backend)
    }
    kept.pop("title", None)
    if isinstance(kept.get("type"), list):  # a single object or an array: write an array
        kept["type"] = [kind for kind in kept["type"] if kind != "object" or "items" not in kept]
    if "pattern" in kept:
        kept |= _convert_pattern(kept.pop("pattern"), backend)
    if "items" in kept:
        kept["items"] = _simplify_schema(kept["items"], backend)
    if "anyOf" in kept:
        kept["anyOf"] = [_simplify_schema(part, backend) for part in kept["anyOf"]]
    if "properties" in kept:
        kept["properties"] = {
            name: _simplify_schema(part, backend)
            for name, part in kept["properties"].items()
            if unsupported_name_reason(name, backend) is None
        }
    if "required" in kept:
        required = kept["required"]
        kept["required"] = [n for n in required if unsupported_name_reason(n, backend) is None]
    return kept


def _convert_pattern(pattern: str, backend: str) -> dict[str, str]:
    """Return the keyword for *pattern*; empty if *backend* cannot check it. Validators do."""
    if backend == "msgspec":  # msgspec uses Python's `re`
        pattern = translate_pattern(pattern)
    holds = _is_encodable(pattern) and (backend != "pydantic" or _is_taken_by_pydantic(pattern))
    return {"pattern": pattern} if holds else {}


def _is_taken_by_pydantic(pattern: str) -> bool:
    """Return whether the default regex engine of pydantic can compile *pattern*."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    # Its default engine is that of Rust: no lookarounds, no back references.
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def _list_or_object(schema: Any) -> Any:
    """Return *schema*, of a list in a reply, as `anyOf` of the array and the object around it."""
    array = {keyword: schema[keyword] for keyword in schema if keyword not in ("if", "then")}
    null = [{"type": "null"}] if "null" in schema["type"] else []
    return {"anyOf": [{**array, "type": "array"}, schema["then"], *null]}


def _is_unsupported(keyword: str, value: Any, backend: str) -> bool:
    if keyword == "format":
        # other formats stay strings: `EmailStr` and the like need more libraries, and differ
        return value not in ("date", "date-time") or backend == "typeddict"
    if keyword not in ("maximum", "minimum") or backend != "msgspec":
        return False
    # msgspec takes only limits of 64 bits.
    return not _INT64.start <= value < _INT64.stop
