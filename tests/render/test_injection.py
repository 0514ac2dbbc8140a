"""Hostile text in every place of a catalog against every generated package."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from connectgen.config.options import Options
from connectgen.pipeline.render import render_source_files
from connectgen.render.backend_schemas import unsupported_name_reason
from connectgen.render.vocabulary import ATTRIBUTES, BUILTINS, KEYWORDS, SPECIAL
from support.injected_documents import PLACES
from support.injected_packages import FLAVOURS, OUTPUTS, assert_nothing_ran, count_coverage
from support.injection_payloads import PAYLOADS

pytestmark = pytest.mark.slow

KEPT = frozenset({*ATTRIBUTES, *BUILTINS, *KEYWORDS, *SPECIAL, "pattern", "name", "alias"})


def shape(node: ast.AST) -> str:
    """Return *node* as text, without strings, names, numbers and repeated items."""
    parts: list[str] = []
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.AST):
            parts.append(shape(value))
        elif name in ("body", "orelse", "finalbody", "handlers"):
            continue
        elif isinstance(value, list):
            items = (shape(item) if isinstance(item, ast.AST) else "" for item in value)
            parts.append(str(sorted(set(items))))
        elif isinstance(value, str):
            is_kept = value in KEPT and not isinstance(node, ast.Constant | ast.keyword)
            parts.append(value if is_kept and not is_bound(node) else "_")
        else:
            parts.append(type(value).__name__)
    return f"{type(node).__name__}({', '.join(parts)})"


def is_bound(node: ast.AST) -> bool:
    """Return whether *node* assigns a name or is an attribute of `self`."""
    return isinstance(getattr(node, "ctx", None), ast.Store) or (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    )


def shapes(text: str) -> Counter[str]:
    """Count the shapes of the statements of a module, without their blocks."""
    return Counter(shape(node) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt))


def test_every_output_is_generated_from_every_payload(made: Path, imported: list[str]):
    modules = [name.split(".") for name in imported]
    resources = {
        output: {name[2] for name in modules if len(name) == 3 and name[1] == output}
        for output in OUTPUTS
    }
    places, cells = count_coverage(made / "hostile_schemas", resources)
    assert places >= 34
    assert len(PAYLOADS) >= 130
    assert cells == len(PAYLOADS) * places * len(OUTPUTS) > 28_000
    assert {name[1] for name in modules if len(name) > 2} >= {"_client", *OUTPUTS}
    print(f"{len(PAYLOADS)} payloads x {places} places x {len(OUTPUTS)} outputs: {cells}")


@pytest.mark.parametrize("resource", [*PLACES, "overlaid"])
def test_models_contain_a_field_for_every_payload(made: Path, resource: str):
    text = (made / "hostile" / "models" / f"{resource}.py").read_text(encoding="utf-8")
    assert len(re.findall(r"(?m)^    \w+: ", text)) >= len(PAYLOADS)


BUILT = """
import importlib, json, linecache, pathlib, sys
for path in pathlib.Path(sys.argv[1], "models").glob("[!_]*.py"):
    module = importlib.import_module(f"{sys.argv[1]}.models.{path.stem}")
    for model in {getattr(module, name) for name in module.__all__}:
        body = {member.wire_name: None for member in model._model_members}
        made = model.from_json(body)
        assert made.to_json() == body and made == model.from_json(body) and repr(made)
        assert model(**{member.name: None for member in model._model_members}) == made
        assert len(model.__dataclass_fields__) == len(body) + 1
