"""Random schemas in several documents: references, ids, anchors and dynamic references.

jsonschema, with referencing, is the judge; jsonschema-rs where it is installed.
"""

from __future__ import annotations

import importlib.util
import random
import warnings
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
from connectgen import compile_validator
from connectgen.core.errors import ConnectgenError
from connectgen.json_schema.drafts import DRAFTS
from jsonschema.validators import validator_for
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import EMPTY_REGISTRY
from support import module_of

HOST = "http://x.example"
NAMES = ("a", "b", "c")
LEAVES: tuple[dict[str, Any], ...] = (
    {"type": "integer"},
    {"type": "string"},
    {"minimum": 2},
    {"maxLength": 1},
    {"type": ["array", "object", "null"]},
    {"minItems": 1},
)
VALUES: tuple[Any, ...] = (
    *(None, 1, 3, "a", "ab", [], [1], ["ab"], [[3], "a"], {}, {"a": 1}, {"a": "ab", "b": [1]}),
    *({"a": {"a": 1, "b": "b"}}, {"b": {"a": [["ab"]]}}, [{"a": 3}, {"b": "abc"}], [None, [None]]),
)


class Maker:
    """Maker of the schemas of one run."""

    def __init__(self, rng: random.Random, draft: int) -> None:
        self.rng = rng
        self.row = DRAFTS[draft]
        self.definitions = self.row.definitions[0]
        self.names: list[str] = []
        self.open: list[dict[str, Any]] = []

    def documents(self) -> dict[str, Any]:
        """Return documents by URI; the first one is the root."""
        uris = [f"{HOST}/{folder}" for folder in ("root.json", "s/one.json", "s/two.json")]
        documents = {uri: self.document(uri) for uri in uris}
        for schema in self.open:
            self.fill_reference(schema)
        return documents

    def document(self, uri: str) -> dict[str, Any]:
        uri_of_draft = self.row.uri + ("#" if self.row.number < 8 else "")
        schema = {"$schema": uri_of_draft, self.row.id_keyword: uri, **self.schema(3)}
        if "$ref" in schema and self.row.ignores_ref_siblings:
            schema = {**schema, "allOf": [{"$ref": schema.pop("$ref")}]}
        schema[self.definitions] = {name: self.definition(name, uri) for name in NAMES}
        self.names += [f"{uri}#", *(f"{uri}#/{self.definitions}/{name}" for name in NAMES)]
        self.add_dynamic_anchor(schema, uri)
        return schema

    def definition(self, name: str, uri: str) -> dict[str, Any]:
        schema = self.schema(2)
        if self.rng.random() < 0.3 and "$ref" not in schema:
            own = f"{uri[len(HOST) + 1 : -5].replace('/', '_')}_{name}.json"
            schema[self.row.id_keyword] = self.rng.choice([own, f"/t/{own}"])
            base = urljoin(uri, schema[self.row.id_keyword])
            self.names.append(base)
            if self.rng.random() < 0.5:
                schema[self.definitions] = {"in": self.schema(1)}
                self.names.append(f"{base}#/{self.definitions}/in")
            self.add_dynamic_anchor(schema, base)
        elif self.rng.random() < 0.4 and self.row.anchors:
            schema["$anchor"] = f"anchor_{name}"
            self.names.append(f"{uri}#anchor_{name}")
        elif self.row.number == 2020 and self.rng.random() < 0.5:
            schema["$dynamicAnchor"] = f"node_{name}"
            self.names.append(f"{uri}#node_{name}")
        return schema

    def add_dynamic_anchor(self, schema: dict[str, Any], base: str) -> None:
        if self.row.number == 2019 and self.rng.random() < 0.6:
            schema["$recursiveAnchor"] = True
        if self.row.number == 2020 and self.rng.random() < 0.6:
            schema["$dynamicAnchor"] = self.rng.choice(["node", "node", "other"])
            self.names.append(f"{base}#{schema['$dynamicAnchor']}")

    def schema(self, depth: int) -> dict[str, Any]:
        rng = self.rng
        kind = rng.randrange(8 if depth else 3)
        if kind <= 1:
            return dict(rng.choice(LEAVES))
        if kind == 2:
            return self.reference()
        part = self.schema(depth - 1)
        if kind == 3:
            return {"properties": {rng.choice("ab"): part, "b": self.schema(depth - 1)}}
        if kind == 4:
            return {"additionalProperties": part, "type": rng.choice(["object", "array"])}
        if kind == 5:
            return {"items": part}
        keyword = rng.choice(["allOf", "allOf", "anyOf", "oneOf"])
        return {keyword: [part, self.schema(depth - 1)], **rng.choice(LEAVES)}

    def reference(self) -> dict[str, Any]:
        """Return a reference, which is filled when all names are known."""
        beside = {} if self.row.ignores_ref_siblings else self.rng.choice([{}, *LEAVES])
        self.open.append({"$ref": "", **beside})
        return self.open[-1]

    def fill_reference(self, schema: dict[str, Any]) -> None:
        rng = self.rng
        schema["$ref"] = rng.choice(self.names)
        if rng.random() < 0.1:
            schema["$ref"] = f"#/{self.definitions}/{rng.choice(NAMES)}"  # perhaps of another base
        if self.row.number == 2019 and rng.random() < 0.4:
            del schema["$ref"]
            schema["$recursiveRef"] = "#"
        if self.row.number == 2020 and rng.random() < 0.6:
            nodes = [name for name in self.names if "#node" in name or "#other" in name]
            schema["$dynamicRef"] = rng.choice([*nodes, "#node", schema["$ref"]])
            del schema["$ref"]


