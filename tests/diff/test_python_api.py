"""The Python surface of generated packages: what is read from source, and what breaks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from connectgen.diff import python_api
from connectgen.diff.python_api import read_python_api
from connectgen.diff.python_api_changes import PythonChange, compare_python_apis
from support import ROOT

PACKAGE = ROOT / "generated" / "connect_v1_4"


def texts_of(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in folder.rglob("*.py")
    }


def changes(old: str, new: str, path: str = "models/things.py") -> list[PythonChange]:
    return list(compare_python_apis(read_python_api({path: old}), read_python_api({path: new})))


@pytest.mark.slow
def test_leaving_out_what_has_no_surface_loses_nothing(monkeypatch):
    short = read_python_api(texts_of(PACKAGE))
    monkeypatch.setattr(python_api, "_parse_module", ast.parse)
    assert short == read_python_api(texts_of(PACKAGE))
    assert "models.incident_response.IncidentResponseCreate.incident" in short
    assert "Client.__init__" in short
    assert not any("._" in name and "__" not in name for name in short)


def test_text_that_is_laid_out_otherwise_is_read_too():
    text = 'def _f(a,\n b):\n  return """\nx = \n"""\n\ndef g(): return 1\n'
    assert set(read_python_api({"a.py": text})) == {"a.g"}


def test_names_from_private_modules_are_told_where_they_are_exported():
    texts = {
        "__init__.py": "from ._errors import Refused\n__all__ = ['Refused']\n",
        "_errors.py": "class _Base(OSError):\n    code: int\nclass Refused(_Base):\n    pass\n",
    }
    found = read_python_api(texts)
    assert set(found) == {"Refused", "Refused.code"}
    fewer = texts | {"_errors.py": "class Refused(KeyError):\n    pass\n"}
    told = {
        (change.name, change.kind): change.breaks
        for change in compare_python_apis(found, read_python_api(fewer))
    }
    assert told == {("Refused", "bases-changed"): True, ("Refused.code", "field-removed"): True}


TABLE = [
    # old, new, kind, breaks
    ("def f(a: int) -> int: ...", "", "function-removed", True),
    ("", "def f(a: int) -> int: ...", "function-added", False),
    ("def f(a: int): ...", "def f(b: int): ...", "parameter-removed", True),
    ("def f(): ...", "def f(a: int): ...", "parameter-added", True),
    ("def f(): ...", "def f(*, a: int = 1): ...", "parameter-added", False),
    ("def f(a: int): ...", "def f(a: int | str): ...", "parameter-type-changed", False),
    ("def f(a: int | str): ...", "def f(a: int): ...", "parameter-type-changed", True),
    (
        "def f(a: Literal['x']): ...",
        "def f(a: Literal['x', 'y']): ...",
        "parameter-type-changed",
        False,
    ),
    (
        "def f(a: Literal['x', 'y']): ...",
        "def f(a: Literal['x']): ...",
        "parameter-type-changed",
        True,
    ),
    ("def f() -> Literal['x']: ...", "def f() -> Literal['x', 'y']: ...", "result-changed", True),
    ("class T:\n x: Literal['x']", "class T:\n x: Literal['x', 'y']", "type-changed", True),
    ("def f(a: int = 1): ...", "def f(a: int = 2): ...", "parameter-default-changed", False),
    ("def f(a: int = 1): ...", "def f(a: int): ...", "parameter-default-changed", True),
    ("def f(a, b): ...", "def f(b, a): ...", "parameters-moved", True),
    ("def f(a): ...", "def f(*, a): ...", "parameters-moved", True),
    ("def f() -> int | None: ...", "def f() -> int: ...", "result-changed", False),
    ("def f() -> int: ...", "def f() -> int | None: ...", "result-changed", True),
    ("def f(): ...", "async def f(): ...", "decorators-changed", True),
    ("class E(ValueError): ...", "class E(KeyError): ...", "bases-changed", True),
    ("class E(ValueError): ...", "class E(ValueError, KeyError): ...", "bases-changed", False),
    ("class T:\n x: int", "class T:\n y: int", "field-removed", True),
    ("class T:\n x: int", "class T:\n x: int | None", "type-changed", True),
    ("class T:\n x: int | None", "class T:\n x: int", "type-changed", False),
    ("class TCreate:\n x: int", "class TCreate:\n x: int | None", "type-changed", False),
    ("class TCreate:\n x: int | None", "class TCreate:\n x: int", "type-changed", True),
    ("class TCreate:\n x: int = 1", "class TCreate:\n x: int", "default-changed", True),
    ("class TCreate:\n x: int", "class TCreate:\n x: int = 1", "default-changed", False),
    ("class TCreate: ...", "class TCreate:\n x: int", "field-added", True),
    ("class TCreate: ...", "class TCreate:\n x: int = 1", "field-added", False),
    ("class T: ...", "class T:\n x: int", "field-added", False),
    ("class T:\n x: int", "class T:\n @property\n def x(self) -> int: ...", "kind-changed", True),
    ("LIMIT = 1", "LIMIT = 2", "default-changed", False),
]


@pytest.mark.parametrize(("old", "new", "kind", "breaks"), TABLE)
def test_each_kind_of_change_and_whether_it_breaks(old, new, kind, breaks):
    found = {change.kind: change.breaks for change in changes(old, new)}
    assert found[kind] is breaks


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@dataclass\nclass T: ...", "@show_field_docs\n@dataclass\nclass T: ..."),
        (
            "@dataclass(slots=True)\nclass T: ...",
            "@dataclass(slots=True, repr=False)\nclass T: ...",
        ),
        ("@dataclass(slots=True, kw_only=True)\nclass T: ...", "@model\nclass T: ..."),
    ],
)
def test_a_decorator_that_changes_only_what_is_shown_is_no_change(old, new):
    assert changes(old, new) == []


def test_a_decorator_that_changes_how_a_class_is_built_breaks():
    old, new = "@dataclass\nclass T: ...", "@dataclass(kw_only=True)\nclass T: ..."
    assert [(change.kind, change.breaks) for change in changes(old, new)] == [
        ("decorators-changed", True)
    ]


@pytest.mark.parametrize(
    "text", sorted({entry[0] for entry in TABLE} | {entry[1] for entry in TABLE})
)
def test_nothing_differs_from_itself(text):
    assert changes(text, f"{text}  # a comment\n") == []


def test_members_of_a_class_that_went_are_not_told_beside_it():
    assert [change.name for change in changes("class T:\n x: int\n y: int", "")] == [
        "models.things.T"
    ]


APART = """
__all__ = ["PartCreate", "PartPatch", "WholePatch"]
class PartCreate:
    x: int | Unset = UNSET
