"""Members that a site may refuse: advice before sending, and the body is sent."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from support import client_calls
from support.client_calls import Run, both, js
from support.http_server import serving
from support.mistaken_bodies import mistakes
from support.sample_catalog import document

LINK = "https://mysite.example.com/services/rest/connect/v1.4/"
REFUSED = "the site may refuse the body"
UNKNOWN = f"is not in the catalog: {REFUSED}"
READ_ONLY = f"is read-only: {REFUSED}"
BOTH = 'should have "id" or "lookupName", not both: the id counts'


@both
def test_unknown_members_warn_and_are_sent(made: ModuleType, run: Run):
    body = {
        "subjct": "a",
        "Queue": {"id": 1},
        "primary_contact": {"id": 1},
        "threads": [{"text": "a"}, {"txet": "b"}],
        "customFields": {"c": {"vist_date": "2026-01-02", "xyz~/": 1}, "NO": {}},
        "severity": {"idd": 1, "lookupname": "a"},
        "createdTime": "2026-01-02T00:00:00Z",
        "links": [],
        "xyz": 1,
    }
    expected = [
        f'/subjct: {UNKNOWN}; did you mean "subject"?',
        f'/Queue: {UNKNOWN}; did you mean "queue"?',
        f'/primary_contact: {UNKNOWN}; did you mean "primaryContact"?',
        f'/threads/1/txet: {UNKNOWN}; did you mean "text"?',
        f'/customFields/c/vist_date: {UNKNOWN}; did you mean "visit_date"?',
        f"/customFields/c/xyz~0~1: {UNKNOWN}",
        f"/customFields/NO: {UNKNOWN}",
        f'/severity/idd: {UNKNOWN}; did you mean "id"?',
        f'/severity/lookupname: {UNKNOWN}; did you mean "lookupName"?',
        f"/createdTime: {READ_ONLY}",
        f"/links: {READ_ONLY}",
        f"/xyz: {UNKNOWN}",
    ]
    with serving(lambda _: js({"id": 1}, 201)) as server:
        with pytest.warns(made.AdviceWarning) as caught:
            run(made, server.url, lambda client: client.incidents.create(body))
        assert [str(each.message) for each in caught] == expected
        awaits = client_calls.__file__  # where the call of the async client is awaited
        caller = __file__ if run is client_calls.run_sync else awaits
        assert {each.filename for each in caught} == {caller}
        assert server.seen[0].json == body
        with warnings.catch_warnings():
            warnings.simplefilter("error", made.AdviceWarning)
            with pytest.raises(made.AdviceWarning):
                run(made, server.url, lambda client: client.incidents.create({"xyz": 1}))
            right = {"subject": "a", "threads": [{"text": "a"}]}
            run(made, server.url, lambda client: client.incidents.create(right))
    assert [seen.json for seen in server.seen] == [body, right]


@both
def test_unknown_members_of_a_model_warn(made: ModuleType, run: Run):
    body = made.IncidentPatch(subject="a", extra={"lookupName": "x", "nothing": None})
    with serving(lambda _: js({})) as server, pytest.warns(made.AdviceWarning) as caught:
        run(made, server.url, lambda client: client.incidents.update(1, body))
    assert [str(each.message).partition(":")[0] for each in caught] == ["/lookupName", "/nothing"]
    assert server.seen[0].json == body.to_json()


def test_keyword_and_pointer_of_advice(made: ModuleType):
    validators = import_module("made.validators.incidents")
    payload = {
        "createdTime": None,
        "nothing": [{"deep": 1}],
        "queue": {"id": 1, "lookupName": "a"},
        "threads": [{"links": []}, None, 7],
        "customFields": None,
    }
    for view in ("create", "patch"):
        found = getattr(validators, f"{view}_advice")(payload)
        assert [(each.pointer, each.keyword) for each in found] == [
            ("/createdTime", "readOnly"),
            ("/nothing", "additionalProperties"),
            ("/queue", "not"),
            ("/threads/0/links", "readOnly"),
        ]
        assert all(each.advice and isinstance(each, made.Violation) for each in found)
        valid = {**payload, "threads": [{"links": []}]}
        assert getattr(validators, f"is_valid_{view}")(valid)
    assert validators.read_advice(payload) == []
    for odd in (None, [], [payload], "x", 7):
        assert validators.create_advice(odd) == []


def test_members_of_the_other_body(made: ModuleType):
    validators = import_module("made.validators.incidents")
    fields = (document("incidents") or {})["properties"]
    create = {name for name, each in fields.items() if each.get("isAvailableForPOST", True)}
    patch = {name for name, each in fields.items() if each.get("isAvailableForPATCH", True)}
    assert create - patch
    for name in create - patch:
        (found,) = validators.patch_advice({name: None})
        assert (found.pointer, found.keyword) == (f"/{name}", "readOnly")
        assert found.message == f"can be set only when a record is created: {REFUSED}"
        assert validators.create_advice({name: None}) == []


def test_entry_that_an_update_adds_may_have_members_of_a_create_body(made: ModuleType):
    validators = import_module("made.validators.incidents")
    files = [{"fileName": "a.txt", "data": "QQ==", "dta": "QQ=="}]
    threads = [{"text": "a", "channel": {"id": 9}, "createdTime": None}]
    found = validators.patch_advice({"fileAttachments": files, "threads": threads})
    assert [(each.pointer, each.keyword) for each in found] == [
        ("/fileAttachments/0/dta", "additionalProperties"),
        ("/threads/0/createdTime", "readOnly"),
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        *(("Subject", "subject"), ("sub_ject", "subject"), ("ubject", "subject")),
        *(("subjects", "subject"), ("subjekt", "subject"), ("sbuject", "subject")),
        *(("usbject", "subject"), ("subjetc", "subject"), ("subjec", "subject"), ("text", "next")),
    ],
)
def test_typos_are_recognized(made: ModuleType, name: str, meant: str):
    suggest_name = import_module("made.validators._messages").suggest_name
    for given, known in ((name, meant), (meant, name)):
        assert suggest_name(given, [known, "xyz"]) == f'; did you mean "{known}"?'
    assert suggest_name(name, ["xyz"]) == ""


REFERENCES: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "both": (lambda m: m.Reference(id=0, lookup_name="Email"), {"id": 0}),
    "links": (lambda m: m.Reference(links=link(m, "canonical", "contacts/4711")), {"id": 4711}),
    "self": (lambda m: m.Reference(links=link(m, "self", "contacts/4711")), {"id": 4711}),
    "name and links": (
        lambda m: m.Reference(lookup_name="A", links=link(m, "describedby", "catalog/contacts")),
        {"lookupName": "A"},
    ),
    "name": (lambda m: m.Reference(lookup_name="A"), {"lookupName": "A"}),
    "more": (lambda m: m.Reference(lookup_name="A", extra={"x": 1}), {"lookupName": "A", "x": 1}),
}


def link(made: Any, rel: str, path: str) -> list[Any]:
    return [made.Link(rel=rel, href=LINK + path)]


@both
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", REFERENCES)
def test_references_are_written_by_id_or_name(made: ModuleType, run: Run, name: str):
    make, sent = REFERENCES[name]
    parts = import_module("made.models.incidents")
    body = made.IncidentCreate(
        primary_contact=make(made), threads=[parts.ThreadCreate(channel=make(made))]
    )
    kept = body.to_json()
    with serving(lambda _: js({"id": 1}, 201)) as server:
        run(made, server.url, lambda client: client.incidents.create(body))
        run(made, server.url, lambda client: client.incidents.create(kept))
    assert body.to_json() == kept
    whole = {"primaryContact": sent, "threads": [{"channel": sent}]}
    assert [seen.json for seen in server.seen] == [whole, whole]


def test_both_in_a_model_is_no_advice_but_in_a_mapping(made: ModuleType):
    body = made.IncidentCreate(queue=made.Reference(id=1, lookup_name="a"))
    with serving(lambda _: js({"id": 1}, 201)) as server:
        with made.Client(server.url, **client_calls.SETTINGS) as client:
            client.incidents.create(body)
            with pytest.warns(made.AdviceWarning) as caught:
                client.incidents.create(body.to_json())
    assert [str(each.message) for each in caught] == [f"/queue: {BOTH}"]
    assert [seen.json for seen in server.seen] == [{"queue": {"id": 1}}] * 2


def test_links_that_are_not_sent_are_no_advice(made: ModuleType):
    body = {"queue": {"links": [{"rel": "canonical", "href": f"{LINK}namedIDs/x/3"}]}}
    with serving(lambda _: js({"id": 1}, 201)) as server, warnings.catch_warnings():
        warnings.simplefilter("error", made.AdviceWarning)
        with made.Client(server.url, **client_calls.SETTINGS) as client:
            client.incidents.create(body)
    assert server.seen[0].json == {"queue": {"id": 3}}


def test_links_that_name_no_record_are_a_violation(made: ModuleType):
    links = link(made, "describedby", "metadata-catalog/contacts")
    body = made.IncidentCreate(primary_contact=made.Reference(links=links))
    expected = ['/primaryContact: must have "id" or "lookupName": its links name no record']
    assert mistakes(made, body) == expected
    assert mistakes(made, body.to_json()) == expected
