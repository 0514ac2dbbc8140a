"""The page at `/`, for a person."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx2
import pytest
from connectgen.testing import FakeSite
from support.sample_snapshots import BARE, pin_documents

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script>&\"'"


class Page(HTMLParser):
    """Links, tags and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.cells.append(data.strip())


def test_index_page_links_to_what_the_site_has(site: FakeSite):
    site.add("contacts", {"id": 7, "title": HOSTILE})
    response = httpx2.get(site.url)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response.headers["content-security-policy"]
    page = Page(response.text)
    assert set(site.resources) < set(page.cells)
    assert page.cells[page.cells.index("contacts") + 1] == "2"
    # Nothing is loaded, and every link leads to this site.
    assert {"script", "img", "link", "iframe"}.isdisjoint(page.tags)
    assert all(link.startswith("/_connectgen/") for link in page.links)
    for link in page.links:
        assert httpx2.get(site.url + link).status_code == 200, link
    records = httpx2.get(f"{site.url}/_connectgen/records/contacts").json()["items"]
    assert [record["id"] for record in records] == [1, 7]


def test_call_on_the_index_page_works(site: FakeSite):
    text = httpx2.get(site.url).text
    (url,) = re.findall(r"trying&#x27; (\S+)</pre>", text)
    headers = {"OSvC-CREST-Application-Context": "trying"}
    assert httpx2.get(url, auth=site.auth, headers=headers).status_code == 200


def test_text_of_a_user_is_escaped(tmp_path: Path):
    folder = pin_documents(tmp_path, "v1.4", {"contacts": BARE}, resources=["contacts"])
    with FakeSite(schemas=folder, logins={HOSTILE: "pw"}) as site:
        page = Page(httpx2.get(site.url).text)
        assert "script" not in page.tags
        assert any(HOSTILE in cell for cell in page.cells)
        assert site.auth == (HOSTILE, "pw")
