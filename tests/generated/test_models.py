"""The generated dataclasses: nothing is lost, and what is not there is not written."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from traceback import format_exception
from typing import Any

import pytest
from connect_v1_4 import (
    UNSET,
    IncidentResponse,
    IncidentResponseCreate,
    Link,
    Reference,
    Unset,
    id_of,
)
from connect_v1_4.models.incident_response import (
    CcCreate,
    FileAttachment,
    FileAttachmentCreate,
    IncidentCreate,
    ThreadCreate,
)
from connect_v1_4.validators import incident_response as validators
from hypothesis import given
from hypothesis import strategies as st
from support import example

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
unknown = st.dictionaries(st.text(min_size=1, max_size=3).map("x".__add__), json_values, max_size=2)


def some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of *members*, and members that no schema knows."""
    known = st.fixed_dictionaries({}, optional=members)
    return st.builds(lambda a, b: {**b, **a}, known, unknown)


references = some(id=st.integers(1), lookupName=st.text(max_size=3))
emails = some(emailAddresses=st.lists(st.text(max_size=3), max_size=3))
attachments = some(
    contentType=st.just("a/b"),
    data=st.just("YQ=="),
    id=st.integers(1),
    name=st.none() | st.text(max_size=3),
    private=st.booleans(),
    uRL=st.text(max_size=3),
)
threads = some(text=st.text(max_size=3), channel=references, entryType=references | st.none())
creates = some(
    bcc=emails,
    cc=emails | st.none(),
    fileAttachments=st.lists(attachments, max_size=3) | st.none(),
    incident=some(
        id=st.integers(1),
        subject=st.text(max_size=3),
        primaryContact=references,
        threads=st.lists(threads, max_size=3),
    ),
    useEmailSignature=st.booleans() | st.none(),
)


@pytest.mark.slow
@given(creates)
def test_a_create_body_survives_a_round_trip(payload: dict[str, Any]):
    before = copy.deepcopy(payload)
    assert IncidentResponseCreate.from_json(payload).to_json() == before
    assert payload == before


@pytest.mark.slow
@given(creates)
def test_a_reply_survives_a_round_trip(payload: dict[str, Any]):
    assert IncidentResponse.from_json(payload).to_json() == payload


def test_the_documented_request_in_python():
    built = IncidentResponseCreate(
        incident=IncidentCreate(
            id=152,
            subject="Sample incident",
            threads=[
                ThreadCreate(
                    text="Sample thread", channel=Reference(id=9), entry_type=Reference(id=2)
                )
            ],
        ),
        file_attachments=[
            FileAttachmentCreate(
                file_name="myfile.txt", data="d2FtcGxlIGNvbnRlbnQgZm9yIGZpbCUgYXR0YWNobWVudB=="
            )
        ],
        use_email_signature=True,
    )
    assert built.to_json() == example("request")
    assert IncidentResponseCreate.from_json(example("request")) == built


def test_the_documented_reply_in_python():
    reply = IncidentResponse.from_json(example("reply"))
    assert reply.incident == Reference(id=91, lookup_name="180417-000000")
    assert reply.links is not UNSET
    assert [link.rel for link in reply.links] == ["self", "canonical", "describedby"]
    assert reply.links[0].media_type is UNSET
    assert reply.links[2].media_type == "application/schema+json"
    assert reply.to_json() == example("reply")


def test_one_attachment_is_read_and_an_array_is_written():
    read = IncidentResponseCreate.from_json({"fileAttachments": {"name": "a"}})
    assert read.file_attachments == [FileAttachmentCreate(name="a")]
    assert read.to_json() == {"fileAttachments": [{"name": "a"}]}


def test_absent_null_and_value_are_told_apart():
    for payload in ({}, {"updatedTime": None}, {"updatedTime": "2024-05-01T10:00:00Z"}):
        assert FileAttachment.from_json(payload).to_json() == payload
    assert FileAttachment.from_json({}).updated_time is UNSET
    assert FileAttachment.from_json({"updatedTime": None}).updated_time is None


def test_unset_is_falsy_and_one():
    assert not UNSET
    assert repr(UNSET) == "UNSET"
    assert isinstance(UNSET, Unset)
    assert copy.deepcopy(UNSET) is UNSET
    assert pickle.loads(pickle.dumps(UNSET)) is UNSET


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-05-11T18:26:28Z", datetime(2020, 5, 11, 18, 26, 28, tzinfo=UTC)),
        ("2020-05-11T18:26:28.125Z", datetime(2020, 5, 11, 18, 26, 28, 125_000, tzinfo=UTC)),
        ("2020-05-11T18:26:28+02:00", datetime(2020, 5, 11, 16, 26, 28, tzinfo=UTC)),
    ],
)
def test_dates_are_read_and_written_in_utc(text: str, moment: datetime):
    attachment = FileAttachment.from_json({"createdTime": text})
    assert attachment.created_time == moment
    written = attachment.to_json()["createdTime"]
    assert written.endswith("Z")
    assert FileAttachment.from_json({"createdTime": written}).created_time == moment
    assert validators.is_valid_read({"fileAttachments": [attachment.to_json()]})


def test_a_moment_without_a_time_zone_is_refused():
    attachment = FileAttachment(created_time=datetime(2020, 5, 11))
    with pytest.raises(ValueError, match="has no time zone"):
        attachment.to_json()
    west = timezone(timedelta(hours=-8))
    attachment.created_time = datetime(2020, 5, 11, 20, tzinfo=west)
    assert attachment.to_json() == {"createdTime": "2020-05-12T04:00:00Z"}


