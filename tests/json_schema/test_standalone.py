"""Standalone modules: the walker in them, what they import, and the prepared runtime."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import connectgen.python_text.runtime_parts
import pytest
from connectgen import compile_validator
from connectgen.standalone.prepare_runtime import prepare_runtime
from support import ROOT, module_of
from support.compiled_schemas import SCHEMAS, TREE

HOSTILE = "'''\n\"\"\"\nraise SystemExit\n\\''' {lent} \N{GRINNING FACE}"


def meaning_of(source: str) -> dict[str, Any]:
    """Return what a prepared runtime says; each Python writes a syntax tree in its own way."""
    module = module_of(source)
    parts = {name: part._replace(bare="", text="") for name, part in module.PARTS.items()}
    trees = {
        name: [ast.dump(ast.parse(text)) for text in (part.bare, part.text)]
        for name, part in module.PARTS.items()
    }
    imports = (module.EXECUTED_IMPORTS, module.TYPING_IMPORTS)
    return {"parts": {name: (*part,) for name, part in parts.items()}, "trees": trees} | {
        "imports": imports
    }


def test_runtime_is_prepared_from_its_modules(request: pytest.FixtureRequest):
    file = Path(connectgen.python_text.runtime_parts.__file__)
    text = prepare_runtime(ROOT / "templates" / "runtime" / "validators")
    known = file.read_text(encoding="utf-8")
    is_current = meaning_of(known) == meaning_of(text)
    if request.config.getoption("--update") and not is_current:
        file.write_text(text, encoding="utf-8")
        pytest.fail("runtime_parts.py is rewritten; commit it, and update the metaschemas too")
    assert is_current, "pytest --update prepares it again"


def test_walker_is_compiled_when_violations_are_first_asked_for():
    module = module_of(compile_validator(TREE))
    assert module.is_valid({"name": "ab"})
    assert not module.is_valid({})
    assert module.violations({"name": "ab"}) == []
    module.validate({"name": "ab"})
    assert module._LOADED == {}
    assert module.violations({})
    assert module._LOADED


def test_text_of_a_walker_is_bare():
    tree = ast.parse(module_of(compile_validator(TREE))._WALKER)
    nodes = list(ast.walk(tree))
    described = [
        node.name
        for node in nodes
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    ]
    assert set(described) <= {"TooManyViolations", "Violation"}
    assert not any(isinstance(node, ast.AnnAssign) for node in nodes)
    assert not any(node.returns for node in nodes if isinstance(node, ast.FunctionDef))
    assert not any(node.annotation for node in nodes if isinstance(node, ast.arg))


def test_items_that_are_no_strings_are_unique():
    module = module_of(compile_validator({"uniqueItems": True}))
    assert module.is_valid([1, 2, 2**70])
    assert module.is_valid([1, True, None, "1", [1], {"a": 1}])
    assert module.is_valid([{"a": "b"}, {"a": "c"}])
    assert module._LOADED  # the items of the second list have equal strings: none
    module = module_of(compile_validator({"uniqueItems": True}))
    for value in ([1, 2, 1], [[1], [1.0]], [{"a": 1}, {"a": 1}], [True, True], [2**70, 2**70]):
        assert not module.is_valid(value)
        assert module.violations(value)


def test_classes_are_there_before_any_violation():
    module = module_of(compile_validator(TREE))
    assert module.Violation.__name__ == "Violation"
    with pytest.raises(module.ValidationError) as caught:
        module.validate({})
    (violation,) = caught.value.violations
    assert isinstance(violation, module.Violation)
    with pytest.raises(AttributeError, match="module 'validator' has no attribute 'Node'"):
        _ = module.Node


def test_source_can_be_run_in_a_dictionary():
    namespace: dict[str, Any] = {"__name__": "here"}
    exec(compile_validator(TREE), namespace)
    with pytest.raises(namespace["ValidationError"], match='must have the member "name"') as caught:
        namespace["validate"]({})
    assert caught.value.to_output("flag") == {"valid": False}
    assert len(caught.value.to_output()["errors"]) == 1
    assert pickle_name(caught.value.violations[0]) == "here.Violation"


def pickle_name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def test_violations_can_be_pickled(monkeypatch: pytest.MonkeyPatch):
    module = module_of(compile_validator(TREE))
    monkeypatch.setitem(sys.modules, "validator", module)
    found = module.violations({"name": 1})
    assert pickle.loads(pickle.dumps(found)) == found
    namespace: dict[str, Any] = {}
    exec("from validator import *", namespace)
    assert namespace.keys() >= {"ValidationError", "Violation", "is_valid", "violations"}


def test_threads_share_one_walker():
    module = module_of(compile_validator(TREE))
    barrier = threading.Barrier(8)

    def find(_: int) -> type:
        barrier.wait()
        return type(module.violations({})[0])

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(find, range(8))) == {module.Violation}


def test_classes_are_those_of_the_runtime():
    module = module_of(compile_validator(TREE))
    source = compile_validator(TREE).partition("TYPE_CHECKING:\n")[2].partition("\n\n\n")[0]
    names: dict[str, Any] = {}
    stubs = source[source.index("    Violation = ") :]
    exec("from typing import NamedTuple\nif True:\n" + stubs, names)
    assert names["Violation"]._fields == module.Violation.__match_args__
    file = ROOT / "templates" / "runtime" / "validators" / "_violation.py"
    tree = ast.parse(file.read_text(encoding="utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    typed = ast.Module([classes["ValidationError"]], [])
    names = {}
    exec("from __future__ import annotations\n" + ast.unparse(typed), names)
    inner = names["ValidationError"]
    for name in ("__init__", "to_output", "__str__"):
        seen = getattr(module.ValidationError, name).__annotations__
        assert seen == getattr(inner, name).__annotations__
    public = {name for name in vars(inner) if not name.startswith("_")}
    assert {name for name in vars(module.ValidationError) if not name.startswith("_")} == public


def test_module_has_nothing_that_mypyc_refuses():
    tree = ast.parse(compile_validator(TREE))
    nested = [node for node in tree.body if isinstance(node, ast.If)]
    assert not any(isinstance(one, ast.ClassDef) for node in nested for one in ast.walk(node))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert "__getattr__" not in functions  # compiled, it runs before the module has its globals
    assert {"is_valid", "validate", "violations"} <= functions


def schema_with(text: str, place: str) -> dict[str, Any]:
    """Return a schema with *text* at *place*, which refuses an empty string."""
    values: dict[str, Any] = {
        "properties": {text: {"type": "string"}},
        "$defs": {text: {"type": "string"}},
        "items": {"$ref": f"#/$defs/{text}".replace("\n", "%0A").replace("\\", "%5C")},
        "enum": [text],
    }
    places = (place, "items") if place == "$defs" else (place,)
    return {"minLength": 1, **{name: values.get(name, text) for name in places}}


@pytest.mark.parametrize("place", ["title", "pattern", "const", "properties", "$defs", "enum"])
def test_text_of_a_schema_stays_out_of_the_walker(place: str):
    hostile = "'''raise SystemExit" if place == "pattern" else HOSTILE
    module, plain = (
        module_of(compile_validator(schema_with(text, place))) for text in (hostile, "a")
    )
    assert module._WALKER == plain._WALKER
    assert len(module.violations("")) == len(plain.violations("")) > 0
    assert ("SystemExit" in module._SCHEMAS) == (place != "title")
    assert "SystemExit" not in plain._SCHEMAS


ISOLATED = """
import sys

