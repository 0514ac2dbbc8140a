"""Values stay values, whichever way a site reads quotation marks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from connect_v1_4 import roql
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

BACKSLASH_ESCAPES = re.compile(r"(?:'(?:[^'\\]|\\.)*')+", re.DOTALL)
DOUBLING_ESCAPES = re.compile(r"(?:'[^']*')+", re.DOTALL)


@given(st.text(st.characters(blacklist_characters="\0"), max_size=20))
@pytest.mark.parametrize("reader", [BACKSLASH_ESCAPES, DOUBLING_ESCAPES])
def test_roql_string_is_escaped(reader: re.Pattern[str], text: str):
    assert reader.fullmatch(roql("{}", text))


@given(st.text("'\\; -x", max_size=12))
@pytest.mark.parametrize("reader", [BACKSLASH_ESCAPES, DOUBLING_ESCAPES])
def test_roql_injection_examples_are_escaped(reader: re.Pattern[str], text: str):
    assert reader.fullmatch(roql("{}", text))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "'a'"),
        ("", "''"),
        ("O'Hara", "'O''Hara'"),
        ("a\\b", "'a\\\\b'"),
        (5, "5"),
        (-5, "-5"),
        (2.5, "2.5"),
        (True, "1"),
        (False, "0"),
        (None, "NULL"),
        (date(2024, 5, 6), "'2024-05-06'"),
        (datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC), "'2024-05-06T07:08:09Z'"),
        (datetime(2024, 5, 6, 1, tzinfo=timezone(timedelta(hours=2))), "'2024-05-05T23:00:00Z'"),
        ([1, 2], "1, 2"),
        (("a", "b'"), "'a', 'b'''"),
    ],
)
def test_roql_values(value: object, expected: str):
    assert roql("SELECT a WHERE b = {}", value) == f"SELECT a WHERE b = {expected}"


def test_a_value_may_look_like_a_place():
    assert roql("{} {}", "{}", 1) == "'{}' 1"


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("a", (1,)),
        ("{}", ()),
        ("{} {}", (1,)),
        ("{}", (datetime(2024, 1, 1),)),
        ("{}", ([],)),
    ],
)
def test_what_cannot_be_put_in(statement: str, values: tuple[object, ...]):
    with pytest.raises(ValueError, match=r"value|time zone"):
        roql(statement, *values)


@pytest.mark.parametrize(
    "statement", ["a = '{}'", 'a = "{}"', "a = '%{}%'", "a = 'x' AND b = '{}", "a = '\\'{}\\"]
)
def test_a_place_stands_outside_of_quotation_marks(statement: str):
    with pytest.raises(ValueError, match="without quotation marks"):
        roql(statement, " OR 1=1 OR ")
    assert roql("a = 'it''s' AND b = {}", 1) == "a = 'it''s' AND b = 1"


@pytest.mark.parametrize("value", [b"a", {}, object(), float("nan"), float("inf"), "a\0b", {1}])
def test_roql_unsupported_value_raises(value: object):
    with pytest.raises(TypeError, match="is not supported as a ROQL value"):
        roql("{}", value)
