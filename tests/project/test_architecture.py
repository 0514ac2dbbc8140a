"""The rules of the architecture: who imports whom, how long a module is, what templates may do."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes
from support import ROOT

PACKAGE = ROOT / "generator" / "connectgen"
RUNTIME = ROOT / "templates" / "runtime"
COMPILED = {
    PACKAGE / "file_formats" / "validator.py",
    PACKAGE / "python_text" / "runtime_parts.py",
    *(PACKAGE / "json_schema" / "metaschemas").glob("draft*.py"),
}
MODULES = sorted({*PACKAGE.rglob("*.py")} - COMPILED)  # the rules are for what people write
TEMPLATES = sorted((ROOT / "templates").rglob("*.jinja"))
DATA = {ROOT / "tests" / name for name in ("cases", "catalogs")}
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if DATA.isdisjoint(path.parents))

STAGES = (
    "fetch",
    "snapshot",
    "overlay",
    "parse",
    "layout",
    "openapi",
    "reference",
    "render",
    "write",
)
VOCABULARY = ("core", "file_formats", "jsonio", "python_text", "view_models")
LIBRARIES = {
    "click": "cli",
    "datamodel_code_generator": "render",
    "filelock": "core",
    "hatchling": "build_hooks",
    "httpx2": "fetch",
    "jinja2": "render",
    "jsonpatch": "overlay",
    "jsonpointer": "overlay",
    "jsonschema": "json_schema",
    "jsonschema_specifications": "json_schema",
    "keyring": "fetch",
    "pytest": "pytest_plugin.py",
    "pydantic_core": "render",
    "regress": "json_schema",
    "starlette": "fake_site",
    "tenacity": "fetch",
    "uvicorn": "fake_site",
}
"""The folder, or the module at the top, that imports a library."""


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def folder_of(module: Path) -> str:
    return name_of(module).split("/")[0]


@cache
def imports_of(module: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(module)} imports relatively"
            found.append(node.module or "")
    return found


def folders_imported_by(module: Path) -> set[str]:
    """Return the folders of connectgen that *module* imports from, its own left out."""
    parts = [name.split(".") for name in imports_of(module)]
    found = {part[1] for part in parts if part[0] == "connectgen" and len(part) > 1}
    return {name for name in found if (PACKAGE / name).is_dir()} - {folder_of(module)}


@pytest.mark.parametrize("stage", STAGES)
def test_no_stage_imports_another_stage(stage: str):
    for module in sorted((PACKAGE / stage).rglob("*.py")):
        others = folders_imported_by(module) & set(STAGES)
        assert not others, f"{name_of(module)} imports {sorted(others)}"


@pytest.mark.parametrize("folder", VOCABULARY)
def test_vocabulary_imports_no_folder_above_it(folder: str):
    for module in sorted((PACKAGE / folder).rglob("*.py")):
        above = folders_imported_by(module) - set(VOCABULARY)
        assert not above, f"{name_of(module)} imports {sorted(above)}"


def test_folders_import_one_another_in_no_circle():
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        if "/" in name_of(module):
            graph.setdefault(folder_of(module), set()).update(folders_imported_by(module))
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of folders: {' -> '.join(error.args[1])}")


def test_modules_of_the_compiler_import_one_another_in_no_circle():
    folder = PACKAGE / "json_schema"
    names = {
        ".".join(("connectgen", *path.relative_to(PACKAGE).with_suffix("").parts)): path
        for path in folder.rglob("*.py")
        if path.stem != "__init__"
    }
    graph = {name: {*imports_of(path)} & names.keys() for name, path in names.items()}
    assert any(graph.values())
    TopologicalSorter(graph).prepare()  # imports for type checkers count too


def test_the_top_of_the_package_shows_the_pipeline():
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").is_file()}
    assert folders >= {*STAGES, *VOCABULARY}
    assert len(list(PACKAGE.glob("*.py"))) <= 8


def test_each_library_is_imported_in_one_folder():
    elsewhere = [
        f"{name_of(module)} imports {imported}"
        for module in MODULES
        for imported in imports_of(module)
        if LIBRARIES.get(imported.partition(".")[0]) not in (None, folder_of(module))
    ]
    assert elsewhere == []


def test_only_few_folders_replace_files():
    importing = {
        folder_of(module)
        for module in MODULES
        if "atomic_replace" in module.read_text(encoding="utf-8") and folder_of(module) != "core"
    }
    assert importing == {"scaffold", "snapshot", "write"}  # of init; of fetch and pin; of generate


def test_every_library_is_used():
    used = {imported.partition(".")[0] for module in MODULES for imported in imports_of(module)}
    assert used >= set(LIBRARIES)


def test_only_what_sends_imports_httpx2():
    importing = {
        module.relative_to(RUNTIME).as_posix()
        for module in RUNTIME.rglob("*.py")
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import) and node.names[0].name == "httpx2"
    }
    assert importing == {
        f"_client/{name}.py"
        for name in ("auth", "calls", "connections", "limits", "outcomes", "secrets", "settings")
    }


def test_generated_modules_import_nothing_but_httpx2():
    for module in RUNTIME.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
                name = getattr(node, "module", None) or node.names[0].name
                root = name.partition(".")[0]
                assert root == "httpx2" or root in sys.stdlib_module_names, f"{module}: {name}"


def test_modules_are_short_and_well_named():
    paths = [*MODULES, *TEMPLATES, *sorted(RUNTIME.rglob("*.py")), *TESTS]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert {path: length for path, length in lengths.items() if length > 300} == {}
    assert [path for path in paths if path.stem in {"utils", "helpers", "base", "manager"}] == []


@pytest.mark.slow
def test_functions_are_short():
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                first = body[0].lineno if body else node.lineno
                length = (node.end_lineno or first) - first + 1
                assert length <= 45, f"{name_of(module)}: {node.name} has {length} lines"


FORBIDDEN_IN_TEMPLATES = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.BinExpr,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Concat,
    nodes.Dict,
    nodes.List,
    nodes.Test,
    nodes.Tuple,
    nodes.UnaryExpr,
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_logic(template: Path):
    tree = jinja2.Environment().parse(template.read_text(encoding="utf-8"))
    # `a and b` of two things that are there or not is no logic; everything else that computes is.
    for node in tree.find_all(nodes.Node):
        if isinstance(node, FORBIDDEN_IN_TEMPLATES) and not isinstance(node, nodes.And):
            pytest.fail(f"{template.name}:{node.lineno}: {type(node).__name__}")
    for found in tree.find_all(nodes.Call):
        assert isinstance(found.node, nodes.Name), f"{template.name}: calls a method"
    for name in tree.find_all(nodes.Filter):
        assert name.name in {"block", "docstring", "indent", "join", "literal"}


def test_every_template_belongs_to_one_view():
    from connectgen.render import templates

    used = {*templates._TEMPLATES.values(), *templates._PAGES.values()}
    there = {
        path.relative_to(ROOT / "templates").as_posix()
        for path in TEMPLATES
        if "macros" not in path.parts
    }
    assert used == there


def test_public_names_have_docstrings():
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), name_of(module)
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if public and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{name_of(module)}: {node.name}"


def test_the_top_level_is_fixed():
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name != "connect_v1_4"
    }
    assert folders == {"docs", "generated", "generator", "schemas", "templates", "tests"}


@pytest.mark.parametrize(
    "module", sorted((PACKAGE / "fetch").glob("*.py")), ids=lambda module: module.stem
)
def test_messages_of_fetch_failures_are_made_in_one_module(module: Path):
    tree = ast.parse(module.read_text(encoding="utf-8"))
    made = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    errors = {name for name in made if name.endswith("Error")} - {"ConfigError", "CatalogUrlError"}
    assert bool(errors) == (module.stem == "errors"), f"{name_of(module)} makes {sorted(errors)}"


def test_rules_of_the_linter_are_switched_off_with_a_reason():
    without = [
        f"{module.relative_to(ROOT)}: {line}"
        for module in (*MODULES, *sorted(RUNTIME.rglob("*.py")))
        for line in module.read_text(encoding="utf-8").splitlines()
        if "# noqa" in line and not re.fullmatch(r": [A-Z]+\d+ - \w.*", line.partition("# noqa")[2])
    ]
    assert without == []
