"""What `to_create` and `to_patch` leave out, and what they keep."""

from __future__ import annotations

import copy
import pickle
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from connectgen.core.documents import SourceFile
from connectgen.core.errors import OutputError
from connectgen.render.verify import verify_generated_source
from connectgen.render.verify_words import is_surely_allowed
from support import generate_into, import_from, write_schemas

HREF = "https://mysite.example.com/services/rest/connect/v1.4/incidents/7"


def link(rel: str, path: str) -> dict[str, str]:
    return {"rel": rel, "href": f"{HREF}/{path}"}


READ: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "unknown": ({"newField": 1, "links": [link("self", "")]}, {}),
    "null": ({"subject": None, "id": 7, "lookupName": "x"}, {"subject": None}),
    "menu": ({"queue": {"id": 3, "lookupName": "A", "parents": []}}, {"queue": {"id": 3}}),
    "name": ({"queue": {"lookupName": "A"}}, {"queue": {"lookupName": "A"}}),
    "menu of no entry": ({"queue": {"id": None, "lookupName": None}}, {}),
    "links of a record": (
        {"primaryContact": {"links": [link("canonical", "../../contacts/12")]}},
        {"primaryContact": {"id": 12}},
    ),
    "links of nothing": ({"primaryContact": {"links": [link("describedby", "x")]}}, {}),
    "list not loaded": ({"threads": {"links": [link("self", "threads")]}}, {}),
    "list of links": ({"threads": {"items": [link("canonical", "threads/5")]}}, {}),
    "part of a list": ({"threads": {"items": [{"text": "a"}], "hasMore": True}}, {}),
    "empty list": ({"threads": {"items": []}}, {"threads": []}),
    "odd": ({"threads": 5, "queue": 7, "subject": 5}, {"subject": 5}),
    "part without values": ({"customFields": {"c": {}, "CO": {"x": 1}}}, {}),
}


@pytest.mark.parametrize("name", READ)
def test_what_a_body_leaves_out(made: ModuleType, name: str):
    read, expected = READ[name]
    if name == "odd":
        record = made.Incident(threads=5, queue=7, subject=5)
    else:
        record = made.Incident.from_json(read)
    before = copy.deepcopy(record)
    assert record.to_patch().to_json() == expected
    assert record.to_create().to_json() == expected
    assert record == before
    assert type(record.to_patch()) is made.IncidentPatch
    assert type(record.to_create()) is made.IncidentCreate


def test_ids_of_entries_are_kept_in_a_patch_only(made: ModuleType):
    threads = [{"id": 5, "text": "a"}, {"text": "b"}]
    record = made.Incident.from_json({"id": 7, "threads": {"items": threads, "links": []}})
    assert record.to_patch().to_json() == {"threads": threads}
    assert record.to_create().to_json() == {"threads": [{"text": "a"}, {"text": "b"}]}


def test_parts_and_subclasses_have_bodies_too(made: ModuleType):
    parts = import_module("made.models.incidents")

    class Mine(made.Incident):  # type: ignore[misc, name-defined]
        __slots__ = ()

    assert type(Mine(subject="a").to_patch()) is made.IncidentPatch
    thread = parts.Thread(id=5, text="a")
    assert type(thread.to_create()) is parts.ThreadCreate
    assert thread.to_patch() == parts.ThreadPatch(id=5, text="a")
    assert pickle.loads(pickle.dumps(thread)) == thread
    for owner in (made.Reference, made.IncidentCreate, made.SiteInterface):
        assert not hasattr(owner, "to_create")
        assert not hasattr(owner, "to_patch")


def test_missing_value_of_a_required_property(tmp_path: Path):
    record = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "to_create": {"type": "string"}},
        "required": ["name"],
    }
    schemas = write_schemas(tmp_path / "schemas", {"things": record})
    generate_into(tmp_path, "wanting", schemas=schemas)
    package = import_from(tmp_path, "wanting")
    thing = package.Thing.from_json({"to_create": "x"})
    with pytest.raises(ValueError, match=r"^/name is missing, but a body needs it$"):
        thing.to_create()
    assert thing.to_patch().to_json() == {"to_create": "x"}
    assert thing.to_create_ == "x"


HEAD = "from ._model import Model, model\nfrom ._writing import Writable\n\n\n@model\n"


@pytest.mark.parametrize("base", ["Writable", "Creatable", "Patchable"])
def test_verify_knows_the_bases_of_read_models(base: str):
    long = "A" * 40
    for text in (
        f'class Thing(Model, {base}["ThingCreate"]):\n    """Doc."""\n',
        f'class Thing(\n    Model,\n    {base}["{long}", "{long}"],\n):\n    """Doc."""\n',
    ):
        file = SourceFile(path="models/things.py", text=HEAD + text)
        verify_generated_source(file)
        assert is_surely_allowed(file)


@pytest.mark.parametrize(
    "base",
    [
        "Writable[print]",
        "Writable[print(1)]",
        'Other["ThingCreate"]',
        'Writable["A", print()]',
        'Writable("A")',
    ],
)
def test_verify_rejects_other_bases(base: str):
    text = f'{HEAD}class Thing(Model, {base}):\n    """Doc."""\n'
    file = SourceFile(path="models/things.py", text=text)
    assert not is_surely_allowed(file)
    with pytest.raises(OutputError):
        verify_generated_source(file)
