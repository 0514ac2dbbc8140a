"""What the parser takes an odd value for, and how the warning says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core import ir
from connectgen.core.diagnostics import Diagnostics
from connectgen.core.location import Location
from connectgen.parse.normalize import normalize_schema
from connectgen.pipeline.api import read_api
from connectgen.pipeline.render import render_source_files
from support import generate_into, import_from, write_schemas

CATALOG = "/services/rest/connect/v1.4/metadata-catalog"


def normalized(schema: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return what is read of *schema*, and the pointers and messages of warnings."""
    diagnostics = Diagnostics()
    found = normalize_schema(schema, Location(document="x.json"), diagnostics)
    warnings = diagnostics.raise_or_return_warnings()
    return found, [f"{each.location.pointer}: {each.message}" for each in warnings]


@pytest.mark.parametrize(
    ("schema", "meant"),
    [
        ({"maxLength": "80"}, {"maxLength": 80}),
        ({"maxLength": 2.0}, {"maxLength": 2}),
        ({"type": ["string", "null"]}, {"type": ["string", "null"]}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"items": True}, {"items": {}}),
        ({"properties": {"a": True}}, {"properties": {"a": {}}}),
        ({"properties": {"a": {"required": False}}}, {"properties": {"a": {}}}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "const": "a"}, {"type": ["string"], "enum": ["a"]}),
        ({"enum": ["a", "b", "a"]}, {"type": ["string"], "enum": ["a", "b"]}),
        ({"enum": ["a", None]}, {"type": ["string", "null"], "enum": ["a"]}),
        ({"enum": [1, True, 1.0]}, {"enum": [1.0, True]}),
        ({"$schema": 5, "id": {}, "links": None}, {"$schema": 5, "id": {}, "links": None}),
    ],
)
def test_what_is_legal_somewhere_is_taken_silently(schema: dict[str, Any], meant: dict[str, Any]):
    read, told = normalized(schema)
    read = {"type": ["string"], **read} if schema.get("type") == "string" else read
    assert (read, told) == (meant, [])


@pytest.mark.parametrize(
    ("schema", "meant", "told"),
    [
        ({"minLength": "2"}, {"minLength": 2}, '/minLength: minLength is "2", read as 2'),
        ({"minimum": "2.5"}, {"minimum": 2.5}, '/minimum: minimum is "2.5", read as 2.5'),
        ({"readOnly": 1}, {"readOnly": True}, "/readOnly: readOnly is 1, read as true"),
        ({"readOnly": None}, {}, "/readOnly: readOnly is null, not true or false: left out"),
        ({"description": None}, {}, "/description: description is null, not a text: left out"),
        ({"label": 7}, {"label": "7"}, "/label: label is 7, read as text"),
        (
            {"maxLength": -1},
            {},
            "/maxLength: maxLength is -1, not a non-negative integer: left out",
        ),
        ({"multipleOf": 0}, {}, "/multipleOf: multipleOf is 0, not a number above 0: left out"),
        ({"minimum": "1e999"}, {}, '/minimum: minimum is "1e999", not a number: left out'),
        ({"pattern": 5}, {}, "/pattern: pattern is 5, not a text: left out"),
        ({"type": "String"}, {"type": ["string"]}, '/type: type is "String", read as string'),
        (
            {"type": ["string", None]},
            {"type": ["string", "null"]},
            '/type: type is ["string", null], read as string or null',
        ),
        (
            {"type": "thing"},
            {},
            '/type: type is "thing", not a JSON type: any value is accepted',
        ),
        (
            {"type": {"$ref": "#"}},
            {},
            '/type: type is {"$ref": "#"}, not a JSON type: any value is accepted',
        ),
        (
            {"divisibleBy": 2},
            {"multipleOf": 2},
            "/divisibleBy: divisibleBy is 2, read as multipleOf",
        ),
        (
            {"exclusiveMinimum": True},
            {},
            "/exclusiveMinimum: exclusiveMinimum is true, there is no minimum: left out",
        ),
        (
            {"properties": {"a": {"required": True}}},
            {"properties": {"a": {}}, "required": ["a"]},
            "/properties/a/required: required is true, as in draft 3: the property is required",
        ),
        (
            {"properties": {"a": None}},
            {"properties": {"a": {}}},
            "/properties/a: a is null, not a schema: any value is accepted",
        ),
        ({"properties": []}, {}, "/properties: properties is [], not an object: left out"),
        ({"allOf": None}, {}, "/allOf: allOf is null, not an array: left out"),
        (
            {"items": [{"type": "string"}]},
            {"items": {"type": ["string"]}},
            '/items: items is [{"type": "string"}], read as the schema of every item',
        ),
        (
            {"minLength": 5, "maxLength": 2},
            {},
            "/maxLength: maxLength is 2, no value keeps minLength 5 too: both are left out",
        ),
        (
            {"type": "integer", "enum": ["a"]},
            {"type": ["integer"]},
            '/enum: enum is ["a"], no value of the right type: left out',
        ),
        (
            {"enum": ["a"], "const": "b"},
            {"type": ["string"], "enum": ["a"]},
            '/const: const is "b", not among the values of enum: left out',
        ),
        (
            {"minimumDateTime": "1970-01-02T00:00:00"},
            {"minimumDateTime": "1970-01-02T00:00:00Z"},
            '/minimumDateTime: minimumDateTime is "1970-01-02T00:00:00", read as'
            " 1970-01-02T00:00:00Z",
        ),
    ],
)
def test_what_is_odd_has_one_warning(schema: dict[str, Any], meant: dict[str, Any], told: str):
    assert normalized(schema) == (meant, [told])


