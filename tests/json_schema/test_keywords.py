"""The table of keywords: every row reaches a message, and a new row needs nothing else."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.config.options import Options
from connectgen.core.errors import SchemaError
from connectgen.core.location import Location
from connectgen.json_schema.dialects import standard_dialect
from connectgen.json_schema.drafts import DRAFTS
from connectgen.json_schema.formats import FORMATS
from connectgen.json_schema.keywords import KEYWORDS, Applicator, Assertion
from connectgen.json_schema.limit_types import limit_error
from connectgen.json_schema.metaschema import meta_schema_errors
from connectgen.pipeline.render import render_source_files
from support import module_of, write_schemas

DIALECT = {"minimumDate", "maximumDate", "minimumDateTime", "maximumDateTime"}
# For each row: its value, a value that it refuses, and what the violation says.
REFUSED: dict[str, tuple[Any, Any, str]] = {
    "additionalItems": (False, [1, 2], "must have at most 1 item, not 2"),
    "additionalProperties": (False, {"a": 1}, "must not be there"),
    "allOf": ([{"type": "string"}], 1, "must be a string, not 1"),
    "anyOf": ([{"minimum": 3}, {"type": "string"}], 1, "must be valid under one of 2 schemas"),
    "const": ("a", "b", 'must be "a", not "b"'),
    "contains": ({"type": "string"}, [1], "must contain a matching item"),
    "dependentRequired": ({"a": ["b"]}, {"a": 1}, 'must have the member "b" beside "a"'),
    "dependentSchemas": ({"a": {"required": ["b"]}}, {"a": 1}, 'must have the member "b"'),
    "contentEncoding": ("base64", "?", "must be Base64 (RFC 4648)"),
    "dependencies": ({"a": ["b"]}, {"a": 1}, 'must have the member "b" beside "a"'),
    "else": ({"type": "null"}, 1, "must be null, not 1"),
    "enum": (["a", "b"], 1, 'must be one of "a", "b", not 1'),
    "exclusiveMaximum": (3, 3, "must be less than 3, not 3"),
    "exclusiveMinimum": (3, 3, "must be more than 3, not 3"),
    "format": ("date", "?", 'must be a date (RFC 3339), such as 2020-05-11, not "?"'),
    "if": (True, "a", 'must be null, not "a"'),
    "items": ({"type": "string"}, [1], "must be a string, not 1"),
    "maxContains": (
        1,
        [1, 1],
        "must contain at most 1 matching item, and contains 2: each must be a number",
    ),
    "maxItems": (1, [1, 2], "must have at most 1 item, not 2"),
    "maxLength": (3, "abcd", "must have at most 3 characters, not 4"),
    "maxProperties": (0, {"a": 1}, "must have at most 0 members, not 1"),
    "maximum": (3, 4, "must be at most 3, not 4"),
    "maximumDate": ("2020-01-02", "2020-01-03", "must not be after 2020-01-02"),
    "maximumDateTime": ("2020-01-02T00:00:00Z", "2020-01-03T00:00:00Z", "must not be after 2020"),
    "minContains": (
        2,
        [1],
        "must contain at least 2 matching items, and contains 1: each must be a number",
    ),
    "minItems": (2, [1], "must have at least 2 items, not 1"),
    "minLength": (1, "", "must have at least 1 character, not 0"),
    "minProperties": (1, {}, "must have at least 1 member, not 0"),
    "minimum": (3, 2, "must be at least 3, not 2"),
    "minimumDate": ("2020-01-02", "2020-01-01", "must not be before 2020-01-02"),
    "minimumDateTime": ("2020-01-02T00:00:00Z", "2020-01-01T00:00:00Z", "must not be before 2020"),
    "multipleOf": (2, 3, "must be a multiple of 2, not 3"),
    "not": ({"minimum": 2}, 3, "must not be at least 2 (found 3)"),
    "oneOf": ([{}, {"minimum": 2}], 3, "must be valid under exactly one of 2 schemas, not several"),
    "pattern": ("^a", "b", 'must match ^a, not "b"'),
    "patternProperties": ({"^a": {}}, {1: 1}, "must be an object whose names are strings"),
    "prefixItems": ([{"type": "string"}], [1], "must be a string, not 1"),
    "properties": ({"a": {"type": "string"}}, {"a": 1}, "must be a string, not 1"),
    "propertyNames": ({"maxLength": 1}, {1: 1}, "must be an object whose names are strings"),
    "required": (["a"], {}, 'must have the member "a"'),
    "then": ({"type": "null"}, "a", 'must be null, not "a"'),
    "type": ("array", 1, "must be an array, not 1"),
    "unevaluatedItems": (False, [1], "must not be there"),
    "unevaluatedProperties": (False, {"a": 1}, "must not be there"),
    "uniqueItems": (True, [1, 1], "must have no two items that are equal: items 0 and 1 are"),
}
BESIDE: dict[str, dict[str, Any]] = {
    "additionalItems": {"items": [{}]},
    "else": {"if": False},
    "if": {"then": {"type": "null"}},
    "maxContains": {"contains": {"type": "number"}},
    "minContains": {"contains": {"type": "number"}},
    "then": {"if": True},
}
MAX_BYTES = Assertion(
    json_types=frozenset({"string"}),
    limit_type="count",
    fails="len({value}.encode()) > {limit}",
    expected="have at most {limit}",
    phrase="At most {limit}.",
    unit="byte",
    actual="len({value}.encode())",
    first_draft=6,
)


def draft(number: int) -> dict[str, str]:
    return {"$schema": f"http://json-schema.org/draft-0{number}/schema#"}


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_every_row_leads_to_a_violation_with_its_own_message(
    keyword: str, monkeypatch: pytest.MonkeyPatch
):
    limit, value, message = REFUSED[keyword]
    row = KEYWORDS[keyword]
    if row.first_draft is None:  # compile_validator asserts what drafts have
        assert isinstance(row, Assertion)
        known = {name: getattr(row, name) for name in row.__dataclass_fields__}
        monkeypatch.setitem(KEYWORDS, keyword, Assertion(**{**known, "first_draft": 4}))
    later = {2019: "2019-09", 2020: "2020-12"}.get(row.first_draft or 4)
    uri = {"$schema": f"https://json-schema.org/draft/{later}/schema"} if later else draft(7)
    schema = {**uri, keyword: limit, **BESIDE.get(keyword, {})}
    module = module_of(compile_validator(schema, formats=True))
    assert not module.is_valid(value)
    (violation,) = module.violations(value)
    assert violation.message.startswith(message)
    words = getattr(FORMATS.get((keyword, str(limit)), row), "expected", "")
    if words and keyword != "propertyNames":
        assert violation.keyword == keyword
        assert re.match(f"must {re.escape(words.partition('{')[0])}", violation.message)


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_keyword_is_known_from_its_first_draft_to_its_last(keyword: str):
    row = KEYWORDS[keyword]
    first = row.first_draft or 9999
    wanted = [number for number in DRAFTS if first <= number <= row.last_draft]
    asserted = [number for number in DRAFTS if standard_dialect(number).keywords_of({keyword: 1})]
    assert asserted == ([] if row.on_request else wanted)
    assert (row.first_draft is None) == (keyword in DIALECT)


ODD: tuple[Any, ...] = (None, True, -1, 1.5, "(", "x", [], [1], {}, {"(": 1})


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_keyword_is_ignored_where_it_is_not_known(keyword: str):
    row = KEYWORDS[keyword]
    first = row.first_draft or 9999
    others = [one for one in DRAFTS.values() if not (first <= one.number <= row.last_draft)]
    for odd, one in itertools.product(ODD, others):
        # Some meta-schemas check keywords of earlier drafts too.
        if meta_schema_errors({keyword: odd}, one.number, Location(document="schema")):
            continue
        module = module_of(compile_validator({"$schema": one.uri, keyword: odd}))
        for value in ODD:
            assert module.is_valid(value), (one.name, odd)
            assert module.violations(value) == []


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_only_applicators_have_subschemas(keyword: str):
    held = [{keyword: {"type": "null"}}, {keyword: [{}]}, {keyword: {"a": {}}}]
    found = [
        part
        for schema in held
        for draft in (7, 2020)
        for part in standard_dialect(draft).list_schemas(schema)
    ]
    assert bool(found) == isinstance(KEYWORDS[keyword], Applicator)


@pytest.fixture
def _max_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add one row, and nothing else."""
    monkeypatch.setitem(KEYWORDS, "maxBytes", MAX_BYTES)


