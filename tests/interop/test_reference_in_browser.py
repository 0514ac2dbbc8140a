"""A site reference in Chromium: search, accessibility, no errors, nothing loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.sample_snapshots import write_snapshot
from support.site_references import render_reference

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
MISSING = [
    name
    for name, there in (
        ("node", shutil.which("node")),
        ("chromium", CHROMIUM),
        ("playwright-core", (HERE / "node_modules" / "playwright-core").is_dir()),
        ("axe-core", (HERE / "node_modules" / "axe-core").is_dir()),
    )
    if not there
]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"missing: {', '.join(MISSING)}")

PAGES = ("index", "resources/contacts", "resources/CO.Warranty", "resources/queryResults")
LOOKS = [(width, scheme) for width in (420, 1280) for scheme in ("light", "dark")]

Open = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory, sample_schemas: Path) -> Path:
    """The folder of the next release's reference, compared with the sample."""
    newer = write_snapshot(tmp_path_factory.mktemp("next"), "next")
    pages = render_reference(newer, since=sample_schemas, api_version="v1.5")
    folder = tmp_path_factory.mktemp("reference")
    for path, text in pages.items():
        file = folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def open_pages(reference: Path, tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Open pages in one run of the browser, and return what was found on each."""

    def run(*tasks: dict[str, Any]) -> list[dict[str, Any]]:
        lines = [
            json.dumps({"width": 1280, "scheme": "light", **task, "url": url_of(task["page"])})
            for task in tasks
        ]
        profile = tmp_path_factory.mktemp("profile")
        done = subprocess.run(
            ["node", str(HERE / "reference_pages.mjs"), str(CHROMIUM), str(profile)],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def url_of(page: str) -> str:
        return (reference / f"{page}.html").as_uri()

    return run


def test_pages_have_no_serious_findings(open_pages):
    tasks = [
        {"page": page, "width": width, "scheme": scheme, "open": True, "axe": True}
        for page in PAGES
        for width, scheme in LOOKS
    ]
    for found in open_pages(*tasks):
        where = f"{found['url']} {found['width']} {found['scheme']}"
        serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert serious == [], where
        assert found["errors"] == [], where
        assert found["requests"] == [found["url"]], where
        assert found["overflow"] <= 0, where


def test_search_finds_what_a_stranger_asks_for(open_pages):
    questions = {
        "contacts login": "login contacts\nstring, at most 255 characters",
        "length of a contact's login": "login contacts\nstring, at most 255 characters",
        "createdTime incidents": "createdTime incidents\ndate and time",
        "incident's queue": "queue incidents\nentry of the menu incidents.queue",
        "CO.Warranty": "CO.Warranty resource\n",
    }
    found = open_pages(*({"page": "index", "search": question} for question in questions))
    for answer, (question, expected) in zip(found, questions.items(), strict=True):
        assert answer["matches"][0].startswith(expected), question
        assert answer["errors"] == []
    assert "not in create, patch" in found[2]["matches"][0]
    assert found[0]["status"] == "1 match"


def test_search_shows_the_resources_again_when_it_is_empty(open_pages):
    (nothing, blank) = open_pages(
        {"page": "index", "search": "zzzzzz"}, {"page": "index", "search": " "}
    )
    assert nothing["matches"] == []
    assert nothing["status"] == "0 matches"
    assert "Resources" not in nothing["headings"]
    assert blank["status"] == ""
    assert "Resources" in blank["headings"]


def test_filter_shows_only_the_fields_with_a_text(open_pages):
    (found,) = open_pages({"page": "resources/contacts", "search": "postCode"})
    assert len(found["matches"]) == 1
    assert found["status"] == "1 field"


def test_first_key_leads_to_the_content(open_pages):
    for found in open_pages(
        {"page": "index", "focus": True}, {"page": "resources/contacts", "focus": True}
    ):
        assert found["focused"] == "Skip to the content"


def test_pages_can_be_read_without_script(open_pages):
    (index, contacts) = open_pages(
        {"page": "index", "noscript": True, "open": True},
        {"page": "resources/contacts", "noscript": True},
    )
    assert {"Resources", "Everything, A to Z"} <= {*index["headings"]}
    assert "Found" not in index["headings"]
    assert {"Operations", "Fields", "Relations"} <= {*contacts["headings"]}
    assert index["errors"] == contacts["errors"] == []


def test_printed_page_shows_the_fields_without_navigation(open_pages):
    (found,) = open_pages({"page": "resources/contacts", "media": "print", "width": 800})
    assert "Fields" in found["headings"]
    assert "On this page" not in found["headings"]
