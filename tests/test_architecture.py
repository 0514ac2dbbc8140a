"""What keeps the house simple: who imports whom, how long a module is, what a template may do."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes
from support import ROOT

PACKAGE = ROOT / "generator" / "connectgen"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.jinja"))

STAGES = {
    "fetch": ("fetch",),
    "load": ("snapshot", "storing", "metaschema", "mirror", "schema_files"),
    "overlay": ("overlay",),
    "parse": ("dialect",),
    "layout": ("layout", "compiler"),
    "render": ("render", "compiled"),
    "flavours": ("flavours",),
    "emission": ("emission", "backend_emission", "vocabulary"),
    "output": ("output", "module_output"),
}
LIBRARIES = {
    "click": "cli.py commands",
    "datamodel_code_generator": "flavours.py",
    "filelock": "locking.py",
    "pydantic_core": "flavours.py",
    "hatchling": "build_hooks",
    "httpx2": "fetch",
    "jinja2": "render.py compiled.py",
    "jsonpatch": "overlay.py",
    "jsonpointer": "overlay.py",
    "jsonschema": "metaschema.py",
    "keyring": "fetch",
    "pytest": "pytest_plugin.py",
    "regress": "patterns",
    "starlette": "serve",
    "tenacity": "fetch",
    "uvicorn": "serve",
}
ABOVE_THE_STAGES = frozenset(
    {
        *("build_hooks", "checking", "commands", "comparing", "editions", "fetching"),
        *("incremental", "inputs", "pipeline", "preview", "replaying", "reporting", "scaffold"),
        *("serve", "showing", "standalone"),
    }
)


def name_of(module: Path) -> str:
    return module.relative_to(PACKAGE).as_posix()


def imports(module: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            found += [node.module or ""]
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def stage_of(dotted: str) -> str | None:
    parts = dotted.removeprefix("connectgen.").split(".")
    return next((stage for stage, heads in STAGES.items() if parts[0] in heads), None)


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_stages_do_not_import_one_another(module: Path):
    own = stage_of(name_of(module).removesuffix(".py").replace("/", "."))
    head = name_of(module).removesuffix(".py").split("/")[0]
    for imported in imports(module):
        other = stage_of(imported) if imported.startswith("connectgen.") else None
        if other is not None and head not in ABOVE_THE_STAGES:
            assert other == own, f"{name_of(module)} imports {imported}"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_each_library_is_imported_in_one_module(module: Path):
    for imported in imports(module):
        where = LIBRARIES.get(imported.partition(".")[0])
        allowed = {name_of(module), name_of(module).split("/")[0]}
        assert where is None or allowed & set(where.split()), f"{module} imports {imported}"


def test_only_what_sends_imports_httpx2():
    runtime = ROOT / "templates" / "runtime"
    importing = {
        module.relative_to(runtime).as_posix()
        for module in runtime.rglob("*.py")
        for node in ast.parse(module.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import) and node.names[0].name == "httpx2"
    }
    assert importing == {
        *("_auth.py", "_calls.py", "_http.py", "_limits.py", "_outcomes.py", "_secrets.py"),
        "_site.py",
    }


def test_generated_modules_import_nothing_but_httpx2():
    for module in (ROOT / "templates" / "runtime").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
                name = getattr(node, "module", None) or node.names[0].name
                root = name.partition(".")[0]
                assert root == "httpx2" or root in sys.stdlib_module_names, f"{module}: {name}"


def test_every_library_is_used():
    used = {imported.partition(".")[0] for module in MODULES for imported in imports(module)}
    assert used >= set(LIBRARIES)


@pytest.mark.parametrize(
    "path",
    [*MODULES, *TEMPLATES, *sorted((ROOT / "templates" / "runtime").rglob("*.py"))],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_modules_are_short_and_well_named(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert path.stem not in {"utils", "helpers", "base", "manager"}


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
