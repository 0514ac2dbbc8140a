"""Reading OpenAPI documents: their operations, references and faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

METHODS = ("delete", "get", "patch", "post")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,200}")


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and content of each operation."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def resolve(document: dict[str, Any], value: Any) -> Any:
    """Return *value*, or what it refers to."""
    if "$ref" not in value:
        return value
    found = document
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def parameters_of(document: dict[str, Any], path: str, method: str) -> list[dict[str, Any]]:
    """Return the parameters of an operation, those of its path included."""
    item = document["paths"][path]
    given = [*item["parameters"], *item[method].get("parameters", ())]
    return [resolve(document, each) for each in given]


def refs_in(value: Any) -> Iterator[str]:
    """Yield the target of every reference."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from refs_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from refs_in(each)


def faults_of(document: dict[str, Any]) -> list[str]:
    """Return what no OpenAPI document may have, in one that need not be of the sample."""
    faults: list[str] = []
    components = document["components"]
    there = {f"#/components/{kind}/{name}" for kind in components for name in components[kind]}
    faults += [f"leads nowhere: {ref}" for ref in {*refs_in(document)} - there]
    used = {*refs_in(document)}
    schemes = {f"#/components/securitySchemes/{name}" for name in components["securitySchemes"]}
    faults += [f"unused: {ref}" for ref in there - used - schemes]
    faults += [f"name: {name}" for name in components["schemas"] if not _NAME.fullmatch(name)]
    lowered = [name.lower() for name in components["schemas"]]
    faults += ["two schemas differ only in case"] * (len(lowered) != len(set(lowered)))
    ids = [operation["operationId"] for _, _, operation in operations_of(document)]
    faults += [f"operationId: {each}" for each in ids if not _NAME.fullmatch(each)]
    faults += ["two operations have one name"] * (len({each.lower() for each in ids}) != len(ids))
    tags = {tag["name"] for tag in document["tags"]}
    for path, method, operation in operations_of(document):
        named = [p for p in parameters_of(document, path, method) if p["in"] == "path"]
        if sorted(p["name"] for p in named) != sorted(re.findall(r"\{(\w+)\}", path)):
            faults.append(f"parameters of {path}")
        if not re.fullmatch(r"(/([\w.~-]|%[0-9A-F]{2}|\{\w+\})+)+", path):
            faults.append(f"path: {path!r}")
        if not set(operation["tags"]) <= tags:
            faults.append(f"tags of {path}")
    return faults
