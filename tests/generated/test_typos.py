"""Misspelt names in bodies: a warning, and the body is sent."""

from __future__ import annotations

import warnings
from importlib import import_module
from types import ModuleType

import pytest
from support import client_calls
from support.client_calls import Run, both, js
from support.http_server import serving


@both
def test_typo_in_field_name_warns_and_sends(made: ModuleType, run: Run):
    body = {
        "subjct": "a",
        "Queue": {"id": 1},
        "primary_contact": {"id": 1},
        "threads": [{"text": "a"}, {"txet": "b"}],
        "customFields": {"c": {"vist_date": "2026-01-02", "field_7": 1}},
        "severity": {"idd": 1, "lookupname": "a"},
        "xyz": 1,
    }
    told = [
        "(whole value): unknown property 'subjct'; did you mean 'subject'?",
        "(whole value): unknown property 'Queue'; did you mean 'queue'?",
        "(whole value): unknown property 'primary_contact'; did you mean 'primaryContact'?",
        "/customFields/c: unknown property 'vist_date'; did you mean 'visit_date'?",
        "/severity: unknown property 'lookupname'; did you mean 'lookupName'?",
        "/threads/1: unknown property 'txet'; did you mean 'text'?",
    ]
    with serving(lambda _: js({"id": 1}, 201)) as server:
        with pytest.warns(made.AdviceWarning) as caught:
            run(made, server.url, lambda client: client.incidents.create(body))
        assert sorted(str(each.message) for each in caught) == sorted(told)
        awaits = client_calls.__file__  # where the call of the async client is awaited
        caller = __file__ if run is client_calls.run_sync else awaits
        assert {each.filename for each in caught} == {caller}
        assert server.seen[0].json == body
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            right = {"xyz": 1, "subject": "a", "threads": [{"text": "a"}]}
            run(made, server.url, lambda client: client.incidents.create(right))


@pytest.mark.parametrize(
    ("name", "meant", "is_slip"),
    [
        *(
            ("subject", "subject", True),
            ("Subject", "subject", True),
            ("sub_ject", "subject", True),
        ),
        *(("ubject", "subject", True), ("subjects", "subject", True), ("subjekt", "subject", True)),
        *(("sbuject", "subject", True), ("usbject", "subject", True), ("subjetc", "subject", True)),
        *(("subjec", "subject", True), ("text", "next", True), ("sjubect", "subject", False)),
        *(("id", "ids", False), ("bcc", "cc", False), ("field_1", "field_2", False)),
        *(("field_1", "field_12", False), ("field1", "field", False), ("", "a", False)),
        *(("createdTime", "closedTime", False), ("createdTime", "updatedTime", False)),
    ],
)
def test_typo_detection_by_edit_distance(made: ModuleType, name: str, meant: str, is_slip: bool):
    module = import_module("made._client.typos")
    assert module._is_typo(name, meant) is is_slip
    assert module._is_typo(meant, name) is is_slip
