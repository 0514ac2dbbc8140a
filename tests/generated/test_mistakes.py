"""Mistakes in a body: all of them in one `ValidationError`, by their pointers, and nothing is sent."""

from __future__ import annotations

import dataclasses
import math
from collections import ChainMap, UserDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType, ModuleType
from typing import Any, TypedDict
from unittest.mock import MagicMock, Mock

import msgspec
import pydantic
import pytest
from support.mistaken_bodies import C, Channel, custom, mistakes, namespace


@dataclasses.dataclass
class Reference:
    """Called like ours."""

    id: int


class ThreadCreate(pydantic.BaseModel):
    """Called like ours."""

    text: str


class IncidentCreate(msgspec.Struct):
    """Called like ours."""

    subject: str


class AsTypedDict(TypedDict, total=False):
    subject: str
    threads: Any


def looped(m: Any) -> Any:
    thread = m.ThreadCreate()
    thread.extra = {"self": thread.extra}
    thread.extra["self"] = thread.extra
    return m.IncidentCreate(threads=[thread])


def looped_parts(m: Any) -> Any:
    fields = m.CustomFieldsCreate()
    fields.c = fields
    fields.__class__ = type("CustomFieldsCCreate", (m.CustomFieldsCreate,), {"__slots__": ()})
    return m.IncidentCreate(custom_fields=fields)


def endless(m: Any) -> Any:
    fields = m.CustomFieldsCreate()
    fields.c = m.CustomFieldsCCreate(extra={})
    body = m.IncidentCreate(custom_fields=fields)
    for _ in range(200_000):  # 3.13 serializes 10,000
        body.extra = {"deep": body.extra}
    return body