@pytest.mark.usefixtures("_max_bytes")
def test_new_row_is_checked_by_compiled_validators():
    module = module_of(compile_validator({**draft(7), "maxBytes": 3}))
    assert module.is_valid("abc")
    assert module.is_valid(1234)
    assert not module.is_valid("äö")
    (violation,) = module.violations("äö")
    assert str(violation) == "(whole value): must have at most 3 bytes, not 4"
    assert (violation.keyword, violation.schema_pointer) == ("maxBytes", "/maxBytes")


@pytest.mark.usefixtures("_max_bytes")
def test_new_row_is_ignored_by_earlier_drafts():
    assert module_of(compile_validator({**draft(4), "maxBytes": 3})).is_valid("äö")
    assert not module_of(compile_validator({**draft(6), "maxBytes": 3})).is_valid("äö")


def package_with_max_bytes(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Return the files and warnings of a package whose document has the keyword."""
    name = {"type": "string", "maxBytes": 3}
    record = {"type": "object", "properties": {"name": name}}
    write_schemas(folder, {"things": {"definitions": {"singularResource": record}}})
    files, diagnostics = render_source_files(Options(package="made", schemas=folder))
    return {file.path: file.text for file in files}, [str(one) for one in diagnostics]


@pytest.mark.usefixtures("_max_bytes")
def test_new_row_is_documented_and_checked_in_a_package(tmp_path: Path):
    files, warnings = package_with_max_bytes(tmp_path)
    assert "At most 3 bytes." in files["models/things.py"]
    assert '"maxBytes":3' in files["validators/things.py"]
    assert "lambda value, limit: len(value.encode()) > limit" in files["validators/_keywords.py"]
    assert not [warning for warning in warnings if "maxBytes" in warning]


def test_without_the_row_the_keyword_is_unknown(tmp_path: Path):
    _, warnings = package_with_max_bytes(tmp_path)
    assert [warning for warning in warnings if "unknown keyword" in warning]


@pytest.mark.usefixtures("_max_bytes")
def test_new_row_refuses_a_limit_of_another_type(monkeypatch: pytest.MonkeyPatch):
    known = {name: getattr(MAX_BYTES, name) for name in MAX_BYTES.__dataclass_fields__}
    monkeypatch.setitem(KEYWORDS, "maxBytes", Assertion(**{**known, "first_draft": 4}))
    with pytest.raises(SchemaError, match="maxBytes must be a non-negative integer"):
        compile_validator({**draft(7), "maxBytes": "many"})


class Hostile:
    """A value whose methods all raise."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    __str__ = __repr__

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class HostileText(str):
    __slots__ = ()

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def __getitem__(self, at: Any) -> str:
        raise RuntimeError("no items")


class HostileNumber(float):
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Hostile(), "Hostile"), (HostileText("a"), '"a"'), (HostileNumber(1.5), "1.5")],
    ids=["object", "text", "number"],
)
def test_message_of_a_value_whose_methods_raise(value: Any, shown: str):
    module = module_of(compile_validator({**draft(7), "type": "array"}))
    (violation,) = module.violations(value)
    assert violation.message == f"must be an array, not {shown}"


