"""What was read of a record, as a body: `to_create` and `to_patch` of every resource."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from connectgen.python_text.identifiers import module_name
from connectgen.testing import FakeSite
from support import import_from
from support.fake_site_calls import Run, both
from support.sample_catalog import LISTED, READ_ONLY, ROOTS, Property, properties, record_of

pytestmark = pytest.mark.slow

WRITTEN = [name for name in LISTED if name not in READ_ONLY]
RECORDS = [name for name in WRITTEN if name != "incidentResponse"]
BODIES = [
    (name, view)
    for name in WRITTEN
    for view in ("create", "patch")
    if (name, view) != ("incidentResponse", "patch")
]


@pytest.fixture(scope="module")
def served(sample_schemas: Path) -> Iterator[FakeSite]:
    with FakeSite(schemas=sample_schemas) as site:
        yield site


@pytest.fixture
def site(served: FakeSite) -> FakeSite:
    served.reset()
    return served


def load(sample: Path, kind: str, resource: str) -> ModuleType:
    return import_from(sample.parent, f"{sample.name}.{kind}.{module_name(resource)}")


@pytest.mark.parametrize(("resource", "view"), BODIES)
def test_what_was_read_is_a_valid_body(sample: Path, resource: str, view: str):
    models = load(sample, "models", resource)
    validators = load(sample, "validators", resource)
    read = record_of(resource, "read") | {"newField": 1}
    record = getattr(models, ROOTS[resource]).from_json(read)
    body = getattr(record, f"to_{view}")()
    assert type(body) is getattr(models, f"{ROOTS[resource]}{view.capitalize()}")
    sent = body.to_json()
    assert getattr(validators, f"{view}_violations")(sent) == []
    advice = getattr(validators, f"{view}_advice")(sent)
    assert [each for each in advice if each.keyword != "x-connectgen-advice"] == []
    assert record.to_json() == getattr(models, ROOTS[resource]).from_json(read).to_json()
    compare(resource, view, read, sent, is_entry=True)


def compare(path: str, view: str, read: Any, sent: Any, *, is_entry: bool) -> None:
    """Hold what is *sent* of the record at *path* against the flags of its documents."""
    expected: set[str] = set()
    for each in properties(path, view):
        value = read.get(each.name)
        # Replies do not have the content of files, so that new ones would be empty.
        without = {"fileAttachments", *(["id"] if is_entry else [])}
        dropped = view == "create" and each.name in without
        if each.name in read and not dropped and is_sent(each, value):
            expected.add(each.name)
            compare_value(each, view, value, sent.get(each.name))
    assert set(sent) == expected


def is_sent(each: Property, value: Any) -> bool:
    if value is None:
        return "null" in each.schema["type"]
    if each.is_list and isinstance(value, dict):
        return "items" in value
    return True


def compare_value(each: Property, view: str, value: Any, sent: Any) -> None:
    if each.is_list and each.target:
        entries = value["items"] if isinstance(value, dict) else value
        assert len(entries) == len(sent)
    else:
        entries, sent = [value], [sent]
    for entry, written in zip(entries, sent, strict=True):
        if each.part and entry is not None and each.name != "incident":
            compare(each.part, view, entry, written, is_entry=each.is_list)
        elif each.name == "incident" and each.part:
            assert written == {"id": 152}
        elif each.is_reference and entry is not None:
            assert written in ({"id": 3}, {"id": 7})
        elif not each.part:
            assert written == entry


@both
@pytest.mark.parametrize("resource", RECORDS)
def test_read_change_write_against_the_fake_site(
    site: FakeSite, sample: Path, run: Run, resource: str
):
    """Nothing is lost, and nothing is sent that the site refuses or that the client advises on."""
    made = import_from(sample.parent, sample.name)
    for name in (*RECORDS, "siteInterfaces"):
        site.add(name, *({"id": number} for number in range(1, 60)))
    attribute = module_name(resource)
    written = name_by_id(record_of(resource, "create"))

    def calls(client: Any) -> Any:
        return getattr(client, attribute)

    created = run(made, site.url, lambda client: calls(client).create(written), strict=False)
    number = made.id_of(created)
    before = next(each for each in site.records(resource) if each["id"] == number)
    record = run(
        made, site.url, lambda client: calls(client).get(number, expand="all"), strict=False
    )
    patch = record.to_patch()
    assert patch.to_json()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run(made, site.url, lambda client: calls(client).update(number, patch))
        copy = run(
            made, site.url, lambda client: calls(client).create(record.to_create()), strict=False
        )
    after = next(each for each in site.records(resource) if each["id"] == number)
    assert without_times(after) == without_times(before)
    again = run(
        made, site.url, lambda c: calls(c).get(made.id_of(copy), expand="all"), strict=False
    )
    assert again.to_create().to_json() == record.to_create().to_json()


def name_by_id(value: Any) -> Any:
    """Return a body whose references are by an ID that exists."""
    if isinstance(value, dict):
        if value == {"lookupName": "A name"}:
            return {"id": 1}
        return {name: name_by_id(part) for name, part in value.items()}
    return [name_by_id(part) for part in value] if isinstance(value, list) else value


def without_times(record: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name != "updatedTime"}