class PartPatch:
    x: int | Unset = UNSET
class WholePatch:
    parts: list[PartPatch] | Unset = UNSET
"""
SHARED = """
__all__ = ["PartCreate", "PartPatch", "WholePatch"]
class PartCreate:
    x: int | Unset = UNSET
class WholePatch:
    parts: list[PartCreate] | Unset = UNSET
PartPatch = PartCreate
"""


def test_classes_that_become_one_and_that_are_separated_are_told_by_name():
    (told,) = changes(APART, SHARED)
    assert (told.name, told.kind) == ("models.things.PartPatch", "class-shared")
    assert (told.old, told.new, told.breaks) == ("class", "class PartCreate", False)
    back = {change.name: (change.kind, change.breaks) for change in changes(SHARED, APART)}
    assert back == {
        "models.things.PartPatch": ("class-separated", True),
        "models.things.WholePatch.parts": ("type-changed", True),
    }
    gone = {
        change.name: change.kind for change in changes(SHARED, SHARED.replace("    x", "    y"))
    }
    assert gone == {
        f"models.things.Part{view}.{name}": kind
        for view in ("Create", "Patch")
        for name, kind in (("x", "field-removed"), ("y", "field-added"))
    }


OF_MODELS = {
    "models/_model.py": "class Model:\n    extra: dict[str, Any] | Unset = UNSET\n"
    "    def to_json(self) -> dict[str, Any]: ...\n    def __repr__(self) -> str: ...\n"
    "class FileModel(Model):\n    @property\n    def content(self) -> bytes: ...\n",
}
DATACLASS = """
@dataclass(slots=True, kw_only=True, repr=False)
class Thing:
    data: str | Unset = field(default=UNSET, repr=False)
    needed: str = field(repr=False)
    name: str | Unset = UNSET
    extra: dict[str, Any] | Unset = UNSET
    def to_json(self) -> dict[str, Any]: ...
    @property
    def content(self) -> bytes: ...
"""
DECLARED = """
from ._model import FileModel, model
__all__ = ["Thing"]
@model
class Thing(FileModel):
    data: str | Unset = json_member("data", hidden=True)
    needed: str = required_member("Needed", hidden=True)
    name: str | Unset = json_member("Name")
"""


def test_a_model_has_the_surface_of_the_dataclass_that_it_was():
    old = read_python_api({"models/things.py": DATACLASS})
    new = read_python_api({**OF_MODELS, "models/things.py": DECLARED})
    assert compare_python_apis(old, new) == ()
    assert "models.things.Thing.content" in new


def test_dictionaries_are_read_alike_however_they_are_written():
    as_class = "class ThingDict(TypedDict, total=False):\n    a: str | None\n    b: int\n"
    as_call = 'ThingDict = TypedDict("ThingDict", {"a": "str | None", "b": "int"}, total=False)\n'
    assert changes(as_class, as_call, "dicts/things.py") == []
    (told,) = changes(as_call, as_call.replace("int", "str"), "dicts/things.py")
    assert (told.name, told.kind) == ("dicts.things.ThingDict.b", "type-changed")


def test_a_type_variable_for_the_class_itself_is_self():
    old = "class T:\n    @classmethod\n    def read(cls, x: int) -> Self: ..."
    assert changes(old, old.replace("cls", "cls: type[M]").replace("Self", "M")) == []
