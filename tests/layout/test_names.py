"""No two things get one name, whatever a site calls them, and no name takes another's place."""

from __future__ import annotations

import ast
import builtins
import json
import keyword
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.config.options import Options
from connectgen.pipeline.render import render_source_files
from connectgen.python_text.identifiers import field_names, module_names
from connectgen.render.vocabulary import GUARDED
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from support import generate_into, import_from, module_of, write_schemas

NAMES = st.text("aAbB_1.", min_size=1, max_size=4).filter(lambda name: name.strip("."))
RESOURCES = st.from_regex(r"[aAbB1_][aAbB1_.]{0,2}[aAbB1_]?", fullmatch=True).filter(
    lambda name: not name.endswith(".") and ".." not in name
)
TEXT = {"type": "string"}
PARTS = ["a_b", "ab", "aB", "AB", "a1b", "a_1b", "thing", "thingCreate", "things", "calls", "b.a"]
LOOKED_UP = [
    *("described", "property", "classmethod", "field", "dict", "str", "self", "cls", "extra"),
    *("bytes", "int", "date", "datetime", "content", "data", "fileName", "new", "missing", "items"),
    *("cachedProperty", "valueError", "typeError", "mapping", "any", "path", "uNSET", "unset"),
    *("reference", "link", "entries", "frozenset", "isinstance", "len", "object", "type", "list"),
    *("unknown", "result", "misread", "from_json", "toJson", "records", "pages", "thingsCalls"),
]


INTERPRETER = ("gi_frame", "crAwait", "tbNext", "fGlobals", "mro", "read_text", "writeBytes")


def part(member: str) -> dict[str, Any]:
    return {"type": "object", "properties": {member: TEXT}}


def resource(parts: list[str]) -> dict[str, Any]:
    """Return a resource with a part, and a list of parts, for each name."""
    properties: dict[str, Any] = {}
    for number, name in enumerate(parts):
        single = part(f"only{number}")
        properties[name] = single if number % 2 else {"type": "array", "items": single}
    record = {"type": "object", "properties": properties}
    return {"type": "object", "definitions": {"singularResource": record}}


def bound(body: list[ast.stmt]) -> Iterator[str]:
    """Yield what the statements of one scope bind, each as often as they do."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.If):
            yield from bound(node.body)


def in_classes(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, set[str], set[str]]]:
    """Yield each class with what its body binds, and what it looks up there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            outer: list[ast.AST | None] = []
            for one in node.body:
                if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                    outer += [*one.decorator_list, one.args, one.returns]
                elif isinstance(one, ast.Assign | ast.AnnAssign):
                    outer += [one.value, one.annotation if isinstance(one, ast.AnnAssign) else None]
            names = {n.id for one in outer if one for n in ast.walk(one) if isinstance(n, ast.Name)}
            yield node, set(bound(node.body)), names


def check_package(schemas: Path) -> None:
    files, _ = render_source_files(Options(schemas=schemas, package="named"))
    paths = Counter(file.path.casefold() for file in files)
    assert set(paths.values()) <= {1}
    for file in files:
        name = file.path.rpartition("/")[2]
        if name.startswith("_") or (
            file.path.startswith("_client/") and name != "client.py"
        ):  # the same whatever the names
            continue
        tree = ast.parse(file.text)
        many = {name for name, times in Counter(bound(tree.body)).items() if times > 1}
        assert many <= {"TYPE_CHECKING"}, (file.path, many)
        for node, names, looked_up in in_classes(tree):
            repeated = {name for name, times in Counter(bound(node.body)).items() if times > 1}
            assert not repeated, (file.path, node.name, repeated)
            # `list` of calls: their annotations are texts, and say none of it behind the method
            assert names & looked_up <= {"list"}, (file.path, node.name, names & looked_up)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(
    st.lists(RESOURCES, min_size=1, max_size=4, unique_by=str.casefold),
    st.lists(NAMES, min_size=1, max_size=6, unique=True),
)
def test_no_name_is_bound_twice(
    tmp_path_factory: pytest.TempPathFactory, resources: list[str], parts: list[str]
):
    documents = {name: resource([*parts, *resources]) for name in resources}
    check_package(write_schemas(tmp_path_factory.mktemp("named"), documents))