def test_a_file_becomes_an_attachment(tmp_path: Path):
    file = tmp_path / "manual.pdf"
    file.write_bytes(bytes(range(256)))
    attachment = FileAttachmentCreate.from_path(file)
    assert attachment.file_name == "manual.pdf"
    assert attachment.content_type == "application/pdf"
    assert attachment.content == bytes(range(256))
    assert validators.is_valid_create({"fileAttachments": [attachment.to_json()]})
    assert FileAttachmentCreate.from_path(str(file)) == attachment


def test_an_unknown_ending_gives_no_content_type(tmp_path: Path):
    file = tmp_path / "noending"
    file.write_bytes(b"")
    attachment = FileAttachmentCreate.from_path(file)
    assert attachment.content_type is UNSET
    assert attachment.content == b""
    with pytest.raises(FileNotFoundError):
        FileAttachmentCreate.from_path(tmp_path / "missing")


def test_content_that_is_not_there_or_not_base64():
    with pytest.raises(ValueError, match="has no content"):
        _ = FileAttachmentCreate().content
    with pytest.raises(ValueError, match="base64"):
        _ = FileAttachmentCreate(data="a*b=").content


def test_the_content_of_a_file_is_not_printed():
    assert "c2VjcmV0" not in repr(FileAttachmentCreate(data="c2VjcmV0", name="n"))
    assert "c2VjcmV0" not in repr(FileAttachment(data="c2VjcmV0"))


@pytest.mark.parametrize("value", [5, "text", [], True])
def test_what_is_not_shaped_like_it_is_refused(value: Any):
    with pytest.raises((AttributeError, TypeError, ValueError)):
        IncidentResponse.from_json({"links": [value], "incident": value, "fileAttachments": value})


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        (
            {"fileAttachments": [{}, {"name": "a", "createdTime": "YESTERDAY"}]},
            ValueError,
            "/fileAttachments/1/createdTime: 'YESTERDAY' is not a date and time (RFC 3339)",
        ),
        (
            {"incident": {"id": 1}, "cc": 5},
            TypeError,
            "/cc: must be an object, not int",
        ),
        # Names that only a caller can make.
        (
            {"incident": {"links": {3: 1}}},
            TypeError,
            "/incident/links: must be an array, not dict",
        ),
        (
            {"incident": {"links": [{3: 1, "rel": 5}, 6]}},
            TypeError,
            "/incident/links/1: must be an object, not int",
        ),
        (5, TypeError, "must be an object, not int"),
        ([1], TypeError, "must be an object, not list"),
        ({"incident": [1]}, TypeError, "/incident: must be an object, not list"),
        (
            {"fileAttachments": [[{}]]},
            TypeError,
            "/fileAttachments/0: must be an object, not list",
        ),
        (None, TypeError, "must be an object, not null"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_pointer(data: Any, kind: type[Exception], told: str):
    with pytest.raises(kind) as caught:
        IncidentResponse.from_json(data)
    assert str(caught.value) == told
    assert "During handling" not in "".join(format_exception(caught.value))


SITE = {"createdTime": "2024-05-01T10:00:00Z", "size": 3, "updatedTime": None}


@pytest.mark.parametrize("given", [SITE, {"size": 3}, {"x": 1}, {**SITE, "x": 1}])
@pytest.mark.parametrize("known", [{}, {"name": "a"}])
def test_what_only_the_site_sets_is_kept_as_any_other_unknown_member(
    given: dict[str, Any], known: dict[str, Any]
):
    attachment = FileAttachmentCreate.from_json({**known, **given})
    assert attachment.extra == given
    assert attachment.to_json() == {**known, **given}


def test_models_are_dataclasses():
    attachment = FileAttachmentCreate(name="a", extra={"x": [1]})
    assert dataclasses.replace(attachment, name="b").name == "b"
    assert pickle.loads(pickle.dumps(attachment)) == attachment
    assert copy.deepcopy(attachment) == attachment
    assert [field.name for field in dataclasses.fields(CcCreate)] == ["email_addresses", "extra"]
    with pytest.raises(AttributeError):
        attachment.nmae = "typo"


def test_a_subclass_reads_itself():
    class Mine(ThreadCreate):
        pass

    assert type(Mine.from_json({"text": "a"})) is Mine


@pytest.mark.parametrize("kind", [Link, Reference])
def test_null_is_no_link_and_no_reference(kind: Any):
    with pytest.raises(TypeError, match=r"^must be an object, not null$"):
        kind.from_json(None)


def test_the_id_of_a_record():
    link = Link(rel="canonical", href="https://a.example.com/v1.4/incidents/42")
    assert id_of(Reference(id=0)) == 0
    assert id_of(Reference(id=7, links=[link])) == 7
    assert id_of(Reference(links=[Link(rel="self", href=".../primaryContact"), link])) == 42
    assert id_of(FileAttachment(id=5)) == 5
    assert Reference.from_json({"id": None, "links": [link.to_json()]}).record_id == 42
    for record in (Reference(lookup_name="x"), FileAttachment(name="a")):
        with pytest.raises(ValueError, match="has neither an id nor a URL"):
            id_of(record)
