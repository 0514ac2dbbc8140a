"""The document of the sample site: its structure, and that it agrees with the generated client."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import Any

import jsonschema
import pytest
from connectgen.openapi.error_codes import MEANINGS
from support import example
from support.openapi_documents import faults_of, operations_of, parameters_of, resolve

Document = dict[str, Any]


def test_it_has_no_faults(document: Document):
    assert faults_of(document) == []


def test_a_checker_finds_faults(document: Document):
    broken = json.loads(json.dumps(document))
    broken["paths"]["/incidents/{number}"] = broken["paths"].pop("/incidents/{id}")
    broken["paths"]["/incidents"]["get"]["operationId"] = "getContact"
    broken["components"]["schemas"]["incident"] = {}
    del broken["components"]["schemas"]["Link"]
    assert {each.partition(":")[0] for each in faults_of(broken)} == {
        "leads nowhere",
        "unused",
        "two schemas differ only in case",
        "two operations have one name",
        "parameters of /incidents/{number}",
    }


def test_the_site_is_a_variable(document: Document):
    (server,) = document["servers"]
    assert server["url"] == "https://{host}/services/rest/connect/v1.4"
    assert server["variables"]["host"]["default"] == "mysite.example.com"


def test_one_can_sign_in_in_three_ways(document: Document):
    schemes = document["components"]["securitySchemes"]
    assert {name: each.get("scheme", each["type"]) for name, each in schemes.items()} == {
        "basic": "basic",
        "bearer": "bearer",
        "session": "apiKey",
    }
    assert document["security"] == [{name: []} for name in schemes]


def test_every_operation_has_the_known_errors_and_one_success(document: Document):
    for _, _, operation in operations_of(document):
        statuses = [*operation["responses"]]
        assert statuses[0] in ("200", "201")
        assert statuses[1:] == ["400", "401", "403", "404", "405", "429", "500", "503"]
        for status in statuses[1:]:
            found = resolve(document, operation["responses"][status])
            schema = found["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/Problem"}


def test_error_codes_and_meanings_are_those_of_the_client(document: Document):
    runtime = import_module("connect_v1_4._client.error_codes")
    assert runtime._MEANINGS == MEANINGS
    code = document["components"]["schemas"]["Problem"]["properties"]["o:errorCode"]
    assert code["x-error-codes"] == MEANINGS
    for name, meaning in MEANINGS.items():
        assert f"| `{name}` | {meaning} |" in code["description"]
    responses = document["components"]["responses"]
    named = {name for name in MEANINGS if any(name in r["description"] for r in responses.values())}
    assert {*MEANINGS} - named == {"OSC-CREST-00001", "OSC-CREST-00018"}  # of other URLs


def test_headers_are_those_that_the_client_sends(document: Document):
    settings = import_module("connect_v1_4._client.settings")
    state = import_module("connect_v1_4._client.session_state")
    for method in ("GET", "POST", "PATCH", "DELETE"):
        sent: dict[str, str] = {}
        for suppress in (None, "rules", "external-events", "all"):
            sent |= settings.ClientSettings(
                base_url="https://x.example",
                path="/",
                auth=("u", "p"),
                application_context="Ticket sync",
                exclude_null=True,
                accept_language="en-US",
                suppress=suppress,
            ).headers_for(method)
        names = {name.lower() for name in sent} - {"accept"} | {state._TOKEN}
        for path, each, _ in operations_of(document):
            described = {
                parameter["name"].lower(): parameter
                for parameter in parameters_of(document, path, each)
                if parameter["in"] == "header"
            }
            reads = path in ("/analyticsReportResults",)
            if each == method.lower() and not reads:
                assert {*described} == names, path
                for name, value in sent.items():
                    if name != "Accept":
                        jsonschema.validate(value, described[name.lower()]["schema"])


def test_query_parameters_are_those_of_the_client(document: Document):
    options = import_module("connect_v1_4._client.options")
    wanted = {"list": {*options._LIST.values()}, "get": {*options._GET.values()}}
    for path, method, operation in operations_of(document):
        found = {p["name"] for p in parameters_of(document, path, method) if p["in"] == "query"}
        verb = re.match("[a-z]+", operation["operationId"])
        assert verb is not None
        if verb[0] in wanted:
            assert found - {"download"} == wanted[verb[0]], path
            assert ("download" in found) == ("/fileAttachments" in path)
        else:
            assert found == ({"query"} if path == "/queryResults" else set())


def test_the_documented_request_and_reply_are_examples(document: Document):
    operation = document["paths"]["/incidentResponse"]["post"]
    body = operation["requestBody"]["content"]["application/json"]
    reply = operation["responses"]["200"]["content"]["application/json"]
    for content, name in ((body, "request"), (reply, "reply")):
        value = content["examples"]["documented"]["value"]
        assert value == example(name)
        schema = {**content["schema"], "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)


def test_examples_are_left_out_where_a_site_has_no_such_field(describe: Any):
    record = {"type": "object", "properties": {"incident": {"type": "object"}}}
    found = describe({"incidentResponse": {"definitions": {"singularResource": record}}})
    content = found["paths"]["/incidentResponse"]["post"]["requestBody"]["content"]
    assert "examples" not in content["application/json"]


def test_an_operation_that_sends_mail_warns(document: Document):
    operation = document["paths"]["/incidentResponse"]["post"]
    assert "before you retry" in operation["description"]
    assert "attachments are dropped unless" in operation["description"]
    assert document["components"]["schemas"]["IncidentResponseCreate"]["x-advice"]


@pytest.mark.parametrize(
    ("path", "status", "media_type"),
    [
        ("/incidents/{id}/fileAttachments", "200", "application/x-tar"),
        ("/incidents/{id}/fileAttachments/{fileAttachmentId}", "200", "*/*"),
        ("/incidents/{id}", "200", "application/json"),
    ],
)
def test_media_types(document: Document, path: str, status: str, media_type: str):
    assert media_type in document["paths"][path]["get"]["responses"][status]["content"]
