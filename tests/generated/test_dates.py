"""Dates and times: every text of RFC 3339 is read, and written as the same instant or text."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from connect_v1_4 import ApproximateDate, ApproximateDateTime
from connect_v1_4.models._codec import read_date, read_date_time, write_date, write_date_time
from connect_v1_4.models.incident_response import FileAttachment
from connect_v1_4.validators._checks import is_date, is_date_time
from hypothesis import example, given
from hypothesis import strategies as st
from support.mistaken_bodies import mistakes

DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def two(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map("{:02}".format)


years = st.one_of(st.sampled_from([0, 1, 4, 1999, 2024, 9998, 9999]), st.integers(0, 9999))
months_and_days = st.integers(1, 12).flatmap(
    lambda month: two(1, DAYS[month - 1]).map(lambda day: f"{month:02}-{day}")
)
dates = st.builds(lambda year, rest: f"{year:04}-{rest}", years, months_and_days).filter(is_date)
clocks = st.one_of(
    st.just("23:59:60"),
    st.builds("{}:{}:{}".format, two(0, 23), two(0, 59), two(0, 59)),
)
fractions = st.one_of(
    st.just(""), st.from_regex(r"\.[0-9]{1,12}", fullmatch=True).filter(str.isascii)
)
zones = st.one_of(
    st.sampled_from(["Z", "z", "+00:00", "-00:00", "+23:59", "-23:59", "+14:00", "-12:00"]),
    st.builds("{}{}:{}".format, st.sampled_from("+-"), two(0, 23), two(0, 59)),
)
moments = st.builds(
    "{}{}{}{}{}".format, dates, st.sampled_from("Tt"), clocks, fractions, zones
).filter(is_date_time)


def holds(text: str) -> bool:
    """Return whether `datetime` holds the instant of *text*, judged without our code."""
    _, _, rest = text.partition(".")
    digits = rest.rstrip("Zz").split("+")[0].split("-")[0]
    return text[:4] != "0000" and text[17:19] != "60" and len(digits.rstrip("0")) <= 6


def instant(text: str) -> timedelta:
    """Return how long after the year 1 an exact *text* is; no `datetime` in UTC need exist."""
    moment = datetime.fromisoformat(text.upper())
    return moment.replace(tzinfo=None) - datetime.min - (moment.utcoffset() or timedelta())


@pytest.mark.slow
@given(moments)
@example("9999-12-31T23:59:60Z")
@example("0001-01-01T00:00:00+14:00")
@example("9999-12-31T23:59:59.999999-12:00")
@example("0000-02-29T00:00:00Z")
@example("0000-12-31T23:59:60.5Z")
@example("2016-12-31T23:59:60.1234567Z")
@example("2024-05-01T10:00:00.123456700Z")
@example("2024-05-01T10:00:00.1234567Z")
@example("2017-01-01T00:59:60+01:00")
def test_any_date_and_time_is_read_and_written(text: str):
    found = read_date_time(text)
    assert isinstance(found, datetime)
    assert found.tzinfo is not None
    written = write_date_time(found)
    assert is_date_time(written)
    if holds(text):
        assert type(found) is datetime
        assert instant(written) == instant(text)
    else:
        assert isinstance(found, ApproximateDateTime)
        assert written == found.text == text
    assert write_date_time(read_date_time(written)) == written


@pytest.mark.slow
@given(dates)
@example("0000-02-29")
def test_any_date_is_read_and_written(text: str):
    found = read_date(text)
    assert isinstance(found, date)
    assert write_date(found) == text
    assert (type(found) is date) is (text[:4] != "0000")


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2024-05-01T10:00:00.1234567Z", datetime(2024, 5, 1, 10, 0, 0, 123456, tzinfo=UTC)),
        ("9999-12-31T23:59:60Z", datetime.max.replace(tzinfo=UTC)),
        ("0000-06-01T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_the_nearest_moment_and_its_text(text: str, near: datetime):
    attachment = FileAttachment.from_json({"createdTime": text})
    found = attachment.created_time
    assert found == near
    assert isinstance(found, ApproximateDateTime)
    assert found.text == text
    assert attachment.to_json() == {"createdTime": text}
    for again in (copy.deepcopy(attachment), pickle.loads(pickle.dumps(attachment))):
        assert again == attachment
        assert again.to_json() == {"createdTime": text}


@pytest.mark.parametrize(
    ("text", "near", "written"),
    [
        ("2024-05-01T10:00:00", datetime(2024, 5, 1, 10, tzinfo=UTC), "2024-05-01T10:00:00Z"),
        ("2024-05-01 10:00:00", datetime(2024, 5, 1, 10, tzinfo=UTC), "2024-05-01T10:00:00Z"),
        ("2024-05-01t10:00:00", datetime(2024, 5, 1, 10, tzinfo=UTC), "2024-05-01T10:00:00Z"),
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC), "2024-05-01T00:00:00Z"),
        (
            "2024-05-01T10:00:00.1234560",
            datetime(2024, 5, 1, 10, 0, 0, 123456, tzinfo=UTC),
            "2024-05-01T10:00:00.123456Z",
        ),
        (
            "2024-05-01T10:00:00.1234567",
            datetime(2024, 5, 1, 10, 0, 0, 123456, tzinfo=UTC),
            "2024-05-01T10:00:00.1234567Z",
        ),
        ("2016-12-31T23:59:60", datetime(2017, 1, 1, tzinfo=UTC), "2016-12-31T23:59:60Z"),
        ("0000-06-01", datetime.min.replace(tzinfo=UTC), "0000-06-01T00:00:00Z"),
    ],
)
def test_naive_date_time_of_a_site_is_in_utc(text: str, near: datetime, written: str):
    attachment = FileAttachment.from_json({"createdTime": text})
    assert attachment.created_time == near
    assert attachment.created_time.tzinfo is UTC
    assert attachment.to_json() == {"createdTime": written}
    assert is_date_time(written)
    assert FileAttachment.from_json(attachment.to_json()) == attachment


def test_date_time_in_a_date_field_is_an_error_with_pointer(made: ModuleType):
    module = import_module("made.models.incidents")
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    place = "/customFields/c/visit_date"
    body = module.IncidentCreate(
        custom_fields=module.CustomFieldsCreate(c=module.CustomFieldsCCreate(visit_date=moment))
    )
    assert mistakes(made, body) == [f"{place}: must be date, not datetime"]
    data = {"customFields": {"c": {"visit_date": "2026-01-02T00:00:00Z"}}}
    (found,) = mistakes(made, data)
    assert found.startswith(f"{place}: must be a date")
    for model in (module.Incident, module.IncidentCreate):
        with pytest.raises(ValueError, match=f"^{place}: '2026-01-02T00:00:00Z' is not a date"):
            model.from_json(data)


def test_computed_date_time_is_serialized():
    found = read_date_time("2016-12-31T23:59:60Z")
    assert write_date_time(found + timedelta(hours=1)) == "2017-01-01T01:00:00Z"
    assert write_date_time(found.replace(year=2020)) == "2020-01-01T00:00:00Z"
    assert write_date_time(found.astimezone(timezone(timedelta(hours=2)))) == "2017-01-01T00:00:00Z"
    day = read_date("0000-02-29")
    assert isinstance(day, ApproximateDate)
    assert pickle.loads(pickle.dumps(day)).text == copy.copy(day).text == "0000-02-29"
    assert write_date(day + timedelta(days=1)) == "0001-01-02"


@pytest.mark.parametrize("value", [5, 1.5, True, ["2024"], {"a": 1}, None])
def test_what_a_site_sends_in_place_of_a_date_is_kept(value: Any):
    attachment = FileAttachment.from_json({"createdTime": value})
    assert attachment.to_json() == {"createdTime": value}
    assert write_date(read_date(value)) == value


@pytest.mark.parametrize(
    "text",
    ["", "60", "YESTERDAY", "2024-13-01T00:00:00Z", "0000-02-30T00:00:00Z", "0000-00-00T00:00:00Z",
     "2024-05-01T10:00:61Z", "2024-05-01T10:00:00+24:00", "2024-05-01T10:00:00Z\n",
     "10000-01-01T00:00:00Z", "-001-01-01T00:00:00Z", "\u0662024-05-01T10:00:00Z",
     "\ud800", "0000" * 1000, "ß" * 17 + "60"],
)  # fmt: skip
def test_invalid_date_raises_value_error(text: str):
    with pytest.raises(ValueError, match=r"is not a date and time \(RFC 3339\)$"):
        read_date_time(text)
    with pytest.raises(ValueError, match=r"is not a date \(RFC 3339\)$"):
        read_date(text)


@pytest.mark.slow
@given(st.text(max_size=30) | st.from_regex(r"[0-9TtZz:+. -]{1,35}", fullmatch=True))
def test_any_text_is_read_and_written_or_a_value_error(text: str):
    for read, write in ((read_date_time, write_date_time), (read_date, write_date)):
        try:
            found = read(text)
        except ValueError:
            continue
        assert write(read(write(found))) == write(found)


class Nowhere(tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, moment: datetime | None) -> None:
        return None


def test_naive_or_invalid_date_time_is_not_serialized():
    for value in ("2024-05-01T10:00:00Z", date(2024, 5, 1), b"2024", {1}, object()):
        with pytest.raises(TypeError, match=r"^must be datetime, not "):
            write_date_time(value)
    for value in ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC), b"2024"):
        with pytest.raises(TypeError, match=r"^must be date, not "):
            write_date(value)
    for value in (datetime(2024, 5, 1), datetime(2024, 5, 1, tzinfo=Nowhere())):
        with pytest.raises(ValueError, match="has no time zone"):
            write_date_time(value)


def test_datetime_subclass_is_serialized():
    class Stamp(datetime):
        pass

    class Day(date):
        pass

    assert write_date_time(Stamp(2024, 5, 1, tzinfo=UTC)) == "2024-05-01T00:00:00Z"
    assert write_date(Day(2024, 5, 1)) == "2024-05-01"


def test_every_model_keeps_such_texts(made: ModuleType):
    module = import_module("made.models.incidents")
    data = {"createdTime": "0001-01-01T00:00:00+14:00", "updatedTime": "9999-12-31T23:59:60Z"}
    assert module.Incident.from_json(data).to_json() == data
    assert module.IncidentCreate.from_json(data).to_json() == data