class OnlyStandard:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {*sys.stdlib_module_names, *MODULES}:
            raise ImportError(f"{name} is not in the standard library")

MODULES = sys.argv[2:]
sys.meta_path.insert(0, OnlyStandard())
sys.path.insert(0, sys.argv[1])
VALUES = [None, True, 1, 1.5, "a", "", [], [1, 1], {}, {"a": 1, "name": 1}, [{"a": []}]]
for name in MODULES:
    module = __import__(name)
    for value in [*VALUES, VALUES]:
        found = module.violations(value)
        assert module.is_valid(value) is (not found)
        str(found), repr(found), [one.message for one in found]
        try:
            module.validate(value)
        except module.ValidationError as error:
            str(error), error.to_output("basic")
    deep = []
    for _ in range(3000):
        deep = [deep]
    module.violations(deep)
try:
    import jinja2
except ImportError:
    print("done")
"""


@pytest.mark.slow
def test_modules_run_where_nothing_but_the_standard_library_can_be_imported(tmp_path: Path):
    metas = ("draft-04/schema", "draft-07/schema")
    schemas: dict[str, Any] = {**SCHEMAS}
    schemas |= {
        f"meta{number}": {"$ref": f"http://json-schema.org/{uri}#"}
        for number, uri in enumerate(metas)
    }
    schemas["meta"] = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
    names: list[str] = []
    for number, schema in enumerate(schemas.values()):
        names.append(f"module_{number}")
        text = compile_validator(schema, formats=True)
        (tmp_path / f"module_{number}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ISOLATED, str(tmp_path), *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")
