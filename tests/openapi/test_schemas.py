"""Schemas of views: they judge bodies as the generated validators do, and say what those say."""

from __future__ import annotations

import json
import random
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support import import_from
from support.sample_catalog import LISTED, record_of

pytestmark = pytest.mark.slow

Document = dict[str, Any]

_MODULES = {
    "CO.Warranty": "co_warranty",
    "contacts": "contacts",
    "incidentResponse": "incident_response",
    "incidents": "incidents",
    "organizations": "organizations",
}
_STEMS = {
    "CO.Warranty": "CoWarranty",
    "contacts": "Contact",
    "incidentResponse": "IncidentResponse",
    "incidents": "Incident",
    "organizations": "Organization",
}
_SUFFIXES = {"create": "Create", "patch": "Patch", "read": ""}
VIEWS = [
    (resource, view)
    for resource in _MODULES
    for view in _SUFFIXES
    if (resource, view) != ("incidentResponse", "patch")
]


DATES = jsonschema.FormatChecker(())


@DATES.checks("date")
@DATES.checks("date-time")
def is_date(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"\d{4}-\d\d-\d\d", value) is not None


def judge_of(document: Document, resource: str, view: str) -> jsonschema.Draft202012Validator:
    """Return the validator of the schema of one view."""
    name = f"{_STEMS[resource]}{_SUFFIXES[view]}"
    ref = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return jsonschema.Draft202012Validator(ref, format_checker=DATES)


def mistaken(value: Any) -> list[Any]:
    """Return *value* with one mistake each, at every place that is not free-form."""
    found: list[Any] = []
    if isinstance(value, dict):
        for name, member in value.items():
            if name == "hasMore":  # of which the validators know nothing
                continue
            found += [{**value, name: each} for each in mistaken(member)]
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += [[*value[:index], each, *value[index + 1 :]] for each in mistaken(item)]
    return [*found, *(each for each in (True, 7, "x" * 5000, [1], {"id": -1}) if each != value)]


@pytest.mark.parametrize(("resource", "view"), VIEWS)
def test_they_judge_as_the_validators_do(
    document: Document, sample: Path, resource: str, view: str
):
    import_from(sample.parent, "sample_site")
    module = import_module(f"sample_site.validators.{_MODULES[resource]}")
    is_valid = getattr(module, f"is_valid_{view}")
    judge = judge_of(document, resource, view)
    body = record_of(resource, view)
    assert is_valid(body)
    assert [error.message for error in judge.iter_errors(body)] == []
    chosen = random.Random(resource + view).sample(mistaken(body), 80)
    verdicts = [(is_valid(each), judge.is_valid(each), each) for each in chosen]
    assert {ours for ours, _, _ in verdicts} == {True, False}
    assert [each for ours, theirs, each in verdicts if ours != theirs] == []


def test_the_listed_resources_have_schemas(document: Document):
    tags = {tag["name"] for tag in document["tags"]}
    assert {*LISTED} <= tags


def test_every_schema_is_one_of_2020_12(document: Document):
    for name, schema in document["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema), name


def test_limits_and_descriptions(document: Document):
    contact = document["components"]["schemas"]["ContactCreate"]["properties"]
    assert contact["login"]["maxLength"] == 255
    assert contact["login"]["type"] == ["string", "null"]
    incident = document["components"]["schemas"]["IncidentCreate"]["properties"]
    queue = incident["queue"]
    assert queue["anyOf"] == [
        {"$ref": "#/components/schemas/ReferenceInput"},
        {"type": "null"},
    ]
    assert queue["x-menu"] == "namedIDs/incidents/queue"
    assert "An entry of the menu `namedIDs/incidents/queue`." in queue["description"]


def test_keywords_of_the_dialect_begin_with_x(document: Document):
    text = json.dumps(document["components"]["schemas"])
    for keyword in ("minimumDate", "maximumDate", "minimumDateTime", "maximumDateTime"):
        assert f'"x-{keyword}"' in text
        assert f'"{keyword}"' not in text
    # its pattern is Perl's, which JSON Schema does not have
    assert '"x-pattern": "^\\\\p{Lu}{2}-\\\\d{4}\\\\z"' in text


def test_names_that_clash_without_their_resource_are_apart(document: Document):
    schemas = document["components"]["schemas"]
    kept = {"ContactFileAttachment", "IncidentFileAttachment", "IncidentResponseFileAttachment"}
    assert kept <= {*schemas}
    assert "FileAttachment" not in schemas


def test_what_both_bodies_share_is_one_schema(document: Document):
    schemas = document["components"]["schemas"]
    assert "ContactNamePatch" not in schemas
    patch = schemas["ContactPatch"]["properties"]["name"]
    assert {"$ref": "#/components/schemas/ContactNameCreate"} in [patch, *patch.get("anyOf", ())]
    assert schemas["IncidentThreadPatch"] != schemas["IncidentThreadCreate"]