built = {name: text[2] for name, text in linecache.cache.items() if f" of {sys.argv[1]}" in name}
print(json.dumps(["".join(lines) for lines in built.values()]))
"""
IN_BUILT_CODE = frozenset(
    {
        *("LIKELY", "NotImplemented", "UNSET", "WIRE_NAMES", "cls", "data", "dict", "is_object"),
        "isinstance",
        *("item", "items", "len", "list", "missing_error", "model", "new_instance", "other"),
        *("read_array", "read_date", "read_date_time", "read_entries", "read_one_or_many"),
        *("result", "self", "unknown", "unknown_members", "write_date", "write_date_time"),
        *("write_entries", "write_list", "write_object", "write_objects"),
    }
)
"""Names in the code that models build, besides those of fields."""


def built_code(made: Path, package: str) -> list[ast.Module]:
    run = subprocess.run(
        [sys.executable, "-c", BUILT, package], cwd=made, capture_output=True, text=True, check=True
    )
    return [ast.parse(text) for text in json.loads(run.stdout)]


def test_code_that_models_build_uses_no_other_names_and_runs_no_payload(made: Path):
    hostile, harmless = built_code(made, "hostile"), built_code(made, "harmless")
    assert len(hostile) > 100
    kinds = [
        {type(node) for tree in trees for node in ast.walk(tree)} for trees in (hostile, harmless)
    ]
    assert kinds[0] <= kinds[1]
    for tree in hostile:
        (function,) = tree.body
        assert isinstance(function, ast.FunctionDef)
        known = IN_BUILT_CODE | {arg.arg for arg in function.args.kwonlyargs}
        for node in ast.walk(function):
            if isinstance(node, ast.Name):
                name = node.id.removesuffix("_from_json")
                assert node.id in known or (name != node.id and name.isidentifier()), node.id
            elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                assert node.attr == "__class__"
            elif isinstance(node, ast.Call):
                assert isinstance(node.func, ast.Name) or ast.unparse(node).endswith(".to_json()")
    assert_nothing_ran(made)


def test_importing_hostile_packages_runs_no_payload(made: Path, imported: list[str]):
    modules = [*(made / "hostile").rglob("*.py")]
    assert len(imported) == len(modules)
    assert_nothing_ran(made)


ANY_TEXT = "Return(Call(Name(isinstance, Load()), ['Name(_, Load())', 'Name(str, Load())'], []))"
"""What is left to check of a text where its pattern is found in every text."""


def test_hostile_and_harmless_packages_have_equal_ast(made: Path):
    for path in sorted((made / "hostile").rglob("*.py")):
        place = path.relative_to(made / "hostile")
        hostile = shapes(path.read_text(encoding="utf-8"))
        harmless = shapes((made / "harmless" / place).read_text(encoding="utf-8"))
        assert hostile.keys() <= harmless.keys() | {ANY_TEXT}, place
        if place.parts[0] in ("resources", "_client", "__init__.py"):
            assert hostile == harmless, place


NAMES = """
import importlib, json, sys
found = {}
for flavour in ("msgspec", "pydantic", "typeddict"):
    model = importlib.import_module(f"hostile.{flavour}_models.names").NameCreate
    if flavour == "msgspec":
        import msgspec
        found[flavour] = [field.encode_name for field in msgspec.structs.fields(model)]
    elif flavour == "pydantic":
        fields = model.model_fields
        found[flavour] = [field.alias or name for name, field in fields.items()]
    else:
        found[flavour] = list(model.__annotations__)
print(json.dumps(found))
"""


def test_names_are_carried_as_they_are_or_left_out_with_a_warning(made: Path):
    run = subprocess.run(
        [sys.executable, "-c", NAMES], cwd=made, capture_output=True, text=True, check=True
    )
    found = json.loads(run.stdout)
    schemas = made / "hostile_schemas"
    options = Options(schemas=schemas, package="hostile", resources=("names",), models=FLAVOURS)
    warned = [str(note) for note in render_source_files(options)[1]]
    for flavour in FLAVOURS:
        taken = {text for text in PAYLOADS if unsupported_name_reason(text, flavour) is None}
        assert set(found[flavour]) == taken, flavour
        assert len(found[flavour]) == len(taken)
        left_out = [text for text in warned if f"models for {flavour} leave out" in text]
        assert len(left_out) == len(PAYLOADS) - len(taken) > 0
        assert all("/v1.4/names.json#/properties/" in text for text in left_out)
    assert {"wire name 0041", "<!--", "\U0001f600"} <= set(found["typeddict"])
