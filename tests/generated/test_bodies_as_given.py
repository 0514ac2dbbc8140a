"""Bodies that are sent as they are, models of other packages, parts that are unset."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pytest
from connect_v1_4 import IncidentResponseCreate
from connect_v1_4.models.incident_response import FileAttachmentCreate
from support import generate_into, import_from, write_schemas
from support.http_server import Answer, serving
from support.mistaken_bodies import SETTINGS, C, Channel, custom, mistakes, namespace

pytestmark = pytest.mark.slow


def test_create_does_not_mutate_body(made: ModuleType):
    m = namespace(made)
    threads = [m.ThreadCreate(text="a"), 5]
    body = m.IncidentCreate(threads=threads, queue=1)
    mistakes(made, body)
    assert body == m.IncidentCreate(threads=threads, queue=1)
    assert body.threads is threads


@pytest.mark.parametrize(
    ("make", "pointer"),
    [
        (lambda m: m.IncidentCreate(queue=1, subject=5), "/queue"),
        (lambda m: custom(m, next_visit=datetime(2026, 1, 2)), f"{C}/next_visit"),
        (lambda m: m.IncidentCreate(threads=5), "/threads"),
        (lambda m: m.IncidentPatch(), "(whole value)"),
        (lambda m: {"subject": 5, "x": {1}}, "/x"),
        (lambda m: {"x": 10**5000}, "/x"),
    ],
)
def test_unserializable_body_is_rejected_even_with_validation_off(
    made: ModuleType, make: Callable[[Any], Any], pointer: str
):
    (found,) = mistakes(made, make(namespace(made)), validate=False)
    assert found.startswith(f"{pointer}: ")


def test_unusual_but_valid_bodies_are_sent(made: ModuleType):
    m = namespace(made)

    class Mine(m.ThreadCreate):
        pass

    @dataclasses.dataclass(slots=True, kw_only=True, repr=False)
    class Ours(m.IncidentCreate):
        team: str = "A"

    bodies = [
        m.IncidentCreate(threads=[Mine(text="a"), None]),
        Ours(subject="a", queue=m.Reference(id=Channel.EMAIL)),
        m.IncidentCreate(subject=None, threads=[]),
        MappingProxyType({"subject": "a"}),
    ]
    with serving(lambda _: Answer(201, b'{"id": 1}')) as server:
        with made.Client(server.url, **SETTINGS) as client:
            for body in bodies[1:]:
                client.incidents.create(body)
            with pytest.raises(made.ValidationError, match=r"^/threads/1: must be an object"):
                client.incidents.create(bodies[0])
    assert [seen.json for seen in server.seen] == [
        {"subject": "a", "queue": {"id": 9}},
        {"subject": None, "threads": []},
        {"subject": "a"},
    ]


@pytest.mark.slow
def test_model_of_another_generated_package_is_accepted(made: ModuleType, tmp_path: Path):
    folder = Path(str(made.__file__)).parents[1]
    generate_into(tmp_path, "older", schemas=folder / "schemas", resources=("incidents",))
    older = import_from(tmp_path, "older.models.incidents")
    reference = import_from(tmp_path, "older").Reference
    body = older.IncidentCreate(
        threads=[older.ThreadCreate(text="a")], queue=reference(id=1), extra={"x": 1}
    )
    with serving(lambda _: Answer(201, b'{"id": 1}')) as server:
        with made.Client(server.url, **SETTINGS) as client:
            with pytest.warns(made.AdviceWarning, match="^/x: is not in the catalog"):
                client.incidents.create(body)
            body.queue = 5
            with pytest.raises(made.ValidationError, match=r"^/queue: must be Reference, not int$"):
                client.incidents.create(body)
    assert server.seen[0].json == body_with_queue()


def body_with_queue() -> dict[str, Any]:
    return {"x": 1, "queue": {"id": 1}, "threads": [{"text": "a"}]}


def test_a_required_part_that_is_unset(tmp_path: Path):
    part = {"type": "object", "properties": {"a": {"type": "string"}}}
    record = {
        "type": "object",
        "properties": {
            "a/b~c": {"$ref": "/services/rest/connect/v1.4/metadata-catalog/things/part"},
            "at": {"type": "string", "format": "date-time"},
            "name": {"type": "string"},
        },
        "required": ["a/b~c", "at", "name"],
    }
    schemas = write_schemas(tmp_path / "schemas", {"things": record, "things/part": part})
    generate_into(tmp_path, "needed", schemas=schemas)
    package = import_from(tmp_path, "needed")
    fields = [field.name for field in dataclasses.fields(package.ThingCreate)][:-1]
    body = package.ThingCreate(**dict.fromkeys(fields, package.UNSET))
    with package.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(package.ValidationError) as caught:
            client.things.create(body)
    pointers = [violation.pointer for violation in caught.value.violations]
    assert pointers == ["/a~1b~0c", "/at", "/name"]


def test_a_leap_second_in_a_body_is_sent_as_it_is(made: ModuleType):
    text = "2016-12-31T23:59:60Z"
    with serving(lambda _: Answer(201, b'{"id": 1}')) as server:
        with made.Client(server.url, **SETTINGS) as client:
            for body in (
                {"customFields": {"c": {"next_visit": text}}},
                made.IncidentCreate.from_json({"customFields": {"c": {"next_visit": text}}}),
            ):
                client.incidents.create(body)
    for seen in server.seen:
        assert seen.json == {"customFields": {"c": {"next_visit": text}}}


def test_to_output_holds_such_mistakes(made: ModuleType):
    m = namespace(made)
    with made.Client("https://a.example.com", **SETTINGS) as client:
        with pytest.raises(made.ValidationError) as caught:
            client.incidents.create(m.IncidentCreate(queue=1))
    assert caught.value.to_output() == {
        "valid": False,
        "errors": [
            {
                "keywordLocation": "",
                "instanceLocation": "/queue",
                "error": "must be Reference, not int",
            }
        ],
    }


def test_the_content_of_a_file_is_in_no_message():
    from connect_v1_4 import Client, ValidationError

    for attachments in ((FileAttachmentCreate(data="c2VjcmV0"),), ({"data": "c2VjcmV0"},)):
        for body in (
            IncidentResponseCreate(file_attachments=attachments),
            {"fileAttachments": attachments},
        ):
            with Client("https://a.example.com", **SETTINGS) as client:
                with pytest.raises(ValidationError) as caught:
                    client.incident_response.create(body)
            assert "c2VjcmV0" not in str(caught.value)
