"""datamodel-code-generator as a second opinion, and the flavours that it adds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import msgspec
import pytest
from connect_v1_4 import AdviceWarning
from connectgen.config.options import Options
from connectgen.core.errors import ErrorGroup
from connectgen.layout import SourceNames, lay_out_backends
from connectgen.pipeline.api import read_api
from connectgen.pipeline.render import render_source_files
from connectgen.render.datamodel_codegen import render_backend_models
from support import example, generate_into, import_from, write_schemas
from support.field_comparison import compared
from support.http_server import Answer, serving

pytestmark = pytest.mark.slow

FLAVOURS = ("msgspec", "pydantic", "typeddict")

LENIENT = "reading is lenient: a reply may leave out what is required"
CHOICE = "the second opinion is not told of enumerations, which validators check"
DIFFERENCES: dict[str, dict[str, str]] = {
    "choices": {
        f"{model}.{field}": CHOICE
        for model in ("Thing", "ThingCreate", "ThingPatch")
        for field in ("always", "size", "state", "tags")
    },
    "lists": {"Part.x": LENIENT},
    "scalars": {"Thing.text": LENIENT},
}
"""Per case, the fields on which datamodel-code-generator says something else, with the reason."""


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


CASES = sorted(path for path in (Path(__file__).parents[1] / "cases").iterdir())


@pytest.mark.parametrize("case", [None, *CASES], ids=lambda case: case.name if case else "bundled")
def test_the_second_opinion_agrees_on_fields_types_and_optionality(
    case: Path | None, tmp_path: Path
):
    options = Options()
    if case is not None:
        documents = json.loads((case / "schema.json").read_text(encoding="utf-8"))
        schemas = write_schemas(tmp_path / "schemas", documents)
        options = Options(schemas=schemas, resources=("things",))
    name = f"opinion_{case.name}" if case else "opinion"
    generate_into(tmp_path, name, schemas=options.schemas, resources=options.resources)
    (view,), _ = lay_out_backends(read_api(options)[0], ("dataclass",), SourceNames())
    (tmp_path / f"{name}_second.py").write_text(render_backend_models(view).text, encoding="utf-8")
    mine = import_from(tmp_path, f"{name}.models.{Path(view.path).stem}")
    theirs = import_from(tmp_path, f"{name}_second")
    differing = {
        f"{cls}.{field}": (mine_says, theirs_say)
        for cls in mine.__all__
        for field, mine_says, theirs_say in compared(getattr(mine, cls), getattr(theirs, cls))
        if mine_says != theirs_say
    }
    assert set(differing) == set(DIFFERENCES.get(case.name if case else "", {})), differing


def test_flavours_are_clean(package: Path):
    folders = [f"{package.name}/{flavour}_models" for flavour in FLAVOURS]
    assert_clean(package, folders)


def assert_clean(package: Path, folders: list[str]) -> None:
    for command in (
        ("ruff", "format", "--isolated", "--check", *folders),
        ("ruff", "format", "--isolated", "--line-length", "100", "--check", *folders),
        ("ruff", "check", "--isolated", *folders),
        ("mypy", "--strict", package.name),
    ):
        run = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=package.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stdout + run.stderr


NAMES = (
    *("copy", "json", "schema", "validate", "construct", "model_config", "modelConfig"),
    *("model_dump", "model_dump_path", "model_fields", "pydantic", "msgspec", "typing", "meta"),
    *("_private", "__init__", "dict", "class", "field"),
)


def test_fields_may_be_called_like_what_the_flavours_keep_for_themselves(tmp_path: Path):
    text = {"type": ["string", "null"], "maxLength": 90, "pattern": f"^({'long|' * 30}a)$"}
    lists = {"aVeryLongNameOfAListOfEntriesIndeed": {"type": "array", "items": {"type": "object"}}}
    numbers = {"beyond": {"type": "integer", "minimum": -(10**30), "maximum": 10**30}}
    members = dict.fromkeys(NAMES, text)
    documents = {"things": {"type": "object", "properties": {**members, **lists, **numbers}}}
    schemas = write_schemas(tmp_path / "schemas", documents)
    made = generate_into(tmp_path, "taken", schemas=schemas, models=FLAVOURS)
    assert_clean(made, [f"{made.name}/{flavour}_models" for flavour in FLAVOURS])
    body = dict.fromkeys(NAMES, "long")
    model = import_from(tmp_path, "taken.pydantic_models.things").ThingCreate
    assert model.model_validate(body).model_dump(by_alias=True, exclude_unset=True) == body
    struct = import_from(tmp_path, "taken.msgspec_models.things").ThingCreate
    assert msgspec.to_builtins(msgspec.convert(body, struct)) == body


HOSTILE = (
    *("a\u202eb", "\u2028", "\x85", "\ud800", "x\ny", "q'\"", "ünï", "\x00", "back\\slash", "_x"),
    *(
        "wire name 0041",
        "wire name zz",
        '"): ...\nimport os #',
        "\U0001f600",
        "",
        "plain",
        "\ufb01",
    ),
)
IN_KEYS = frozenset({"ünï", "wire name 0041", "wire name zz", "\U0001f600", "", "plain"})
"""Those that datamodel-code-generator prints as they are, in the keys of a `TypedDict`."""

REFUSED = {
    "msgspec": frozenset({"\ud800", "x\ny", "q'\"", "\x00", "back\\slash", '"): ...\nimport os #'}),
    "pydantic": frozenset({"\ud800"}),
    "typeddict": frozenset(HOSTILE) - IN_KEYS,
}


def test_a_hostile_wire_name_is_a_literal_or_left_out_with_a_warning(tmp_path: Path):
    record = {"type": "object", "properties": {name: {"type": "string"} for name in HOSTILE}}
    record |= {"required": ["\u2028", "plain"]}
    schemas = write_schemas(tmp_path / "schemas", {"things": record})
    made = generate_into(tmp_path, "odd", schemas=schemas, models=FLAVOURS)
    for flavour in FLAVOURS:
        text = (made / f"{flavour}_models" / "things.py").read_text(encoding="utf-8")
        assert text.replace("\n", "").isprintable()
    things = import_from(tmp_path, "odd.typeddict_models.things")
    assert set(things.ThingCreate.__annotations__) == IN_KEYS
    assert things.ThingCreate.__required_keys__ == {"plain"}
    model = import_from(tmp_path, "odd.pydantic_models.things").ThingCreate
    fields = model.model_fields
    names = {name if each.alias is None else each.alias for name, each in fields.items()}
    assert names == set(HOSTILE) - REFUSED["pydantic"]
    struct = import_from(tmp_path, "odd.msgspec_models.things").ThingCreate
    assert {field.encode_name for field in msgspec.structs.fields(struct)} == (
        set(HOSTILE) - REFUSED["msgspec"]
    )
    options = Options(schemas=schemas, models=FLAVOURS)
    notes = sorted(str(note) for note in render_source_files(options)[1])
    assert len(notes) == sum(map(len, REFUSED.values()))
    assert notes[0].startswith(f"{schemas.as_posix()}/v1.4/things.json#/properties/")
    for flavour, names in REFUSED.items():
        told = [note for note in notes if f": models for {flavour} leave out " in note]
        assert len(told) == len(names)
    with pytest.raises(ErrorGroup):
        render_source_files(Options(schemas=schemas, models=FLAVOURS, strict=True))


PATTERNS = (
    "a\\",
    "[^]",
    "\\cA",
    "(?=x)y",
    "'+1+'",
    "r'",
    "\\u{1F600}",
    "\ud800",
    "\\'",
    "[",
    "^[^ ]*$",
)


def test_a_pattern_that_a_flavour_cannot_hold_is_left_to_validators(tmp_path: Path):
    fields = {f"x{i}": {"type": "string", "pattern": each} for i, each in enumerate(PATTERNS)}
    documents = {"things": {"type": "object", "properties": fields}}
    schemas = write_schemas(tmp_path / "schemas", documents)
    generate_into(tmp_path, "patterned", schemas=schemas, models=FLAVOURS)
    last = f"x{len(PATTERNS) - 1}"
    for flavour in FLAVOURS:
        import_from(tmp_path, f"patterned.{flavour}_models.things")
    model = import_from(tmp_path, "patterned.pydantic_models.things").ThingCreate
    with pytest.raises(ValueError, match="pattern"):
        model.model_validate({last: "a b"})
    struct = import_from(tmp_path, "patterned.msgspec_models.things").ThingCreate
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({last: "a b"}, struct)


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
    with pytest.warns(AdviceWarning, match="^/x_custom: is not in the catalog"):
        assert create(sent) == sent


def test_msgspec_holds_the_constraints_and_is_taken_as_a_mapping(modules: dict[str, ModuleType]):
    model = modules["msgspec"].IncidentResponseCreate
    body = msgspec.convert(example("request"), model)
    assert msgspec.to_builtins(body) == example("request")
    for bad in ({"name": "a b"}, {"id": 0}, {"fileName": "a/b\n"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"fileAttachments": [bad]}, model)
    assert create(msgspec.to_builtins(body)) == example("request")


def test_lists_are_read_as_replies_carry_them(sample_schemas: Path, tmp_path: Path):
    made = generate_into(
        tmp_path, "read", schemas=sample_schemas, resources=("incidents",), models=FLAVOURS
    )
    assert_clean(made, [f"{made.name}/{flavour}_models" for flavour in FLAVOURS])
    model = import_from(tmp_path, "read.pydantic_models.incidents").Incident
    struct = import_from(tmp_path, "read.msgspec_models.incidents").Incident
    entries: list[Any] = [{"text": "a"}]
    links = [{"rel": "self", "href": "https://a.example.com/x"}]
    for threads in (entries, {"items": entries, "links": links}, {"links": links}, None):
        reply = {"id": 1, "threads": threads}
        read = model.model_validate(reply)
        assert read.model_dump(mode="json", by_alias=True, exclude_unset=True) == reply
        assert msgspec.to_builtins(msgspec.convert(reply, struct)) == reply
    assert model.model_validate({"threads": {"items": entries}}).threads.items[0].text == "a"


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
