"""Pages of a site reference: structure, links, and what a reader finds."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
import time
from urllib.parse import unquote

import pytest
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.snapshot.menus import store_menus
from support.sample_snapshots import write_snapshot
from support.site_references import parse_page, render_reference

pytestmark = pytest.mark.slow

CONTACTS, INCIDENTS = "resources/contacts.html", "resources/incidents.html"


def test_there_is_a_page_for_each_resource_and_an_index(pages):
    assert {"index.html", CONTACTS, INCIDENTS, "resources/CO.Warranty.html"} <= pages.keys()
    index = parse_page(pages["index.html"])
    linked = {each.attributes["href"] for each in index.find(id="resources").find_all("a")}
    assert linked == pages.keys() - {"index.html"}


@pytest.mark.parametrize("fixture", ["pages", "pages_since"])
def test_all_links_and_anchors_resolve(fixture, request):
    every = request.getfixturevalue(fixture)
    documents = {path: parse_page(text) for path, text in every.items()}
    anchors: dict[str, set[str]] = {}
    for path, document in documents.items():
        ids = [each.attributes["id"] for each in document.find_all() if "id" in each.attributes]
        assert len(ids) == len(set(ids)), path
        anchors[path] = set(ids)
    count = 0
    for path, document in documents.items():
        for link in document.find_all("a"):
            target, _, anchor = link.attributes["href"].partition("#")
            assert unquote(target) == target
            there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            there = there if target else path
            assert there in every, f"{path}: {link.attributes['href']}"
            assert not anchor or anchor in anchors[there], f"{path}: {link.attributes['href']}"
            count += 1
        for each in document.find_all():
            for name in ("aria-labelledby", "aria-describedby", "for"):
                assert {*each.attributes.get(name, "").split()} <= anchors[path]
    assert count > 2_000


def test_pages_load_nothing_and_allow_only_their_own_style_and_script(pages):
    for path, text in pages.items():
        document = parse_page(text)
        assert not document.find_all("link"), path
        assert not document.find_all("img"), path
        assert not any("src" in each.attributes for each in document.find_all()), path
        (policy,) = (
            each.attributes["content"]
            for each in document.find_all("meta")
            if each.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; ")
        for tag in ("style", "script"):
            (content,) = document.find(tag).children
            digest = base64.b64encode(hashlib.sha256(str(content).encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
        assert "style=" not in re.sub(r"<(style|script)>.*?</\1>", "", text, flags=re.DOTALL)
        shown = text.replace("https://mysite.example.com", "")
        assert "://" not in shown, path


def test_pages_have_landmarks_headings_and_table_headers(pages):
    for path, text in pages.items():
        document = parse_page(text)
        assert document.find("html").attributes["lang"] == "en"
        assert document.find("head").find("title").text
        for tag in ("main", "h1", "footer"):
            assert len(document.find_all(tag)) == 1, path
        skip = document.find("a", class_="skip")
        assert skip.attributes["href"] == f"#{document.find('main').attributes['id']}"
        for cell in document.find_all("th"):
            assert cell.attributes["scope"] in {"col", "row"}
        for table in document.find_all("table"):
            assert table.find("caption").text
        for picture in document.find_all("svg"):
            assert picture.attributes["aria-label"]
            for link in picture.find_all("a"):
                assert link.find("title").text


def row_of(pages, path, anchor):
    return parse_page(pages[path]).find("tr", id=anchor)


def views_of(row):
    cells = row.find_all("td", class_="view")
    return {each.attributes["data-label"]: "yes" in each.text for each in cells}


def test_length_limit_of_a_login_is_found(pages):
    row = row_of(pages, CONTACTS, "field-login")
    assert "at most 255 characters" in row.text
    (entry,) = (
        each
        for each in parse_page(pages["index.html"]).find(id="names").find_all("li")
        if each.find("a").attributes["href"] == f"{CONTACTS}#field-login"
    )
    assert "string, at most 255 characters" in entry.text


def test_views_of_a_field_are_shown(pages):
    row = row_of(pages, CONTACTS, "field-createdTime")
    assert views_of(row) == {"read": True, "create": False, "patch": False}
    assert "in read, not in create, patch" in pages["index.html"]


def test_target_of_a_reference_and_menu_of_a_field_are_shown(pages):
    assert "entry of the menu incidents.queue" in row_of(pages, INCIDENTS, "field-queue").text
    contact = row_of(pages, INCIDENTS, "field-primaryContact")
    assert "reference to contacts" in contact.text
    assert "contacts.html" in {each.attributes["href"] for each in contact.find_all("a")}


def test_custom_fields_are_marked_and_have_their_python_name(pages):
    row = row_of(pages, CONTACTS, "field-customFields.c.birth_date")
    assert row.find_all("span", class_="custom")
    assert "created_time in Python" in row_of(pages, CONTACTS, "field-createdTime").text
    assert not row_of(pages, CONTACTS, "field-login").find_all("span", class_="custom")


def test_parts_that_the_site_did_not_show_are_listed(pages):
    listed = parse_page(pages["index.html"]).find(id="unavailable").text
    assert "accounts salesSettings" in listed
    assert "contacts openIDAccounts" in listed
    row = row_of(pages, CONTACTS, "field-openIDAccounts")
    assert "any object, because the site does not show what is in it" in row.text


def test_every_field_has_one_row_and_one_name(pages):
    index = parse_page(pages["index.html"])
    names = {each.find("a").attributes["href"] for each in index.find(id="names").find_all("li")}
    rows = {
        f"{path}#{row.attributes['id']}"
        for path, text in pages.items()
        for row in parse_page(text).find_all("tr")
        if row.attributes.get("id", "").startswith("field-")
    }
    assert names == rows | (pages.keys() - {"index.html"})
    assert len(rows) == 648


@pytest.mark.parametrize("style", ["wide", "narrow"])
def test_picture_has_a_link_for_each_neighbor(pages, style):
    document = parse_page(pages[INCIDENTS])
    picture = document.find("svg", class_=style)
    titles = {each.find("title").text for each in picture.find_all("a")}
    assert "contacts, by otherContacts, primaryContact, threads[].contact" in titles
    assert "incidentResponse, by incident" in titles
    plain = [each.find("title").text for each in picture.find_all("g", class_="plain")]
    assert plain == ["assets, by asset", "serviceDispositions, by disposition"]
    lists = document.find(id="relations").find_all("li")
    assert len(lists) == len(titles) + len(plain)


def test_pages_are_the_same_each_time(pages, sample_schemas):
    assert render_reference(sample_schemas, package="sample_site") == pages


def test_sample_is_small_and_quick(pages, sample_schemas):
    assert sum(len(text.encode()) for text in pages.values()) < 3_000_000
    before = time.process_time()
    render_reference(sample_schemas, package="sample_site")
    assert time.process_time() - before < 3


def test_pinned_values_of_a_menu_are_shown(tmp_path):
    schemas = write_snapshot(tmp_path)
    queue = Menu(
        path="namedIDs/incidents/queue",
        entries=(MenuEntry(id=1, name="First line"), MenuEntry(id=7, name="Returns & <refunds>")),
    )
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=(queue,)), name="schemas")
    row = row_of(render_reference(schemas), INCIDENTS, "field-queue")
    assert row.find("summary").text == "2 values"
    assert [each.text for each in row.find_all("li")] == ["1 First line", "7 Returns & <refunds>"]
