"""The sample catalog with oddities, each at another place: what a first real site may have."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.sample_snapshots import BARE, NO_RECORDS, pin_documents, write_snapshot

Schema = dict[str, Any]

CATALOG = "/services/rest/connect/v1.4/metadata-catalog"


def _properties(documents: dict[str, Schema], path: str) -> Schema:
    document = documents[path]
    record = document.get("definitions", {}).get("singularResource", document)
    found: Schema = record["properties"]
    return found


def _field(path: str, name: str, **members: Any) -> Callable[[dict[str, Schema]], None]:
    """Return a change that gives a field, which may be new, some members."""

    def change(documents: dict[str, Schema]) -> None:
        fields = _properties(documents, path)
        fields[name] = {**(fields.get(name) or {"type": ["string", "null"]}), **members}

    return change


def _whole_field(path: str, name: str, schema: Any) -> Callable[[dict[str, Schema]], None]:
    return lambda documents: _properties(documents, path).__setitem__(name, schema)


def _document(path: str, **members: Any) -> Callable[[dict[str, Schema]], None]:
    return lambda documents: documents[path].update(members)


ODDITIES: dict[str, Callable[[dict[str, Schema]], None]] = {
    "limit is a float": _field("incidents", "subject", maxLength=240.0),
    "limit is a text": _field("contacts", "login", maxLength=" 255 "),
    "limit is negative": _field("contacts", "title", maxLength=-1),
    "limit is no number": _field("incidents/threads", "text", minLength="many"),
    "limits contradict": _field("incidents", "oddRange", type="integer", minimum=5, maximum=1),
    "boolean exclusiveMinimum": _field(
        "incidents", "oddAmount", type="number", minimum=0, exclusiveMinimum=True
    ),
    "divisibleBy": _field("incidents", "oddMultiple", type="integer", divisibleBy=5),
    "required on a property": _field("incidents", "oddRequired", required=True),
    "description is null": _field("incidents", "subject", description=None),
    "label is a number": _field("contacts", "title", label=5),
    "title is an object": _field("contacts", "name", title={}),
    "type is unknown": _field("incidents", "oddMoney", type="money"),
    "type in upper case": _field("incidents", "oddCase", type="String"),
    "type is empty": _field("incidents", "oddType", type=[]),
    "flag is a text": _field("incidents", "oddFlag", isAvailableForPATCH="false"),
    "flag is a number": _field("incidents", "oddNumberFlag", isAvailableForPOST=1),
    "flag is null": _field("incidents", "oddNullFlag", isAvailableForGET=None),
    "pattern is none": _field("incidents", "oddPattern", pattern="["),
    "schema is true": _whole_field("incidents", "oddTrue", True),
    "schema is null": _whole_field("incidents", "oddNull", None),
    "schema is a text": _whole_field("incidents", "oddText", "string"),
    "items is a list": _field("incidents", "oddItems", type="array", items=[{"type": "string"}]),
    "items is true": _field("incidents", "oddAnyItems", type="array", items=True),
    "unknown draft": _document("contacts", **{"$schema": "urn:oracle:schema"}),
    "definitions is null": _document("incidents/threads", definitions=None),
    "allOf is null": _document("contacts/name", allOf=None),
    "reference is null": _field("incidents", "oddRef", **{"$ref": None}),
    "reference ends with a slash": _field(
        "incidents", "oddSlash", **{"$ref": f"{CATALOG}/contacts/", "type": ["object", "null"]}
    ),
    "name is not ASCII": _whole_field("incidents", "straße", {"type": ["string", "null"]}),
    "name has quotes and line feeds": _whole_field("incidents", 'a"b\n', {"type": "string"}),
    "name is long": _whole_field("incidents", "n" * 250, {"type": ["string", "null"]}),
    "name is empty": _whole_field("incidents", "", {"type": ["string", "null"]}),
}
"""Change of the documents by what it is."""


def read_documents(schemas: Path) -> tuple[dict[str, Schema], dict[str, Any]]:
    """Return the documents of the only snapshot in *schemas*, and its pin."""
    (pin,) = schemas.glob("*/snapshot.json")
    content: dict[str, Any] = json.loads(pin.read_text(encoding="utf-8"))
    documents = {
        entry["path"]: json.loads((pin.parent / f"{entry['path']}.json").read_text("utf-8"))
        for entry in content["documents"]
    }
    return documents, content


def write_odd_snapshot(folder: Path) -> Path:
    """Write the sample catalog with oddities."""
    documents, pin = read_documents(write_snapshot(folder / "sample"))
    for change in ODDITIES.values():
        change(documents)
    return pin_documents(
        folder / "served",
        "v1.4",
        documents | dict.fromkeys(NO_RECORDS, BARE),
        resources=[*pin["resources"], *NO_RECORDS],
        unavailable=pin["unavailable"],
    )
