"""Every constraint that Oracle documents for incidentResponse, held against validators and docstrings.

Source: "Create an incident response", v1.4. The rows are copied from the page by hand; nothing here
comes from the schema or from the generator.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from connect_v1_4.validators import incident_response as validators
from connectgen.config.options import Options
from connectgen.pipeline.render import render_source_files
from support import ROOT, write_schemas

MODELS = ROOT / "generated" / "connect_v1_4" / "models" / "incident_response.py"
BOTH = ("create", "read")


@dataclass(frozen=True)
class Row:
    """One documented constraint, with values on both sides of it."""

    field: str
    python: str
    keyword: str
    says: str
    good: tuple[Any, ...]
    bad: tuple[Any, ...]
    views: tuple[str, ...] = BOTH
    model: str = "FileAttachment"


ROWS = [
    Row("contentType", "content_type", "type", "", ("a/b",), (1, None, True, ["a/b"])),
    Row("contentType", "content_type", "maxLength", "At most 128 characters.",
        ("a/" + "b" * 126,), ("a/" + "b" * 127,)),
    Row("contentType", "content_type", "pattern", "Matches ``^[a-zA-Z-]+/[-a-zA-Z0-9.+_*]+$``.",
        ("text/plain", "audio/mp3", "image/jpg", "x-y/z.+_*"),
        ("", "text", "text/", "/plain", "text/plain; charset=utf-8", "text/plain\n", "te1/x")),
    Row("createdTime", "created_time", "type", "", ("2024-05-01T10:00:00Z",), (1, None), ("read",)),
    Row("createdTime", "created_time", "format", "Date and time", ("2024-05-01T10:00:00.000Z",),
        ("2024-05-01", "yesterday", "2024-02-30T00:00:00Z"), ("read",)),
    Row("data", "data", "type", "", ("",), (1, None, {})),
    Row("data", "data", "contentEncoding", "Base64.", ("YQ==", "YWI=", "YWJj"), ("YQ", "Y Q=", "*")),
    Row("description", "description", "type", "", ("",), (1, None)),
    Row("description", "description", "maxLength", "At most 1333 characters.",
        ("x" * 1333, "\U0001f600" * 1333), ("x" * 1334,)),
    Row("fileName", "file_name", "type", "", ("",), (1, None)),
    Row("fileName", "file_name", "maxLength", "At most 100 characters.", ("x" * 100,), ("x" * 101,)),
    Row("fileName", "file_name", "pattern", 'Matches ``^[^ \\/:*?"<>|]*$``.',
        ("myfile.txt", "", "a\n", "a\\b"),
        ("my file", "a/b", "a:b", "a*b", "a?b", 'a"b', "a<b", "a>b", "a|b")),
    Row("formData", "form_data", "type", "", ("",), (1, None)),
    Row("id", "id", "type", "", (1, 1.0), ("1", 1.5, None, True)),
    Row("id", "id", "minimum", "At least 1.", (1,), (0, -1)),
    Row("id", "id", "maximum", "", (9223372036854776000,),
        (9223372036854776001, 9.3e18)),
    Row("name", "name", "type", "", ("",), (1, None)),
    Row("name", "name", "maxLength", "At most 40 characters.", ("x" * 40,), ("x" * 41,)),
    Row("name", "name", "pattern", "Matches ``^[^ ]*$``.", ("", "name", "a\tb\n"), ("Log File", " ")),
    Row("private", "private", "type", "", (True, False), (0, 1, "true", None)),
    Row("size", "size", "type", "", (1, 1.0), ("1", 1.5, None, True), ("read",)),
    Row("size", "size", "minimum", "At least 1.", (1,), (0,), ("read",)),
    Row("size", "size", "maximum", "", (2147483647,), (2147483648,), ("read",)),
    Row("updatedTime", "updated_time", "type", "", (None, "2024-05-01T10:00:00Z"), (1,),
        ("read",)),
    Row("updatedTime", "updated_time", "format", "Date and time", ("2024-05-01T10:00:00Z",), ("x",),
        ("read",)),
    Row("uRL", "url", "type", "", ("a:",), (1, None)),
    Row("uRL", "url", "maxLength", "At most 1333 characters.", ("a:" + "b" * 1331,),
        ("a:" + "b" * 1332,)),
    Row("uRL", "url", "format", "URL.", ("https://example.com/a",), ("example.com/a", "a b:c")),
    Row("useEmailSignature", "use_email_signature", "type", "Default: ``false``.", (True, False),
        (0, "yes", None), model="IncidentResponse"),
    Row("bcc", "bcc", "type", "", ({},), ([], "a@b", None), model="IncidentResponse"),
    Row("cc", "cc", "type", "", ({},), ([], "a@b", None), model="IncidentResponse"),
    Row("fileAttachments", "file_attachments", "type", "One object is read as a list of one",
        ([], {}, [{}, {}]), ("x", 1, None), model="IncidentResponse"),
    Row("incident", "incident", "type", "", ({}, {"id": 1}), ([], 1, None), model="IncidentResponse"),
    Row("emailAddresses", "email_addresses", "type", "", ([], ["a@example.org"]), ({}, "a@b", [1], None),
        model="Cc"),
    Row("emailAddresses", "email_addresses", "type", "", ([], ["a@example.org"]), ({}, "a@b", [None]),
        model="Bcc"),
]  # fmt: skip


def body(row: Row, value: Any) -> dict[str, Any]:
    """Return a whole body that holds *value* where *row* speaks of it."""
    member = {row.field: value}
    return {
        "FileAttachment": {"fileAttachments": [{}, member]},
        "IncidentResponse": member,
        "Cc": {"cc": member},
        "Bcc": {"bcc": member},
    }[row.model]


def pointer(row: Row) -> str:
    start = {"FileAttachment": "/fileAttachments/1/", "Cc": "/cc/", "Bcc": "/bcc/"}
    return start.get(row.model, "/") + row.field


IDS = [f"{row.model}.{row.field}-{row.keyword}" for row in ROWS]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_validators_hold_it_on_both_sides(row: Row):
    for view in row.views:
        is_valid = getattr(validators, f"is_valid_{view}")
        violations = getattr(validators, f"{view}_violations")
        for value in row.good:
            assert violations(body(row, value)) == []
            assert is_valid(body(row, value))
        for value in row.bad:
            found = violations(body(row, value))
            assert not is_valid(body(row, value))
            assert row.keyword in {each.keyword for each in found}, (value, found)
            assert all(each.pointer.startswith(pointer(row)) for each in found)
            assert not any(each.advice for each in found)


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_docstrings_say_it(row: Row):
    for view in row.views:
        doc = docstrings()[row.model + ("Create" if view == "create" else ""), row.python]
        assert " ".join(row.says.split()) in " ".join(doc.split()), doc


@pytest.mark.parametrize("field", ["createdTime", "size", "updatedTime"])
def test_what_is_read_only_is_in_the_read_view_alone(field: str):
    names = {"createdTime": "created_time", "size": "size", "updatedTime": "updated_time"}
    assert ("FileAttachmentCreate", names[field]) not in docstrings()
    assert "Read-only." in docstrings()["FileAttachment", names[field]]


def test_the_maximum_is_an_integer_not_a_float():
    text = Path(str(validators.__file__)).read_text(encoding="utf-8")
    assert "> 9223372036854776000:" in text
    assert '"maximum":9223372036854776000}' in text
    assert validators.is_valid_create({"fileAttachments": {"id": 2**63 + 100}})
    assert not validators.is_valid_create({"fileAttachments": {"id": 2**63 + 193}})


def test_an_incident_is_named_by_id_or_by_name():
    assert validators.is_valid_create({"incident": {"id": 1}})
    assert validators.is_valid_create({"incident": {"lookupName": "180417-000000"}})
    both = {"incident": {"id": 1, "lookupName": "180417-000000"}}
    (found,) = validators.create_violations(both)
    assert (found.pointer, found.keyword) == ("/incident", "not")
    assert found.message == 'must not have "id" and "lookupName" at once'
    assert validators.is_valid_read(both)


def test_attachments_are_advised_against_without_the_email_channel():
    def advice(channel: Any, files: Any = ({},)) -> list[str]:
        threads = [{"text": "a"}, {"text": "b", "channel": channel}]
        payload = {"incident": {"threads": threads}, "fileAttachments": list(files)}
        return [found.pointer for found in validators.create_advice(payload)]

    assert advice({"id": 9}) == []
    assert advice({"id": 9.0}) == []
    assert advice({"id": 8}) == ["/fileAttachments"]
    assert advice({"id": 8}, files=()) == []
    assert [a.advice for a in validators.create_advice({"fileAttachments": {}})] == [True]
    assert validators.create_advice({"incident": {"threads": [{"text": "a"}]}}) == []
    assert validators.is_valid_create({"fileAttachments": [{}]})


def docstrings() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(MODELS.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for statement, following in zip(node.body, node.body[1:], strict=False):
            if isinstance(statement, ast.AnnAssign) and isinstance(following, ast.Expr):
                assert isinstance(statement.target, ast.Name)
                found[node.name, statement.target.id] = ast.literal_eval(following.value)
    return found


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"maximum": 2**63 - 1}, ""),
        ({"maximum": 9223372036854776000, "minimum": -(2**63)}, ""),
        ({"maximum": 2147483647, "minimum": -2147483648}, ""),
        ({"maximum": 2147483646}, "At most 2147483646."),
        ({"minimum": 2147483647}, "At least 2147483647."),
        ({"maximum": 32767, "minimum": 0}, "At least 0. At most 32767."),
    ],
)
def test_limits_of_every_integer_of_a_database_are_not_repeated(
    tmp_path: Path, limits: dict[str, int], said: str
):
    record = {"type": "object", "properties": {"size": {"type": "integer", **limits}}}
    schemas = write_schemas(tmp_path, {"things": record})
    files, _ = render_source_files(Options(schemas=schemas, resources=("things",)))
    (text,) = [file.text for file in files if file.path == "models/things.py"]
    assert f'"""{said or "Wire name ``size``."}"""' in text


@pytest.mark.parametrize(
    ("package", "said"),
    [
        ("c", "Custom fields that the site has added."),
        ("CO", "Custom attributes that the site has added, in its package ``CO``."),
    ],
)
def test_custom_fields_are_described(tmp_path: Path, package: str, said: str):
    inner = {"type": "object", "properties": {"colour": {"type": "string"}}}
    custom = {"type": "object", "properties": {package: inner}}
    record = {"type": "object", "properties": {"customFields": custom}}
    schemas = write_schemas(tmp_path, {"things": record})
    files, _ = render_source_files(Options(schemas=schemas, resources=("things",)))
    (text,) = [file.text for file in files if file.path == "models/things.py"]
    assert said in " ".join(text.split())
