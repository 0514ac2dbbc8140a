"""Rows of the data dictionary: every path of the catalog, once, with what is said of it."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.core import ir
from connectgen.core.menus import Menu, MenuEntry, MenuFile
from connectgen.pipeline.docs import Reference, read_reference
from connectgen.reference.rows import FieldRow
from connectgen.reference.words import describe_limits
from connectgen.snapshot.menus import store_menus
from support import generate_into, import_from
from support.odd_catalog import write_odd_snapshot
from support.sample_catalog import FLAGS, LISTED, READ_ONLY, properties
from support.sample_snapshots import write_snapshot

CATALOG = "/services/rest/connect/v1.4/metadata-catalog"
TEXT = {"type": "string"}
MakeRows = Callable[[dict[str, Any]], dict[str, FieldRow]]


def row_of(reference: Reference, resource: str, path: str) -> FieldRow:
    (found,) = (row for row in reference.rows if (row.resource, row.path) == (resource, path))
    return found


def paths_below(document: str, view: str, above: str = "", embedded: bool = False) -> Iterator[str]:
    """Yield the paths of a record's fields, read from the raw documents."""
    for each in properties(document, view, embedded=embedded):
        path = f"{above}{each.name}"
        yield path
        into = each.name == "incident" and each.document == "incidentResponse"
        if each.part and not (into and view == "read"):
            yield from paths_below(each.part, view, path + ("[]." if each.is_list else "."), into)


def test_rows_are_the_union_of_the_paths_in_the_documents(sample: Reference):
    expected = {
        (resource, path, view)
        for resource in LISTED
        for view in FLAGS
        if view == "read" or resource not in READ_ONLY
        if (resource, view) != ("incidentResponse", "patch")
        for path in paths_below(resource, view)
    }
    found = Counter((row.resource, row.path, view) for row in sample.rows for view in row.views)
    assert {*found} == expected
    assert {*found.values()} == {1}
    assert len({(row.resource, row.path) for row in sample.rows}) == len(sample.rows) > 600
    assert {path.count(".") for _, path, _ in expected} >= {0, 1, 2, 3}


def test_rows_are_sorted_with_members_below_their_field(sample: Reference):
    assert [row.resource for row in sample.rows] == sorted(row.resource for row in sample.rows)
    paths = [row.path for row in sample.rows if row.resource == "contacts"]
    for index, path in enumerate(paths):
        if "." in path:
            assert re.sub(r"(\[\])?\.[^.]*$", "", path) in paths[:index]


def test_a_field_of_every_kind_is_described(sample: Reference):
    login = row_of(sample, "contacts", "login")
    assert (login.type, login.views, login.custom) == ("string", ("create", "patch", "read"), False)
    assert [(each.keyword, each.limit) for each in login.limits] == [("maxLength", 255)]
    created = row_of(sample, "contacts", "createdTime")
    assert (created.type, created.views, created.read_only) == ("datetime", ("read",), True)
    address = row_of(sample, "contacts", "emails[].address")
    assert (address.python_path, address.python_classes) == (
        "emails[].address",
        ("EmailCreate", "EmailPatch", "Email"),
    )
    assert row_of(sample, "contacts", "emails").type == "list[object]"
    assert row_of(sample, "contacts", "links").type == "list[link]"
    others = row_of(sample, "incidents", "otherContacts")
    assert (others.type, others.target, others.is_menu) == ("list[reference]", "contacts", False)
    queue = row_of(sample, "incidents", "queue")
    assert (queue.type, queue.target, queue.is_menu) == ("menu", "namedIDs/incidents/queue", True)
    assert queue.menu_values is None
    external = row_of(sample, "contacts", "externalReference")
    assert (external.views, external.read_only) == (("create", "read"), False)
    addresses = row_of(sample, "incidentResponse", "cc.emailAddresses")
    assert addresses.type == "list[string]"
    assert str(address.location) == (
        f"{address.location.folder}/v1.4/contacts/emails.json"
        "#/definitions/singularResource/properties/address"
    )


