"""Models as types of pydantic and FastAPI: nothing is lost, and errors say where they are."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import httpx2
import pytest
from connect_v1_4 import IncidentResponse, IncidentResponseCreate, Reference
from connect_v1_4.models._members import json_member, required_member
from connect_v1_4.models._model import Model, model
from connect_v1_4.models.incident_response import FileAttachmentCreate, ThreadCreate
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from support import example


class Mail(BaseModel):
    sent: IncidentResponseCreate
    threads: list[ThreadCreate] = []
    reply: IncidentResponse | None = None


@model
class Node(Model):
    """A model that is nested in itself."""

    name: str = required_member("Name")
    """What it is called."""

    nodes: list[Node] | None = None
    other: Any = json_member("Other")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (IncidentResponseCreate, example("request")),
        (IncidentResponseCreate, {**example("request"), "unknown": [1, {"a": None}]}),
        (IncidentResponse, example("reply")),
        (ThreadCreate, {"text": "a", "channel": {"id": 9}, "entryType": None}),
        (Node, {"Name": "a", "nodes": [{"Name": "b", "nodes": None}], "Other": {"x": [1]}}),
    ],
)
def test_a_type_adapter_loses_nothing(kind: Any, payload: Any):
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    read = adapter.validate_python(payload)
    assert read == kind.from_json(payload) == adapter.validate_json(json.dumps(payload))
    assert adapter.dump_python(read) == payload
    assert json.loads(adapter.dump_json(read)) == payload
    assert adapter.validate_python(read) is read


def test_a_model_is_a_field_of_a_pydantic_model():
    mail = Mail.model_validate({"sent": example("request"), "reply": example("reply")})
    assert mail.sent == IncidentResponseCreate.from_json(example("request"))
    assert mail.reply is not None
    assert mail.reply.incident == Reference(id=91, lookup_name="180417-000000")
    assert mail.model_dump() == {
        "sent": example("request"),
        "threads": [],
        "reply": example("reply"),
    }
    assert Mail.model_validate_json(mail.model_dump_json()) == mail
    assert Mail(sent=IncidentResponseCreate()).model_dump()["sent"] == {}


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            {"sent": {"useEmailSignature": "yes", "fileAttachments": [{"fileName": "a?b"}]}},
            [
                (("sent", "useEmailSignature"), "type", "yes"),
                (("sent", "fileAttachments", 0, "fileName"), "pattern", "a?b"),
            ],
        ),
        ({"sent": None}, [(("sent",), "type", None)]),
        ({"sent": {}, "threads": [{}, {"channel": 5}]}, [(("threads", 1, "channel"), "type", 5)]),
        ({"sent": {}, "threads": [None]}, [(("threads", 0), "type", None)]),
        (
            {"sent": {}, "reply": {"fileAttachments": [{"createdTime": "x"}]}},
            [(("reply", "fileAttachments", 0, "createdTime"), "type", "x")],
        ),
    ],
)
def test_violations_are_errors_of_pydantic(body: Any, errors: list[Any]):
    with pytest.raises(ValidationError) as caught:
        Mail.model_validate(body)
    told = [(each["loc"], each["type"], each["input"]) for each in caught.value.errors()]
    assert told == errors


def test_a_required_property_that_is_missing_is_an_error():
    with pytest.raises(ValidationError, match="required property 'Name' is missing"):
        TypeAdapter(Node).validate_python({"nodes": []})


def test_the_json_schema_has_wire_names_types_and_descriptions():
    schema = TypeAdapter(FileAttachmentCreate).json_schema()
    assert schema["title"] == "FileAttachmentCreate"
    assert schema["properties"]["fileName"]["type"] == "string"
    assert "At most 100 characters" in schema["properties"]["fileName"]["description"]
    assert "Wire name" not in json.dumps(schema)
    nested = TypeAdapter(Node).json_schema()
    assert (
        nested["$ref"] == "#/$defs/Node"
    )  # as pydantic's own models that are nested in themselves
    node = nested["$defs"]["Node"]
    assert node["required"] == ["Name"]
    assert node["properties"]["Name"] == {"description": "What it is called.", "type": "string"}
    items = {"$ref": "#/$defs/Node"}
    assert node["properties"]["nodes"] == {
        "anyOf": [{"items": items, "type": "array"}, {"type": "null"}]
    }
    Draft202012Validator.check_schema(nested)
    assert Draft202012Validator(nested).is_valid({"Name": "a", "nodes": [{"Name": "b"}]})
    assert not Draft202012Validator(nested).is_valid({"Name": "a", "nodes": [5]})
    whole = TypeAdapter(Mail).json_schema()
    Draft202012Validator.check_schema(whole)
    body = {"sent": example("request"), "threads": [{"text": "a"}], "reply": example("reply")}
    assert Draft202012Validator(whole).is_valid(body)
    assert not Draft202012Validator(whole).is_valid({"sent": {"incident": 5}})


def call(app: FastAPI, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    async def send() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, json=body)

    reply = asyncio.run(send())
    return reply.status_code, reply.json()


def make_app() -> FastAPI:
    app = FastAPI()

    # Annotations of routes are evaluated in this module.
    @app.post("/responses")
    def respond(body: IncidentResponseCreate) -> IncidentResponseCreate:
        body.use_email_signature = True
        return body

    @app.post("/mails", response_model=IncidentResponse)
    def mail(mail: Annotated[Mail, Field()]) -> Any:
        return mail.reply

    return app


def test_fastapi_reads_and_writes_models():
    app = make_app()
    sent = {**example("request"), "useEmailSignature": False}
    assert call(app, "POST", "/responses", sent) == (200, {**sent, "useEmailSignature": True})
    body = {"sent": example("request"), "reply": example("reply")}
    assert call(app, "POST", "/mails", body) == (200, example("reply"))


def test_fastapi_says_where_a_body_is_wrong():
    status, reply = call(make_app(), "POST", "/responses", {"incident": {"id": "one"}})
    assert status == 422
    (error,) = reply["detail"]
    assert error["loc"] == ["body", "incident", "id"]
    assert error["input"] == "one"


def test_fastapi_documents_models():
    status, document = call(make_app(), "GET", "/openapi.json")
    assert status == 200
    text = json.dumps(document)
    assert "Name under which the file is saved on disk" in text
    posted = document["paths"]["/responses"]["post"]["requestBody"]["content"]["application/json"]
    assert posted["schema"] == {"$ref": "#/components/schemas/IncidentResponseCreate"}
    components = document["components"]["schemas"]
    incident = components["IncidentResponseCreate"]["properties"]["incident"]
    assert incident["$ref"] == "#/components/schemas/IncidentCreate"
    assert components["IncidentCreate"]["title"] == "IncidentCreate"