def fields(folder: Path, properties: Any, **documents: Any) -> dict[str, ir.Field]:
    """Return the fields that a resource with *properties* is read with."""
    write_schemas(folder, {"things": {"properties": properties}, **documents})
    options = Options(schemas=folder, resources=("things",))
    views = read_api(options)[0].resources[0].views
    return {field.wire_name: field for view in views for field in view.models[0].fields}


@pytest.mark.parametrize(
    "ref",
    [
        f"{CATALOG}/things/part/",
        f"{CATALOG}//things//part",
        f"{CATALOG}/things/part?x=1",
        f"{CATALOG}/things/part#/definitions/singularResource",
        f"{CATALOG}/things/p%61rt",
        f"{CATALOG}/things%2Fpart",
        f"{CATALOG.upper()}/THINGS/PART",
        "things/part",
        "https://mysite.example.com" + CATALOG + "/things/part",
        "HTTPS://MYSITE.EXAMPLE.COM" + CATALOG + "/things/part",
        CATALOG.replace("v1.4", "latest") + "/things/part",
    ],
)
def test_a_ref_in_any_spelling_leads_to_its_part(tmp_path: Path, ref: str):
    part = {"properties": {"a": {"type": "string"}}}
    found = fields(tmp_path, {"x": {"$ref": ref}}, **{"things/part": part})
    assert found["x"].type == ir.ModelType(model=("things", "part"))


@pytest.mark.parametrize(
    ("ref", "told"),
    [
        (f"{CATALOG}/things/gone", "leads to things/gone.json, which is not in the snapshot"),
        (
            "https://evil.example.com" + CATALOG + "/contacts",
            "outside of the site, and not followed",
        ),
        ("//evil.example.com/x", "outside of the site, and not followed"),
        ("/etc/passwd", "not a URL in the catalog of v1.4"),
        ("../../../../../etc/passwd", "not a URL in the catalog of v1.4"),
        (CATALOG.replace("v1.4", "v1.3") + "/contacts", "not a URL in the catalog of v1.4"),
        ("http://[", "not a URL"),
        ("#/definitions/x", "which leads nowhere"),
    ],
)
def test_a_ref_that_leads_nowhere_is_any_object(tmp_path: Path, ref: str, told: str):
    write_schemas(
        tmp_path,
        {
            "things": {
                "properties": {
                    "a": {"$ref": "https://mysite.example.com" + CATALOG + "/things"},
                    "x": {"$ref": ref},
                }
            }
        },
    )
    api, (warning,) = read_api(Options(schemas=tmp_path, resources=("things",)))
    assert told in warning.message
    assert warning.kind == "unresolved-ref"
    assert warning.location.pointer == "/properties/x/$ref"
    field = api.resources[0].views[0].models[0].fields[1]
    assert isinstance(field.type, ir.Scalar)
    assert field.type.kinds in (("object",), ())