@pytest.mark.slow
@given(st.lists(NAMES, max_size=12, unique=True))
def test_names_of_fields_and_modules_are_told_apart(names: list[str]):
    for made in (field_names(names), module_names(names)):
        assert len(set(made.values())) == len(names)
        assert all(name.isidentifier() and name == name.lower() for name in made.values())


@pytest.mark.slow
def test_no_name_of_a_part_takes_the_place_of_what_the_code_looks_up(tmp_path: Path):
    nested = resource([*LOOKED_UP, *PARTS])
    document = json.loads(json.dumps(nested))
    inner = document["definitions"]["singularResource"]["properties"]
    inner["flat"] = {"type": "object", "properties": dict.fromkeys([*LOOKED_UP, *PARTS], TEXT)}
    schemas = write_schemas(tmp_path / "schemas", {"things": document})
    check_package(schemas)
    generate_into(tmp_path, "looked_up", schemas=schemas)
    models = import_from(tmp_path, "looked_up.models.things")
    flat = {name: f"value of {name}" for name in (*LOOKED_UP, *PARTS)}
    body: dict[str, Any] = {"flat": flat}
    for number, name in enumerate([*LOOKED_UP, *PARTS]):
        one = {f"only{number}": name}
        body[name] = one if number % 2 else [one, one]
    for made in (models.Thing, models.ThingCreate):
        thing = made.from_json(body)
        assert thing.to_json() == body
        assert thing.extra is models.UNSET  # nothing was read as something else
        assert repr(thing).startswith(f"{made.__name__}(")
        assert thing == made.from_json(thing.to_json())
    import_from(tmp_path, "looked_up.resources.things")
    validators = import_from(tmp_path, "looked_up.validators.things")
    assert validators.create_violations(body) == []
    wrong = {**body, "a_b": [{f"only{len(LOOKED_UP)}": 1}]}
    assert [str(one)[:7] for one in validators.create_violations(wrong)] == ["/a_b/0/"]


@pytest.mark.parametrize(("one", "other"), [("a_b", "ab"), ("aB", "ab"), ("A_b", "ab")])
def test_parts_that_differ_in_capitals_alone_are_read_as_themselves(
    tmp_path: Path, one: str, other: str
):
    properties = {one: part("first"), other: part("second")}
    record = {"type": "object", "properties": properties}
    things = {"type": "object", "definitions": {"singularResource": record}}
    package = f"apart_{tmp_path.name}"
    generate_into(tmp_path, package, schemas=write_schemas(tmp_path / "in", {"things": things}))
    models = import_from(tmp_path, f"{package}.models.things")
    body = {one: {"first": "x"}, other: {"second": "y"}}
    thing = models.Thing.from_json(body)
    assert thing.to_json() == body
    names = field_names([one, other])
    assert getattr(thing, names[one]).first == "x"
    assert getattr(thing, names[other]).second == "y"
    assert type(getattr(thing, names[one])) is not type(getattr(thing, names[other]))


@pytest.mark.slow
def test_resources_are_told_apart_from_one_another_and_from_clients(tmp_path: Path):
    resources = [
        *("raw", "close", "aclose", "withOptions", "cachedProperty", "str", "object", "self"),
        *("x", "asyncX", "xRecord", "a.b", "aB", "a_b", "CO.x", "cOX", "t", "p", "validators"),
    ]
    schemas = write_schemas(tmp_path / "in", {name: resource(["ab"]) for name in resources})
    check_package(schemas)
    generate_into(tmp_path, "told_apart", schemas=schemas)
    client = import_from(tmp_path, "told_apart._client.client")
    names = module_names(resources)
    for kind in (client.Client, client.AsyncClient):
        site = kind("http://localhost", auth=("a", "b"), application_context="test")
        calls = {type(getattr(site, name)) for name in names.values()}
        assert len(calls) == len({cls.__name__ for cls in calls}) == len(resources)
    assert {"raw_2", "close_2", "with_options_2", "cached_property_2"} <= set(names.values())


