"""Text of a site stays text on its pages, whatever it is."""

from __future__ import annotations

import pytest
from connectgen.core.catalog_paths import encode_path
from support import write_schemas
from support.injected_documents import snapshot
from support.injection_payloads import PAYLOADS
from support.site_references import parse_page, render_reference

pytestmark = pytest.mark.slow

HOSTILE_NAMES = (
    "<b onclick=alert(1)>",
    '"><script>',
    "javascript:alert(1)",
    "a b#c?d",
    "a%2523",
    "..x",
    "\xe9",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    schemas = snapshot(tmp_path_factory.mktemp("hostile"), list(PAYLOADS))
    document = {
        "properties": {
            text: {"$ref": f"/services/rest/connect/v1.4/metadata-catalog/{encode_path(text)}"}
            for text in HOSTILE_NAMES
        }
    }
    write_schemas(schemas, {encode_path(text) or "": document for text in HOSTILE_NAMES})
    return render_reference(schemas)


def forms_of(pages: dict[str, str]) -> set[tuple[str, ...]]:
    return {
        (element.tag, name)
        for text in pages.values()
        for element in parse_page(text).find_all()
        for name in ("", *element.attributes)
    }


def test_no_text_becomes_an_element_or_an_attribute(hostile, pages, pages_since):
    known = forms_of(pages) | forms_of(pages_since) | {("span", "class")}
    assert forms_of(hostile) <= known
    for path, text in hostile.items():
        document = parse_page(text)
        assert len(document.find_all("script")) == len(document.find_all("style")) == 1, path


def test_addresses_lead_only_to_pages_and_anchors(hostile):
    for text in hostile.values():
        for link in parse_page(text).find_all("a"):
            page, _, anchor = link.attributes["href"].partition("#")
            plain = (page + anchor).replace("../", "").replace("resources/", "")
            assert (
                plain.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-")
                == ""
            )
            assert not page or page.endswith(".html")


def test_texts_are_shown_as_they_are(hostile):
    shown = " ".join(parse_page(text).text for text in hostile.values())
    for text in ("<script>alert(1)</script>", "</td><img src=x onerror=alert(1)>", "{{ view }}"):
        assert text in shown
    assert "\x00" not in shown
    assert "\u202e" not in shown
    assert "\\u202e\\u2066" in shown
    for text in hostile.values():
        text.encode()


def test_resources_with_hostile_names_have_pages(hostile):
    for name in ("~3Cb~20onclick~3Dalert~281~29~3E", "~C3~A9", "a~20b~23c~3Fd"):
        assert f"resources/{name}.html" in hostile


def test_name_in_the_middle_of_a_picture_is_that_of_the_page(hostile):
    documents = [parse_page(text) for path, text in hostile.items() if path != "index.html"]
    pairs = {
        (document.find("h1").text, center.find("title").text)
        for document in documents
        for center in document.find_all("g", class_="center")
    }
    assert ("a%23", "a%23") in pairs
    assert all(name == title for name, title in pairs)
