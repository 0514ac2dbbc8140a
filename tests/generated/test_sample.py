"""A whole site's catalog: every property in the views that its flags give, and nothing lost."""

from __future__ import annotations

import json
import keyword
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from connectgen.python_text.identifiers import module_name
from support import import_from
from support.sample_catalog import (
    CORRECTED,
    FLAGS,
    LISTED,
    ROOTS,
    document,
    every_path,
    is_part,
    properties,
    record_of,
)

pytestmark = pytest.mark.slow

SUFFIXES = {"create": "Create", "patch": "Patch", "read": ""}
VIEWS = {
    **dict.fromkeys(ROOTS, ("create", "patch", "read")),
    "incidentResponse": ("create", "read"),
    "namedIDHierarchies": ("read",),
    "namedIDs": ("read",),
    "siteInterfaces": ("read",),
}
"""Views of each resource: menus and interfaces are only read, a response is never changed."""


def load(sample: Path, kind: str, resource: str) -> ModuleType:
    return import_from(sample.parent, f"{sample.name}.{kind}.{module_name(resource)}")


def class_of(sample: Path, resource: str, view: str) -> Any:
    return getattr(load(sample, "models", resource), f"{ROOTS[resource]}{SUFFIXES[view]}")


def test_every_listed_resource_is_there():
    assert set(LISTED) == set(ROOTS)


@pytest.mark.parametrize("resource", LISTED)
def test_a_resource_has_the_views_that_its_flags_give(sample: Path, resource: str):
    module = load(sample, "models", resource)
    there = {view for view in FLAGS if hasattr(module, f"{ROOTS[resource]}{SUFFIXES[view]}")}
    assert there == set(VIEWS[resource])


@pytest.mark.parametrize("resource", LISTED)
def test_every_property_is_in_the_views_that_its_flags_give_and_in_no_other(
    sample: Path, resource: str
):
    names: dict[tuple[str, str], set[str]] = {}
    for view in VIEWS[resource]:
        compare(class_of(sample, resource, view), resource, view, names, set())
    unstable = {place: found for place, found in names.items() if len(found) > 1}
    assert not unstable, "a field is called the same in every view"


def compare(
    cls: Any,
    path: str,
    view: str,
    names: dict[tuple[str, str], set[str]],
    done: set[Any],
    embedded: bool = False,
) -> None:
    """Hold *cls* against the document at *path*, and what it nests against theirs."""
    if cls in done:
        return
    done.add(cls)
    hints = get_type_hints(cls)
    found: dict[str, str] = {}
    for each in properties(path, view, embedded=embedded):
        name = python_name(cls, each.name)
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        found[name] = each.name
        names.setdefault((path, each.name), set()).add(name)
        if each.part and (path, each.name, view) not in CORRECTED:
            deeper = each.name == "incident" and view == "create"
            compare(model_in(hints[name]), each.part, view, names, done, embedded=deeper)
        elif each.is_reference:
            assert model_in(hints[name]).__name__ == "Reference"
    assert {field.name for field in fields(cls)} - {"extra"} == set(found), (cls, path)


def python_name(cls: Any, wire_name: str) -> str:
    """Return the one field that *wire_name* is read into."""
    model = cls.from_json({wire_name: None})
    (name,) = [f.name for f in fields(cls) if getattr(model, f.name) is None]
    assert not model.extra
    assert model.to_json() == {wire_name: None}
    return name


def model_in(hint: Any) -> Any:
    """Return the class that a field holds, alone or in a list."""
    for part in get_args(hint) or (hint,):
        kind = get_args(part)[0] if is_list(part) else part
        if isinstance(kind, type) and hasattr(kind, "to_json"):
            return kind
    raise AssertionError(f"no model in {hint}")


def is_list(hint: Any) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, list)


def test_every_property_of_every_document_is_met_or_stands_behind_a_reference():
    met: set[tuple[str, str]] = set()
    for resource in LISTED:
        for view in VIEWS[resource]:
            met |= set(reached(resource, view, set()))
    every = {(path, name) for path in every_path() for name in document(path)["properties"]}
    behind = every - met
    assert len(every) == 663
    for path, name in sorted(behind):
        common = {"id", "lookupName", "createdTime", "updatedTime", "parents"}
        listed = path in LISTED
        assert (not listed and not is_part(path) and name in common) or not any(
            document(path)["properties"][name].get(FLAGS[view], True)
            for view in VIEWS[path.partition("/")[0]]
        ), (path, name)


def reached(path: str, view: str, done: set[str]) -> Iterator[tuple[str, str]]:
    for each in properties(path, view, embedded=view == "create"):
        yield each.document, each.name
        if each.part and each.part not in done:
            done.add(each.part)
            yield from reached(each.part, view, done)


@pytest.mark.parametrize(
    ("resource", "view"), [(resource, view) for resource in LISTED for view in VIEWS[resource]]
)
def test_a_record_made_from_the_documents_is_valid_and_survives_a_round_trip(
    sample: Path, resource: str, view: str
):
    record = record_of(resource, view)
    validators = load(sample, "validators", resource)
    assert getattr(validators, f"{view}_violations")(record) == []
    model = class_of(sample, resource, view).from_json(record)
    assert unknown_in(model) == []
    assert model.to_json() == record
    assert type(model).from_json(json.loads(json.dumps(model.to_json()))) == model
    strange = {**record, "newInSomeRelease": {"a": [1]}}
    assert type(model).from_json(strange).to_json() == strange


