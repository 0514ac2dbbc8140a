"""Odd values in every place of a schema: keywords, what sites may write under them, and places."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from connectgen.core.documents import Snapshot
from connectgen.core.location import Location
from connectgen.json_schema.keywords import ANNOTATIONS, KEYWORDS, STRUCTURE
from connectgen.snapshot.load import load_snapshot

from support.sample_snapshots import write_snapshot

RESOURCE = "CO.Warranty"
CATALOG = "/services/rest/connect/v1.4/metadata-catalog"
KEYWORDS_TO_CHANGE = tuple(
    sorted(
        {*KEYWORDS, *ANNOTATIONS, *STRUCTURE, "divisibleBy", "extends", "nullable", "writeOnly"}
        - {"x-connectgen-advice", "x-connectgen-embed", "x-connectgen-operations"}
    )
)
"""Every keyword of the dialect, except those of overlays: what is wrong there is an error."""

VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2.0, 2.5, 1e300, 10**40, [], {}, [None], [[]], [{}]),
    *("", " ", "2", "2.0", "-1", "true", "False", "0", "NaN", "1e999", "String", "datetime"),
    *("[", "(?<x", "(a+)+$", "\ud800", "\u202e", 'it\'s "q"\n\\', '"""', "x" * 250, "漢字"),
    *(["string", None], ["foo"], [1, "a", None], ["a", {"b": 2}], [True], {"type": "string"}),
    *([{"type": "string"}], [{"type": "integer"}, {"type": "string"}], {"a": {"type": "null"}}),
    *(f"{CATALOG}/{RESOURCE}", f"{CATALOG}/{RESOURCE}/gone", f"{CATALOG.upper()}/CO.WARRANTY"),
    *(f"{CATALOG}//contacts/?x=1#y", f"{CATALOG}/CO.Gr\u00f6\u00dfe/men\u00fc", "#", "#/x", ".."),
    *("https://evil.example.com" + CATALOG, "http://[", "../../etc/passwd", "1970-01-01"),
    *("1970-01-01T00:00:00", "1970-01-01T00:00:00Z", "2020-13-45", "base64", "date-time"),
)
NAMES = (
    *("", " ", "a/b", "~1", "q\"u'o", "line\nbreak", "x" * 250, "漢字", "raw", "close", "self"),
    *("with_options", "class", "None", "extra", "to_json", "__class__", "123", "\ud800", "$ref"),
    *("Literal", "Any", "{{ x }}", "%41", "model"),
)


def load_sample(folder: Path) -> Snapshot:
    """Return the snapshot of the sample catalog."""
    return load_snapshot(write_snapshot(folder), "v1.4", name="schemas")


def own_documents(snapshot: Snapshot) -> list[str]:
    """Return the paths of the documents of the resource."""
    paths = [document.path for document in snapshot.documents]
    return [path for path in paths if path == RESOURCE or path.startswith(f"{RESOURCE}/")]


def schemas_in(record: Any) -> Iterator[tuple[str, Any]]:
    """Yield every schema in a record with its pointer: itself, properties, items and bases."""
    yield "", record
    for name, part in record.get("properties", {}).items():
        yield f"/properties/{name}", part
        if "items" in part:
            yield f"/properties/{name}/items", part["items"]
    for index, part in enumerate(record.get("allOf", [])):
        yield f"/allOf/{index}", part


def record_in(content: Any) -> Any:
    """Return the record in the content of a document."""
    return content.get("definitions", {}).get("singularResource", content)


def changed(snapshot: Snapshot, path: str, content: dict[str, Any]) -> Snapshot:
    """Return *snapshot* with another content of the document at *path*."""
    documents = (
        replace(document, content=content) if document.path == path else document
        for document in snapshot.documents
    )
    return replace(snapshot, documents=tuple(documents))


@dataclass(frozen=True)
class Mutation:
    """A snapshot with an odd value in one place."""

    value: Any
    snapshot: Snapshot
    document: str
    pointer: str
    """Pointer of the property or base that holds it; empty for the record."""

    def is_inside(self, location: Location) -> bool:
        """Return whether *location* is in the schema that holds the value."""
        _, _, pointer = location.pointer.rpartition("/singularResource")
        place = self.pointer
        is_there = location.document == f"v1.4/{self.document}.json"
        return is_there and (pointer == place or pointer.startswith(f"{place}/"))


def mutations(snapshot: Snapshot, keyword: str) -> Iterator[Mutation]:
    """Yield every value under *keyword*, each in a place that is the same again."""
    choice = random.Random(keyword)
    contents = {document.path: document.content for document in snapshot.documents}
    for value in VALUES:
        path = choice.choice(own_documents(snapshot))
        content = copy.deepcopy(contents[path])
        pointer, schema = choice.choice([*schemas_in(record_in(content))])
        schema[keyword] = value
        yield Mutation(
            value, changed(snapshot, path, content), path, pointer.removesuffix("/items")
        )


def with_every_value(snapshot: Snapshot, keyword: str) -> Snapshot:
    """Return a snapshot with all values under *keyword*, each in a property of its own."""
    contents = {document.path: document.content for document in snapshot.documents}
    content: dict[str, Any] = copy.deepcopy(contents[RESOURCE])
    properties = record_in(content)["properties"]
    types = ("string", "integer", "number", "boolean", "object", "array")
    for index, value in enumerate(VALUES):
        properties[f"odd{index}"] = {"type": types[index % len(types)], keyword: value}
        properties[f"free{index}"] = {keyword: value}
        of_items = {"type": "array", "items": {"type": "string", keyword: value}}
        properties[f"items{index}"] = of_items
    return changed(snapshot, RESOURCE, content)