MISUSES: dict[str, tuple[Callable[[Any], Any], list[str] | None]] = {
    # the whole body
    "text": (lambda m: "abc", ["(whole value): the body must be IncidentCreate, or a mapping with wire names, not str"]),
    "bytes": (lambda m: b"{}", ["(whole value): the body must be IncidentCreate, .* not bytes"]),
    "null": (lambda m: None, ["(whole value): the body must be IncidentCreate, .* not NoneType"]),
    "a number": (lambda m: 5, ["(whole value): the body must be .* not int"]),
    "NaN": (lambda m: math.nan, ["(whole value): the body must be .* not float"]),
    "a list of bodies": (lambda m: [m.IncidentCreate()], ["(whole value): the body must be .* not list"]),
    "pairs": (lambda m: (("subject", "a"),), ["(whole value): the body must be .* not tuple"]),
    "a generator": (lambda m: (x for x in "a"), ["(whole value): the body must be .* not generator"]),
    "the class": (lambda m: m.IncidentCreate, ["(whole value): the body must be .* not the class IncidentCreate itself"]),
    "another view": (lambda m: m.IncidentPatch(subject="a"), ["(whole value): the body must be .* not IncidentPatch"]),
    "what was read": (lambda m: m.Incident(), ["(whole value): the body must be .* not Incident"]),
    "a part": (lambda m: m.ThreadCreate(), ["(whole value): the body must be .* not ThreadCreate"]),
    "a dataclass": (lambda m: Reference(1), ["(whole value): the body must be .* not Reference"]),
    "a msgspec model of that name": (
        lambda m: IncidentCreate(subject="a"),
        ["(whole value): the body must be IncidentCreate, .* not .*test_mistakes.IncidentCreate; pass msgspec.to_builtins(struct)"],
    ),
    "a pydantic model": (
        lambda m: ThreadCreate(text="a"),
        ["(whole value): .* not ThreadCreate; pass model.model_dump(mode=\"json\", by_alias=True, exclude_unset=True)"],
    ),
    "a user's dictionary of no JSON": (lambda m: UserDict({"subject": {1}}), ["/subject: must be null or a string, not set"]),
    # parts in a model
    "a number for a reference": (lambda m: m.IncidentCreate(primary_contact=1), ["/primaryContact: must be Reference, not int"]),
    "true for a reference": (lambda m: m.IncidentCreate(queue=True), ["/queue: must be Reference, not bool"]),
    "an enum for a reference": (lambda m: m.IncidentCreate(channel=Channel.EMAIL), ["/channel: must be Reference, not Channel"]),
    "a name for a reference": (lambda m: m.IncidentCreate(severity="High"), ["/severity: must be Reference, not str"]),
    "a class for a reference": (lambda m: m.IncidentCreate(queue=m.Reference), ["/queue: must be Reference, not the class Reference itself"]),
    "a mapping for a reference": (
        lambda m: m.IncidentCreate(primary_contact={"id": 1}),
        ["/primaryContact: must be Reference, not dict; pass Reference.from_json(value)"],
    ),
    "another class of that name": (lambda m: m.IncidentCreate(queue=Reference(1)), ["/queue: must be Reference, not .*test_mistakes.Reference"]),
    "a link for a reference": (lambda m: m.IncidentCreate(queue=m.Link(href="x")), ["/queue: must be Reference, not Link"]),
    "a number deeper": (
        lambda m: m.IncidentCreate(threads=[m.ThreadCreate(), m.ThreadCreate(channel=9, text=5)]),
        ["/threads/1/channel: must be Reference, not int", "/threads/1/text: must be null or a string, not 5"],
    ),
    "one part for a list": (lambda m: m.IncidentCreate(threads=m.ThreadCreate()), ["/threads: must be a list of ThreadCreate, not ThreadCreate"]),
    "a text for a list": (lambda m: m.IncidentCreate(threads="abc"), ["/threads: must be a list of ThreadCreate, not str"]),
    "a tuple for a list": (lambda m: m.IncidentCreate(threads=(m.ThreadCreate(),)), ["/threads: must be a list of ThreadCreate, not tuple"]),
    "a generator for a list": (lambda m: m.IncidentCreate(threads=(t for t in [m.ThreadCreate()])), ["/threads: must be a list of .* not generator"]),
    "a dictionary for a list": (lambda m: m.IncidentCreate(threads={0: m.ThreadCreate()}), ["/threads: must be a list of .* not dict"]),
    "text in a list": (lambda m: m.IncidentCreate(threads=["a", m.ThreadCreate(), 5]), ["/threads/0: must be ThreadCreate, not str", "/threads/2: must be ThreadCreate, not int"]),
    "parts of another class": (lambda m: m.IncidentCreate(threads=[m.FileAttachmentCreate()]), ["/threads/0: must be ThreadCreate, not FileAttachmentCreate"]),
    "parts of another view": (lambda m: m.IncidentCreate(threads=[m.Thread(text="a")]), ["/threads/0: must be ThreadCreate, not Thread"]),
    "a pydantic part of that name": (
        lambda m: m.IncidentCreate(threads=[ThreadCreate(text="a")]),
        ["/threads/0: must be ThreadCreate, not .*test_mistakes.ThreadCreate; pass ThreadCreate.from_json(model.model_dump(.*"],
    ),
    "a mapping for custom fields": (lambda m: m.IncidentCreate(custom_fields={"c": {}}), ["/customFields: must be CustomFieldsCreate, not dict; .*"]),
    # dates and times
    "a naive time": (lambda m: custom(m, next_visit=datetime(2026, 1, 2)), [f"{C}/next_visit: datetime.datetime(2026, 1, 2, 0, 0) has no time zone; pass an aware datetime"]),
    "a date for a time": (lambda m: custom(m, next_visit=date(2026, 1, 2)), [f"{C}/next_visit: must be datetime, not date"]),
    "a time for a date": (lambda m: custom(m, visit_date=datetime(2026, 1, 2, tzinfo=UTC)), [f"{C}/visit_date: must be date, not datetime"]),
    "text for a time": (lambda m: custom(m, next_visit="2026-01-02T00:00:00Z"), [f"{C}/next_visit: must be datetime, not str"]),
    "text for a date": (lambda m: custom(m, visit_date="2026-01-02"), [f"{C}/visit_date: must be date, not str"]),
    "a number for a time": (lambda m: custom(m, next_visit=1767312000), [f"{C}/next_visit: must be .*, not 1767312000"]),
    "a time too early": (lambda m: custom(m, next_visit=datetime.min.replace(tzinfo=UTC)), [f"{C}/next_visit: must not be before 1970-01-02T00:00:00.000Z, .*"]),
    # single values in a model
    "a number for text": (lambda m: m.IncidentCreate(subject=5), ["/subject: must be null or a string, not 5"]),
    "bytes for text": (lambda m: m.IncidentCreate(subject=b"secret"), ["/subject: must be null or a string, not bytes"]),
    "a class for text": (lambda m: m.IncidentCreate(subject=str), ["/subject: must be null or a string, not type"]),
    "UNSET in a list": (lambda m: m.IncidentCreate(threads=[m.made.UNSET]), ["/threads/0: must be ThreadCreate, not Unset"]),
    "text too long": (lambda m: m.IncidentCreate(subject="x" * 241), ["/subject: must have at most 240 characters, not 241"]),
    "true for a number": (lambda m: m.IncidentCreate(queue=m.Reference(id=True)), ["/queue/id: must be an integer, not true"]),
    "Decimal for a number": (lambda m: m.IncidentCreate(queue=m.Reference(id=Decimal(1))), ["/queue/id: Object of type Decimal is not JSON serializable"]),
    "a fraction for a number": (lambda m: m.IncidentCreate(queue=m.Reference(id=Fraction(1))), ["/queue/id: must be an integer, not Fraction"]),
    "a huge number": (lambda m: m.IncidentCreate(queue=m.Reference(id=10**5000)), ["/queue/id: .*"]),
    "a tuple for a list of text": (lambda m: custom(m, tags=("a", "b")), [f"{C}/tags: must be .*, not tuple"]),
    "a set for a list of text": (lambda m: custom(m, tags={"a"}), [f"{C}/tags: must be .*, not set"]),
    "text for a list of text": (lambda m: custom(m, tags="ab"), [f"{C}/tags: must be .*, not \"ab\""]),
    # members that no field takes
    "no mapping as extra": (lambda m: m.IncidentCreate(extra=[1], subject=5), ["(whole value): extra must be a dict with wire names as keys, not list", "/subject: .*"]),
    "no JSON in extra": (lambda m: m.IncidentCreate(extra={"x": {1}, "y": [b"", math.nan]}, subject=5), ["/x: .* set .*", "/y/0: .* bytes .*", "/y/1: Out of range float .*", "/subject: .*"]),
    "a name that is no text": (lambda m: m.IncidentCreate(extra={"x": {(1,): 2}}), ["/x: keys must be str.*"]),
    "a huge name": (lambda m: {"x": {10**5000: 1}}, ["/x: Exceeds .*"]),
    "a part that holds itself": (looped_parts, ["(whole value): contains itself, or is nested too deeply"]),
    "a mock": (lambda m: Mock(spec=m.IncidentCreate), None),
    "a mock of a part": (lambda m: m.IncidentCreate(queue=Mock(), threads=[MagicMock()]), ["/queue: must be Reference, not Mock", "/threads/0: must be ThreadCreate, not MagicMock"]),
    "extra that holds itself": (looped, ["/threads/0/self/self: circular reference"]),
    "extra without end": (endless, ["(whole value): contains itself, or is nested too deeply"]),
    # mappings
    "a model in a mapping": (lambda m: {"primaryContact": m.Reference(id=1)}, ["/primaryContact: must be .*, not Reference"]),
    "a time in a mapping": (lambda m: {"customFields": {"c": {"next_visit": datetime(2026, 1, 2)}}}, [f"{C}/next_visit: must be .*, not datetime"]),
    "a mapping that is no dictionary": (lambda m: {"queue": MappingProxyType({"id": 1})}, ["/queue: must be .*, not mappingproxy"]),
    "everything in a typed dictionary": (
        lambda m: AsTypedDict(threads=({"text": "secret"},), subject=5, x=Decimal(1)),  # type: ignore[typeddict-unknown-key] - the test is about unknown keys
        ["/threads: must be .*, not tuple", "/subject: must be null or a string, not 5", "/x: Object of type Decimal .*"],
    ),
    "everything in a chain": (lambda m: ChainMap({"subject": 5}), ["/subject: must be null or a string, not 5"]),
}  # fmt: skip


