"""Enumerations of the values of menus."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from enum import IntEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core import ir
from connectgen.core.bundled_data import TEMPLATES
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.layout import SourceNames, lay_out_menus, name_menus
from connectgen.pipeline.api import read_api
from connectgen.pipeline.generate import check_package, generate_package
from connectgen.render.templates import render
from connectgen.render.verify import verify_generated_source
from connectgen.snapshot.menus import store_menus
from connectgen.view_models.package import MenusContext
from hypothesis import given
from hypothesis import strategies as st
from support import import_from, module_of
from support.sample_snapshots import write_snapshot

pytestmark = pytest.mark.slow

SEVERITY = "namedIDs/incidents/severity"
HOSTILE = 'High"""\nimport os\nos.system("x")\n\\'
LABELS = {
    1: "High",
    2: "high",
    3: "日本語",
    4: "",
    5: "2nd level",
    6: HOSTILE,
    7: "On hold / waiting (customer)",
    8: "class",
    9: "None",
    10: "mro",
    0: "High",
    11: "Überfällig",
    12: "x" * 300,
    13: "value",
    14: "__init__",
}


def menu(path: str, labels: dict[int, str]) -> Menu:
    entries = tuple(MenuEntry(id=number, name=labels[number]) for number in sorted(labels))
    return Menu(path=path, entries=entries)


def lay_out(api: ir.Api, *menus: Menu) -> MenusContext:
    """Return the context of the module `menus`."""
    sources = SourceNames(menus=name_menus(api, menus))
    (context,) = lay_out_menus(menus, sources, api.version)
    return context


def pin(schemas: Path, *menus: Menu) -> None:
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=menus), name="schemas")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> ir.Api:
    schemas = write_snapshot(tmp_path_factory.mktemp("api"))
    return read_api(Options(schemas=schemas, resources=("incidents",)))[0]


@pytest.fixture
def options(tmp_path: Path) -> Options:
    schemas = write_snapshot(tmp_path / "schemas")
    pin(
        schemas,
        menu(SEVERITY, LABELS),
        menu("namedIDs/incidents/queue", {}),
        menu("namedIDs/incidents/nothing", {1: "No field refers to it"}),
        menu("incidents/customFields/c/escalation_reason", {1: "Angry"}),
        menu("namedIDs/incidents/statusWithType/status", {1: "Solved"}),
        menu("namedIDHierarchies/incidents/source", {1: "Mail"}),
    )
    return Options(
        schemas=schemas,
        resources=("contacts", "incidents"),
        package="with_menus",
        output=tmp_path / "made",
    )


@pytest.fixture
def package(options: Options) -> ModuleType:
    generate_package(options)
    sys.modules.pop("with_menus", None)
    for name in [name for name in sys.modules if name.startswith("with_menus.")]:
        del sys.modules[name]
    return import_from(options.target.parent, "with_menus")


def members(package: ModuleType, name: str) -> dict[str, int]:
    menus = import_from(Path(package.__file__ or "").parents[1], "with_menus.menus")
    found: Any = getattr(menus, name)
    assert issubclass(found, IntEnum)
    return {each.name: each.value for each in found}


def test_each_menu_with_values_is_an_enumeration(package: ModuleType):
    menus = import_from(Path(package.__file__ or "").parents[1], "with_menus.menus")
    assert menus.__all__ == [
        "IncidentCEscalationReason",
        "IncidentSeverity",
        "IncidentSource",
        "IncidentStatusWithTypeStatus",
    ]
    assert members(package, "IncidentCEscalationReason") == {"ANGRY": 1}


def test_names_come_from_labels_and_stay_as_entries_are_added(package: ModuleType):
    found = members(package, "IncidentSeverity")
    assert sorted(found.values()) == sorted(LABELS)
    by_id = {number: name for name, number in found.items()}
    expected = {0: "HIGH", 1: "HIGH_1", 2: "HIGH_2", 3: "VALUE_3", 4: "VALUE_4", 5: "VALUE_5"}
    assert {number: by_id[number] for number in expected} == expected
    assert by_id[7] == "ON_HOLD_WAITING_CUSTOMER"
    assert (by_id[8], by_id[9], by_id[10]) == ("CLASS", "NONE", "MRO")
    assert by_id[11] == "UBERFALLIG"
    assert all(name.isidentifier() and len(name) <= 60 for name in found)


PATHS = ("int/enum", "a/fooBar", "a/FooBar", "a/foo_bar", "a.b/c", "a-b/c", "a_b/c")


