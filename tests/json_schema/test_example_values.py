"""Values of examples: valid where they say so, and short whatever a schema asks for."""

from __future__ import annotations

import ast
import itertools
from typing import Any

import pytest
from connectgen.core import ir
from connectgen.core.location import Location
from connectgen.json_schema.example_values import ExampleMaker, ExampleValue, find_value

PLACE = Location(document="things.json")
TEXT = ir.Scalar(kinds=("string",))


def field(name: str, kind: ir.Type, *, required: bool = False) -> ir.Field:
    return ir.Field(
        wire_name=name,
        label="",
        type=kind,
        required=required,
        nullable=False,
        read_only=False,
        deprecated=False,
        default=None,
        description="",
        location=PLACE,
    )


def model(path: ir.Path, *fields: ir.Field) -> ir.Model:
    return ir.Model(
        path=path,
        description="",
        fields=fields,
        identified=False,
        plural=False,
        extensible=True,
        location=PLACE,
    )


def value_of(kind: ir.Type, *models: ir.Model) -> ExampleValue:
    view = ir.View(direction="create", models=models)
    classes = {("create", each.path): each.path[-1].title() for each in models}
    names = {each.path: {one.wire_name: one.wire_name for one in each.fields} for each in models}
    return ExampleMaker(view, classes, names, ("Example", "EX-1")).make_value(kind)  # type: ignore[arg-type]


def scalar(kind: str, **limits: Any) -> ir.Scalar:
    constraints = [ir.Constraint(keyword=name, limit=limit) for name, limit in limits.items()]
    return ir.Scalar(kinds=(kind,), constraints=tuple(constraints))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (scalar("string"), '"Example"'),
        (scalar("string", maxLength=2), '"Ex"'),
        (scalar("string", minLength=9), '"Example.."'),
        (scalar("string", pattern="^[A-Z]+-[0-9]$"), '"EX-1"'),
        (scalar("string", enum=("open", "closed")), '"open"'),
        (scalar("string", enum=("open", "shut"), pattern="^s"), '"shut"'),
        (scalar("string", format="date"), "date(2030, 1, 31)"),
        (scalar("integer"), "1"),
        (scalar("integer", minimum=7), "7"),
        (scalar("number", minimum=1.5), "1.5"),
        (scalar("boolean"), "True"),
        (ir.ReferenceType(target="contacts", named_id=False), "Reference(id=1)"),
        (ir.ListType(item=TEXT), '["Example"]'),
    ],
)
def test_valid_values(kind: ir.Type, code: str):
    value = value_of(kind)
    assert value.code == code
    assert value.is_valid


@pytest.mark.parametrize(
    "kind",
    [
        scalar("string", minLength=10**12),
        scalar("string", maxLength=0, minLength=1),
        scalar("string", pattern="^(?=z)[a-z]"),
        scalar("string", pattern=r"^(?:(.|\.\.)+(?!z))+$"),  # matches, but others take for ever
        ir.Scalar(
            kinds=("string",),
            constraints=(ir.Constraint(keyword="pattern", limit="(?<!a*)", enforced=False),),
        ),
        scalar("string", format="ipv4"),
        scalar("string", format="date", minimumDate="2031-01-01"),
        scalar("integer", maximum=0),
        scalar("object"),
        scalar("array"),
        ir.Scalar(kinds=("object",), unavailable=True),
        ir.ListType(item=TEXT, constraints=(ir.Constraint(keyword="minItems", limit=2),)),
    ],
)
def test_a_value_that_may_be_invalid_says_so(kind: ir.Type):
    value = value_of(kind)
    assert not value.is_valid
    assert len(value.code) < 100
    ast.parse(value.code)


def test_a_part_has_what_it_must_have():
    inner = model(("things", "inner"), field("a", TEXT), field("b", TEXT, required=True))
    part = model(("things", "part"), field("inner", ir.ModelType(model=inner.path), required=True))
    value = value_of(ir.ModelType(model=part.path), part, inner)
    assert value.code == 'Part(inner=Inner(b="Example"))'
    assert value.names == {"Part", "Inner"}
    assert value.is_valid


def test_a_part_that_needs_itself_ends():
    path = ("things", "part")
    part = model(path, field("part", ir.ModelType(model=path), required=True))
    value = value_of(ir.ModelType(model=path), part)
    assert value.code == "Part(part=Part(part=Part(part=Part(part=Part()))))"
    assert not value.is_valid


def test_parts_of_many_parts_are_short():
    paths = [("things", f"part{number}") for number in range(5)]
    parts = [
        model(above, *(field(f"f{n}", ir.ModelType(model=below), required=True) for n in range(99)))
        for above, below in itertools.pairwise(paths)
    ]
    value = value_of(ir.ModelType(model=paths[0]), *parts, model(paths[-1], field("a", TEXT)))
    assert not value.is_valid
    assert len(value.code) < 1000


def test_no_pattern_that_may_take_very_long_is_searched_for():
    kind = ir.Scalar(
        kinds=("string",),
        constraints=(ir.Constraint(keyword="pattern", limit=r"^(?:ab|a|b){36}(?=c|$)"),),
    )
    assert find_value(kind, ("ab" * 36,)) is None