def test_pointer_of_a_name_whose_methods_raise():
    module = module_of(compile_validator({**draft(7), "additionalProperties": {"type": "null"}}))
    (violation,) = module.violations({Hostile(): 1})
    assert violation.pointer == "/Hostile"


@pytest.mark.parametrize("limit", ["20200102", "2020-W01-4", "2020-1-2", "2020-13-01", 1, None])
def test_a_date_limit_is_a_date_of_rfc_3339(limit: object):
    row = KEYWORDS["minimumDate"]
    assert isinstance(row, Assertion)
    assert limit_error("minimumDate", row, limit)
    assert limit_error("minimumDate", row, "2020-01-02") is None


def test_values_in_messages_are_quoted_as_json():
    """One message has one kind of quotation marks: those of the document that it is about."""
    assert [text for _, _, text in REFUSED.values() if "'" in text] == []
    module = module_of(compile_validator({"enum": ["new", "open"]}))
    for given in ("done", "it's", 'a "b"', "a\\b", "é日本", "a\nb\t"):
        (violation,) = module.violations(given)
        shown = json.dumps(given, ensure_ascii=False)
        assert violation.message == f'must be one of "new", "open", not {shown}'
    (violation,) = module.violations("\x7f\u202e\ud800")  # which no terminal may get
    assert violation.message.endswith(r'not "\x7f\u202e\ud800"')
