"""The sample's validators against the `jsonschema` library, its models against a second opinion."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from connectgen.config.options import Options
from connectgen.layout import SourceNames, lay_out_backends
from connectgen.pipeline.api import read_api
from connectgen.pipeline.dump import schema_as_json
from connectgen.python_text.identifiers import module_name
from connectgen.render.datamodel_codegen import render_backend_models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import import_from
from support.field_comparison import compared
from support.reference_validator import is_valid
from support.sample_catalog import LISTED, record_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def api(sample_schemas: Path) -> Any:
    return read_api(Options(schemas=sample_schemas))[0]


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2) | st.sampled_from([2**31, 2**63, 10**40]),
    st.floats(allow_nan=False),
    st.text(max_size=3),
    st.sampled_from(
        [
            *("1970-01-01", "1970-01-02", "2038-01-19", "2020-02-30", "x" * 1400, "a b\n"),
            *("1970-01-01T23:59:59Z", "1970-01-02T00:30:00+01:00", "2040-01-01T00:00:00.5Z"),
            *("1970-01-02T00:00:00Z", "text/plain", "a@b.c", "lead@example.org;", "YQ", "/"),
            *({}, [], [{}], {"links": []}, {"items": [1]}, {"id": 0}, {"id": 1, "lookupName": "x"}),
        ]
    ),
)


@st.composite
def nearly(draw: st.DrawFn, records: list[Any]) -> Any:
    """A made-up record, with up to three of its places replaced or taken away."""
    value = copy.deepcopy(draw(st.sampled_from(records)))
    for _ in range(draw(st.integers(0, 3))):
        holder, key = draw(st.sampled_from(list(places(value)) or [({}, "x")]))
        if draw(st.integers(0, 4)):
            holder[key] = copy.deepcopy(draw(ODD))  # or it might end up in itself
        elif isinstance(holder, dict):
            holder.pop(key, None)
    return value


def places(value: Any) -> Any:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


@cache
def records(resource: str, view: str) -> list[Any]:
    return [record_of(resource, view), {}]


@pytest.mark.parametrize("resource", LISTED)
def test_verdicts_are_those_of_the_library(sample: Path, api: Any, resource: str):
    (described,) = (each for each in api.resources if each.name == resource)
    module = f"{sample.name}.validators.{module_name(resource)}"
    validators = import_from(sample.parent, module)
    views = [view.direction for view in described.views]
    schemas = {view: schema_as_json(described, view) for view in views}

    @settings(
        max_examples=max(40, settings.default.max_examples // 6),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.data())
    def judge(data: st.DataObject) -> None:
        view = data.draw(st.sampled_from(views))
        value = data.draw(nearly(records(resource, view)))
        expected = is_valid(schemas[view], value)
        violations = getattr(validators, f"{view}_violations")(value)
        assert getattr(validators, f"is_valid_{view}")(value) is expected, (view, value)
        assert (violations == []) is expected, (view, value, violations)
        for one in with_causes(violations):
            keyword = one.schema_pointer.rpartition("/")[2]
            assert keyword == one.keyword or one.message == "must not be there"
            resolve(schemas[view], one.schema_pointer)  # as `connectgen show` prints it
            resolve(value, one.pointer)
            assert str(one)

    judge()


def with_causes(violations: Any) -> Any:
    for one in violations:
        yield one
        yield from with_causes(one.causes)


def resolve(value: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


@pytest.mark.parametrize("resource", LISTED)
def test_a_second_opinion_agrees_on_fields_types_and_optionality(
    sample: Path, api: Any, resource: str, tmp_path: Path
):
    views, _ = lay_out_backends(api, ("dataclass",), SourceNames())
    name = module_name(resource)
    (view,) = (each for each in views if Path(each.path).stem == name)
    (tmp_path / f"second_{name}.py").write_text(render_backend_models(view).text, encoding="utf-8")
    mine = import_from(sample.parent, f"{sample.name}.models.{name}")
    theirs = import_from(tmp_path, f"second_{name}")
    differing = {
        f"{cls}.{field}": (mine_says, theirs_say)
        for cls in mine.__all__
        for field, mine_says, theirs_say in compared(getattr(mine, cls), getattr(theirs, cls))
        if mine_says != theirs_say
    }
    assert differing == {}
