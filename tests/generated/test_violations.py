"""Violations that generated validators report: pointers, messages, counts."""

from __future__ import annotations

import copy
import pickle

import pytest
from connect_v1_4.validators import ValidationError, Violation
from connect_v1_4.validators import incident_response as validators
from support import example


def test_all_violations_are_found_with_pointers_and_reasons():
    payload = example("request")
    payload["useEmailSignature"] = "yes"
    payload["fileAttachments"][0]["fileName"] = "my file?.txt"
    payload["incident"]["threads"][0]["channel"]["id"] = -1
    assert [
        (v.pointer, v.keyword, v.schema_pointer, v.message)
        for v in validators.create_violations(payload)
    ] == [
        (
            "/incident/threads/0/channel/id",
            "minimum",
            "/definitions/Reference/properties/id/minimum",
            "must be at least 0, not -1",
        ),
        (
            "/fileAttachments/0/fileName",
            "pattern",
            "/definitions/FileAttachmentCreate/properties/fileName/pattern",
            'must match ^[^ \\/:*?"<>|]*$, not "my file?.txt"',
        ),
        (
            "/useEmailSignature",
            "type",
            "/properties/useEmailSignature/type",
            'must be true or false, not "yes"',
        ),
    ]


def test_messages_never_hold_the_content_of_a_file():
    payload = {"fileAttachments": [{"data": "not base64: secret"}]}
    (violation,) = validators.create_violations(payload)
    assert "secret" not in repr(violation)


def test_long_values_are_shortened():
    (violation,) = validators.create_violations({"fileAttachments": [{"name": " " + "x" * 30}]})
    assert violation.message.endswith(f'not " {"x" * 30}"')
    (violation,) = validators.create_violations({"useEmailSignature": "x" * 1_000_000})
    assert len(violation.message) < 120


def test_validate_raises_all_of_them():
    with pytest.raises(ValidationError) as caught:
        validators.validate_create({"useEmailSignature": 1, "cc": 1})
    error = caught.value
    assert isinstance(error, ValueError)
    assert [v.pointer for v in error.violations] == ["/useEmailSignature", "/cc"]
    assert str(error) == (
        "/useEmailSignature: must be true or false, not 1\n/cc: must be an object, not 1"
    )
    assert pickle.loads(pickle.dumps(error)).violations == error.violations
    validators.validate_create({})


def test_many_violations_are_printed_with_a_count():
    payload = {"cc": {"emailAddresses": [1] * 50}}
    with pytest.raises(ValidationError) as caught:
        validators.validate_create(payload)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "… and 30 more"


def test_a_violation_is_printed_with_names_and_short():
    found = Violation("/a", "pattern", "/p", "m" * 900, advice=True)
    assert repr(found).startswith(
        "Violation(pointer='/a', keyword='pattern', schema_pointer='/p', message='mmm"
    )
    assert repr(found).endswith("m…, advice=True, keyword_location='/p')")
    assert len(repr(found)) < 350
    payload = {"fileAttachments": [{"data": "not base64: hidden"}], "incident": {"apiKey": 5}}
    assert "hidden" not in repr(validators.create_violations(payload))


def test_violations_compare_by_value():
    one, two = (Violation("/a", "type", "/type", "m") for _ in range(2))
    assert one == two
    assert len({one, two}) == 1
    assert one != Violation("/a", "type", "/type", "m", advice=True)
    assert one != "m"
    assert eval(repr(one)) == one
    assert copy.deepcopy(one) == one
