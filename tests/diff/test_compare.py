"""Two editions compared: each kind of change, and whom it breaks."""

from __future__ import annotations

from typing import Any

import pytest
from connectgen.diff import compare
from connectgen.diff.change import Change
from connectgen.diff.constraint_changes import pattern_effect
from support.api_editions import edition


def record(properties: dict[str, Any], **members: Any) -> dict[str, Any]:
    whole = {"type": "object", "properties": properties, **members}
    return {"type": "object", "definitions": {"singularResource": whole}}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes of one property of `things`, which has another one that stays."""
    before, after = (edition({"things": record({"a": one, "z": TEXT})}) for one in (old, new))
    return list(compare(before, after))


READ_ONLY = {"isAvailableForPOST": False, "isAvailableForPATCH": False}
WRITE_ONLY = {"isAvailableForGET": False}
TEXT = {"type": "string"}

REF_B = {"type": "object", "$ref": "@b"}
REF_C = {"type": "object", "$ref": "@c"}
MENU = {"type": "object", "$ref": "@namedIDs/things/a"}
LIST_B = {"type": "array", "items": {"$ref": "@b"}}
DAY, MOMENT = {"minimumDate": "1970-01-02"}, {"minimumDateTime": "1970-01-02T00:00:00.000Z"}
TEXTS = {"type": "array", "items": {"type": "string"}}
SHORT_TEXTS = {"type": "array", "items": {"type": "string", "maxLength": 3}}
NULLABLE = {"type": ["string", "null"]}
AT_LEAST_1, AT_LEAST_2 = ({"type": "integer", "minimum": limit} for limit in (1, 2))
AT_MOST_1, AT_MOST_2 = ({"type": "integer", "maximum": limit} for limit in (1, 2))

ONE_CHANGE = [
    # old, new, kind, whom it breaks where the field is written and read
    ({"maxLength": 8}, {"maxLength": 9}, "max-length-loosened", "read"),
    ({"maxLength": 9}, {"maxLength": "8"}, "max-length-tightened", "write"),
    ({}, {"maxLength": 8}, "max-length-added", "write"),
    ({"maxLength": 8}, {}, "max-length-removed", "read"),
    ({"minLength": 1}, {"minLength": 2}, "min-length-tightened", "write"),
    ({"pattern": "^a$"}, {}, "pattern-removed", "read"),
    ({}, {"pattern": "^a$"}, "pattern-added", "write"),
    ({"pattern": "^a$"}, {"pattern": "^b$"}, "pattern-changed", "write read"),
    ({"pattern": "^[ab]$"}, {"pattern": "^[a]$"}, "pattern-changed", "write"),
    ({"pattern": "^[ab]$"}, {"pattern": "^[abc]$"}, "pattern-changed", "read"),
    ({"pattern": "^[ab]$"}, {"pattern": "^[ba]$"}, "pattern-changed", ""),
    (TEXT, NULLABLE, "nullable-added", "read"),
    (NULLABLE, TEXT, "nullable-removed", "write"),
    (TEXT, {"type": ["string", "integer"]}, "type-widened", "read"),
    ({"type": "number"}, {"type": "integer"}, "type-narrowed", "write"),
    (TEXT, {"type": "boolean"}, "type-changed", "write read"),
    (AT_LEAST_1, AT_LEAST_2, "minimum-raised", "write"),
    (AT_MOST_1, AT_MOST_2, "maximum-raised", "read"),
    (DAY, MOMENT, "type-changed", "write read"),
    (DAY, {"minimumDate": "1971-01-02"}, "minimum-date-raised", "write"),
    (DAY, DAY | {"maximumDate": "2030-01-02"}, "maximum-date-added", "write"),
    (REF_B, REF_C, "reference-retargeted", "write read"),
    (REF_B, LIST_B, "single-to-list", "write read"),
    (LIST_B, REF_B, "list-to-single", "write read"),
    ({}, MENU, "text-to-menu", "write read"),
    (MENU, REF_B, "menu-to-relationship", "write read"),
    (TEXTS, SHORT_TEXTS, "max-length-added", "write"),
    ({"default": "a"}, {"default": "b"}, "default-changed", "write"),
]


@pytest.mark.parametrize(
    ("old", "new", "kind", "breaks"), ONE_CHANGE, ids=lambda part: str(part)[:40]
)
def test_a_changed_field_is_judged_by_who_uses_it(old, new, kind, breaks):
    (both,) = changes(TEXT | old, TEXT | new)
    assert (both.kind, " ".join(both.breaks)) == (kind, breaks)
    (read,) = changes(TEXT | old | READ_ONLY, TEXT | new | READ_ONLY)
    assert (read.kind, read.breaks) == (kind, ("read",) if "read" in breaks else ())
    (write,) = changes(TEXT | old | WRITE_ONLY, TEXT | new | WRITE_ONLY)
    assert (write.kind, write.breaks) == (kind, ("write",) if "write" in breaks else ())


AVAILABILITY = [
    ({}, READ_ONLY, "became-read-only", "write"),
    ({}, {"readOnly": True}, "became-read-only", "write"),
    ({}, {"isAvailableForPATCH": False}, "became-create-only", "write"),
    ({}, {"isAvailableForPOST": False}, "became-patch-only", "write"),
    ({}, WRITE_ONLY, "became-write-only", "read"),
    (READ_ONLY, {}, "became-writable", ""),
    (WRITE_ONLY, {}, "became-readable", ""),
    ({}, {"isAvailableForGET": True}, "availability-flag-changed", ""),
]


@pytest.mark.parametrize(("old", "new", "kind", "breaks"), AVAILABILITY)
def test_a_field_that_leaves_a_view_breaks_who_used_it_there(old, new, kind, breaks):
    (change,) = changes(TEXT | old, TEXT | new)
    assert (change.kind, " ".join(change.breaks)) == (kind, breaks)


COSMETIC = [
    ({"description": "a"}, {"description": "b"}, "description-changed"),
    ({"label": "a"}, {"label": "b"}, "label-changed"),
    ({}, {"isEnumerable": True}, "enumerable-flag-changed"),
    ({"maxLength": 8}, {"maxLength": "8"}, "representation-changed"),
    ({"type": ["string", "null"]}, {"type": ["null", "string"]}, "reordered"),
    ({}, {"x-nobody-knows": 1}, "keyword-added"),
    ({"x-nobody-knows": 1}, {"x-nobody-knows": True}, "keyword-changed"),
]


@pytest.mark.parametrize(("old", "new", "kind"), COSMETIC)
def test_cosmetic_change_is_reported_as_not_breaking(old, new, kind):
    (change,) = changes(TEXT | old, TEXT | new)
    assert (change.kind, change.breaks, change.weight) == (kind, (), "cosmetic")


def test_a_field_that_goes_breaks_the_sides_that_had_it():
    for flags, breaks in (
        ({}, ("write", "read")),
        (READ_ONLY, ("read",)),
        (WRITE_ONLY, ("write",)),
    ):
        old = edition({"things": record({"a": TEXT | flags, "b": TEXT})})
        (change,) = compare(old, edition({"things": record({"b": TEXT})}))
        assert (change.kind, change.breaks) == ("field-removed", breaks)
        assert change.old_pointer == "/definitions/singularResource/properties/a"
        assert change.new_pointer is None


def test_a_new_field_breaks_nobody_unless_it_is_required():
    old = edition({"things": record({"b": TEXT})})
    (change,) = compare(old, edition({"things": record({"a": TEXT, "b": TEXT})}))
    assert (change.kind, change.weight) == ("field-added", "compatible")
    required = record({"a": TEXT, "b": TEXT}, required=["a"])
    (change,) = compare(old, edition({"things": required}))
    assert (change.kind, change.breaks) == ("field-added", ("write",))


def test_required_change_breaks_writers_or_readers():
    free = edition({"things": record({"a": TEXT})})
    bound = edition({"things": record({"a": TEXT}, required=["a"])})
    assert [(c.kind, c.breaks) for c in compare(free, bound)] == [("required-added", ("write",))]
    assert [(c.kind, c.breaks) for c in compare(bound, free)] == [("required-removed", ("read",))]


def test_a_likely_rename_is_suggested_and_never_assumed():
    old = edition({"things": record({"postalCode": TEXT, "b": TEXT})})
    new = edition({"things": record({"postCode": TEXT, "b": TEXT})})
    gone, came = sorted(compare(old, new), key=lambda change: change.kind, reverse=True)
    assert (gone.kind, came.kind) == ("field-removed", "field-added")
    assert (gone.suggestion, came.suggestion) == (came.pointer, gone.pointer)
    other = edition({"things": record({"postCode": {"type": "integer"}, "b": TEXT})})
    assert {change.suggestion for change in compare(old, other)} == {None}


def test_parts_are_compared_where_they_stand_whatever_leads_to_them():
    def whole(limit: int) -> dict[str, Any]:
        part = {"type": "object", "properties": {"a": TEXT | {"maxLength": limit}}}
        ref = {"type": "object", "$ref": "@things/part"}
        return {"things": record({"x": ref, "y": ref}), "things/part": part}

    (change,) = compare(edition(whole(8)), edition(whole(7)))
    assert (change.resource, change.pointer) == ("things/part", "/properties/a/maxLength")
    assert (change.old, change.new, change.breaks) == (8, 7, ("write",))


def test_a_part_that_goes_with_its_field_is_not_told_twice():
    part = {"type": "object", "properties": {"a": TEXT}}
    ref = {"type": "object", "$ref": "@things/part"}
    old = edition({"things": record({"x": ref, "b": TEXT}), "things/part": part})
    assert [change.kind for change in compare(old, edition({"things": record({"b": TEXT})}))] == [
        "field-removed"
    ]


def test_a_part_that_a_site_hides_breaks_nobody():
    part = {"type": "object", "properties": {"a": TEXT}}
    things = record({"x": {"type": "object", "$ref": "@things/part"}})
    shown = edition({"things": things, "things/part": part})
    hidden = edition({"things": things}, unavailable=("things/part",))
    assert [(c.kind, c.breaks) for c in compare(shown, hidden)] == [("part-hidden", ())]
    assert [(c.kind, c.breaks) for c in compare(hidden, shown)] == [("part-shown", ())]


def test_resources_and_menus_that_come_and_go():
    menu = record({"id": {"type": "integer"}, "lookupName": TEXT}, isMenu=True)
    less = edition({"a": record({"x": TEXT})})
    more = edition(
        {"a": record({"x": TEXT}), "b": record({"x": TEXT}), "namedIDs/b/x": menu},
        listed=("a", "b"),
    )
    added = [(c.resource, c.kind, c.breaks) for c in compare(less, more)]
    assert added == [
        ("", "listing-changed", ()),
        ("b", "resource-added", ()),
        ("namedIDs/b/x", "named-id-added", ()),
    ]
    removed = [(c.resource, c.kind, c.breaks) for c in compare(more, less)]
    assert removed == [
        ("", "listing-changed", ()),
        ("b", "resource-removed", ("write", "read")),
        ("namedIDs/b/x", "named-id-removed", ("write", "read")),
    ]


def test_the_version_in_urls_is_no_change():
    documents = {"a": record({"x": {"type": "object", "$ref": "@b"}}), "b": record({"y": TEXT})}
    assert compare(edition(documents, "v1.4"), edition(documents, "v1.5")) == ()


def test_the_order_of_members_counts_only_where_it_is_the_sites():
    old = {"a": record({"x": TEXT, "y": TEXT})}
    new = {"a": record({"y": TEXT, "x": TEXT})}
    (change,) = compare(edition(old), edition(new))
    assert (change.kind, change.pointer) == (
        "reordered",
        "/definitions/singularResource/properties",
    )
    assert compare(edition(old, ordered=False), edition(new)) == ()


def test_operations_that_come_and_go():
    old = edition({"a": record({"x": TEXT})})
    new = edition({"a": record({"x": TEXT}, **{"x-connectgen-operations": ["create"]})})
    gone = [c for c in compare(old, new) if c.kind == "operation-removed"]
    assert gone
    assert {change.breaks for change in gone} <= {("write",), ("read",)}
    assert ("update", ("write",)) in {(change.old, change.breaks) for change in gone}
    assert {c.kind for c in compare(new, old)} == {"operation-added"}


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("^[^ab]*$", "^[^abc]*$", "narrower"),
        ("^[^abc]*$", "^[^ab]*$", "wider"),
        ("^[a-z]$", "^[a-z0-9]$", "wider"),
        ("^[a-z][0-9]$", "^[a-z_][0]$", "other"),
        ("^(?![ab])x$", "^(?![a])x$", "other"),
        ("^[ab]$", "^[^ab]$", "other"),
        ("a", "b", "other"),
    ],
)
def test_what_a_changed_pattern_does_to_the_texts_that_match(old, new, effect):
    assert pattern_effect(old, new) == effect