@pytest.mark.parametrize("name", MISUSES)
def test_invalid_body_raises_validation_error_before_sending(made: ModuleType, name: str):
    make, expected = MISUSES[name]
    found = mistakes(made, make(namespace(made)))
    if expected is None:  # whatever they are
        assert found
        return
    assert len(found) == len(expected), found
    for text, pattern in zip(found, expected, strict=True):
        pieces = pattern.split(".*")
        assert text.startswith(pieces[0]), text
        assert text.endswith(pieces[-1]), text
        assert all(piece in text for piece in pieces), text
        assert "secret" not in text


def test_validation_error_lists_all_violations_in_body_order(made: ModuleType):
    m = namespace(made)
    body = m.IncidentCreate(
        threads=[m.ThreadCreate(channel=9), m.ThreadCreate(text=5), {"text": "a"}],
        subject=5,
        primary_contact=1,
        custom_fields=m.CustomFieldsCreate(
            c=m.CustomFieldsCCreate(next_visit=datetime(2026, 1, 2), visit_date="x", tags=("a",))
        ),
        queue=m.Reference(id=True),
        extra={"x": {1}},
    )
    found = [text.partition(":")[0] for text in mistakes(made, body)]
    assert found == [
        "/x",
        "/customFields/c/next_visit",
        "/customFields/c/tags",
        "/customFields/c/visit_date",
        "/primaryContact",
        "/queue/id",
        "/subject",
        "/threads/0/channel",
        "/threads/1/text",
        "/threads/2",
    ]
