"""`help()` of a generated package: what a user reads who does not open its files."""

from __future__ import annotations

import ast
import inspect
import pydoc
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from connectgen.core.bundled_data import TEMPLATES
from support import import_from

pytestmark = pytest.mark.slow

EXPECTED = Path(__file__).parent / "help"
SHOWN = ("Client", "IncidentCreate", "Contact", "ListOptions", "Page", "Reference", "Table")


@pytest.fixture(scope="session")
def package(sample: Path) -> ModuleType:
    return import_from(sample.parent, sample.name)


def inherits(thing: Any, name: str) -> bool:
    return issubclass(thing, dict) and hasattr(dict, name)


def docs_of(thing: Any) -> str:
    """Return the docstrings that `help()` shows of a class; its own frame differs by version."""
    parts = {name: inspect.getdoc(getattr(thing, name)) for name in dir(thing) if name[0] != "_"}
    shown = {name: doc for name, doc in parts.items() if doc and not inherits(thing, name)}
    lines = [inspect.getdoc(thing) or "", ""]
    for name, doc in shown.items():
        lines += [name, *(f"    {line}".rstrip() for line in doc.splitlines()), ""]
    return "\n".join(lines)


@pytest.mark.parametrize("name", [*SHOWN, "package"])
def test_docstrings_read_as_expected(
    package: ModuleType, request: pytest.FixtureRequest, name: str
):
    text = package.__doc__ if name == "package" else docs_of(getattr(package, name))
    file = EXPECTED / f"{name}.txt"
    if request.config.getoption("--update"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{text}\n", encoding="utf-8")
    assert file.read_text(encoding="utf-8") == f"{text}\n"


def test_help_shows_public_names_and_no_internals(package: ModuleType):
    for name in package.__all__:
        text = pydoc.plain(pydoc.render_doc(getattr(package, name)))
        assert not re.search(r"^ \|  _(?!_)\w+", text, re.MULTILINE), (name, text)
        found = set(re.findall(r"^ \|  (__\w+__)", text, re.MULTILINE))
        assert "_model_" not in text
        if hasattr(getattr(package, name), "_model_members"):
            # those of any dataclass, and how pydantic reads a model
            known = {"__annotations__", "__dataclass_fields__", "__dataclass_params__", "__eq__"}
            known |= {"__hash__", "__init__", "__match_args__", "__replace__", "__repr__"}
            known |= {"__get_pydantic_core_schema__", "__get_pydantic_json_schema__"}
            known |= {"__class_getitem__", "__orig_bases__", "__annotate_func__"}
            known |= {"__annotations_cache__", "__firstlineno__", "__static_attributes__"}
            assert found <= known, (name, found - known)


def test_help_of_each_field_has_its_type_and_its_wire_name(package: ModuleType):
    names = [name for name in package.models.__all__ if name.endswith(("Create", "Patch"))]
    assert names
    for name in names:
        model = getattr(package, name)
        for member in model._model_members:
            doc = inspect.getdoc(getattr(model, member.name)) or ""
            assert f"Type ``{member.annotation}``." in doc, (name, member.name)
            if member.name != member.wire_name:
                said = f"Wire name ``{member.wire_name}``."
                assert doc.replace("\n", " ").count(said) == 1, (name, member.name)


def test_examples_of_bodies_are_valid(package: ModuleType):
    shown = 0
    for name in (each for each in package.__all__ if each.endswith("Create")):
        model = getattr(package, name)
        _, marked, code = (inspect.getdoc(model) or "").partition("Example::\n\n")
        if not marked:
            continue
        shown += 1
        module = import_from(Path(package.__path__[0]).parent, model.__module__)
        body = eval(inspect.cleandoc(code), vars(module))
        validators = import_from(
            Path(package.__path__[0]).parent, model.__module__.replace(".models.", ".validators.")
        )
        assert isinstance(body, model)
        assert validators.create_violations(body.to_json()) == []
        assert validators.create_advice(body.to_json()) == []
    assert shown > 5


def test_examples_of_clients_are_code(package: ModuleType):
    for thing in (package, package.Client, package.AsyncClient):
        _, marked, code = (inspect.getdoc(thing) or "").partition("Example::\n\n")
        assert marked
        tree = ast.parse(inspect.cleandoc(code))
        (block,) = tree.body
        assert isinstance(block, ast.With | ast.AsyncWith)


def test_editors_take_no_branch_as_dead(package: ModuleType):
    # jedi evaluates conditions. It takes a constant as false, and sees no name under it.
    folders = [Path(package.__path__[0]), TEMPLATES / "runtime"]
    for path in (path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign):
                names = [each.id for each in node.targets if isinstance(each, ast.Name)]
                assert "TYPE_CHECKING" not in names, path
