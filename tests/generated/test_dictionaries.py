"""Types of bodies as dictionaries: the properties of the models, by wire name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from connectgen.python_text.identifiers import module_name
from support import import_from
from support.sample_catalog import LISTED, READ_ONLY, record_of

WRITTEN = [name for name in LISTED if name not in READ_ONLY]


def load(sample: Path, kind: str, resource: str) -> Any:
    return import_from(sample.parent, f"{sample.name}.{kind}.{module_name(resource)}")


def fits(value: Any, hint: Any) -> bool:
    """Return whether a type checker would accept *value* where *hint* is wanted."""
    if get_origin(hint) is UnionType:
        return any(fits(value, each) for each in get_args(hint))
    if get_origin(hint) is list:
        return isinstance(value, list) and all(fits(each, get_args(hint)[0]) for each in value)
    if is_typeddict(hint):
        hints = get_type_hints(hint)
        return isinstance(value, dict) and all(
            name in hints and fits(each, hints[name]) for name, each in value.items()
        )
    if hint is float:
        return isinstance(value, int | float)
    return hint is Any or isinstance(value, get_origin(hint) or hint)


@pytest.mark.slow
@pytest.mark.parametrize("resource", WRITTEN)
def test_dictionaries_have_the_properties_of_models(sample: Path, resource: str):
    models, dicts = load(sample, "models", resource), load(sample, "dicts", resource)
    written = [name for name in models.__all__ if name.endswith(("Create", "Patch"))]
    assert [name.removesuffix("Dict") for name in dicts.__all__] == written
    for name in written:
        model, keys = getattr(models, name), getattr(dicts, f"{name}Dict")
        members = {member.wire_name: member for member in model._model_members}
        assert set(get_type_hints(keys)) == set(members)
        required = {name for name, each in members.items() if "Unset" not in each.annotation}
        assert keys.__required_keys__ == required
        assert (name == model.__name__) == (keys.__name__ == f"{name}Dict")


@pytest.mark.slow
@pytest.mark.parametrize("resource", WRITTEN)
def test_a_record_is_of_the_type_of_its_dictionary(sample: Path, resource: str):
    dicts = load(sample, "dicts", resource)
    root = load(sample, "models", resource)
    index = import_from(sample.parent, f"{sample.name}.dicts")
    names = [name for name in index.__all__ if index._MODULES[name] == module_name(resource)]
    assert names
    for name in names:
        assert hasattr(root, name.removesuffix("Dict"))
        view = "create" if name.endswith("CreateDict") else "patch"
        body = record_of(resource, view)
        assert fits(body, getattr(dicts, name))
        assert not fits({**body, "unknown": 1}, getattr(dicts, name))


@pytest.mark.slow
@pytest.mark.parametrize("resource", READ_ONLY)
def test_what_is_only_read_has_no_dictionaries(sample: Path, resource: str):
    assert not (sample / "dicts" / f"{module_name(resource)}.py").exists()


def test_dictionaries_cost_nothing_at_run_time():
    code = """
import sys
from connect_v1_4 import Client, IncidentResponseCreate
Client.incident_response
print([name for name in sys.modules if name.startswith("connect_v1_4.dicts")])
from connect_v1_4.dicts import IncidentResponseCreateDict
print(IncidentResponseCreateDict(useEmailSignature=True))
"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": "generated"},
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout.splitlines() == ["[]", "{'useEmailSignature': True}"]
