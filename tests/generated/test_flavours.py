"""datamodel-code-generator as a second opinion, and the flavours that it adds."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import pytest
from connect_v1_4.models import incident_response as ours
from connectgen.flavours import render_flavour
from connectgen.layout import lay_out_flavours
from connectgen.pipeline import Options, read_api
from server import Answer, serving
from support import example, generate_into, import_from

FLAVOURS = ("msgspec", "pydantic", "typeddict")

DIFFERENCES = {
    "extra": "a field of ours, for members that the schema does not know",
    "Unset": "absent is UNSET with us; datamodel-code-generator's dataclasses say None",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flavours")
    return generate_into(folder, "flavoured", models=FLAVOURS)


@pytest.fixture(scope="module")
def modules(package: Path) -> dict[str, ModuleType]:
    return {
        flavour: import_from(package.parent, f"flavoured.{flavour}_models.incident_response")
        for flavour in FLAVOURS
    }


def test_the_second_opinion_agrees_on_fields_types_and_optionality(tmp_path: Path):
    (view,), _ = lay_out_flavours(read_api(Options())[0], ("dataclass",))
    (tmp_path / "second.py").write_text(render_flavour(view).text, encoding="utf-8")
    second = import_from(tmp_path, "second")
    classes = list(ours.__all__)
    assert set(classes) | {"Reference"} == {
        node.name
        for node in ast.parse(render_flavour(view).text).body
        if isinstance(node, ast.ClassDef)
    }
    for name in classes:
        mine = {f.name: f for f in fields(getattr(ours, name)) if f.name not in DIFFERENCES}
        theirs = {f.name: f for f in fields(getattr(second, name))}
        assert mine.keys() == theirs.keys(), name
        my_hints = get_type_hints(getattr(ours, name))
        their_hints = get_type_hints(getattr(second, name))
        for field in mine:
            assert plain(my_hints[field]) == plain(their_hints[field]), (name, field)


def plain(hint: Any) -> str:
    """Return a type without how absence is said, and without the module of a class."""
    text = str(hint).replace("datetime.datetime", "datetime").replace("typing.", "")
    for noise in ("connect_v1_4.models.incident_response.", "connect_v1_4.models._reference."):
        text = text.replace(noise, "")
    text = text.replace("second.", "").replace("connect_v1_4._unset.", "")
    text = text.removeprefix("<class '").removesuffix("'>").replace("Optional[", "")
    return " | ".join(sorted({part.strip("] ") for part in text.split("|")} - {"None", "Unset"}))


def test_flavours_are_clean(package: Path):
    folders = [f"{package.name}/{flavour}_models" for flavour in FLAVOURS]
    for command in (
        ("ruff", "format", "--isolated", "--check", *folders),
        ("ruff", "check", "--isolated", *folders),
        ("mypy", "--strict", "--no-incremental", package.name),
    ):
        run = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=package.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr


def test_pydantic_holds_the_constraints_and_is_taken_as_a_mapping(modules: dict[str, ModuleType]):
    from pydantic import ValidationError

    model = modules["pydantic"].IncidentResponseCreate
    body = model.model_validate({**example("request"), "x_custom": 1})
    sent = body.model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert sent == {**example("request"), "x_custom": 1}
    assert model(use_email_signature=True).use_email_signature
    for bad in ({"name": "a b"}, {"id": 0}, {"fileName": "a/b"}, {"contentType": "x" * 129}):
        with pytest.raises(ValidationError):
            model.model_validate({"fileAttachments": [bad]})
    assert create(sent) == sent


def test_msgspec_holds_the_constraints_and_is_taken_as_a_mapping(modules: dict[str, ModuleType]):
    import msgspec

    model = modules["msgspec"].IncidentResponseCreate
    body = msgspec.convert(example("request"), model)
    assert msgspec.to_builtins(body) == example("request")
    for bad in ({"name": "a b"}, {"id": 0}, {"fileName": "a/b\n"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"fileAttachments": [bad]}, model)
    assert create(msgspec.to_builtins(body)) == example("request")


def test_a_typed_dict_is_a_mapping_with_wire_names(modules: dict[str, ModuleType]):
    model = modules["typeddict"].IncidentResponseCreate
    assert set(get_type_hints(model)) == {
        "bcc",
        "cc",
        "fileAttachments",
        "incident",
        "useEmailSignature",
    }
    assert create(model(**example("request"))) == example("request")


def create(body: Any) -> Any:
    from connect_v1_4 import Client

    with serving(lambda _: Answer(body=json.dumps(example("reply")).encode())) as server:
        with Client(server.url, auth=("u", "s"), application_context="t") as client:
            client.incident_response.create(body)
    return server.seen[0].json
