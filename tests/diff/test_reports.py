"""`connectgen diff`: its text, Markdown and HTML reports."""

from __future__ import annotations

import os
import shutil
import subprocess
from html.parser import HTMLParser

import pytest
from support.diff_runs import connectgen

pytestmark = pytest.mark.slow


def test_text_names_the_change_its_sides_and_the_bump(two):
    done = connectgen("diff", *two)
    assert done.returncode == 0, done.stderr
    assert "write       max-length-tightened name  8 -> 7" in done.stdout
    assert "suggested bump: major (API: major, Python: patch)" in done.stdout
    assert "\x1b" not in done.stdout


def test_text_explains_the_words_at_the_beginning_of_each_change(two):
    legend = connectgen("diff", *two).stdout.partition("\n\n")[0]
    for word in ("write:", "read:", "breaks:", "ok:", "-:"):
        assert word in legend
    nothing = connectgen("diff", two[0], two[0]).stdout
    assert "write:" not in nothing


def test_markdown_keeps_hostile_text_in_code_spans(two):
    lines = connectgen("diff", *two, "--format", "markdown").stdout.splitlines()
    assert "### Breaking" in lines
    row = next(line for line in lines if "description-changed" in line)
    assert "``" in row
    assert r"\|" in row
    assert row.replace(r"\|", "").count("|") == 7
    assert "\x1b" not in row


class Page(HTMLParser):
    """Gathers the tags, the text and the addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_report_is_self_contained_and_escaped(two):
    page = Page(connectgen("diff", *two, "--format", "html").stdout)
    assert not page.tags & {"script", "img", "iframe", "object"}
    assert page.addresses == ["data:,"]
    assert "<script>alert(1)</script>" in page.text
    assert "url(" not in page.text


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to show the page")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_html_report_loads_in_chromium_without_errors(two, tmp_path, scheme):
    page = tmp_path / "diff.html"
    page.write_text(connectgen("diff", *two, "--format", "html").stdout, encoding="utf-8")
    picture = tmp_path / "page.png"
    done = subprocess.run(
        [
            str(CHROMIUM),
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            *("--enable-logging=stderr", "--v=0", f"--user-data-dir={tmp_path / 'profile'}"),
            f"--blink-settings=preferredColorScheme={int(scheme == 'light')}",
            *("--window-size=1000,1200", f"--screenshot={picture}", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert ":CONSOLE" not in done.stderr
    assert picture.stat().st_size > 20_000, done.stderr
