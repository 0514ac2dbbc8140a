"""The schemas of the files that users write, and the validator that is compiled from them."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any, get_args

import click
import connectgen.file_formats
import pytest
from connectgen import compile_validator
from connectgen.config.pyproject import FAIL_ON, MODEL_BACKENDS
from connectgen.file_formats.check import FileFormat, find_mistakes
from jsonschema import Draft7Validator

FOLDER = Path(connectgen.file_formats.__file__).parent
SCHEMAS = {
    file.name.removesuffix(".schema.json"): json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(FOLDER.glob("*.schema.json"))
}


def moved_below(schema: Any, name: str) -> Any:
    """Return *schema* for the definitions of another: without `$id`, its `$ref`s moved."""
    if isinstance(schema, list):
        return [moved_below(item, name) for item in schema]
    if not isinstance(schema, dict):
        return schema
    members = {key: moved_below(value, name) for key, value in schema.items() if key != "$id"}
    if isinstance(members.get("$ref"), str):
        members["$ref"] = f"#/definitions/{name}{members['$ref'].removeprefix('#')}"
    return members


def compiled() -> str:
    bundle = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "file formats",
        "type": "object",
        "properties": {name: {"$ref": f"#/definitions/{name}"} for name in SCHEMAS},
        "definitions": {name: moved_below(schema, name) for name, schema in SCHEMAS.items()},
    }
    return compile_validator(bundle, formats=True)


def test_validator_is_compiled_from_the_schemas(request: pytest.FixtureRequest):
    file, text = FOLDER / "validator.py", compiled()
    if request.config.getoption("--update") and file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
        pytest.fail("validator.py is rewritten; read it and commit it")
    assert file.read_text(encoding="utf-8") == text, "pytest --update compiles it again"


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_one_with_its_own_id(name: str):
    Draft7Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"] == f"urn:connectgen:file-format:{name}"


def test_every_format_has_a_schema():
    assert set(get_args(FileFormat)) == set(SCHEMAS)


def test_configuration_keys_are_options_of_the_command_line():
    options = {
        text.removeprefix("--")
        for command in ("diff", "fetch", "generate")
        for parameter in importlib.import_module(f"connectgen.cli.{command}").command.params
        if isinstance(parameter, click.Option)
        for text in parameter.opts
    }
    properties = SCHEMAS["pyproject"]["properties"]
    # What a run is asked for once has no place in a file; resources and the site are arguments.
    assert set(properties) - options <= {"packages", "resources", "site"}
    assert properties["models"]["items"]["enum"] == [*MODEL_BACKENDS]
    assert properties["fail-on"]["enum"] == [*FAIL_ON]


MISTAKES: dict[str, tuple[FileFormat, object, list[tuple[str, str]]]] = {
    "a typing error in a key": (
        "pyproject",
        {"ouput": "src"},
        [
            (
                "",
                "unknown key 'ouput' (did you mean 'output'?); known: accepted, api-version,"
                " application-context, fail-on, listed-only, models, output, package, packages,"
                " resources, schemas, site, strict",
            )
        ],
    ),
    "packages in a package": (
        "pyproject",
        {"packages": [{"packages": []}]},
        [("/packages/0", 'must not have "packages" itself')],
    ),
    "a package that is none": (
        "pyproject",
        {"packages": ["a"]},
        [("/packages/0", 'must be an object, not "a"')],
    ),
    "a control character": (
        "pyproject",
        {"site": "a\0"},
        [("/site", "must not be empty or contain control characters")],
    ),
    "several at once": (
        "overlay",
        {"resource": 1, "snapshot": "both", "corrections": [{"document": "a", "patch": []}]},
        [
            ("/resource", "must be a string, not 1"),
            ("/snapshot", 'must be one of "bundled", "fetched", not "both"'),
            ("/corrections/0", 'must have the member "reason"'),
            ("/corrections/0", 'must have the member "source"'),
            (
                "/corrections/0/patch",
                "must contain a `test` operation so that outdated overlays are detected",
            ),
        ],
    ),
    "an accepted change of nothing": (
        "accepted",
        {"accepted": [{"kind": "removed", "reason": "a", "expires": "2030-02-30"}]},
        [
            (
                "/accepted/0",
                'must have exactly one of "resource" (a change of the documents), "name" (of the'
                ' Python API) and "document" (a warning)',
            ),
            (
                "/accepted/0/expires",
                'must be a date (RFC 3339), such as 2020-05-11, not "2030-02-30"',
            ),
        ],
    ),
    "accepted entries that could match nothing": (
        "accepted",
        {
            "accepted": [
                {**kinds, "kind": "removed", "reason": "a", "expires": "2030-02-20"}
                for kinds in (
                    {"document": "things", "resource": "things"},
                    {"document": "things", "name": "a.B"},
                    {"name": "a.B", "pointer": "/x"},
                    {"document": "things", "pointer": "/x"},
                )
            ]
        },
        [
            *(
                (
                    f"/accepted/{index}",
                    'must have exactly one of "resource" (a change of the documents), "name" (of'
                    ' the Python API) and "document" (a warning)',
                )
                for index in (0, 1)
            ),
            (
                "/accepted/2",
                'must not have "pointer", because a change of the Python API has none',
            ),
        ],
    ),
    "a snapshot of nothing": (
        "snapshot",
        {"documents": [], "resources": []},
        [
            (
                "/resources",
                "must list at least one resource; run `connectgen fetch`, or delete this file, add"
                " the documents of resources, such as incidents.json, and run `connectgen pin`",
            )
        ],
    ),
    "no table": ("pyproject", [], [("", "must be an object, not an array")]),
    "a digest that is none": (
        "manifest",
        {"files": {"a~/b": 1}, "inputs": {}},
        [("/files/a~0~1b", "must be a string, not 1")],
    ),
}


@pytest.mark.parametrize("case", MISTAKES.values(), ids=MISTAKES)
def test_mistakes_have_pointer_and_message(
    case: tuple[FileFormat, object, list[tuple[str, str]]],
):
    file_format, content, mistakes = case
    assert find_mistakes(file_format, content) == mistakes
    assert not Draft7Validator(
        SCHEMAS[file_format], format_checker=Draft7Validator.FORMAT_CHECKER
    ).is_valid(content)


@pytest.mark.parametrize("name", ["snapshot", "overlay", "accepted"])
def test_files_may_name_their_schema_for_editors(name: FileFormat):
    content = {
        "$schema": "./a.schema.json",
        "documents": [],
        "resources": ["things"],
        "corrections": [],
    }
    content |= {"accepted": [], "resource": "things", "snapshot": "bundled"}
    assert find_mistakes(name, content) == []
