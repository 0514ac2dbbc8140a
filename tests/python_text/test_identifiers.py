from __future__ import annotations

import keyword

import pytest
from connectgen.python_text.identifiers import (
    MAX_LENGTH,
    class_name,
    field_names,
    module_name,
    module_names,
    singular,
    snake_case,
    sort_exports,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("wire_name", "name"),
    [
        ("uRL", "url"),
        ("sLAInstance", "sla_instance"),
        ("openIDAccounts", "open_id_accounts"),
        ("cRMModules", "crm_modules"),
        ("nameOfSLA", "name_of_sla"),
        ("sSOTokenReferences", "sso_token_references"),
        ("useEmailSignature", "use_email_signature"),
        ("DisplayOrder", "display_order"),
        ("a_id", "a_id"),
        ("namedIDs", "named_ids"),
        ("namedIDHierarchies", "named_id_hierarchies"),
        ("1st", "field_1st"),
        ("#", "field"),
        ("größe", "groe"),
    ],
)
def test_wire_names_become_snake_case(wire_name: str, name: str):
    assert snake_case(wire_name) == name


def test_names_that_python_needs_take_an_underscore():
    names = field_names(["class", "from_json", "extra", "date", "self", "private", "type"])
    assert names == {
        "class": "class_",
        "from_json": "from_json_",
        "extra": "extra_",
        "date": "date_",
        "self": "self_",
        "private": "private",
        "type": "type",
    }


def test_equal_names_are_numbered_whatever_their_order():
    wire_names = ["name", "Name", "na_me", "NaMe", "naMe"]
    expected = {"name": "name", "Name": "name_2"}
    expected |= {"naMe": "na_me", "NaMe": "na_me_2", "na_me": "na_me_3"}
    assert field_names(wire_names) == expected
    assert field_names(reversed(wire_names)) == expected


@pytest.mark.slow
@given(st.lists(st.text(max_size=20), max_size=8, unique=True))
def test_any_text_becomes_a_different_identifier(wire_names: list[str]):
    names = field_names(wire_names)
    assert set(names) == set(wire_names)
    assert len(set(names.values())) == len(wire_names)
    for name in names.values():
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("fileAttachments", "fileAttachment"),
        ("serviceCategories", "serviceCategory"),
        ("addresses", "address"),
        ("mailboxes", "mailbox"),
        ("statuses", "status"),
        ("incidentResponse", "incidentResponse"),
        ("series", "series"),
        ("analysis", "analysis"),
    ],
)
def test_singular(plural: str, expected: str):
    assert singular(plural) == expected


def test_modules_of_one_name_get_a_suffix_of_their_own_whatever_their_order():
    resources = ["CO.Warranty", "CO.warranty", "coWarranty", "close"]
    expected = {"coWarranty": "co_warranty", "CO.Warranty": "co_warranty_xe5b0b"}
    expected |= {"CO.warranty": "co_warranty_x382d6", "close": "close_2"}
    assert module_names(resources) == module_names(reversed(resources)) == expected


def test_modules_are_named_after_decoded_names():
    assert module_name("CO.Gr%C3%B6%C3%9Fe_2") == "co_groe_2"
    names = module_names(["CO.%E6%97%A5", "CO.%E4%B8%AD", "a%2Fb", "ab"])
    assert names["CO.%E6%97%A5"] != names["CO.%E4%B8%AD"]
    assert all(name.startswith("co_x") for key, name in names.items() if key.startswith("CO"))
    assert (names["a%2Fb"], names["ab"]) == ("a_b", "ab")


def test_modules_are_no_devices_of_windows():
    assert [module_name(name) for name in ("con", "AUX", "com1", "com10", "CO.con")] == [
        *("con_", "aux_", "com1_", "com10", "co_con")
    ]
    assert module_names(["nul", "Nul"]) == {"nul": "nul_", "Nul": "nul_xe54bd"}


@pytest.mark.slow
@given(st.text(min_size=90, max_size=300))
def test_long_names_are_cut(wire_name: str):
    assert len(snake_case(wire_name)) <= MAX_LENGTH
    assert len(class_name(wire_name, wire_name)) <= MAX_LENGTH
    assert snake_case(wire_name).isidentifier()


def test_long_names_stay_what_they_are_whatever_else_there_is():
    one, other = "n" * 500, f"{'n' * 499}m"
    assert snake_case(one) == f"{'n' * 89}_x2c62ce960" != snake_case(other)
    assert field_names([one, other])[one] == field_names([one])[one] == snake_case(one)
    assert class_name("records", one)[:10] == "RecordsNnn"
    assert class_name("records", one) != class_name("records", other)


def test_many_names_that_fold_to_one_are_numbered_at_once():
    wire_names = [f"na{chr(0x4E00 + number)}me" for number in range(20_000)]
    names = field_names(wire_names)
    assert names[wire_names[0]] == "name"
    assert names[wire_names[-1]] == "name_20000"


def test_classes_and_modules():
    assert class_name("CO.Warranty") == "CoWarranty"
    assert module_name("CO.Warranty") == "co_warranty"
    assert class_name("incident", "threads") == "IncidentThreads"


def test_exports_are_sorted_as_linters_want_them():
    assert sort_exports(["b", "Client", "UNSET", "a10", "a9"]) == (
        "UNSET",
        "Client",
        "a9",
        "a10",
        "b",
    )
