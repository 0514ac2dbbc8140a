"""Hostile text in refused documents, standalone validators and diff reports."""

from __future__ import annotations

import re
import shutil
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
from connectgen.pipeline.api import read_api
from connectgen.pipeline.render import render_source_files
from support import write_schemas
from support.injected_documents import PLACES, TEXT
from support.injected_packages import (
    FLAVOURS,
    OUTPUTS,
    assert_nothing_ran,
    count_coverage,
    import_all,
    write,
)
from support.injection_payloads import PAYLOADS
from support.platforms import needs_any_name
from support.refusable_documents import REFUSABLE, SINGLE, split_batches, write_refusable

pytestmark = pytest.mark.slow


def test_refused_or_accepted_texts_run_no_payload(tmp_path: Path):
    packages: list[str] = []
    taken: dict[str, list[str]] = {place: [] for place in REFUSABLE}
    refused: Counter[str] = Counter()
    for place in REFUSABLE:
        described: dict[str, str] = {}
        for text in PAYLOADS:
            shutil.rmtree(tmp_path / "schemas", ignore_errors=True)
            try:
                api, _ = read_api(write_refusable(place, [text], tmp_path / "schemas"))
            except (
                OSError,
                ValueError,
                ConnectgenError,
            ):  # refused as a file name, or by connectgen
                refused[place] += 1
            else:
                taken[place].append(text)
                described.setdefault(repr(api), text)
        # equal descriptions are rendered equally, so one of each is enough
        single = place in SINGLE
        texts = [*described.values()] if single else taken[place]
        for number, batch in enumerate(split_batches(texts, single=single)):
            folder = tmp_path / "together" / str(REFUSABLE.index(place)) / str(number)
            packages.append(f"p{REFUSABLE.index(place)}_{number}")
            write(
                tmp_path / packages[-1],
                render_source_files(write_refusable(place, batch, folder))[0],
            )
    print({place: (len(taken[place]), refused[place]) for place in REFUSABLE})
    assert all(len(taken[place]) + refused[place] == len(PAYLOADS) for place in REFUSABLE)
    imported = import_all(tmp_path, *packages)
    for package in packages:
        for output in OUTPUTS:
            assert any(name.startswith(f"{package}.{output}.") for name in imported), package
    assert_nothing_ran(tmp_path)
    assert "version" in refused
    assert refused.keys().isdisjoint({"date limit", "$ref", "type"})  # left out, with a warning
    assert len(taken["resource and file"]) >= 15
    assert len(taken["part and file"]) >= 15
    assert len(taken["overlay: document"]) >= 15
    assert len(taken["snapshot: unavailable"]) >= 100


@needs_any_name
def test_backends_of_resources_with_odd_names_run_nothing(tmp_path: Path):
    names = ("a.b", "con", "None", "__class__", "x" * 200, "print", "BaseModel", "Field")
    documents = {name: {"type": "object", "properties": {name: TEXT}} for name in names}
    schemas = write_schemas(tmp_path / "schemas", documents)
    files, _ = render_source_files(Options(schemas=schemas, package="odd", models=FLAVOURS))
    write(tmp_path / "odd", files)
    assert len(import_all(tmp_path, "odd")) > 50


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
    assert len(import_all(tmp_path, "alone")) == len(PAYLOADS) + 1
    assert_nothing_ran(tmp_path)


class Skeleton(HTMLParser):
    """Parser that collects elements with their attribute names, and comments."""

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
            if name == "hostile":
                assert len(report.lines) > len(PAYLOADS)
                resources = {each.change.resource for each in report.lines}
                shown = {
                    output: {resource for resource in resources if resource in content}
                    for output, content in (("HTML", page), ("Markdown", "\n".join(lines)))
                }
                places, cells = count_coverage(made / "hostile_schemas", shown)
                assert cells == len(PAYLOADS) * places * len(shown) > 9_000
            assert page.replace("\n", "").isprintable()
            assert "".join(lines).isprintable()
    assert found["hostile"][0] <= found["harmless"][0]
    assert found["hostile"][1] <= found["harmless"][1]