def test_fields_that_administrators_added_are_custom(sample: Reference):
    custom = {(row.resource, row.path) for row in sample.rows if row.custom}
    assert ("contacts", "customFields.c.loyalty_tier") in custom
    assert ("incidentResponse", "incident.customFields.c") in custom
    assert ("CO.Warranty", "Notes[].text") in custom or ("CO.Warranty", "Notes[].Text") in custom
    assert ("contacts", "customFields") not in custom
    assert ("CO.Warranty", "id") not in custom
    assert not {row.path for row in sample.rows if row.custom and "." not in row.resource} & {
        row.path for row in sample.rows if "customFields." not in row.path
    }


def test_a_field_with_another_type_in_each_view_says_so(sample: Reference):
    incident = row_of(sample, "incidentResponse", "incident")
    assert incident.type == "object in create, reference in read"
    assert incident.target == "incidents"
    assert row_of(sample, "incidentResponse", "incident.subject").views == ("create",)


def test_values_of_pinned_menus_are_in_the_row(tmp_path: Path):
    schemas = write_snapshot(tmp_path / "schemas")
    entries = (MenuEntry(id=1, name="Critical"), MenuEntry(id=2, name="High"))
    menu = Menu(path="namedIDs/incidents/severity", entries=entries)
    store_menus(schemas, "v1.4", MenuFile(site="0", menus=(menu,)), name="schemas")
    reference = read_reference(Options(schemas=schemas, resources=("incidents",)))
    assert row_of(reference, "incidents", "severity").menu_values == entries
    assert row_of(reference, "incidents", "queue").menu_values is None


def test_required_is_said_of_the_views_that_require(rows_of: MakeRows):
    thing = {
        "required": ["a", "b"],
        "properties": {
            "a": TEXT,
            "b": {**TEXT, "isAvailableForPOST": False},
            "c": {"type": "array", "items": {"properties": {"d": TEXT}, "required": ["d"]}},
        },
    }
    rows = rows_of({"things": thing})
    assert {path: row.required for path, row in rows.items()} == {
        "a": ("create", "read"),
        "b": ("read",),
        "c": (),
        "c[].d": ("create", "read"),
    }
    assert rows["b"].views == ("patch", "read")


def test_limits_of_a_list_are_apart_from_those_of_its_entries(rows_of: MakeRows):
    colours = {"type": "array", "maxItems": 3, "items": {**TEXT, "maxLength": 7}}
    row = rows_of({"things": {"properties": {"colours": colours}}})["colours"]
    assert [(each.keyword, each.limit) for each in row.limits] == [("maxItems", 3)]
    assert [(each.keyword, each.limit) for each in row.item_limits] == [("maxLength", 7)]


def test_a_pattern_is_shown_with_escapes_for_what_a_page_or_cell_would_change(rows_of: MakeRows):
    characters = "\t\n\v\f\r\x1c\x85\xa0\u2028\u202e"
    patterns = {f"f{ord(each):x}": f"^[^{each}/ ]*$" for each in characters}
    properties = {name: {**TEXT, "pattern": pattern} for name, pattern in patterns.items()}
    rows = rows_of({"things": {"properties": properties}})
    shown = {path: describe_limits(row.limits, row.item_limits) for path, row in rows.items()}
    assert shown == {name: (f"matches {ascii(text)[1:-1]}",) for name, text in patterns.items()}


def test_inherited_fields_have_rows_and_the_later_document_wins(rows_of: MakeRows):
    base = {"properties": {"a": {**TEXT, "maxLength": 1}, "b": TEXT}}
    own = {"allOf": [{"$ref": f"{CATALOG}/base"}], "properties": {"a": {**TEXT, "maxLength": 2}}}
    rows = rows_of({"base": base, "things": own})
    assert [*rows] == ["a", "b"]
    assert rows["a"].limits[0].limit == 2
    assert rows["b"].location.document == "v1.4/base.json"


