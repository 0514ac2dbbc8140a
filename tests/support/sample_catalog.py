"""The documents of `tests/catalogs/sample` read without connectgen: fields by flag, made-up values.

A second reading of the dialect, so that tests do not ask the code under test what it should do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CATALOG = Path(__file__).parents[1] / "catalogs" / "sample" / "v1.4"
FLAGS = {
    "create": "isAvailableForPOST",
    "patch": "isAvailableForPATCH",
    "read": "isAvailableForGET",
}
LISTED = tuple(
    item["name"] for item in json.loads((CATALOG / "metadata-catalog.json").read_bytes())["items"]
)
ROOTS = {
    "CO.Recall": "CoRecall",
    "CO.Warranty": "CoWarranty",
    "CO.mRegion": "CoMRegion",
    "accounts": "Account",
    "contacts": "Contact",
    "incidentResponse": "IncidentResponse",
    "incidents": "Incident",
    "mailboxes": "Mailbox",
    "namedIDHierarchies": "NamedIdHierarchy",
    "namedIDs": "NamedId",
    "organizations": "Organization",
    "serviceCategories": "ServiceCategory",
    "serviceProducts": "ServiceProduct",
    "siteInterfaces": "SiteInterface",
}
"""Name of the class of each resource."""

READ_ONLY = ("namedIDHierarchies", "namedIDs", "siteInterfaces")
"""Resources that no body is sent to."""

CORRECTED = {("incidentResponse", "incident", "read")}
"""What an overlay makes available: the reply to `incidentResponse` names the incident."""


@cache
def document(path: str) -> dict[str, Any] | None:
    """Return the record that a document describes, or None where the site refuses to show it."""
    file = CATALOG / "metadata-catalog" / f"{path}.json"
    if not file.exists():
        return None
    content: dict[str, Any] = json.loads(file.read_bytes())
    record: dict[str, Any] = content.get("definitions", {}).get("singularResource", content)
    return record


def every_path() -> list[str]:
    root = CATALOG / "metadata-catalog"
    return sorted(
        f.relative_to(root).as_posix().removesuffix(".json") for f in root.rglob("*.json")
    )


@dataclass(frozen=True)
class Property:
    """One property of a record, and what stands in it."""

    document: str
    name: str
    schema: dict[str, Any]

    @property
    def is_list(self) -> bool:
        return "array" in self.schema["type"]

    @property
    def target(self) -> str | None:
        """Path that its `$ref`, or that of its items, leads to."""
        ref = self.schema.get("$ref") or self.schema.get("items", {}).get("$ref")
        return ref and ref.partition("/metadata-catalog/")[2]

    @property
    def part(self) -> str | None:
        """Path of the part that is written out here."""
        embedded = (self.document, self.name) == ("incidentResponse", "incident")
        target = self.target
        return target if target and (is_part(target) or embedded) else None

    @property
    def is_reference(self) -> bool:
        return self.target is not None and self.part is None and document(self.target) is not None


def is_part(path: str) -> bool:
    """Tell whether *path* is a nested part: no resource of its own, no menu, and not refused."""
    record = document(path)
    if record is None or "/" not in path or path.startswith("namedID") or record.get("isMenu"):
        return False
    return (
        not {"id", "lookupName"} <= record["properties"].keys() <= {"id", "lookupName", "parents"}
    )


def properties(path: str, view: str, *, embedded: bool = False) -> Iterator[Property]:
    """Yield the properties of the record at *path* that are available in *view*."""
    record = document(path)
    assert record is not None
    own = [(path, name, schema) for name, schema in record["properties"].items()]
    for base in record.get("allOf", []):
        target = base["$ref"].partition("/metadata-catalog/")[2]
        inherited = document(target)
        assert inherited is not None
        own += [(target, name, schema) for name, schema in inherited["properties"].items()]
    for source, name, schema in own:
        identity = embedded and name in ("id", "lookupName")
        corrected = (path, name, view) in CORRECTED
        if schema.get(FLAGS[view], True) or identity or corrected:
            yield Property(document=source, name=name, schema=schema)


def record_of(path: str, view: str, *, embedded: bool = False, depth: int = 0) -> dict[str, Any]:
    """Return a made-up record with a value for every property that is available in *view*.

    Where it is embedded it is named by its id: giving both names is a mistake.
    """
    return {
        each.name: value_of(each, view, number, depth)
        for number, each in enumerate(properties(path, view, embedded=embedded))
        if not (embedded and each.name == "lookupName")
    }


def value_of(each: Property, view: str, number: int, depth: int) -> Any:
    if each.document == "resource":
        return links_to(each.document)
    if each.is_list:
        entries = [one(each, view, number, depth) for _ in range(2)]
        return in_place(entries, view, number) if each.target else entries
    return one(each, view, number, depth)


def in_place(entries: list[Any], view: str, number: int) -> Any:
    """Return a list as a reply may hold it: an array, an object with the items, or links alone."""
    whole = {"items": entries, "links": links_to("list"), "hasMore": False}
    forms = [entries, whole, {"links": links_to("list")}]
    return forms[number % 3] if view == "read" else entries


def links_to(target: str) -> list[dict[str, Any]]:
    href = f"https://mysite.example.com/services/rest/connect/v1.4/{target}/7"
    return [
        {"rel": "canonical", "href": href},
        {"rel": "self", "href": href},
        {"rel": "describedby", "href": f"{href}/x", "mediaType": "application/schema+json"},
    ]


def one(each: Property, view: str, number: int, depth: int) -> Any:
    if each.part:
        embedded = each.name == "incident" and view != "read"
        if (each.document, each.name, view) == ("incidentResponse", "incident", "read"):
            return {"id": 152, "lookupName": "180309-000002"}
        return record_of(each.part, view, embedded=embedded, depth=depth + 1)
    if each.is_reference:
        written = [{"id": number + 1}, {"lookupName": "A name"}]
        read = [{"id": 3, "lookupName": "Third"}, {"links": links_to(str(each.target))}, None]
        null = "null" in each.schema["type"] or read.pop() is not None
        options = read if view == "read" and null else written
        return options[number % len(options)]
    if each.target:
        return {"anything": [1, {"at": "all"}]}
    kinds = each.schema["type"]
    kind = kinds if isinstance(kinds, str) else next(kind for kind in kinds if kind != "null")
    return SCALARS[kind](each.schema, each.name)


def text(schema: dict[str, Any], name: str) -> str:
    if "minimumDateTime" in schema:
        return "2020-05-11T18:26:28Z"
    if "minimumDate" in schema:
        return "2020-05-11"
    pattern = schema.get("pattern", "")
    if "@" in pattern:
        return "lead@example.org"
    if "/" in pattern and "+" in pattern:
        return "text/plain"
    return {"^[0-9]*$": "42"}.get(pattern, "YWJj" if name == "data" else "Größe"[: limit(schema)])


def limit(schema: dict[str, Any]) -> int:
    return int(schema.get("maxLength", 5))


SCALARS = {
    "array": lambda schema, name: "an entry",
    "boolean": lambda schema, name: True,
    "integer": lambda schema, name: max(schema.get("minimum", 1), 1),
    "number": lambda schema, name: 1.5,
    "object": lambda schema, name: {},
    "string": text,
}