def test_menus_whose_names_meet_are_classes_of_their_own(
    api: ir.Api, monkeypatch: pytest.MonkeyPatch
):
    paths = [f"namedIDs/{path}" for path in PATHS] + ["namedIDHierarchies/a/fooBar"]
    monkeypatch.setattr("connectgen.layout.menus.menu_targets", lambda _: tuple(paths))
    context = lay_out(api, *(menu(path, {1: path}) for path in paths))
    (file,) = render([context], TEMPLATES)
    module = module_of(file.text)
    assert len(set(module.__all__)) == len(paths)
    assert all([*getattr(module, name)] == [1] for name in module.__all__)


def test_value_is_written_by_its_id(package: ModuleType):
    menus = import_from(Path(package.__file__ or "").parents[1], "with_menus.menus")
    body = package.IncidentPatch(severity=package.Reference(id=menus.IncidentSeverity.HIGH_1))
    assert json.loads(json.dumps(body.to_json())) == {"severity": {"id": 1}}
    validators = import_from(
        Path(package.__file__ or "").parents[1], "with_menus.validators.incidents"
    )
    assert validators.patch_violations(body.to_json()) == []
    read = package.Incident.from_json({"severity": {"id": 1, "lookupName": "High"}})
    assert read.severity.id == menus.IncidentSeverity.HIGH_1


def test_text_of_labels_is_only_text(options: Options):
    generate_package(options)
    text = (options.target / "menus.py").read_text(encoding="utf-8")
    assert "\nimport os" not in text
    assert "from enum import IntEnum" in text


def test_markup_in_labels_is_text(api: ir.Api):
    labels = {1: ".. include:: /etc/passwd", 2: "<script>", 3: "*All*", 4: "\x1b[31m", 5: "a\n b"}
    (found,) = lay_out(api, menu(SEVERITY, labels)).menus
    assert [value.doc for value in found.values] == [
        ("\\.. include:: /etc/passwd",),
        ("<\\script>",),
        ("\\*All*",),
        ("\\\\x1b[31m",),
        ("a b",),
    ]


@given(st.dictionaries(st.integers(-5, 2**40), st.text(max_size=120), min_size=1, max_size=12))
def test_any_labels_give_an_enumeration_of_their_ids(api: ir.Api, labels: dict[int, str]):
    context = lay_out(api, menu(SEVERITY, labels))
    (file,) = render([context], TEMPLATES)
    verify_generated_source(file)
    module = module_of(file.text)
    assert sorted(each.value for each in module.IncidentSeverity) == sorted(labels)
    # A later entry renames none of those before.
    more = labels | {max(labels) + 1: labels[min(labels)]}
    context = lay_out(api, menu(SEVERITY, more))
    names = {value.number: value.name for value in context.menus[0].values}
    assert {each.value: each.name for each in module.IncidentSeverity}.items() <= names.items()


def test_package_follows_the_pinned_values(options: Options):
    generate_package(options)
    assert not check_package(options).drift
    pin(options.schemas_folder, menu(SEVERITY, {1: "Changed"}))
    result = check_package(options)
    assert result.outdated == ("menus",)
    generate_package(options)
    assert "CHANGED = 1" in (options.target / "menus.py").read_text(encoding="utf-8")
    (options.schemas_folder / "menus" / "v1.4.json").unlink()
    generate_package(options)
    assert not (options.target / "menus.py").exists()


def test_fields_name_the_enumeration_of_their_menu(options: Options):
    generate_package(options)
    models = options.target / "models" / "incidents.py"
    text = " ".join(models.read_text(encoding="utf-8").split())
    assert "``namedIDs/incidents/severity``: one of ``menus.IncidentSeverity``." in text
    # A menu without values has none, and neither has one that no field refers to.
    assert "An entry of ``namedIDs/incidents/queue``." in text
    exports = import_from(options.output, f"{options.package_name}.menus").__all__
    assert {*re.findall(r"``menus\.(\w+)``", text)} == {*exports}
    pin(options.schemas_folder, menu(SEVERITY, {1: "Changed"}))
    generate_package(options)
    assert generate_package(options).generated == ()  # the name is the same
    pin(options.schemas_folder, menu(SEVERITY, {}))
    assert "models/incidents.py" in generate_package(options).generated
    assert "``menus." not in models.read_text(encoding="utf-8")


def test_menus_are_formatted_and_typed(options: Options, tmp_path: Path):
    generate_package(options)
    file = str(options.target / "menus.py")
    bin_folder = Path(sys.executable).parent
    for command in (
        ("ruff", "format", "--isolated", "--check", file),
        ("ruff", "check", "--isolated", file),
        ("mypy", "--strict", file),
    ):
        done = subprocess.run(
            [bin_folder / command[0], *command[1:]], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
