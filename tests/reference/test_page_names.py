"""Names of pages and anchors: safe on every system, unique, and readable back."""

from __future__ import annotations

import re
from urllib.parse import unquote

from connectgen.core.catalog_paths import encode_path
from connectgen.reference.page_names import anchor_of, name_pages
from hypothesis import example, given
from hypothesis import strategies as st

SAFE = re.compile(
    r"resources/[A-Za-z0-9_-][A-Za-z0-9_.~-]*\.html|resources/~[A-Za-z0-9_.~-]*\.html"
)


def read_back(text: str) -> str:
    return unquote(text.replace("~", "%"), errors="surrogatepass")


@given(st.lists(st.text(max_size=12), max_size=6))
@example(["contacts", "Contacts", "CONTACTS"])
@example(["CON", "con", "aux.Thing", "LPT1"])
@example([".hidden", "%2Ehidden", "a b", "%2E%2E%2Fx"])
@example(["a", "A", "~41", "%7E41"])
def test_pages_have_safe_names_of_their_own(names):
    names = [name for name in map(encode_path, names) if name and "/" not in name]
    pages = name_pages(names)
    assert len({page.casefold() for page in pages.values()}) == len(pages) == len({*names})
    for name, page in pages.items():
        assert SAFE.fullmatch(page), page
        stem = page.removeprefix("resources/").removesuffix(".html")
        assert read_back(stem) == unquote(name)
        assert not re.fullmatch(r"(?i)(aux|con|nul|prn|(com|lpt)\d)(\..*)?", stem)


def test_ordinary_names_stay_as_they_are():
    pages = name_pages(["contacts", "CO.Warranty"])
    assert pages == {
        "contacts": "resources/contacts.html",
        "CO.Warranty": "resources/CO.Warranty.html",
    }


@given(st.text(), st.text())
def test_anchors_can_be_read_back(path, other):
    anchor = anchor_of(path)
    assert re.fullmatch(r"field-[A-Za-z0-9_.~-]*", anchor)
    assert read_back(anchor.removeprefix("field-")) == path
    assert (anchor == anchor_of(other)) == (path == other)