def jsonschema_verdicts(documents: dict[str, Any]) -> list[bool | None] | None:
    """Return the verdicts of jsonschema, None where it has none."""
    root, *_ = documents.values()
    registry: Registry[Any] = EMPTY_REGISTRY
    for uri, content in documents.items():
        registry = registry.with_resource(uri, Resource.from_contents(content))
    judge = validator_for(root)(root, registry=registry)
    try:
        return [judge.is_valid(value) for value in VALUES]
    except (Unresolvable, RecursionError, jsonschema.exceptions.SchemaError):
        return None


def rs_verdicts(documents: dict[str, Any]) -> list[bool] | None:
    import jsonschema_rs

    root, *_ = documents.values()
    try:
        registry = jsonschema_rs.Registry([*documents.items()])
        judge = jsonschema_rs.validator_for(root, registry=registry, validate_formats=False)
        return [judge.is_valid(value) for value in VALUES]
    except (ValueError, RecursionError):
        return None
    except BaseException as error:  # a panic of Rust
        if type(error).__name__ != "PanicException":
            raise
        return None


def own_verdicts(documents: dict[str, Any]) -> list[bool] | None:
    root, *_ = documents.values()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = module_of(compile_validator(root, documents=documents))
    except ConnectgenError:
        return None
    verdicts = [module.is_valid(value) for value in VALUES]
    assert verdicts == [not module.violations(value) for value in VALUES]
    return verdicts


@pytest.mark.slow
@pytest.mark.parametrize("draft", [4, 7, 2019, 2020])
def test_references_lead_where_the_judges_say(draft: int):
    has_rs = importlib.util.find_spec("jsonschema_rs") is not None
    compared = 0
    for seed in range(100):
        documents = Maker(random.Random(f"{draft} {seed}"), draft).documents()
        own = own_verdicts(documents)
        if own is None:  # an endless loop, or a reference to nothing, which a value may never meet
            continue
        judged = [jsonschema_verdicts(documents), rs_verdicts(documents) if has_rs else None]
        for verdicts in judged:
            assert verdicts in (None, own), f"seed {seed}"
            compared += verdicts is not None
    assert compared > 70
