"""Text of a site in descriptions is text; odd and hostile documents stop nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from connectgen.config.options import Options
from connectgen.openapi.markdown import escape_text, quote_code
from connectgen.pipeline.openapi import describe_api, format_document
from support import ROOT, write_schemas
from support.injection_payloads import PAYLOADS
from support.odd_catalog import ODDITIES, read_documents
from support.openapi_documents import faults_of
from support.sample_snapshots import write_snapshot

pytestmark = pytest.mark.slow

Document = dict[str, Any]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain text, with 2 commas; and 50 % more.", "Plain text, with 2 commas; and 50 % more."),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("![x](https://evil.example/a.png)", "`![x](https://evil.example/a.png)`"),
        ("see https://evil.example/", "see `https://evil.example/`"),
        ("at www.evil.example or a@b.example", "at `www.evil.example` or `a@b.example`"),
        ("[a]: javascript:alert(1)", r"\[a\]: `javascript:alert(1)`"),
        ("*a* _b_ ~~c~~ `d` $e$", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \$e\$"),
        ("# no heading", r"\# no heading"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("1. no list", r"1\. no list"),
        ("1) no list", r"1\) no list"),
        ("a\n===", r"a \=\=\="),
        ("a\n---", r"a \-\-\-"),
        ("> no quotation", "&gt; no quotation"),
        ("| a | b |\n|---|---|", r"\| a \| b \| \|\-\-\-\|\-\-\-\|"),
        ("    no code", "no code"),
        ("&lt;b&gt; &amp;", "&amp;lt;b&amp;gt; &amp;amp;"),
        ("two\n\n\nparagraphs\r\n \r\nor three", "two\n\nparagraphs\n\nor three"),
        ("a\u202eb\x00c\u2028d\ud800e", "a b c d e"),
        ("`` ` ://", r"\`\` \` `://`"),
        ("x`://`y", "`` x`://`y ``"),
        ("", ""),
        ("  \n ", ""),
    ],
)
def test_text_renders_as_itself(text: str, shown: str):
    assert escape_text(text) == shown


def test_code_spans_hold_anything():
    assert quote_code("a``b\nc") == "``` a``b c ```"


def test_payloads_end_in_no_description_unescaped():
    for payload in PAYLOADS:
        for form in (escape_text(payload), quote_code(payload)):
            assert "<" not in form or form.startswith("`"), form
            hidden = {unicodedata.category(each) for each in form.replace("\n\n", "")}
            assert hidden.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"}), form


def check_document(document: Document) -> None:
    """Check a document that may be of any site, in both formats."""
    assert faults_of(document) == []
    validator = jsonschema.Draft202012Validator
    for name, schema in document["components"]["schemas"].items():
        # patterns are ECMA-262, of which Python's `re` does not know everything
        validator.check_schema(schema, format_checker=jsonschema.FormatChecker(())), name
    text = format_document(document, "json")
    assert json.loads(text) == yaml.load(format_document(document, "yaml"), yaml.CSafeLoader)
    assert yaml.load(text, yaml.CSafeLoader) == json.loads(text)


@pytest.mark.parametrize("oddity", [*ODDITIES, "all of them"])
def test_odd_catalogs_are_described(
    oddity: str, sample_schemas: Path, tmp_path_factory: pytest.TempPathFactory
):
    documents, _ = read_documents(sample_schemas)
    for name, change in ODDITIES.items():
        if oddity in (name, "all of them"):
            change(documents)
    schemas = write_schemas(tmp_path_factory.mktemp("odd"), documents)
    found, _ = describe_api(Options(schemas=schemas))
    assert faults_of(found) == []
    assert json.loads(format_document(found, "json")) == found
    if oddity == "all of them":
        check_document(found)


@pytest.mark.parametrize("case", sorted((ROOT / "tests" / "cases").iterdir()), ids=lambda c: c.name)
def test_cases_are_described(case: Path, tmp_path: Path):
    documents = json.loads((case / "schema.json").read_text(encoding="utf-8"))
    found, _ = describe_api(Options(schemas=write_schemas(tmp_path, documents)))
    check_document(found)


def test_the_bundled_and_the_next_snapshot_are_described(tmp_path: Path):
    upcoming = write_snapshot(tmp_path, "next")
    for options in (Options(), Options(schemas=upcoming, api_version="v1.5")):
        found, _ = describe_api(options)
        check_document(found)


NAMES = (
    *("$ref", "{id}", "a/b", "a%2Fb", "..", "<b>", "a b", "ümlaut", "😀", "\ud800", "x-y", "null"),
    *("1e3", "0o7", "on", "~", "- a", "# b", "'", '"', "a: b", "n" * 900, "\x7f", "\u2028", ""),
)


def test_any_name_and_text_gives_a_document(describe: Callable[[dict[str, Any]], Document]):
    catalog = "/services/rest/connect/v1.4/metadata-catalog"
    each = {
        "type": ["string", "null"],
        "enum": ["a", *NAMES],
        "description": "<img src=x onerror=alert(1)>",
    }
    listed = {"type": "array", "items": {"$ref": f"{catalog}/things"}}
    fields: dict[str, Any] = dict.fromkeys(NAMES, each)
    fields |= {f"{name}s": listed for name in NAMES}
    texts = {f"t{number}": {"type": "string", "description": text, "label": text}
             for number, text in enumerate(PAYLOADS)}  # fmt: skip
    record = {"type": "object", "description": PAYLOADS[0], "properties": {**fields, **texts}}
    found = describe({"things": {"definitions": {"singularResource": record}}})
    assert len([path for path in found["paths"] if path.startswith("/things/{id}/")]) > 40
    check_document(found)
