"""Model flavours beside our dataclasses; the only module that imports datamodel-code-generator.

It is given plain JSON Schema without descriptions: they are text of the site, and only our own
`docstring` filter is trusted with that. The dataclasses document every field. The names of fields
are ours; its aliases carry the names on the wire as data. What it cannot write so that the module
can be imported is left out, and nothing is changed in what it returns.
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
from connectgen.json_schema.ecma_regex import translate
from connectgen.python_text.literals import is_printable
from connectgen.view_models.package import FlavourView

__all__ = ["refusal", "render_flavour"]

_MODEL_TYPES = {
    "dataclass": "dataclasses.dataclass",
    "msgspec": "msgspec.Struct",
    "pydantic": "pydantic_v2.BaseModel",
    "typeddict": "typing.TypedDict",
}
_LEFT_OUT = frozenset(
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
"""Names that a field of a pydantic model cannot have."""


def render_flavour(view: FlavourView) -> SourceFile:
    """Return the module of one resource in one flavour.

    Raises:
        OutputError: datamodel-code-generator cannot make it.
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

    mapping = view.flavour == "typeddict"
    naive = view.flavour in ("dataclass", "msgspec")  # the others have a type of their own, or text
    config = GenerateConfig(
        input_file_type=InputFileType.JsonSchema,
        output_model_type=DataModelType(_MODEL_TYPES[view.flavour]),
        target_python_version=PythonVersion.PY_311,
        formatters=[Formatter.BUILTIN],
        output_datetime_class=DatetimeClassType.Datetime if naive else None,
        custom_file_header=f"{view.header}\n# fmt: off",  # its lines are not where ruff has them
        disable_timestamp=True,
        aliases=None if mapping else _aliases(view),
        allow_population_by_field_name=not mapping,
        extra_fields="allow" if view.flavour == "pydantic" else None,
        field_constraints=True,
        use_annotated=True,
        use_double_quotes=True,
        use_standard_collections=True,
        use_union_operator=True,
    )
    # It takes the line length from the pyproject.toml of the working folder, unless it is sent to
    # another one; and it warns where it would drop a constraint.
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("error")
        config.settings_path = Path(folder)
        try:
            text = generate(json.dumps(_combined(view)), config=config)
        except (Error, UserWarning) as error:
            message = f"datamodel-code-generator cannot make {view.path}: {error}"
            raise OutputError(message) from error
    if not isinstance(text, str):
        raise OutputError(f"datamodel-code-generator made several modules of {view.path}")
    return SourceFile(path=view.path, text=text.rstrip("\n") + "\n")


def refusal(wire_name: str, flavour: str) -> str | None:
    """Return why models of *flavour* cannot hold a property of this name; None if they can."""
    if not _is_encodable(wire_name):
        return "half of a surrogate pair in a name"
    if flavour == "msgspec" and re.search(r"[\x00-\x1f\"\\]", wire_name):
        return "quotation marks, backslashes and control characters in names"
    if flavour != "typeddict":
        return None
    if re.search(r"[\"'\\]", wire_name) or not all(map(is_printable, wire_name)):
        return "quotation marks, backslashes and unprintable characters in keys"
    # it prints keys that are identifiers as such, and Python reads an identifier in its plain form
    if wire_name.startswith("_") or unicodedata.normalize("NFKC", wire_name) != wire_name:
        return "keys that begin with an underscore, or hold a character in one of its variants"
    return None


def _is_encodable(text: str) -> bool:
    """Return whether *text* can be written as UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _aliases(view: FlavourView) -> dict[str, str]:
    """Return the name of each field; pydantic keeps some names for its own models."""
    if view.flavour != "pydantic":
        return dict(view.aliases)
    return {field: _beside_base_model(name) for field, name in view.aliases.items()}


def _beside_base_model(name: str) -> str:
    if name in _OF_BASE_MODEL or name.startswith(("model_dump", "model_validate")):
        return f"field_{name}"
    return name


def _combined(view: FlavourView) -> dict[str, Any]:
    """Return one schema for all views: the last view's root, everything else a definition."""
    definitions: dict[str, Any] = {}
    for schema in view.schemas:
        definitions |= schema.get("definitions", {})
        definitions[schema["title"]] = {
            keyword: value for keyword, value in schema.items() if keyword != "definitions"
        }
    title = view.schemas[-1]["title"]
    root = _plain(definitions.pop(title), view.flavour)
    others = {name: _plain(definitions[name], view.flavour) for name in sorted(definitions)}
    roots = {schema["title"] for schema in view.schemas[:-1]}
    wanted = roots | _referred_to([root, *(others[name] for name in roots)], others)
    kept = {name: schema for name, schema in others.items() if name in wanted}
    return {**root, "title": title, "definitions": kept}


def _referred_to(schemas: list[Any], definitions: dict[str, Any]) -> set[str]:
    """Return the names of *definitions* that *schemas* need."""
    found: set[str] = set()
    waiting = list(schemas)
    while waiting:
        names = set(re.findall(r'"#/definitions/([^"]+)"', json.dumps(waiting.pop())))
        waiting += [definitions[name] for name in names - found if name in definitions]
        found |= names
    return found


def _plain(schema: Any, flavour: str) -> Any:
    """Return *schema* without what datamodel-code-generator cannot say in *flavour*."""
    if flavour != "dataclass" and schema.get("then", schema.get("items")) != schema.get("items"):
        schema = _either(schema)
    kept = {
        keyword: value
        for keyword, value in schema.items()
        if keyword not in _LEFT_OUT and not _is_unsayable(keyword, value, flavour)
    }
    kept.pop("title", None)
    if isinstance(kept.get("type"), list):  # one object in place of an array: write an array
        kept["type"] = [kind for kind in kept["type"] if kind != "object" or "items" not in kept]
    if "pattern" in kept:
        kept |= _pattern(kept.pop("pattern"), flavour)
    if "items" in kept:
        kept["items"] = _plain(kept["items"], flavour)
    if "anyOf" in kept:
        kept["anyOf"] = [_plain(part, flavour) for part in kept["anyOf"]]
    if "properties" in kept:
        kept["properties"] = {
            name: _plain(part, flavour)
            for name, part in kept["properties"].items()
            if refusal(name, flavour) is None
        }
    if "required" in kept:
        kept["required"] = [name for name in kept["required"] if refusal(name, flavour) is None]
    return kept


def _pattern(pattern: str, flavour: str) -> dict[str, str]:
    """Return the keyword for *pattern*; none where *flavour* cannot hold it: validators do."""
    if flavour == "msgspec":  # it searches with Python's `re`
        pattern = translate(pattern)
    holds = _is_encodable(pattern) and (flavour != "pydantic" or _is_taken_by_pydantic(pattern))
    return {"pattern": pattern} if holds else {}


def _is_taken_by_pydantic(pattern: str) -> bool:
    """Return whether pydantic can compile *pattern*, with the engine that it has by default."""
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def _either(schema: Any) -> Any:
    """Return *schema*, of a list in a reply, as a choice: the array, or the object around it."""
    array = {keyword: schema[keyword] for keyword in schema if keyword not in ("if", "then")}
    null = [{"type": "null"}] if "null" in schema["type"] else []
    return {"anyOf": [{**array, "type": "array"}, schema["then"], *null]}


def _is_unsayable(keyword: str, value: Any, flavour: str) -> bool:
    if keyword == "format":
        # A URL, an address and so on stay the text that they are.
        return value not in ("date", "date-time") or flavour == "typeddict"
    if keyword not in ("maximum", "minimum") or flavour != "msgspec":
        return False
    return not _INT64.start <= value < _INT64.stop