def test_a_definition_of_the_same_document_is_followed(tmp_path: Path):
    address = {"properties": {"street": {"type": "string"}, "next": {"$ref": "#/definitions/a"}}}
    write_schemas(
        tmp_path,
        {
            "things": {
                "definitions": {
                    "a": address,
                    "n": {"type": "integer"},
                    "loop": {"$ref": "#/definitions/loop"},
                },
                "properties": {
                    "one": {"$ref": "#/definitions/a", "label": "One"},
                    "many": {"type": "array", "items": {"$ref": "#/definitions/a"}},
                    "number": {"$ref": "#/definitions/n"},
                    "self": {"$ref": "#"},
                    "loop": {"$ref": "#/definitions/loop"},
                },
            }
        },
    )
    api, (warning,) = read_api(Options(schemas=tmp_path, resources=("things",)))
    found = {field.wire_name: field for field in api.resources[0].views[0].models[0].fields}
    model = ir.ModelType(model=("things", "definitions", "a"))
    assert (found["one"].type, found["one"].label) == (model, "One")
    assert found["many"].type == ir.ListType(item=model)
    assert found["number"].type == ir.Scalar(kinds=("integer",))
    assert found["self"].type == ir.ReferenceType(target="things", named_id=False)
    assert warning.message == "$ref leads back to itself: left out"


def test_annotations_are_understood(tmp_path: Path):
    found = fields(
        tmp_path,
        {
            "secret": {"type": "string", "writeOnly": True},
            "old": {"type": "string", "deprecated": True, "title": "Old name", "description": "X."},
            "titled": {"type": "string", "title": "Titled"},
        },
    )
    views = read_api(Options(schemas=tmp_path, resources=("things",)))[0].resources[0].views
    shown = {view.direction: [f.wire_name for f in view.models[0].fields] for view in views}
    assert "secret" not in shown["read"]
    assert "secret" in shown["create"]
    assert (found["old"].deprecated, found["old"].description) == (True, "Old name. X.")
    assert found["titled"].description == ""


def test_documents_of_which_nothing_can_be_used_are_left_out(tmp_path: Path):
    part = {"$ref": f"{CATALOG}/things/part"}
    write_schemas(tmp_path, {"things": {"properties": {"x": part}}, "things/part": [], "others": 5})
    api, warnings = read_api(Options(schemas=tmp_path))
    assert [resource.name for resource in api.resources] == ["things"]
    told = [str(each) for each in warnings]
    name = tmp_path.as_posix()
    assert told[:2] == [
        f"{name}/v1.4/others.json#: a document must be an object: the document is left out",
        f"{name}/v1.4/things/part.json#: a document must be an object: the document is left out",
    ]
    assert len(told) == 3


def test_a_flag_is_true_or_false(tmp_path: Path):
    numbers = {"type": "array", "items": {"type": "integer"}}
    document = {
        "properties": {
            "one": {**numbers, "uniqueItems": "yes"},
            "two": {**numbers, "uniqueItems": "?"},
        }
    }
    pinned = write_schemas(tmp_path, {"things": document})
    _, (one, two) = render_source_files(Options(schemas=pinned))
    assert one.message == 'uniqueItems is "yes", read as true'
    assert two.message == 'uniqueItems is "?", not true or false: left out'
    generate_into(tmp_path, "a_flag", schemas=pinned)
    validators = import_from(tmp_path, "a_flag.validators.things")
    assert not validators.is_valid_create({"one": [1, 1]})
    assert validators.is_valid_create({"two": [1, 1]})