def test_names_that_are_no_words_are_json_strings(rows_of: MakeRows):
    names = ("a.b", "a b", "", 'a"b\n', "straße", "$ref", "x[]", "\u202e")
    nested = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    rows = rows_of({"things": {"properties": {"a": nested, "a.b": TEXT}}})
    assert {*rows} == {
        *("a", '"a.b"', 'a."a.b"', 'a."a b"', 'a.""', 'a."a\\"b\\n"', "a.straße", "a.$ref"),
        *('a."x[]"', 'a."\\u202e"'),
    }
    assert {row.wire_name for row in rows.values()} == {"a", *names}
    assert all(path.isprintable() for path in rows)


def test_a_type_nested_in_itself_has_rows_once(rows_of: MakeRows):
    node = {"type": "object", "properties": {"next": {"$ref": "#/definitions/node"}, "x": TEXT}}
    first = {"$ref": "#/definitions/node"}
    rows = rows_of({"things": {"properties": {"first": first}, "definitions": {"node": node}}})
    assert {path: row.repeats for path, row in rows.items()} == {
        "first": None,
        "first.next": "first",
        "first.x": None,
    }


def test_types_that_refer_to_many_others_have_a_bounded_number_of_rows(rows_of: MakeRows):
    definitions: dict[str, Any] = {
        f"n{level}": {
            "type": "object",
            "properties": {
                "left": {"$ref": f"#/definitions/n{level + 1}"},
                "right": {"$ref": f"#/definitions/n{level + 1}"},
            },
        }
        for level in range(40)
    }
    definitions["n40"] = {"type": "object", "properties": {"x": TEXT}}
    thing = {"properties": {"a": {"$ref": "#/definitions/n0"}}, "definitions": definitions}
    rows = rows_of({"things": thing})
    assert 20_000 <= len(rows) < 21_000
    again = [row for row in rows.values() if row.repeats is not None]
    assert again
    assert {row.repeats for row in again} <= {*rows}


@pytest.mark.slow
@pytest.mark.parametrize("is_odd", [False, True], ids=["sample", "odd"])
def test_python_paths_are_attributes_of_the_generated_classes(tmp_path: Path, is_odd: bool):
    write = write_odd_snapshot if is_odd else write_snapshot
    schemas = write(tmp_path / "schemas")
    reference = read_reference(Options(schemas=schemas))
    name = "odd_reference" if is_odd else "sample_reference"
    generate_into(tmp_path, name, schemas=schemas)
    package = import_from(tmp_path, name)
    roots = {
        resource.name: {
            row.views[index]: getattr(package, row.python_classes[index])
            for row in reference.rows
            if row.resource == resource.name and "." not in row.path.replace('"', "")
            for index in range(len(row.views))
        }
        for resource in reference.api.resources
    }
    seen = 0
    for row in reference.rows:
        *above, last = row.python_path.replace("[]", "").split(".")
        for view, class_name in zip(row.views, row.python_classes, strict=True):
            owner = _follow(roots[row.resource][view], above)
            # Both names are of one class if the views are equal.
            module = import_from(tmp_path, owner.__module__)
            assert getattr(module, class_name) is owner, (row.path, view)
            assert last in {each.name for each in dataclasses.fields(owner)}, (row.path, view)
            seen += 1
    assert seen > 1000


def _follow(owner: type, attributes: list[str]) -> type:
    """Return the class of the value that *attributes* lead to."""
    for attribute in attributes:
        hint = typing.get_type_hints(owner)[attribute]
        found = [each for each in _classes_in(hint) if dataclasses.is_dataclass(each)]
        assert len(found) == 1, (owner, attribute, hint)
        (owner,) = found
    return owner


def _classes_in(hint: Any) -> Iterator[type]:
    arguments = typing.get_args(hint)
    if not arguments and isinstance(hint, type):
        yield hint
    for argument in arguments:
        yield from _classes_in(argument)


def test_views_are_those_of_the_ir(sample: Reference):
    there = {each.name: [view.direction for view in each.views] for each in sample.api.resources}
    order: tuple[ir.Direction, ...] = ("create", "patch", "read")
    for row in sample.rows:
        assert row.views
        assert [*row.views] == [each for each in order if each in row.views]
        assert {*row.views} <= {*there[row.resource]}
