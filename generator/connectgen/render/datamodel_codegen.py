"""Adapter to datamodel-code-generator, which renders the additional model backends.

It gets JSON Schema without descriptions, because they are untrusted text and only our `docstring`
filter is trusted to escape it. The dataclasses document every field. Python names of fields are
passed as aliases. `backend_schemas.py` leaves out what the backend cannot hold. The output of
datamodel-code-generator is not changed.
"""

from __future__ import annotations

import json
import re
import tempfile
import warnings
from pathlib import Path
from typing import Any

from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.core.json_types import is_array, is_object
from connectgen.render.backend_schemas import simplify_schema
from connectgen.render.limited_types import name_limited_types
from connectgen.view_models.package import ModelBackendContext

__all__ = ["render_backend_models"]

_MODEL_TYPES = {
    "dataclass": "dataclasses.dataclass",
    "msgspec": "msgspec.Struct",
    "pydantic": "pydantic_v2.BaseModel",
    "typeddict": "typing.TypedDict",
}
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
    *others, last = context.schemas
    for schema in (*(_refer_by_name(each, each["title"]) for each in others), last):
        definitions |= schema.get("definitions", {})
        definitions[schema["title"]] = {
            keyword: value for keyword, value in schema.items() if keyword != "definitions"
        }
    simple = {
        name: simplify_schema(definitions[name], context.backend) for name in sorted(definitions)
    }
    roots = {schema["title"] for schema in context.schemas}
    wanted = roots | _referenced_definitions([simple[name] for name in roots], simple)
    kept = {name: schema for name, schema in simple.items() if name in wanted}
    kept = name_limited_types(kept, context.aliases)
    return {**kept.pop(last["title"]), "title": last["title"], "definitions": kept}


def _refer_by_name(schema: Any, title: str) -> Any:
    """Return *schema*, which becomes the definition *title*, with its references to itself."""
    if is_array(schema):
        return [_refer_by_name(each, title) for each in schema]
    if not is_object(schema):
        return schema
    if schema.get("$ref") == "#":
        return {"$ref": f"#/definitions/{title}"}
    return {keyword: _refer_by_name(value, title) for keyword, value in schema.items()}


def _referenced_definitions(schemas: list[Any], definitions: dict[str, Any]) -> set[str]:
    """Return the names of *definitions* that *schemas* need."""
    found: set[str] = set()
    waiting = list(schemas)
    while waiting:
        names = set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(waiting.pop())))
        waiting += [definitions[name] for name in names - found if name in definitions]
        found |= names
    return found
