"""Hostile text in refused documents, standalone validators and diff reports."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from connectgen import compile_validator
from connectgen.config.options import Options
from connectgen.core.errors import ConnectgenError
from connectgen.diff.markdown_report import markdown_lines
from connectgen.diff.run import compare_sources, format_as_html
from connectgen.pipeline.generate import render_source_files
from support import write_schemas
from support.injected_documents import (
    ALONE,
    FLAVOURS,
    PLACES,
    TEXT,
    assert_nothing_ran,
    import_all,
    write,
)
from support.injection_payloads import PAYLOADS

pytestmark = pytest.mark.slow


def alone(place: str, text: str, folder: Path) -> Options:
    """Write a snapshot with *text* in one place, which may be refused."""
    documents: dict[str, Any] = {"things": {"type": "object", "properties": {"a": TEXT}}}
    version = "v1.4"
    part = {
        "date limit": {**TEXT, "format": "date", "minimumDate": text},
        "$ref": {"$ref": text},
        "type": {"type": text},
        "part and file": {"$ref": f"/services/rest/connect/v1.4/metadata-catalog/things/{text}"},
    }.get(place)
    if part:
        documents["things"]["properties"]["b"] = part
    if place == "part and file":
        documents[f"things/{text}"] = {"type": "object", "properties": {"a": TEXT}}
    elif place == "resource and file":
        documents[text] = documents["things"]
    elif place == "definition":
        documents["things"] = {"definitions": {text: TEXT, "singularResource": documents["things"]}}
    elif place == "version":
        version = text
    schemas = write_schemas(folder, documents, version)
    return Options(schemas=schemas, package="alone", api_version=version)


def test_texts_that_may_be_refused_run_nothing_either(tmp_path: Path):
    packages: list[str] = []
    refused: Counter[str] = Counter()
    for place in ALONE:
        for number, text in enumerate(PAYLOADS):
            folder = tmp_path / "schemas" / place.replace(" ", "") / str(number)
            try:
                options = alone(place, text, folder)
            except (OSError, ValueError):  # no file can be called so
                refused[place] += 1
                continue
            try:
                files, _ = render_source_files(options)
            except ConnectgenError:
                refused[place] += 1
                continue
            packages.append(f"p{ALONE.index(place)}_{number}")
            write(tmp_path / packages[-1], files)
    assert import_all(tmp_path, *packages) >= 20 * len(packages)
    assert_nothing_ran(tmp_path)
    assert len(packages) >= len(PAYLOADS)
    assert {"$ref", "type", "version"} <= refused.keys()


def test_backends_of_resources_with_odd_names_run_nothing(tmp_path: Path):
    names = ("a.b", "con", "None", "__class__", "x" * 200, "print", "BaseModel", "Field")
    documents = {name: {"type": "object", "properties": {name: TEXT}} for name in names}
    schemas = write_schemas(tmp_path / "schemas", documents)
    files, _ = render_source_files(Options(schemas=schemas, package="odd", models=FLAVOURS))
    write(tmp_path / "odd", files)
    assert import_all(tmp_path, "odd") > 50


def test_standalone_validators_run_nothing(tmp_path: Path):
    properties: dict[str, Any] = {}
    for index, text in enumerate(PAYLOADS):
        part = {"title": text, "description": text, "$comment": text, "default": text}
        properties[text] = {**part, "enum": [text, {text: text}], "format": text}
        properties[f"x{index}"] = {
            "const": text,
            "required": [text],
            "dependencies": {text: [text]},
            "patternProperties": {re.escape(text): {"pattern": re.escape(text)}},
            "definitions": {text: {}},
            "propertyNames": {"enum": [text]},
        }
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": PAYLOADS[0],
        "properties": properties,
        "additionalProperties": False,
    }
    (tmp_path / "alone").mkdir()
    (tmp_path / "alone" / "v.py").write_text(compile_validator(schema), encoding="utf-8")
    for index, text in enumerate(PAYLOADS):
        titled = compile_validator({"title": text, "pattern": re.escape(text), "enum": [text]})
        (tmp_path / "alone" / f"v{index}.py").write_text(titled, encoding="utf-8")
    assert import_all(tmp_path, "alone") == len(PAYLOADS) + 1
    assert_nothing_ran(tmp_path)


class Skeleton(HTMLParser):
    """Gathers the elements of a page with their attributes, and the comments."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(f"{tag} {sorted(name for name, _ in attrs)}")

    def handle_comment(self, data: str) -> None:
        self.found.add(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.found.add(f"instruction {data}")


_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)


def skeleton(page: str) -> set[str]:
    parser = Skeleton()
    parser.feed(page)
    parser.close()
    return parser.found


def test_diff_reports_escape_payloads(made: Path, tmp_path: Path):
    properties = {f"x{index}": TEXT for index in range(len(PAYLOADS))}
    bare = {"type": "object", "properties": properties}
    write_schemas(tmp_path / "before", dict.fromkeys((*PLACES, "overlaid"), bare))
    found: dict[str, tuple[set[str], set[str]]] = {}
    for name in ("hostile", "harmless"):
        paths = (tmp_path / "before" / "v1.4", made / f"{name}_schemas" / "v1.4")
        for old, new in (paths, paths[::-1]):
            report, _ = compare_sources(str(old), str(new))
            page = format_as_html(report)
            lines = [*markdown_lines(report)]
            assert not any("\n" in line or "\r" in line for line in lines)
            text = "\n".join(_CODE_SPAN.sub("code", line.replace("\\|", "")) for line in lines)
            pages, texts = found.setdefault(name, (set(), set()))
            pages |= skeleton(page)
            texts |= set(re.findall(r"[^\s\w]+", text))
            assert len(report.entries) > len(PAYLOADS) or name == "harmless"
            assert page.replace("\n", "").isprintable()
            assert "".join(lines).isprintable()
    assert found["hostile"][0] <= found["harmless"][0]
    assert found["hostile"][1] <= found["harmless"][1]
