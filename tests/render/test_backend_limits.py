"""Limits and formats in pydantic, msgspec and TypedDict models: every keyword, odd limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
from connectgen.json_schema.formats import FORMATS
from connectgen.json_schema.keywords import KEYWORDS, Assertion
from connectgen.json_schema.limit_types import limit_error
from pydantic import ValidationError
from support import generate_into, import_from, write_schemas

pytestmark = pytest.mark.slow

BACKENDS = ("msgspec", "pydantic", "typeddict")
WHOLE_NUMBERS = (0, 1, 3, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**400)
LIMITS: dict[str, tuple[Any, ...]] = {
    "count": WHOLE_NUMBERS,
    "date": ("2020-01-02",),
    "date-time": ("2020-01-02T03:04:05Z",),
    "flag": (True,),
    "number": (
        *(*WHOLE_NUMBERS, -1, -(2**63), -(2**64), -(10**400)),
        *(0.01, 0.1, 0.5, 1.5, 1e-10, 5e-324, 1e30, 1e300),
    ),
    "pattern": ("^a", "^[^ ]*$", "(?=a)"),
}
"""Values that a keyword may have, by `limit_type` of its row."""

TYPES = ("array", "boolean", "integer", "number", "object", "string")
VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, 3, -1, 2**31, 2**62, 0.01, 0.29, 0.3, 0.5, 1.5),
    *("", "a", "abc", "abcd", "5", "2020-05-11", "2020-05-11T18:26:28Z"),
    *([], ["a"], [1, "a", None], [1, 2, 3, 4], {}, {"a": 1}),
)
"""Values of every type. The validators say which of them a property may have."""


def limited_schemas() -> Iterator[dict[str, Any]]:
    """Yield each keyword with each value that it may have, and some of them together."""
    for keyword, row in KEYWORDS.items():
        for limit in LIMITS[row.limit_type] if isinstance(row, Assertion) else ():
            is_legal = isinstance(row, Assertion) and limit_error(keyword, row, limit) is None
            if is_legal and not (keyword == "multipleOf" and limit <= 0):
                yield {keyword: limit}
    yield from ({keyword: name} for keyword, name in FORMATS)
    for name in ("date", "date-time"):
        yield {"format": name, "maxLength": 30}
        yield {"format": name, "pattern": "^2", "minLength": 3, "uniqueItems": True}
        yield {"format": name, "maximum": 3, "maxItems": 1, "minProperties": 1}
    yield {"minimum": -1, "multipleOf": 0.01, "maxLength": 3, "maxItems": 3, "minProperties": 1}


def types_of(limited: dict[str, Any]) -> list[str]:
    """Return the types that the keywords of *limited* apply to."""
    rows = (FORMATS.get((key, value)) or KEYWORDS[key] for key, value in limited.items())
    return sorted({kind for row in rows if isinstance(row, Assertion) for kind in row.json_types})


def described_properties(*, step: int) -> dict[str, dict[str, Any]]:
    """Return properties with each limit and each list of types, alone and as items.

    Args:
        step: take one of so many; a prime number gives some of each keyword and of each type.
    """
    found: list[dict[str, Any]] = []
    for limited in limited_schemas():
        found.append(limited)
        for kind in types_of(limited):
            others = [[kind, each] for each in TYPES if each != kind]
            lists = (kind, [kind, "null"], *others, [*TYPES], [*TYPES, "null"])
            typed = [{"type": kinds, **limited} for kinds in lists]
            found += [*typed, *({"type": "array", "items": each} for each in typed)]
    return {f"p{number}": schema for number, schema in enumerate(found[::step])}


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_what_validators_accept_the_models_of_every_backend_accept(step: int, tmp_path: Path):
    described = described_properties(step=step)
    only_created = {"isAvailableForGET": False, "isAvailableForPATCH": False}
    record = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {name: schema | only_created for name, schema in described.items()},
    }
    schemas = write_schemas(tmp_path / "schemas", {"things": record})
    package = f"limited_by_{step}"
    generate_into(tmp_path, package, schemas=schemas, models=BACKENDS)
    validators, by_msgspec, by_pydantic, typed = (
        import_from(tmp_path, f"{package}.{folder}.things")
        for folder in ("validators", *(f"{backend}_models" for backend in BACKENDS))
    )
    valid = {
        name: [
            value
            for value in ([[item] for item in VALUES] if "items" in schema else VALUES)
            if validators.is_valid_create({name: value})
        ]
        for name, schema in described.items()
    }
    assert set(get_type_hints(typed.ThingCreate)) == set(described)
    for number in range(max(map(len, valid.values()))):
        # one value of each property at a time, which is faster than one body for each value
        body = {name: values[number % len(values)] for name, values in valid.items() if values}
        assert msgspec.to_builtins(msgspec.convert(body, by_msgspec.ThingCreate)) == body
        model = by_pydantic.ThingCreate.model_validate(body)
        assert model.model_dump(mode="json", by_alias=True, exclude_unset=True) == body


def test_the_limits_of_one_type_among_several_are_checked(tmp_path: Path):
    types = ["array", "integer", "null", "string"]
    limits = {"maxItems": 2, "minimum": 5, "maxLength": 3, "maxProperties": 1}
    properties = {
        "mixed": {"type": types, **limits},
        "mixedItems": {"type": "array", "items": {"type": types, **limits}},
        "dated": {"type": ["integer", "string"], "format": "date", "maxLength": 3, "minimum": 5},
    }
    struct, model = create_classes(tmp_path, "checked", properties)
    good: list[Any] = [[1, 2], 5, None, "abc"]
    bad: list[Any] = [[1, 2, 3], 4, "abcd"]
    for body in (*({"mixed": each} for each in good), {"mixedItems": good}, {"dated": 5}):
        assert msgspec.to_builtins(msgspec.convert(body, struct)) == body
        read = model.model_validate(body)
        assert read.model_dump(mode="json", by_alias=True, exclude_unset=True) == body
    wrong = [{"dated": 4}, {"dated": "abc"}]
    for body in (*wrong, *({"mixed": each} for each in bad), *({"mixedItems": [b]} for b in bad)):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(body, struct)
        with pytest.raises(ValidationError):
            model.model_validate(body)


NAMES = (
    *("thing", "thingCreate", "thingPatch", "thingCreates", "things", "thingName", "thingCreateX"),
    *("baseModel", "rootModel", "struct", "meta", "field", "annotated", "any", "int", "str"),
    *("list", "dict", "none", "date", "x", "X", "xString", "x_string", "x string", "é", "_"),
)


def test_no_limited_type_takes_the_name_of_a_model_or_of_a_builtin(tmp_path: Path):
    mixed = {"type": ["array", "integer", "string"], "maxItems": 2, "minimum": 5, "maxLength": 3}
    for number, limited in enumerate((mixed, {"type": "array", "items": mixed})):
        struct, model = create_classes(tmp_path, f"named_{number}", dict.fromkeys(NAMES, limited))
        fields = {field.encode_name for field in msgspec.structs.fields(struct)}
        aliases = {field.alias or name for name, field in model.model_fields.items()}
        assert fields == aliases == set(NAMES)


def test_a_model_that_contains_itself_contains_the_same_view(tmp_path: Path):
    url = "/services/rest/connect/v1.4/metadata-catalog/things"
    own = {"type": "object", "$ref": url, "x-connectgen-embed": True}
    struct, model = create_classes(
        tmp_path, "embedded", {"whole": own, "lines": {"type": "array", "items": own}}
    )
    for hints in (get_type_hints(struct), get_type_hints(model)):
        assert "ThingCreate" in str(hints["whole"])
        assert "ThingCreate" in str(hints["lines"])


def create_classes(folder: Path, package: str, properties: dict[str, Any]) -> tuple[Any, Any]:
    """Return the class `ThingCreate` of msgspec, and that of pydantic."""
    documents = {"things": {"type": "object", "properties": properties}}
    schemas = write_schemas(folder / f"{package}_schemas", documents)
    generate_into(folder, package, schemas=schemas, models=BACKENDS)
    modules = (import_from(folder, f"{package}.{name}_models.things") for name in BACKENDS[:2])
    struct, model = (module.ThingCreate for module in modules)
    return struct, model
