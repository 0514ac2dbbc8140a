"""Verdicts and walks of compiled validators against jsonschema-rs and jsonschema, at random.

    python tests/support/random_schemas.py [SCHEMAS] [SEED]

Schemas hold every keyword of their draft, combined without regard to sense; values are made to fit
the names, patterns and limits that they use. `test_differential` runs a few of them.
"""

from __future__ import annotations

import json
import random
import sys
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from connectgen import compile_validator

URIS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
NAMES = ("a", "b", "c", "kind", "x-y", "class", 'q"', "a/b~", "é", "")
TEXTS = ("", "a", "b", "ab", "abc", "kind", "x-1", "é🐲", "a\n", "A", "é", "11")
NUMBERS = (0, 1, -1, 2, 3, 1.0, 0.5, 2.5, -3, 10**20, 4.0)
PATTERNS = (
    *("^a", "b$", "^a$", "^(a|b)$", "^(a|ab)", "[a-c]{2}", "a|b", "^[ab]", "^[^/]*$", "^x-", "."),
    *("", "^", "^.*$", "^(?:a|b|x-)", "^[a-z]+$", "^.{2}$", "é", "^\\w+$", "(ab)?", "^(a|)$"),
)
TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


class Maker:
    """Maker of schemas of one draft and of values."""

    def __init__(self, chance: random.Random, draft: str) -> None:
        self.chance = chance
        self.draft = draft
        self.number = list(URIS).index(draft)
        self.definitions: list[str] = []

    def document(self) -> dict[str, Any]:
        """Return a whole schema; its definitions may refer to each other inside of containers."""
        at = "$defs" if self.number > 2 else "definitions"
        self.definitions = [f"#/{at}/{name}" for name in ("n", "m")]
        schema = {}
        while not isinstance(schema, dict) or not schema:
            schema = self.schema(3)
        if self.number < 3 and self.chance.random() < 0.9:
            schema.pop("$ref", None)
        leaf, self.definitions = self.definitions, []
        plain = self.schema(1)
        self.definitions = leaf
        kinds: list[Any] = [
            {"type": "object", "properties": {"a": {"$ref": leaf[0]}}, **self.objects(1)},
            {"items": {"$ref": leaf[0]}, "type": ["array", "integer"]},
            {"anyOf": [{"items": {"$ref": leaf[0]}}, {"properties": {"a": {"$ref": leaf[0]}}}]},
            self.schema(1, refer=False),
        ]
        return {"$schema": URIS[self.draft], **schema, at: {"n": self.pick(kinds), "m": plain}}

    def pick(self, values: Any) -> Any:
        return self.chance.choice(values)

    def some(self, values: Any, most: int = 3) -> list[Any]:
        return self.chance.sample(values, self.chance.randint(1, min(most, len(values))))

    def schema(self, depth: int, *, refer: bool = True) -> Any:
        roll = self.chance.random()
        if self.number and roll < 0.06:
            return self.pick((True, False)) if depth < 3 else {}
        if refer and self.definitions and roll < 0.2 and depth < 3:
            found = {"$ref": self.pick(self.definitions)}
            return found if self.number < 3 or roll < 0.15 else {**found, **self.leaf()}
        if depth == 0 or roll < 0.35:
            return self.leaf()
        schema: dict[str, Any] = {}
        for part in self.some(("leaf", "objects", "objects", "arrays", "combined", "combined"), 2):
            if part == "leaf":
                schema |= self.leaf()
            else:
                schema |= getattr(self, part)(depth - 1)
        if self.number > 2 and self.chance.random() < 0.25:
            keyword = self.pick(("unevaluatedProperties", "unevaluatedItems"))
            schema[keyword] = self.pick((False, False, self.schema(0), True)) if depth else False
        return schema

    def leaf(self) -> dict[str, Any]:
        makers = {
            "type": lambda: self.pick((self.pick(TYPES), self.some(TYPES))),
            "enum": lambda: self.pick((self.some(TEXTS, 5), [self.value(1) for _ in range(2)])),
            "minimum": lambda: self.pick(NUMBERS),
            "maximum": lambda: self.pick(NUMBERS),
            "multipleOf": lambda: self.pick((1, 2, 0.5, 3, 10)),
            "minLength": lambda: self.chance.randint(0, 3),
            "maxLength": lambda: self.chance.randint(0, 3),
            "pattern": lambda: self.pick(PATTERNS),
            "minItems": lambda: self.chance.randint(0, 3),
            "maxItems": lambda: self.chance.randint(0, 5),
            "uniqueItems": lambda: self.chance.random() < 0.8,
            "minProperties": lambda: self.chance.randint(0, 3),
            "maxProperties": lambda: self.chance.randint(0, 4),
            "required": lambda: self.some(NAMES, 2),
        }
        if self.number:
            makers |= {
                "const": lambda: self.pick((self.value(1), self.pick(TEXTS))),
                "exclusiveMinimum": lambda: self.pick(NUMBERS),
                "exclusiveMaximum": lambda: self.pick(NUMBERS),
            }
        chosen = self.some(sorted(makers), 2)
        if self.chance.random() < 0.4:
            chosen.append("type")
        made = {keyword: makers[keyword]() for keyword in chosen}
        if "enum" in made:
            made["enum"] = [json.loads(one) for one in dict.fromkeys(map(json.dumps, made["enum"]))]
            made["enum"] = [v for i, v in enumerate(made["enum"]) if v not in made["enum"][:i]]
        return made

    def objects(self, depth: int) -> dict[str, Any]:
        names = self.some(NAMES, self.pick((2, 2, 10)))
        makers = {
            "properties": lambda: {name: self.schema(depth) for name in names},
            "patternProperties": lambda: {p: self.schema(depth) for p in self.some(PATTERNS, 2)},
            "additionalProperties": lambda: self.pick((False, False, True, self.schema(depth))),
            "required": lambda: self.some(NAMES, 2),
        }
        if self.number:
            makers["propertyNames"] = lambda: self.schema(0)
        if self.number < 3:
            makers["dependencies"] = lambda: {
                name: self.pick((self.some(NAMES, 2), self.schema(depth))) for name in names[:2]
            }
        else:
            makers["dependentRequired"] = lambda: {name: self.some(NAMES, 2) for name in names[:2]}
            makers["dependentSchemas"] = lambda: {name: self.schema(depth) for name in names[:2]}
        chosen = self.some(sorted(makers), 3)
        if self.chance.random() < 0.7:
            chosen.append("properties")
        made = {keyword: makers[keyword]() for keyword in chosen}
        return made | ({"type": "object"} if self.chance.random() < 0.5 else {})

    def arrays(self, depth: int) -> dict[str, Any]:
        listed = [self.schema(depth) for _ in range(self.chance.randint(1, 3))]
        made: dict[str, Any] = {}
        if self.number < 4:
            made["items"] = self.pick((self.schema(depth), listed))
            if self.chance.random() < 0.4:
                made["additionalItems"] = self.pick((False, self.schema(depth)))
        else:
            made["items"] = self.schema(depth)
            if self.chance.random() < 0.5:
                made["prefixItems"] = listed
        if self.number and self.chance.random() < 0.3:
            made["contains"] = self.schema(depth)
            if self.number > 2:
                made |= self.pick(({}, {"minContains": 0}, {"minContains": 2}, {"maxContains": 1}))
        if self.chance.random() < 0.2:
            made["uniqueItems"] = True
        return made | ({"type": "array"} if self.chance.random() < 0.5 else {})

    def combined(self, depth: int) -> dict[str, Any]:
        several = [self.schema(depth) for _ in range(self.chance.randint(1, 3))]
        if self.chance.random() < 0.3:
            tags = self.pick((TEXTS, (1, 2, 3, 4, 5, 6, 7), (0, 1, 2, "a", True, None)))
            several = [self.tagged(depth, tag) for tag in self.some(tags, 7)]
        keywords = ["allOf", "anyOf", "oneOf", "not", *(["if"] if self.number > 1 else [])]
        keyword = self.pick(keywords)
        if keyword in ("allOf", "anyOf", "oneOf"):
            return {keyword: several}
        made = {keyword: self.schema(depth)}
        if keyword == "if":
            made |= {key: self.schema(depth) for key in self.some(("then", "else"), 2)}
        return made

    def tagged(self, depth: int, tag: Any) -> dict[str, Any]:
        """Return an alternative that the member `kind` tells apart."""
        found = self.objects(depth)
        members = {**found.get("properties", {}), "kind": {"enum": [tag]}}
        needed = {"required": ["kind"]} if self.chance.random() < 0.7 else {}
        return {**found, "properties": members, **needed}

    def value(self, depth: int) -> Any:
        roll = self.chance.random()
        if depth == 0 or roll < 0.3:
            return self.pick((None, True, False, self.pick(NUMBERS), self.pick(TEXTS)))
        if roll < 0.65:
            items = [self.value(depth - 1) for _ in range(self.pick((0, 1, 2, 3, 12)))]
            return [self.pick(items)] * self.pick((1, 5)) if items and roll < 0.35 else items
        found = {name: self.value(depth - 1) for name in self.some(NAMES, self.pick((2, 4, 10)))}
        return found | (
            {"kind": self.pick((*TEXTS, *range(8), 1.0, True))}
            if self.chance.random() < 0.4
            else {}
        )


