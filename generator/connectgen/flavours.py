"""Model flavours beside our dataclasses; the only module that imports datamodel-code-generator.

It is given plain JSON Schema without descriptions: they are text of the site, and only our own
`docstring` filter is trusted with that. The dataclasses document every field.
"""

from __future__ import annotations

import json
import re
import tempfile
import warnings
from pathlib import Path
from typing import Any

from connectgen.documents import SourceFile
from connectgen.errors import OutputError
from connectgen.patterns import translate
from connectgen.quoting import literal
from connectgen.views import FlavourView

__all__ = ["render_flavour"]

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
_STAND_IN = "wire name "
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
            combined = _hidden(_combined(view)) if mapping else _combined(view)
            text = generate(json.dumps(combined), config=config)
        except (Error, UserWarning) as error:
            message = f"datamodel-code-generator cannot make {view.path}: {error}"
            raise OutputError(message) from error
    if not isinstance(text, str):
        raise OutputError(f"datamodel-code-generator made several modules of {view.path}")
    return SourceFile(path=view.path, text=_shown(text).rstrip("\n") + "\n")


def _hidden(schema: Any) -> Any:
    """Return *schema* with stand-ins for wire names that would be printed raw, as keys are."""
    hidden = dict(schema)
    for keyword in ("properties", "definitions"):
        members = schema.get(keyword, {})
        names = {name: _stand_in(name) if keyword == "properties" else name for name in members}
        if members:
            hidden[keyword] = {names[name]: _hidden(part) for name, part in members.items()}
    if "items" in schema:
        hidden["items"] = _hidden(schema["items"])
    if "anyOf" in schema:
        hidden["anyOf"] = [_hidden(part) for part in schema["anyOf"]]
    if "required" in schema:
        hidden["required"] = [_stand_in(name) for name in schema["required"]]
    return hidden


def _stand_in(name: str) -> str:
    """Return *name*, or what stands for it until `_shown`."""
    if name.isascii() and name.isprintable() and not name.startswith(_STAND_IN):
        return name
    return f"{_STAND_IN}{name.encode('utf-16-be', 'surrogatepass').hex()}"


def _shown(text: str) -> str:
    """Return *text* with the names that stand-ins stand for, as literals."""
    return re.sub(
        rf"""(["']){_STAND_IN}([0-9a-f]*)\1""",
        lambda found: literal(bytes.fromhex(found[2]).decode("utf-16-be", "surrogatepass")),
        text,
    )


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
    if "pattern" in kept and flavour == "msgspec":  # it searches with Python's `re`
        kept["pattern"] = translate(kept["pattern"])
    if "items" in kept:
        kept["items"] = _plain(kept["items"], flavour)
    if "anyOf" in kept:
        kept["anyOf"] = [_plain(part, flavour) for part in kept["anyOf"]]
    if "properties" in kept:
        kept["properties"] = {
            name: _plain(part, flavour) for name, part in kept["properties"].items()
        }
    return kept


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
