"""Names of schemas and operations: unique, pleasant, and the same whatever else is described."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.openapi.names import UniqueNames, menu_words, parameter_name
from connectgen.pipeline.openapi import describe_api
from support.openapi_documents import faults_of, operations_of

Document = dict[str, Any]


def named(document: Document) -> dict[tuple[str, str], str]:
    return {
        (path, method): operation["operationId"]
        for path, method, operation in operations_of(document)
    }


@pytest.mark.parametrize(
    ("path", "method", "name"),
    [
        ("/incidents", "get", "listIncidents"),
        ("/incidents", "post", "createIncident"),
        ("/incidents/{id}", "patch", "updateIncident"),
        ("/incidents/{id}/threads", "get", "listIncidentThreads"),
        ("/incidents/{id}/threads/{threadId}", "get", "getIncidentThread"),
        ("/CO.Warranty/{id}/Notes/{noteId}", "get", "getCoWarrantyNote"),
        ("/incidentResponse", "post", "createIncidentResponse"),
        ("/analyticsReportResults", "post", "runReport"),
        ("/queryResults", "get", "runQueries"),
        ("/namedIDs/incidents/severity", "get", "listIncidentSeverityMenu"),
        ("/namedIDHierarchies/incidents/source", "get", "listIncidentSourceHierarchy"),
        ("/namedIDs/incidents/customFields/c/escalation_reason", "get",
         "listIncidentCEscalationReasonMenu"),
        ("/namedIDs/{resource}/{field}", "get", "listNamedIds"),
    ],
)  # fmt: skip
def test_names_of_operations(document: Document, path: str, method: str, name: str):
    assert named(document)[path, method] == name


def test_names_do_not_depend_on_what_else_is_described(document: Document, sample_schemas: Path):
    alone, _ = describe_api(Options(schemas=sample_schemas, resources=("incidents",)))
    assert named(alone).items() <= named(document).items()
    whole = document["components"]["schemas"]
    assert {name: whole[name] for name in alone["components"]["schemas"]} == (
        alone["components"]["schemas"]
    )


def test_names_that_differ_in_case_only_are_numbered():
    names = UniqueNames(["Link"])
    assert [names.choose(each) for each in ("Link", "link", "Thing", "THING")] == [
        "Link2",
        "link3",
        "Thing",
        "THING2",
    ]


def test_a_stem_is_free_with_each_of_its_suffixes():
    names = UniqueNames(["IncidentCreate"])
    assert names.choose("Incident", "", "Create") == "Incident2"


RECORD = {"type": "object", "properties": {"id": {"type": "integer"}, "x": {"type": "string"}}}


def test_resources_that_are_called_like_something_else(describe: Any):
    # each has a name that is taken: by a schema of every site, by another one, or by a part
    part = {"type": "object", "properties": {"a": {"type": "string"}}}
    parts = {**RECORD["properties"], "thread": part, "Thread": part, "list": part}
    names = (
        "links",
        "Problem",
        "references",
        "tables",
        "incident",
        "incidents",
        "CO.List",
        "coList",
    )
    documents: dict[str, Any] = dict.fromkeys(names, RECORD)
    documents["incidents"] = {"type": "object", "properties": parts}
    documents["incidentThread"] = RECORD
    found = describe(documents)
    assert faults_of(found) == []
    assert {tag["name"] for tag in found["tags"]} >= {*documents}


def test_names_of_parameters_and_menus():
    assert parameter_name("sLAInstances") == "slaInstanceId"
    assert parameter_name("") == "fieldId"
    assert menu_words("namedIDs/CO.Warranty/Notes/channel") == "CoWarrantyNotesChannelMenu"
