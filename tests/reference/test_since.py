"""Marks of what differs from another version."""

from __future__ import annotations

import pytest
from support.site_references import parse_page, render_reference

pytestmark = pytest.mark.slow

CONTACTS = "resources/contacts.html"


def badges_of(element):
    return [each.text for each in element.find_all("span", class_="badge")]


def test_fields_that_were_added_changed_or_removed_are_marked(pages_since):
    contacts = parse_page(pages_since[CONTACTS])
    assert badges_of(contacts.find("tr", id="field-preferredName")) == ["added"]
    title = contacts.find("tr", id="field-title")
    assert badges_of(title) == ["changed"]
    assert "max length loosened from 80 to 120" in title.text
    gone = contacts.find("tr", id="gone-address.postalCode")
    assert badges_of(gone) == ["removed"]
    assert "gone" in gone.attributes["class"]
    assert badges_of(contacts.find("tr", id="field-banner")) == []


def test_changes_of_a_page_lead_to_their_fields(pages_since):
    lines = parse_page(pages_since[CONTACTS]).find(id="changes").find_all("li")
    links = {each.text: each.attributes["href"] for line in lines for each in line.find_all("a")}
    assert links["contacts.title"] == "#field-title"
    assert links["contacts.address.postCode"] == "#field-address.postCode"
    assert links["contacts.address.postalCode"] == "#gone-address.postalCode"
    assert links["contacts.emails.address"] == "#field-emails~5B~5D.address"


def test_index_says_which_resources_came_and_went(pages_since):
    index = parse_page(pages_since["index.html"])
    assert "removed the resource CO.Recall" in index.find(id="since").text
    rows = {each.find("th").find("a").text: badges_of(each) for each in rows_of(index)}
    assert rows["CO.Sector"] == ["custom object", "added"]
    assert rows["holidays"] == ["added"]
    assert rows["siteInterfaces"] == []
    assert rows["queryResults"] == []
    assert rows["contacts"] == ["17 changes"]


def rows_of(index):
    return index.find(id="resources").find("tbody").find_all("tr")


def test_fields_of_a_new_resource_have_no_marks(pages_since):
    page = parse_page(pages_since["resources/holidays.html"])
    assert badges_of(page) == ["added"]


def test_nothing_is_marked_if_nothing_changed(sample_schemas):
    pages = render_reference(sample_schemas, since=sample_schemas)
    assert "Nothing changed." in parse_page(pages["index.html"]).find(id="since").text
    for text in pages.values():
        assert {*badges_of(parse_page(text))} <= {"custom", "custom object"}


def test_other_version_counts_only_for_the_chosen_resources(pages_since, tmp_path, sample_schemas):
    pages = render_reference(sample_schemas, since=sample_schemas, resources=("contacts",))
    assert "removed" not in badges_of(parse_page(pages["index.html"]))
