"""Names of Python are a fixed list, so that every Python on every system generates the same."""

from __future__ import annotations

import builtins
import keyword
from pathlib import Path

import pytest
from connectgen.python_text.python_names import BUILT_IN_NAMES, KEYWORDS, SOFT_KEYWORDS
from support import generate_into, write_schemas
from support.portable_projects import THING

_MODULES = Path(__file__).parents[2] / "generator/connectgen"
_BY_SITE = {"copyright", "credits", "exit", "help", "license", "quit"}
_OF_LATER_VERSIONS = {"lazy", "type"}
_NEW = (
    *("frozendict", "importCycleError", "lazy", "pythonFinalizationError", "sentinel"),
    *("type", "windowsError"),
)


def test_the_lists_have_every_name_of_this_python():
    names = {name for name in dir(builtins) if not name.startswith("___") and name != "_"}
    assert names - BUILT_IN_NAMES == set()
    assert set(keyword.kwlist) == KEYWORDS
    assert set(keyword.softkwlist) | _OF_LATER_VERSIONS == SOFT_KEYWORDS
    assert BUILT_IN_NAMES >= _BY_SITE


def test_nothing_that_is_generated_asks_the_running_python():
    asks = ("dir(builtins)", "vars(builtins)", "kwlist", "iskeyword", "stdlib_module_names")
    asking = {
        path.relative_to(_MODULES).as_posix(): word
        for path in sorted(_MODULES.rglob("*.py"))
        for word in asks
        if word in path.read_text("utf-8") and path.name != "runtime_parts.py"
    }
    assert asking == {}


@pytest.mark.parametrize("wire_name", _NEW)
def test_a_name_that_is_new_in_some_python_gets_the_same_name_in_all(
    tmp_path: Path, wire_name: str
):
    nested = {"type": ["object", "null"], "properties": {"id": {"type": "integer"}}}
    thing = {**THING, "properties": {**THING["properties"], wire_name: nested}}
    write_schemas(tmp_path / "schemas", {"things": thing})
    package = generate_into(tmp_path, "made", schemas=tmp_path / "schemas")
    text = (package / "models/things.py").read_text("utf-8")
    is_class = wire_name.endswith("Error")
    expected = f"{wire_name[0].upper()}{wire_name[1:]}{'Record' if is_class else ''}"
    assert f"class {expected}(" in text
