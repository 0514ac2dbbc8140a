"""Values of pinned menus: fields and menus name them, and no other value becomes invalid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from connectgen.config.options import Options
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.openapi.markdown import escape_text
from connectgen.pipeline.openapi import describe_api
from connectgen.snapshot.menus import store_menus
from support import ROOT, write_schemas
from support.injection_payloads import PAYLOADS
from support.openapi_documents import faults_of

Document = dict[str, Any]
Describe = Callable[[list[tuple[int, str]]], Document]

MENU = "namedIDs/things/kind"


@pytest.fixture(scope="module")
def demo() -> Document:
    """The document of the site that is invented, whose menus are pinned."""
    found, _ = describe_api(Options(schemas=ROOT / "schemas" / "demo"))
    return found


@pytest.fixture
def describe(tmp_path: Path) -> Describe:
    """Return the document of a site with one menu, which has the given entries."""
    ref = f"/services/rest/connect/v1.4/metadata-catalog/{MENU}"
    fields = {"kind": {"$ref": ref}, "kinds": {"type": "array", "items": {"$ref": ref}}}
    record = {"type": "object", "properties": fields}
    schemas = write_schemas(tmp_path, {"things": {"definitions": {"singularResource": record}}})

    def make(values: list[tuple[int, str]]) -> Document:
        entries = tuple(MenuEntry(id=number, name=name) for number, name in values)
        menus = MenuFile(site="0", menus=(Menu(path=MENU, entries=entries),))
        store_menus(schemas, "v1.4", menus, name="schemas")
        found, _ = describe_api(Options(schemas=schemas))
        assert faults_of(found) == []
        return found

    return make


def judge_of(document: Document, schema: Any) -> jsonschema.Draft202012Validator:
    # what a schema refers to is found in the document, which its parts are only put beside
    whole = {**schema, "components": document["components"]}
    return jsonschema.Draft202012Validator(whole)


def schemas_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield everything in *value* that has examples."""
    if isinstance(value, dict):
        if isinstance(value.get("examples"), list):
            yield value
        for each in value.values():
            yield from schemas_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from schemas_in(each)


def test_fields_name_the_values(demo: Document):
    for name, example in (
        ("Incident", {"id": 1, "lookupName": "No coffee at all"}),
        ("IncidentCreate", {"id": 1}),
        ("IncidentPatch", {"id": 1}),
    ):
        severity = demo["components"]["schemas"][name]["properties"]["severity"]
        assert severity["description"] == (
            "How badly the coffee is missed. An entry of the menu `namedIDs/incidents/severity`: "
            "`1` No coffee at all, `2` Coffee is cold, `3` Question."
        )
        assert severity["examples"] == [example]
        assert severity["x-menu-values"] == [
            {"id": 1, "lookupName": "No coffee at all"},
            {"id": 2, "lookupName": "Coffee is cold"},
            {"id": 3, "lookupName": "Question"},
        ]


def test_other_values_are_valid(demo: Document):
    for name in ("Incident", "IncidentCreate", "IncidentPatch"):
        judge = judge_of(demo, {"$ref": f"#/components/schemas/{name}"})
        for value in ({"id": 4711}, {"lookupName": "New since yesterday"}, None):
            assert judge.is_valid({"severity": value})
        assert not judge.is_valid({"severity": 4711})


def test_examples_are_valid(demo: Document):
    found = [*schemas_in(demo["components"]["schemas"])]
    assert len(found) > 20
    for schema in found:
        for example in schema["examples"]:
            assert judge_of(demo, schema).is_valid(example), schema


def test_menus_answer_with_their_values(demo: Document):
    operation = demo["paths"]["/namedIDs/contacts/emails/addressType"]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]
    value = content["examples"]["fetched"]["value"]
    assert value["items"][0] == {"id": 0, "lookupName": "Email - Primary"}
    assert judge_of(demo, content["schema"]).is_valid(value)
    described = [path for path in demo["paths"] if path.startswith("/namedIDs/")]
    values = [path for path in described if "fetched" in str(demo["paths"][path])]
    assert {*described} - {*values} == {"/namedIDs/{resource}/{field}"}


def test_a_field_of_a_long_menu_names_a_few(describe: Describe):
    document = describe([(number, f"Kind {number}") for number in range(1, 32)])
    properties = document["components"]["schemas"]["ThingCreate"]["properties"]
    assert properties["kind"]["description"] == (
        f"An entry of the menu `{MENU}`, which has 31 values: `1` Kind 1, `2` Kind 2, `3` Kind 3, "
        "`4` Kind 4, `5` Kind 5, and others."
    )
    # half of the values would be taken for all
    assert "x-menu-values" not in properties["kind"]
    assert properties["kinds"]["items"]["examples"] == [{"id": 1}]
    operation = document["paths"][f"/{MENU}"]["get"]
    content = operation["responses"]["200"]["content"]["application/json"]
    assert len(content["examples"]["fetched"]["value"]["items"]) == 31


def test_odd_values(describe: Describe):
    document = describe([(-2, "Below"), (-1, "")])
    kind = document["components"]["schemas"]["ThingCreate"]["properties"]["kind"]
    # no reference may have such an ID
    assert "examples" not in kind
    assert kind["description"].endswith(": `-2` Below, `-1`.")
    empty = describe([])
    kind = empty["components"]["schemas"]["ThingCreate"]["properties"]["kind"]
    assert kind["description"] == f"An entry of the menu `{MENU}`."


def test_labels_are_escaped(describe: Describe):
    document = describe([*enumerate(PAYLOADS, 1)])
    for number, payload in enumerate(PAYLOADS[:30], 1):
        shown = describe([(number, payload)])["components"]["schemas"]["ThingCreate"]
        text = shown["properties"]["kind"]["description"]
        assert text == f"An entry of the menu `{MENU}`: `{number}` {escape_text(payload)}."
    assert document["paths"][f"/{MENU}"]


def test_documents_without_values_do_not_speak_of_them(document: Document, demo: Document):
    assert "Values of menus" in demo["info"]["description"]
    assert "Values of menus" not in document["info"]["description"]
    assert "x-menu-values" not in str(document)
