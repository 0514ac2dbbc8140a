"""The data dictionary in each of its formats: the same rows, and no text that is more than text."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.pipeline.docs import Reference, format_dictionary, read_reference
from connectgen.reference.dictionary import FORMATS
from connectgen.snapshot.menus import store_menus
from markdown_it import MarkdownIt
from markdown_it.token import Token
from support import write_schemas
from support.command_line import run
from support.injected_documents import snapshot as injected_snapshot
from support.injection_payloads import PAYLOADS
from support.odd_catalog import write_odd_snapshot

TEXT = {"type": "string"}
EXCEL_LIMIT = 32_767
"""Number of UTF-16 code units of a cell."""
DANGEROUS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=cmd|' /C calc'!A0"),
    *("x;=1+1", 'x;"=1+1"', "x; +1", "x;;@a", "\x00=1", "|=1|", "\u2028=1", "\u202e=1"),
    *("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20a", "x;\uff1d1", "x\uff1b=1"),
    *("<script>alert(1)</script>", "[a](https://evil.example)", "![a](//evil.example/x)"),
    *("`a`|b|`", "**a** __b__ ~~c~~", "&lt;b&gt;", "a\n# b\n\n* c", "https://evil.example"),
    *("www.evil.example", "<https://evil.example>", "$x$ {{ y }}", "\\|", "\\", "\ud800"),
    '"a","b"',
)


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_json_lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().split("\n")[:-1]]


def parse_markdown(data: bytes) -> list[Token]:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(data.decode())


def tables_of(data: bytes) -> Iterator[tuple[str, list[str]]]:
    """Yield the resource and the rendered text of the cells of each row of Markdown."""
    resource, cells = "", list[str]()
    tokens = parse_markdown(data)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            resource = _text_of(tokens[index + 1])
        elif token.type == "tr_open":
            cells = []
        elif token.type == "td_open":
            cells.append(_text_of(tokens[index + 1]))
        elif token.type == "tr_close" and cells:
            yield resource, cells


def _text_of(token: Token) -> str:
    return "".join(child.content for child in token.children or [])


def dangerous_reference(folder: Path) -> Reference:
    """Return the reference of a site with a dangerous text in every place."""
    properties: dict[str, Any] = {}
    for index, text in enumerate(DANGEROUS):
        properties[f"x{index}"] = {"type": "string", "label": text, "description": text}
        properties[text] = {"type": "string", "default": text, "enum": [text]}
        properties[f"y{index}"] = {"type": "object", "properties": {text: TEXT}}
        properties[f"z{index}"] = {"type": "string", "pattern": text}
    menu = {"$ref": "/services/rest/connect/v1.4/metadata-catalog/namedIDs/things/m"}
    properties["m"] = menu
    schemas = write_schemas(
        folder / "in", {"things": {"description": "\n".join(DANGEROUS), "properties": properties}}
    )
    entries = tuple(
        MenuEntry(id=index - 3, name=text.replace("\ud800", ""))
        for index, text in enumerate(DANGEROUS)
    )
    menus = (Menu(path="namedIDs/things/m", entries=entries),)
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=menus), name="in")
    return read_reference(Options(schemas=schemas))


def test_every_format_has_the_same_rows(sample: Reference):
    expected = [(row.resource, row.path, row.label, row.python_path) for row in sample.rows]
    lines = read_json_lines(format_dictionary(sample, "jsonl"))
    names = ("resource", "path", "label", "pythonPath")
    assert [tuple(line[name] for name in names) for line in lines] == expected
    table = read_csv(format_dictionary(sample, "csv"))
    assert [tuple(line[name] for name in names) for line in table] == expected
    rows = tables_of(format_dictionary(sample, "markdown"))
    assert [(resource, cells[0], cells[1], cells[8]) for resource, cells in rows] == expected


def test_csv_and_json_lines_have_the_same_columns_and_values(sample: Reference):
    lines = read_json_lines(format_dictionary(sample, "jsonl"))
    table = read_csv(format_dictionary(sample, "csv"))
    assert {*table[0]} - {*lines[0]} == {"create", "maxLength", "patch", "read"}
    assert {*lines[0]} - {*table[0]} == {"itemLimits", "required", "views"}
    for line, cells in zip(lines, table, strict=True):
        assert [view for view in ("create", "patch", "read") if cells[view]] == line["views"]
        assert line["description"].split() == cells["description"].split()
        assert cells["type"] == line["type"]
        assert cells["reference"] == (line["reference"] or "")
        assert cells["menu"] == (line["menu"] or "")
        assert bool(cells["custom"]) == line["custom"]
        longest = line["limits"].get("maxLength", line["itemLimits"].get("maxLength", ""))
        assert cells["maxLength"] == str(longest)


def test_json_lines_are_typed(sample: Reference):
    lines = read_json_lines(format_dictionary(sample, "jsonl"))
    login = next(
        each for each in lines if (each["resource"], each["path"]) == ("contacts", "login")
    )
    assert login["limits"] == {"maxLength": 255}
    assert login["pythonClasses"]["create"] == "ContactCreate"
    assert login["menu"] is None
    types = {name: {type(line[name]) for line in lines} for name in lines[0]}
    assert types["custom"] == types["nullable"] == {bool}
    assert types["views"] == types["required"] == {list}
    assert types["limits"] == {dict}


def test_a_view_that_requires_a_field_says_so(tmp_path: Path):
    schemas = write_schemas(
        tmp_path / "in", {"things": {"required": ["a"], "properties": {"a": TEXT}}}
    )
    (cells,) = read_csv(format_dictionary(read_reference(Options(schemas=schemas)), "csv"))
    assert (cells["create"], cells["patch"], cells["read"]) == ("required", "yes", "required")


def test_csv_has_a_byte_order_mark_only_on_request(sample: Reference):
    plain = format_dictionary(sample, "csv")
    assert format_dictionary(sample, "csv", bom=True) == b"\xef\xbb\xbf" + plain
    assert plain.startswith(b"resource,path,label,type,")
    assert plain.count(b"\r\n") == plain.count(b"\n") == len(sample.rows) + 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_cell_of_csv_is_a_formula(tmp_path: Path, delimiter: str):
    reference = dangerous_reference(tmp_path)
    text = format_dictionary(reference, "csv").decode()
    # Excel of some countries splits lines at semicolons, whatever the file is made for.
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for cell in (cell for row in rows for cell in row):
        assert not re.match(r"\s*[-=+@\uff0d\uff1d\uff0b\uff20]", cell), cell
    if delimiter == ",":
        assert {len(row) for row in rows} == {len(rows[0])}
        assert len(rows) == len(reference.rows) + 1
        labels = {row[1]: row[2] for row in rows}
        assert labels["x0"] == "'=1+1"
        assert labels["x8"] == "'=cmd|' /C calc'!A0"
        assert all(cell.isprintable() for row in rows for cell in row)


def test_a_cell_is_never_longer_than_excel_takes(tmp_path: Path):
    long = {**TEXT, "description": "x" * 40_000}
    schemas = write_schemas(tmp_path / "in", {"things": {"properties": {"a": long}}})
    reference = read_reference(Options(schemas=schemas))
    (cells,) = read_csv(format_dictionary(reference, "csv"))
    assert 30_000 < len(cells["description"]) < 32_767
    (line,) = read_json_lines(format_dictionary(reference, "jsonl"))
    assert len(line["description"]) == 40_000


@pytest.mark.parametrize("character", ["a", "é", "😀", "=1 "])
@pytest.mark.parametrize("count", [15_999, 16_001, 32_000, 32_001, 40_000])
def test_long_cells_are_cut_with_a_note(tmp_path: Path, character: str, count: int):
    text = (character * count).strip()
    things = {"description": "d", "properties": {"name": TEXT | {"description": text}}}
    schemas = write_schemas(tmp_path / "in", {"things": things})
    data = format_dictionary(read_reference(Options(schemas=schemas)), "csv")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r") == 2
    (row,) = csv.DictReader(io.StringIO(data.decode(), newline=""), dialect="excel", strict=True)
    cell = row["description"].removeprefix("'")
    assert len(row["description"].encode("utf-16-le")) // 2 <= EXCEL_LIMIT
    if cell != text:
        start, _, note = cell.partition("…")
        assert text.startswith(start)
        assert len(start.encode("utf-16-le")) // 2 >= 31_998
        assert note == f" [cut: {len(text) + ('=' in text):,} characters]"
    else:
        assert len(text.encode("utf-16-le")) // 2 <= 32_000


def test_a_pattern_is_shown_with_escapes_for_what_a_cell_would_change(tmp_path: Path):
    patterns = {
        f"f{ord(each):x}": f"^[^{each}/ ]*$" for each in "\t\n\v\f\r\x1c\x85\xa0\u2028\u202e"
    }
    properties = {name: {**TEXT, "pattern": pattern} for name, pattern in patterns.items()}
    write_schemas(tmp_path, {"things": {"properties": properties}}, "v1.4")
    reference = read_reference(Options(schemas=tmp_path, resources=("things",)))
    wanted = {name: f"matches {ascii(pattern)[1:-1]}" for name, pattern in patterns.items()}
    rows = read_csv(format_dictionary(reference, "csv"))
    assert {row["path"]: row["limits"] for row in rows} == wanted
    cells = [cells for _, cells in tables_of(format_dictionary(reference, "markdown"))]
    assert {row[0]: row[3] for row in cells} == wanted
    lines = read_json_lines(format_dictionary(reference, "jsonl"))
    assert {row["path"]: row["limits"]["pattern"] for row in lines} == patterns


def test_text_of_a_site_is_no_markup(tmp_path: Path):
    reference = dangerous_reference(tmp_path)
    data = format_dictionary(reference, "markdown")
    tokens = parse_markdown(data)
    kinds = {token.type for token in tokens}
    assert {each.rpartition("_")[0] for each in kinds if each != "inline"} == {
        *("heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td"),
    }
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2"]
    inline = {child.type for token in tokens for child in token.children or []}
    assert inline == {"code_inline", "text"}
    rows = list(tables_of(data))
    assert [cells[0] for _, cells in rows] == [row.path for row in reference.rows]
    for row, (_, cells) in zip(reference.rows, rows, strict=True):
        assert len(cells) == 11
        assert cells[10].replace("\\ud800", "\ud800").split() == (
            row.description.replace("\x00", "\\x00").replace("\u202e", "\\u202e").split()
        )


def test_json_lines_hold_any_text(tmp_path: Path):
    reference = dangerous_reference(tmp_path)
    data = format_dictionary(reference, "jsonl")
    assert data.decode().replace("\n", "").isprintable()
    lines = read_json_lines(data)
    assert len(lines) == len(reference.rows)
    assert [line["description"] for line in lines] == [row.description for row in reference.rows]
    (menu,) = (line["menuValues"] for line in lines if line["menuValues"])
    assert [each["id"] for each in menu] == [*range(-3, len(DANGEROUS) - 3)]


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", ["odd", "injected"])
def test_an_odd_or_hostile_catalog_is_described(tmp_path: Path, form: str, kind: str):
    if kind == "odd":
        schemas = write_odd_snapshot(tmp_path)
    else:
        schemas = injected_snapshot(tmp_path, list(PAYLOADS))
    done = run("docs", "--schemas", str(schemas), "--format", form, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") > 300


@pytest.mark.slow
def test_output_does_not_depend_on_the_process(sample_schemas: Path, tmp_path: Path):
    shutil.copytree(sample_schemas, tmp_path / "copy")
    command = (sys.executable, "-m", "connectgen", "docs")
    for form in FORMATS:
        made: set[bytes] = set()
        for seed, schemas in (("1", sample_schemas), ("2", Path("copy"))):
            done = subprocess.run(
                [*command, "--format", form, "--schemas", str(schemas)],
                cwd=tmp_path,
                env=os.environ | {"PYTHONHASHSEED": seed},
                capture_output=True,
                check=True,
            )
            made.add(done.stdout)
        assert len(made) == 1


@pytest.mark.slow
def test_the_command_writes_a_file_or_says_why_not(sample_schemas: Path, tmp_path: Path):
    command = ("docs", "contacts", "--schemas", str(sample_schemas), "--format", "csv")
    done = run(*command, "-o", "fields.csv", "--bom", cwd=tmp_path)
    assert done.stderr.splitlines()[-1] == "fields.csv written: 141 fields of 1 resource"
    data = (tmp_path / "fields.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfresource,")
    assert {line["resource"] for line in read_csv(data)} == {"contacts"}
    for arguments, message in (
        ((*command, "-o", "no/fields.csv"), "create the folder no first"),
        ((*command, "-o", "."), "not a file"),
        ((*command[:-1], "jsonl", "--bom"), "--bom has no effect without --format csv."),
        (("docs", "gone", *command[2:]), "lists no resource 'gone'"),
    ):
        refused = run(*arguments, cwd=tmp_path)
        assert refused.returncode == 2
        assert message in refused.stderr
        assert refused.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["fields.csv"]
