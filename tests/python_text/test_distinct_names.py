"""Names that meet get a suffix of their own, which does not depend on what else there is."""

from __future__ import annotations

import pytest
from connectgen.core import ir
from connectgen.core.location import Location
from connectgen.layout.menus import _name_menus
from connectgen.layout.names import name_resource
from connectgen.python_text.identifiers import MAX_RECORD_LENGTH, module_names, snake_case
from hypothesis import example, given
from hypothesis import strategies as st

LONG = "CO." + "Warranty" * 6
RESOURCES = st.sampled_from(
    [
        *("CO.MyThing", "CO.My_Thing", "CO.my_thing", "CO.My%20Thing", "CO.Mything", "cOMyThing"),
        *("CO.%E6%97%A5", "CO.%E4%B8%AD", "CO.Größe", "CO.Große", "CO", "CO2.MyThing", "CO2"),
        *("order", "orders", "orderCreate", "orderRecord", "asyncOrder", "orderCalls", "raw"),
        *(
            "a.b",
            "aB",
            "a_b",
            "ab",
            "a%2Fb",
            "A.b",
            LONG,
            f"{LONG}_",
            f"{LONG}.",
            "warning",
            "close",
        ),
    ]
)
CATALOGS = st.frozensets(RESOURCES, min_size=1, max_size=8)


def names_of(resource: str, known: frozenset[str]) -> tuple[str, str, str]:
    """Return the module of *resource*, and the names of a model and of the calls."""
    location = Location(document="x.json")
    model = ir.Model(
        path=(resource,),
        description="",
        fields=(),
        identified=True,
        plural=False,
        extensible=False,
        location=location,
    )
    view = ir.View(direction="create", models=(model,))
    whole = ir.Resource(
        name=resource, description="", operations=(), views=(view,), advice=(), location=location
    )
    found = name_resource(whole, known)
    return found.module, found.class_of(view, model.path), found.calls


@pytest.mark.slow
@given(CATALOGS, CATALOGS)
@example(frozenset({"CO.My_Thing", "CO.my_thing"}), frozenset({"CO.MyThing"}))
def test_suffix_stays_when_others_come_or_go(some: frozenset[str], more: frozenset[str]):
    every = some | more
    for resource in some:
        alone = names_of(resource, frozenset({resource}))
        for own, here, there in zip(
            alone, names_of(resource, some), names_of(resource, every), strict=True
        ):
            # A name is that without others, or has the one suffix that only its own name decides.
            assert here in (there, own)
    for names in zip(*(names_of(resource, every) for resource in every), strict=True):
        assert len({snake_case(name) for name in names}) == len(every)
        assert all(name.isidentifier() for name in names)


@given(CATALOGS)
def test_name_that_is_spelled_like_its_class_keeps_it(others: frozenset[str]):
    plain = names_of("CO.MyThing", frozenset({"CO.MyThing"}))
    assert plain == ("co_my_thing", "CoMyThingCreate", "CoMyThing")
    standard = {"cOMyThing"}  # a standard name goes before a custom one
    assert names_of("CO.MyThing", others - standard | {"CO.MyThing"}) == plain


def test_custom_objects_of_several_packages_do_not_meet():
    known = frozenset({"CO.Order", "CO2.Order", "orders"})
    assert [names_of(name, known)[0] for name in sorted(known)] == [
        *("co_order", "co2_order", "orders")
    ]


@pytest.mark.parametrize("name", [LONG, "CO.My_Thing"])
def test_names_with_a_suffix_are_no_longer_than_others(name):
    known = frozenset({name, f"{name}_", "CO.MyThing"})
    for each in known:
        _, model, calls = names_of(each, known)
        assert len(model.removesuffix("Create")) <= MAX_RECORD_LENGTH
        assert len(calls) <= MAX_RECORD_LENGTH
    assert len({*module_names(known).values()}) == len(known)


def test_menus_of_one_name_keep_theirs_when_others_come():
    first = "namedIDs/incidents/source"
    other = "namedIDHierarchies/incidents/source"
    third = "namedIDs/incidents/sou_rce"
    names = _name_menus([other, first, third])
    assert names[first] == _name_menus([first])[first] == "IncidentSource"
    assert (
        names[other] == _name_menus([first, other])[other] == "IncidentSourceOfNamedIdHierarchies"
    )
    assert names[third] == "IncidentSouRce"