def compiled(schema: Any) -> dict[str, Any]:
    """Return the namespace of the compiled validator of *schema*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = compile_validator(schema)
    namespace: dict[str, Any] = {"__name__": "compiled"}
    exec(compile(text, "validator.py", "exec"), namespace)
    return namespace


@dataclass(kw_only=True)
class Disagreement:
    """A value of which the verdict, or the walk, and both judges say otherwise."""

    schema: Any
    value: Any
    verdict: bool
    violations: list[str]
    expected: bool


@dataclass(kw_only=True)
class Comparison:
    """Schemas and values that were compared."""

    schemas: int = 0
    values: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    """Schemas that were not compiled, by the reason."""

    disagreements: list[Disagreement] = field(default_factory=list[Disagreement])


def compare(count: int, seed: int, number: int = 20) -> Comparison:
    """Compare verdicts and walks with the judges: *number* values for each of *count* schemas."""
    import jsonschema_rs
    from connectgen.core.errors import ConnectgenError

    done = Comparison()
    for at in range(count):
        chance = random.Random(seed * 1_000_003 + at)
        maker = Maker(chance, list(URIS)[at % len(URIS)])
        schema = maker.document()
        values = [maker.value(3) for _ in range(number)]
        try:
            judge = jsonschema_rs.validator_for(schema, validate_formats=False)
        except jsonschema_rs.ValidationError:
            done.refused["by the judge"] += 1
            continue
        try:
            module = compiled(schema)
        except ConnectgenError as error:
            done.refused[str(error).partition(": ")[2]] += 1
            continue
        done.schemas += 1
        for value in values:
            done.values += 1
            verdict, expected = module["is_valid"](value), judge.is_valid(value)
            violations = list(map(str, module["violations"](value)))
            if verdict is not expected and _other_verdict(schema, value, verdict) is verdict:
                expected = verdict
            if verdict is not expected or expected is not (not violations):
                done.disagreements.append(
                    Disagreement(
                        schema=schema,
                        value=value,
                        verdict=verdict,
                        violations=violations,
                        expected=expected,
                    )
                )
    return done


def _other_verdict(schema: Any, value: Any, otherwise: bool) -> bool:
    """Return the verdict of the second judge, or *otherwise* where it fails."""
    import jsonschema

    try:
        return bool(jsonschema.validators.validator_for(schema)(schema).is_valid(value))
    except Exception:
        return otherwise


def main(count: int = 1000, seed: int = 0) -> None:
    """Print all disagreements."""
    done = compare(count, seed)
    for each in done.disagreements:
        print(json.dumps(asdict(each)))
    refused = dict(done.refused.most_common(5))
    print(f"{done.schemas} schemas, {done.values} values, refused: {refused}", file=sys.stderr)
    print(f"{len(done.disagreements)} disagreements", file=sys.stderr)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
