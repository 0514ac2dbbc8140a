"""Names of schemas and operations: unique, pleasant, and the same whatever else is described."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.openapi.names import (
    OperationNames,
    menu_words,
    name_records,
    parameter_name,
    schema_names,
)
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


def test_names_that_differ_in_case_only_get_a_suffix():
    names = OperationNames()
    chosen = [names.choose("listThings", about) for about in ("a", "b", "c")]
    assert chosen[0] == "listThings"
    assert re.fullmatch(r"listThingsX[0-9a-f]{5}", chosen[1])
    again = OperationNames()
    assert again.choose("LISTTHINGS", "x") == "LISTTHINGS"
    assert again.choose("listThings", "b") == chosen[1]
    assert len({*chosen}) == 3


def test_a_resource_keeps_its_name_when_another_comes():
    before = name_records(["CO.My_Thing", "things"])
    after = name_records(["CO.My_Thing", "CO.MY_Thing", "Things", "things"])
    assert after["things"] == before["things"] == "Thing"
    assert len({name.lower() for name in after.values()}) == 4
    # a name that is spelled alike keeps it; a suffix is of the name itself
    assert name_records(["CO.MyThing", "CO.My_Thing"])["CO.MyThing"] == "CoMyThing"
    suffixed = name_records(["CO.MyThing", "CO.My_Thing"])["CO.My_Thing"]
    assert re.fullmatch(r"CoMyThingX[0-9a-f]{5}", suffixed)
    assert after["CO.My_Thing"] == suffixed


def test_a_stem_is_free_with_each_of_its_suffixes():
    assert re.fullmatch(r"LinkX[0-9a-f]{5}", name_records(["links"])["links"])
    # `thing` would have the schema `ThingCreate`, which is that of `thingCreates`
    names = name_records(["things", "thingCreates"])
    taken = [schema_names(name) for name in names.values()]
    assert taken[0].isdisjoint(taken[1])


def test_parts_keep_their_names_when_others_come(describe: Any):
    part = {"type": "object", "properties": {"a": {"type": "string"}}}
    names = []
    for parts in (["My_part"], ["My_part", "MyPart", "mypart"]):
        record = {"type": "object", "properties": dict.fromkeys(parts, part)}
        document = describe({"things": record})
        assert faults_of(document) == []
        properties = document["components"]["schemas"]["ThingCreate"]["properties"]
        names.append({name: properties[name]["$ref"] for name in parts})
    assert len({name.lower() for name in names[1].values()}) == 3
    assert names[1]["MyPart"].endswith("/ThingMyPartCreate")


def test_names_of_alike_resources_do_not_depend_on_which_are_described(
    describe: Any, tmp_path: Path
):
    whole = describe(dict.fromkeys(("CO.MyThing", "CO.My_Thing"), RECORD))
    assert faults_of(whole) == []
    ids = named(whole)
    assert ids["/CO.MyThing", "get"] == "listCoMyThing"
    assert re.fullmatch(r"listCoMyThingX[0-9a-f]{5}", ids["/CO.My_Thing", "get"])
    assert len({name.lower() for name in ids.values()}) == len(ids)
    alone, _ = describe_api(Options(schemas=tmp_path, resources=("CO.My_Thing",)))
    assert named(alone).items() <= ids.items()


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
