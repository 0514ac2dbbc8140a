"""`compile_validator`: the emitted text: its size, style, names and imports."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from support import module_of
from support.compiled_schemas import DRAFT_7, HEADERS, SCHEMAS, TREE


def test_subschemas_between_loop_headers_are_inlined():
    text = compile_validator(TREE)
    assert re.findall(r"^def (_is_\w+)\(value: Json", text, re.MULTILINE) == ["_is_tree"]


def functions_for(part: dict[str, Any]) -> list[str]:
    """Return the names of the functions of an object with many members that are all *part*."""
    schema = {
        **DRAFT_7,
        "title": "Thing",
        "properties": {f"m{number}": part for number in range(60)},
        "definitions": {"reference": {"required": list("abcdefghijklmn"), "type": "object"}},
    }
    text = compile_validator(schema, formats=True)
    assert "_THING_MEMBERS: dict[str, " in text
    return re.findall(r"^def _is_(\w+)\(value: Json", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ({"anyOf": [{"type": "null"}, {"$ref": "#/definitions/reference"}]}, "reference_or_null"),
        ({"oneOf": [{"$ref": "#/definitions/reference"}, {"type": "null"}]}, "reference_or_null"),
        ({"$ref": "#/definitions/reference"}, "reference"),
        ({"type": ["string", "null"], "format": "date-time"}, "date_time_or_null"),
        ({"type": "string", "minLength": 1, "maxLength": 80}, "string_up_to_80"),
        ({"type": ["integer", "string"], "maximum": 9}, "integer_or_string"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_functions_of_shared_schemas_are_named_after_what_they_are(part: dict[str, Any], name: str):
    assert functions_for(part)[0] == name


def test_a_function_of_one_schema_is_named_after_its_place():
    alike = {"type": ["integer", "null"], "minimum": 1, "maximum": 2}
    members = {f"m{number}": {**alike, "maximum": number} for number in range(3, 60)}
    text = compile_validator({**DRAFT_7, "properties": members})
    assert re.findall(r"^def _is_(\w+)\(value: Json", text, re.MULTILINE) == sorted(members)


def test_emitted_code_size_is_linear_in_schema():
    def chained(count: int) -> dict[str, Any]:
        definitions: dict[str, Any] = {
            f"d{n}": {
                "type": "object",
                "properties": {k: {"$ref": f"#/definitions/d{n + 1}"} for k in "abc"},
            }
            for n in range(count)
        }
        definitions[f"d{count}"] = {"type": "string"}
        return {"definitions": definitions, "$ref": "#/definitions/d0"}

    def nested(count: int) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string"}
        for _ in range(count):
            schema = {
                "type": "object",
                "properties": {
                    k: {"type": "array", "items": schema} if k == "a" else {"type": "string"}
                    for k in "abc"
                },
            }
        return schema

    for make in (chained, nested):
        short, long = (len(compile_validator(make(count))) for count in (10, 40))
        assert long < 5 * short


def test_the_module_needs_the_standard_library_alone_and_imports_little(tmp_path: Path):
    (tmp_path / "headers.py").write_text(compile_validator(HEADERS, formats=True), encoding="utf-8")
    shown = "headers.is_valid({}), 're' in sys.modules, 'typing' in sys.modules"
    code = f"import sys, headers; print({shown})"
    run = subprocess.run(
        [
            sys.executable,
            "-S",
            "-I",
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "True False False\n"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("standalone")
    for name, schema in SCHEMAS.items():
        (folder / f"{name}.py").write_text(
            compile_validator(schema, formats=True), encoding="utf-8"
        )
    (folder / "meta.py").write_text(
        compile_validator(
            {"$ref": "http://json-schema.org/draft-07/schema#", **DRAFT_7}, formats=True
        ),
        encoding="utf-8",
    )
    (folder / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11"})
    )
    return folder


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--isolated", "--check", "."),
        ("ruff", "format", "--isolated", "--line-length", "100", "--check", "."),
        ("ruff", "check", "--isolated", "."),
        pytest.param(("mypy", "--strict", "."), marks=pytest.mark.slow),
        pytest.param(("pyright", "--pythonpath", sys.executable), marks=pytest.mark.slow),
    ],
    ids=" ".join,
)
def test_the_text_is_clean(written: Path, command: tuple[str, ...]):
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=written, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("title", ["Bidi", "Equal", "Leap Second", "Same"])
def test_a_title_does_not_hide_a_function_of_the_runtime(title: str):
    schema = {
        "title": title,
        "properties": {"next": {"$ref": "#"}},
        "uniqueItems": True,
        "allOf": [{"format": "date-time"}, {"format": "hostname"}],
        **DRAFT_7,
    }
    text = compile_validator(schema, formats=True)
    for part in (text.partition("_WALKER = ")[0], module_of(text)._WALKER):
        defined = re.findall(r"^(?:(?:def|class) )?(\w+)(?:\(|: | = )", part, re.MULTILINE)
        assert len(defined) > 20
        assert len(defined) == len(set(defined))
    assert not module_of(text).is_valid([{"a": 1}, {"a": 1.0}])


@pytest.mark.parametrize(
    ("schema", "last"),
    [
        (
            {"oneOf": [{"$ref": "#/definitions/a"}, {"$ref": "#/definitions/b"}]},
            "return count == 1",
        ),
        ({"properties": {"and not": {"$ref": "#"}}}, 'return "and not" not in value or _is_root('),
        ({"type": "array", "maxItems": 2}, "return len(value) <= 2"),
        ({"type": "number", "maximum": 2}, "return not (value > 2)"),  # not a number is not more
    ],
)
def test_no_double_negation_in_emitted_code(schema: Any, last: str):
    members = {name: {"properties": {name: {"minimum": 1}}} for name in "ab"}
    text = compile_validator({"type": "object", "definitions": members, **schema})
    assert f"\n    {last}" in text


def test_items_that_must_be_there_are_not_asked_for():
    schema = {"items": [{"minimum": 1}, {"minimum": 2}, {"minimum": 3}], "minItems": 2}
    text = compile_validator({"type": "array", **schema}, draft="7")
    verdict = text[text.index("def is_valid") : text.index("def violations")]
    assert re.findall(r"if len\(value\) .*:", verdict) == [
        "if len(value) < 2:",
        "if len(value) > 2:",
    ]
    module = module_of(text)
    assert module.is_valid([1, 2])
    assert [v.keyword for v in module.violations([0])] == ["minItems", "minimum"]


@pytest.mark.parametrize(
    ("schema", "valid", "invalid"),
    [
        ({"uniqueItems": True}, [1.5, float("nan"), [2]], [[1.5], [1.5]]),
        ({"contentEncoding": "base64", "type": "string"}, "YQ==", 1),
        ({"multipleOf": 0.1}, 0.3, 0.35),
    ],
)
def test_what_a_module_imports_at_run_time_is_there(schema: Any, valid: Any, invalid: Any):
    module = module_of(compile_validator(schema, draft="7"))
    assert module.is_valid(valid)
    assert not module.is_valid(invalid)