def unknown_in(model: Any) -> list[Any]:
    """Return the unknown members of *model* and of all that it nests."""
    if isinstance(model, list):
        return [each for item in model for each in unknown_in(item)]
    if not hasattr(model, "to_json"):
        return []
    nested = [getattr(model, f.name) for f in fields(model) if f.name != "extra"]
    return [*([model.extra] if model.extra else []), *unknown_in(nested)]


def test_a_reply_is_pleasant_to_read(sample: Path):
    incident = class_of(sample, "incidents", "read").from_json(
        {
            "id": 7,
            "createdTime": "2020-05-11T18:26:28.500Z",
            "primaryContact": {"links": [{"rel": "self", "href": "https://x/v1.4/contacts/12"}]},
            "statusWithType": {"status": {"id": 1, "lookupName": "Unresolved"}},
            "threads": {"links": [{"rel": "self", "href": "https://x/incidents/7/threads"}]},
            "fileAttachments": {"items": [{"fileName": "a.txt"}], "hasMore": True},
            "customFields": {"c": {"2nd_contact": "x", "visit_date": "2020-05-11", "class": "A"}},
        }
    )
    assert incident.created_time == datetime(2020, 5, 11, 18, 26, 28, 500_000, tzinfo=UTC)
    assert incident.primary_contact.record_id == 12
    assert incident.primary_contact.for_writing().to_json() == {"id": 12}
    assert incident.status_with_type.status.for_writing().to_json() == {"id": 1}
    assert incident.threads == []
    assert not incident.threads.loaded
    assert repr(incident.threads) == "Entries([], loaded=False)"
    assert repr(incident.file_attachments).startswith("[FileAttachment(file_name='a.txt'")
    assert incident.threads.href == "https://x/incidents/7/threads"
    assert incident.file_attachments[0].file_name == "a.txt"
    assert incident.file_attachments.has_more
    assert incident.custom_fields.c.field_2nd_contact == "x"
    assert incident.custom_fields.c.visit_date == date(2020, 5, 11)
    assert incident.custom_fields.c.class_ == "A"


def test_the_number_of_a_record_is_in_its_own_address_not_in_that_of_the_reference(sample: Path):
    own = {"rel": "canonical", "href": "https://x/v1.4/contacts/12"}
    about = {"rel": "describedby", "href": "https://x/v1.4/metadata-catalog/contacts"}
    through = {"rel": "self", "href": "https://x/v1.4/incidents/7/primaryContact"}
    incident = class_of(sample, "incidents", "read").from_json(
        {"primaryContact": {"links": [through, own, about]}}
    )
    assert incident.primary_contact.href == own["href"]
    assert incident.primary_contact.for_writing().to_json() == {"id": 12}


def test_a_response_with_custom_fields_is_pleasant_to_write(sample: Path):
    package = import_from(sample.parent, sample.name)
    models = load(sample, "models", "incidentResponse")
    body = package.IncidentResponseCreate(
        incident=models.IncidentCreate(
            id=152,
            threads=[models.ThreadCreate(text="Hello", channel=package.Reference(id=9))],
            custom_fields=models.CustomFieldsCreate(
                c=models.CustomFieldsCCreate(from_="phone", name="a", name_2="A"),
                co=models.CustomFieldsCoCreate(warranty=package.Reference(id=3)),
            ),
        ),
        file_attachments=[models.FileAttachmentCreate.from_path(Path(__file__))],
    )
    sent = body.to_json()
    assert sent["incident"]["customFields"] == {
        "c": {"from": "phone", "name": "a", "Name": "A"},
        "CO": {"warranty": {"id": 3}},
    }
    assert sent["incident"]["threads"] == [{"text": "Hello", "channel": {"id": 9}}]
    validators = load(sample, "validators", "incidentResponse")
    assert validators.create_violations(sent) == []
    assert validators.create_advice(sent) == []
    sent["incident"]["lookupName"] = "both"
    assert [v.pointer for v in validators.create_violations(sent)] == ["/incident"]
    del sent["incident"]["threads"]
    assert [a.pointer for a in validators.create_advice(sent)] == ["/fileAttachments"]


def test_the_limits_of_the_dialect_are_checked(sample: Path):
    validators = load(sample, "validators", "incidents")
    bad = {
        "tags": ["x" * 256],
        "next_visit": "2040-01-01T00:00:00Z",
        "visit_date": "1970-01-01",
        "handover_note": "x" * 1334,
        "product_code": "not checked",
    }
    found = validators.create_violations({"customFields": {"c": bad}})
    assert {(v.pointer.rpartition("/c/")[2], v.keyword) for v in found} == {
        ("tags/0", "maxLength"),
        ("next_visit", "maximumDateTime"),
        ("visit_date", "minimumDate"),
        ("handover_note", "maxLength"),
    }


def test_refused_parts_take_any_object(sample: Path):
    account = class_of(sample, "accounts", "read")
    record = {"salesSettings": {"whatever": [1]}}
    assert account.from_json(record).to_json() == record
    validators = load(sample, "validators", "accounts")
    assert validators.read_violations(record) == []
    assert validators.read_violations({"salesSettings": 1}) != []