@pytest.mark.slow
def test_members_may_be_called_like_anything_that_validators_look_up():
    definitions = {
        "tree": {
            "type": "object",
            "properties": {"kids": {"items": {"$ref": "#/definitions/tree"}}},
        },
        "named": {
            "type": "object",
            "patternProperties": {"^x": {"type": "integer"}},
            "propertyNames": {"maxLength": 40, "pattern": "^[^ ]*$"},
            "additionalProperties": {"enum": [[1], {"a": 1}, "a", None]},
        },
        "list": {"type": "array", "uniqueItems": True, "items": {"multipleOf": 0.5}},
        "one": {"oneOf": [{"$ref": "#/definitions/tree"}, {"type": "string", "format": "date"}]},
    }

    def validator(names: set[str]) -> Any:
        properties: dict[str, Any] = {
            f"{name}{end}": {"$ref": f"#/definitions/{kind}"}
            for name in names
            for end, kind in (("", "named"), ("_", "list"), ("__", "one"), ("___", "tree"))
        }
        inner = {"type": "object", "properties": properties}
        schema = {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "definitions": definitions,
            **inner,
            "anyOf": [{**inner, "minProperties": 1}, {"required": ["no"]}],
            "items": inner,
        }
        return compile_validator(schema, formats=True)

    looked_up = {
        node.id for node in ast.walk(ast.parse(validator({"a"}))) if isinstance(node, ast.Name)
    }
    assert {"is_string_key", "is_unique", "isinstance", "found", "value"} <= looked_up
    module = module_of(validator(looked_up))
    good: dict[str, Any] = {}
    for name in looked_up:
        good |= {name: {"x": 1, "y": [1]}, f"{name}_": [1, 1.5], f"{name}__": {}, f"{name}___": {}}
    assert module.violations(good) == []
    assert module.is_valid(good)
    for name in looked_up:
        for end, wrong in (("", {"x": "a"}), ("", {1: 1}), ("_", [1, 1.0]), ("__", "no date")):
            value = {**good, f"{name}{end}": wrong}
            assert not module.is_valid(value)
            assert {v.pointer.split("/")[1] for v in module.violations(value) if v.pointer} == {
                f"{name}{end}"
            }


@pytest.mark.slow
def test_no_name_of_python_stops_a_package(tmp_path: Path):
    """Such as a nested `warning`, or a `getattr`, which the check of generated files refuses."""
    names = sorted({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, *GUARDED, *INTERPRETER})
    for start in range(0, len(names), 40):
        some = names[start : start + 40]
        parts = {name: part(other) for name, other in zip(some, reversed(some), strict=True)}
        record = {"type": "object", "properties": {**dict.fromkeys(some, TEXT), "a": part("b")}}
        things = {"type": "object", "definitions": {"singularResource": record}}
        documents = {name: things for name in some if not name.startswith("_")}
        nested = {"type": "object", "properties": parts}
        documents["things"] = {"type": "object", "definitions": {"singularResource": nested}}
        schemas = write_schemas(tmp_path / str(start), documents)
        files, _ = render_source_files(Options(schemas=schemas))
        modules = [file.path for file in files if file.path.startswith("models/")]
        assert len([path for path in modules if "/_" not in path]) == len(documents)


def test_no_name_of_python_stops_a_validator():
    number = {"type": ["integer", "array"], "minimum": 1, "items": {"required": ["a"]}}
    for name in sorted({*dir(builtins), *keyword.softkwlist, *GUARDED, *INTERPRETER}):
        module = module_of(compile_validator({"title": name, "properties": {name: number}}))
        assert [module.is_valid({name: each}) for each in (1, 0, [{}])] == [True, False, False]
